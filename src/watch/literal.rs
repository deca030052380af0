//! Literals as logs hold them: JSON, and what Python prints of a dict; numbers may be `NaN` and `Infinity` in both.

use std::borrow::Cow;

use super::reading::number;

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 32;

/// A value without parts.
#[derive(Debug, PartialEq)]
pub(super) enum Atom<'a> {
    /// A number, and whether it is written as a whole one.
    Number { value: f64, whole: bool },
    /// A text, and whether it stands in Python's quotes.
    Text { text: Cow<'a, str>, single: bool },
    /// `true`, `None` and the like.
    Other,
}

/// What comes next is not what a literal goes on with; where it is, the reader knows.
#[derive(Debug, PartialEq)]
pub(super) struct NoLiteral;

/// Reads a literal from its beginning to its end, part by part, without holding it.
pub(super) struct Literal<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Literal<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// The next byte that is no space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// How far it has been read, in bytes.
    pub(super) const fn place(&self) -> usize {
        self.at
    }

    /// Whether nothing follows but spaces.
    pub(super) fn is_over(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Reads the fields of an object; `field` gets each name and must read the value.
    pub(super) fn object(
        &mut self,
        field: &mut dyn FnMut(&mut Self, &str) -> Result<(), NoLiteral>,
    ) -> Result<(), NoLiteral> {
        self.parts(b'{', b'}', &mut |literal| {
            let name = literal.text()?;
            if literal.eat(b':') { field(literal, &name) } else { Err(NoLiteral) }
        })
    }

    /// Reads the items of a list; `item` must read each.
    pub(super) fn list(
        &mut self,
        item: &mut dyn FnMut(&mut Self) -> Result<(), NoLiteral>,
    ) -> Result<(), NoLiteral> {
        let close = if self.peek() == Some(b'(') { (b'(', b')') } else { (b'[', b']') };
        self.parts(close.0, close.1, item)
    }

    /// What stands between two brackets, with commas between; one at the end does no harm.
    fn parts(
        &mut self,
        open: u8,
        close: u8,
        part: &mut dyn FnMut(&mut Self) -> Result<(), NoLiteral>,
    ) -> Result<(), NoLiteral> {
        if self.depth == MAX_DEPTH || !self.eat(open) {
            return Err(NoLiteral);
        }
        self.depth += 1;
        loop {
            if self.eat(close) {
                self.depth -= 1;
                return Ok(());
            }
            part(self)?;
            if !self.eat(b',') && self.peek() != Some(close) {
                return Err(NoLiteral);
            }
        }
    }

    /// Passes over a value of any kind.
    pub(super) fn skip(&mut self) -> Result<(), NoLiteral> {
        match self.peek() {
            Some(b'{') => self.object(&mut |literal, _| literal.skip()),
            Some(b'[' | b'(') => self.list(&mut Self::skip),
            _ => self.atom().map(drop),
        }
    }

    /// Reads a value that has no parts.
    pub(super) fn atom(&mut self) -> Result<Atom<'a>, NoLiteral> {
        if let Some(b'"' | b'\'') = self.peek() {
            let single = self.peek() == Some(b'\'');
            return Ok(Atom::Text { text: self.text()?, single });
        }
        let rest = &self.text[self.at..];
        let end =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-._".contains(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        let atom = match word {
            "true" | "false" | "null" | "True" | "False" | "None" => Atom::Other,
            _ => {
                let value = number(word).ok_or(NoLiteral)?;
                let digits = word.strip_prefix('-').unwrap_or(word);
                Atom::Number { value, whole: digits.bytes().all(|byte| byte.is_ascii_digit()) }
            }
        };
        self.at += end;
        Ok(atom)
    }

    /// Reads a text in quotes of either kind.
    fn text(&mut self) -> Result<Cow<'a, str>, NoLiteral> {
        let quote = self.peek().filter(|byte| [b'"', b'\''].contains(byte)).ok_or(NoLiteral)?;
        let inner = &self.text[self.at + 1..];
        let end = inner.find([char::from(quote), '\\']).ok_or(NoLiteral)?;
        if inner.as_bytes()[end] == quote {
            self.at += end + 2;
            return Ok(Cow::Borrowed(&inner[..end]));
        }
        let (mut text, mut chars) = (String::new(), inner.char_indices());
        while let Some((at, c)) = chars.next() {
            if c == char::from(quote) {
                self.at += at + 2;
                return Ok(Cow::Owned(text));
            }
            text.push(if c == '\\' { escaped(&mut chars)? } else { c });
        }
        Err(NoLiteral)
    }
}

/// What an escape stands for; halves of pairs become the replacement character.
fn escaped(chars: &mut std::str::CharIndices) -> Result<char, NoLiteral> {
    let mut next = || chars.next().map(|(_, c)| c).ok_or(NoLiteral);
    let digits = match next()? {
        'n' => return Ok('\n'),
        't' => return Ok('\t'),
        'r' => return Ok('\r'),
        'b' => return Ok('\u{8}'),
        'f' => return Ok('\u{c}'),
        'u' => 4,
        'x' => 2,
        other => return Ok(other),
    };
    let mut code = 0;
    for _ in 0..digits {
        code = code * 16 + next()?.to_digit(16).ok_or(NoLiteral)?;
    }
    Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atoms(text: &str) -> Result<Vec<String>, NoLiteral> {
        fn walk(literal: &mut Literal, atoms: &mut Vec<String>) -> Result<(), NoLiteral> {
            match literal.peek() {
                Some(b'{') => literal.object(&mut |literal, name| {
                    atoms.push(format!("{name}:"));
                    walk(literal, atoms)
                }),
                Some(b'[' | b'(') => literal.list(&mut |literal| walk(literal, atoms)),
                _ => literal.atom().map(|atom| {
                    atoms.push(match atom {
                        Atom::Number { value, whole } => format!("{value}{}", if whole { "" } else { "f" }),
                        Atom::Text { text, .. } => format!("'{text}'"),
                        Atom::Other => "-".into(),
                    });
                }),
            }
        }
        let (mut literal, mut atoms) = (Literal::new(text), Vec::new());
        walk(&mut literal, &mut atoms)?;
        if literal.is_over() { Ok(atoms) } else { Err(NoLiteral) }
    }

    #[test]
    fn json_and_dicts_of_python_are_read_alike() {
        let json = r#" {"a": 1, "b\u00e9\n": {"c": [1.5, NaN, -Infinity]}, "d": true, "e": "x\"y"} "#;
        let parts = ["a:", "1", "bé\n:", "c:", "1.5f", "NaNf", "-inff", "d:", "-", "e:", "'x\"y'"];
        assert_eq!(atoms(json).unwrap(), parts);
        let python = "{'a': 1e-05, 'b': (None, nan,), \"it's\": 'a\\'b'}";
        assert_eq!(atoms(python).unwrap(), ["a:", "0.00001f", "b:", "-", "NaNf", "it's:", "'a'b'"]);
    }

    #[test]
    fn what_is_no_literal_is_refused_at_any_length() {
        for text in ["", "{", "{'a'}", "{'a' 1}", "[1 2]", "'a", "\"\\u12\"", "{1: 2}", "maybe", "1 2", "[,]"]
        {
            assert_eq!(atoms(text), Err(NoLiteral), "{text}");
        }
        assert_eq!(atoms(&"[".repeat(1 << 16)), Err(NoLiteral), "so deep nothing is read");
    }
}
