//! The manual's signs for terminals that show only ASCII.

/// The text with every sign that has an ASCII spelling spelled that way, and `?` for the others.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => folded.push(c),
            c => folded.push_str(spelling(c)),
        }
    }
    folded
}

const fn spelling(sign: char) -> &'static str {
    match sign {
        '←' => "<-",
        '→' => "->",
        '↑' => "^",
        '↓' => "v",
        '▸' | '▶' => ">",
        '…' => "...",
        '–' | '—' | '−' | '─' => "-",
        '│' => "|",
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' => "+",
        '×' | '✕' => "x",
        '·' => "*",
        '✓' => "ok",
        '√' => "sqrt",
        '½' => "1/2",
        '²' => "^2",
        'Σ' => "sum ",
        'β' => "beta",
        'λ' => "lambda",
        '“' | '”' => "\"",
        '‘' | '’' => "'",
        _ => "?",
    }
}
