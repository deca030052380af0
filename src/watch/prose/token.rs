//! Words, numbers and signs of a line.

use crate::watch::reading::number;

/// The most tokens of a line that are looked at: those of 4,096 metrics with a little room.
const MAX_TOKENS: usize = 1 << 14;

/// What stands right behind a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// A space, a comma, a bracket or nothing.
    Plain,
    /// `%`, and no bar of a progress behind it.
    Percent,
    /// A colon and a space: `step 12: …`.
    Colon,
    /// A unit, or the rest of a time, date or version: no number to be read by itself.
    Unit,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Word(&'a str),
    Number(f64, Ending),
    /// `120/2000`
    Fraction(f64, f64, Ending),
    Sign(char),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece<'a> {
    pub(super) token: Token<'a>,
    /// Whether there is space in front.
    pub(super) spaced: bool,
}

/// Takes a line apart; quotes around words are left out, and so are paths and addresses.
pub(super) fn tokens(line: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest, mut spaced) = (Vec::new(), line, true);
    while let Some(first) = rest.chars().next() {
        if pieces.len() == MAX_TOKENS {
            break;
        }
        if first.is_whitespace() || "\"'`".contains(first) {
            spaced |= first.is_whitespace();
            rest = &rest[first.len_utf8()..];
            continue;
        }
        if spaced && is_path(rest) {
            rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
            continue;
        }
        let (token, length) = token(rest, first);
        pieces.push(Piece { token, spaced });
        rest = &rest[length..];
        spaced = false;
    }
    pieces
}

fn token(rest: &str, first: char) -> (Token<'_>, usize) {
    if first.is_alphabetic() || first == '_' {
        let word = word(rest);
        return (Token::Word(word), word.len());
    }
    let length = number_length(rest);
    match number(&rest[..length]) {
        Some(part) => {
            let after = fraction(&rest[length..]);
            let (token, whole): (fn(f64, f64, Ending) -> Token<'static>, usize) = match after {
                Some((_, more)) => (Token::Fraction, length + more),
                None => (|part, _, ending| Token::Number(part, ending), length),
            };
            let ending = ending(&rest[whole..]);
            // A unit belongs to its number, and the rest of a time or version, too.
            let unit = if ending == Ending::Unit { unit_length(&rest[whole..]) } else { 0 };
            (token(part, after.map_or(1.0, |(all, _)| all), ending), whole + unit)
        }
        None if first == '-' && not_finite(&rest[1..]) => {
            (Token::Number(f64::NEG_INFINITY, Ending::Plain), 1 + word(&rest[1..]).len())
        }
        None => (Token::Sign(first), first.len_utf8()),
    }
}

fn not_finite(rest: &str) -> bool {
    let word = word(rest);
    word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity")
}

/// Whether a path or an address comes: none of its numbers mean anything.
fn is_path(rest: &str) -> bool {
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let chunk = &rest[..end];
    chunk.starts_with(['/', '~'])
        || chunk.starts_with("./")
        || chunk.starts_with("../")
        || chunk.contains("://")
}

/// The word at the start: letters, digits and what holds names together.
fn word(rest: &str) -> &str {
    let inner = |c: char| c.is_alphanumeric() || "_-/.@".contains(c);
    let end = rest.find(|c| !inner(c)).unwrap_or(rest.len());
    rest[..end].trim_end_matches(['-', '/', '.', '@'])
}

/// How long the number at the start is, with a sign and an exponent; 0 if there is none.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let mut end = start + digits(start);
    let mut has_digits = end > start;
    if bytes.get(end) == Some(&b'.') {
        let decimals = digits(end + 1);
        has_digits |= decimals > 0;
        // A point without digits behind it ends a sentence, unless something but a space follows: `1.e-3`.
        let goes_on = bytes.get(end + 1).is_some_and(|byte| byte.eq_ignore_ascii_case(&b'e'));
        end += if decimals > 0 || goes_on { 1 + decimals } else { 0 };
    }
    if !has_digits {
        return 0;
    }
    if bytes.get(end).is_some_and(|byte| byte.eq_ignore_ascii_case(&b'e')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits((end + 1 + sign).min(bytes.len()));
        end += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    end
}

/// What a number is divided by, and how long that is with the line between: `/2000`, ` / 2000`.
fn fraction(behind: &str) -> Option<(f64, usize)> {
    let all = behind.trim_start_matches(' ').strip_prefix('/')?.trim_start_matches(' ');
    let digits = all.bytes().take_while(u8::is_ascii_digit).count();
    Some((number(&all[..digits])?, behind.len() - all.len() + digits))
}

fn ending(behind: &str) -> Ending {
    let mut chars = behind.chars();
    let ends = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || ",;)]}|\"'`".contains(c));
    match chars.next() {
        Some('%') if chars.next() != Some('|') => Ending::Percent,
        Some(':') if chars.clone().next().is_none_or(char::is_whitespace) => Ending::Colon,
        Some('.' | '!') if ends(chars.next()) => Ending::Plain,
        // Brackets that follow at once are a remark of their own.
        Some('(' | '[') => Ending::Plain,
        other if ends(other) => Ending::Plain,
        _ => Ending::Unit,
    }
}

fn unit_length(behind: &str) -> usize {
    behind.find(|c: char| c.is_whitespace() || ",;)]}|[(".contains(c)).unwrap_or(behind.len())
}
