//! Whether the terminal's background is dark or light: asked once with the first frame (OSC 11), and never waited for. The
//! answer is taken whenever it comes, and a terminal that gives none is as well.

/// The question. Terminals that don't know it ignore it, as they do any command of this form.
pub(super) const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// The most bytes of an answer, without what begins and ends it: `11;rgba:` and four numbers of four digits are 27.
pub(super) const MAX_ANSWER: usize = 32;

/// Terminals to which nothing is sent, by how values of `TERM` begin: they can't answer, and some print the question.
const WITHOUT_ANSWER: [&str; 9] = ["linux", "vt", "ansi", "dumb", "eterm", "cygwin", "sun", "cons", "wsvt"];

/// What is behind the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Background {
    Dark,
    Light,
}

impl Background {
    /// What `COLORFGBG` says, "foreground;background" in numbers of the palette, in which 7 and 15 are the light ones.
    pub(super) fn of_variable(value: &str) -> Option<Self> {
        let background: u8 = value.rsplit(';').next()?.parse().ok()?;
        Some(if matches!(background, 7 | 15) { Self::Light } else { Self::Dark })
    }

    /// What an answer says, such as `11;rgb:ffff/fafa/f0f0`.
    pub(super) fn of_answer(answer: &[u8]) -> Option<Self> {
        let answer = std::str::from_utf8(answer).ok()?.strip_prefix("11;")?;
        let numbers = answer.strip_prefix("rgb:").or_else(|| answer.strip_prefix("rgba:"))?;
        // Each of one to four digits, and as many as there are stand for 1.
        let share = |digits: &str| {
            let all = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1)?;
            Some(f64::from(u32::from_str_radix(digits, 16).ok()?) / f64::from(all))
        };
        let mut parts = numbers.split('/').map(share);
        let [red, green, blue] = [parts.next()??, parts.next()??, parts.next()??];
        // Relative luminance (WCAG 2.1), with its curve as a power; at 0.18 black and white have the same contrast.
        let luminance = 0.2126 * red.powf(2.2) + 0.7152 * green.powf(2.2) + 0.0722 * blue.powf(2.2);
        Some(if luminance > 0.18 { Self::Light } else { Self::Dark })
    }
}

/// Whether a terminal is to be asked. GNU screen doesn't answer for the terminal around it, and hands an answer from there
/// to whichever window is shown; tmux answers itself, whatever its value of `TERM`.
pub(super) fn is_worth_asking(term: &str, in_tmux: bool) -> bool {
    let silent = WITHOUT_ANSWER.iter().any(|name| term.starts_with(name));
    !term.is_empty() && !silent && (in_tmux || !term.starts_with("screen"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_every_length_are_understood() {
        let of = |answer: &str| Background::of_answer(answer.as_bytes());
        for light in ["11;rgb:ffff/ffff/ffff", "11;rgb:fd/f6/e3", "11;rgba:f/f/f/f", "11;rgb:fff/fff/000"] {
            assert_eq!(of(light), Some(Background::Light), "{light}");
        }
        for dark in
            ["11;rgb:0000/0000/0000", "11;rgb:00/2b/36", "11;rgba:2828/2a2a/3636/ffff", "11;rgb:0/0/f"]
        {
            assert_eq!(of(dark), Some(Background::Dark), "{dark}");
        }
        for other in [
            "10;rgb:ff/ff/ff",
            "11;rgb:ff/ff",
            "11;rgb:ff/gg/ff",
            "11;rgb://",
            "11;?",
            "",
            "11;rgb:fffffffff/0/0",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(Background::of_answer(b"11;rgb:\xff"), None);
    }

    #[test]
    fn the_variable_names_a_colour_of_the_palette() {
        for (value, background) in [
            ("0;15", Some(Background::Light)),
            ("0;default;7", Some(Background::Light)),
            ("15;0", Some(Background::Dark)),
            ("7;8", Some(Background::Dark)),
            ("15;default", None),
            ("", None),
        ] {
            assert_eq!(Background::of_variable(value), background, "{value}");
        }
    }

    #[test]
    fn only_terminals_that_may_answer_are_asked() {
        for (term, in_tmux, asked) in [
            ("xterm-256color", false, true),
            ("foot", false, true),
            ("tmux-256color", true, true),
            ("screen-256color", true, true),
            ("screen-256color", false, false),
            ("linux", false, false),
            ("vt220", false, false),
            ("dumb", false, false),
            ("", false, false),
        ] {
            assert_eq!(is_worth_asking(term, in_tmux), asked, "{term}");
        }
    }
}
