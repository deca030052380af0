//! The title of the terminal (OSC 2) and how far something is (`ESC ] 9 ; 4`), for terminals that are known to
//! show them. Both change rarely, for a slow link has to carry them as well.

use std::time::{Duration, Instant};

use super::emulator::Announces;

/// How long a title and a percentage stay at least.
const STAYS: Duration = Duration::from_secs(2);

/// After so long, progress that has not changed is said again: Ghostty takes it for forgotten after 15 seconds.
const AGAIN: Duration = Duration::from_secs(10);

/// Puts the title on the terminal's stack (xterm's XTPUSHTITLE).
const SAVE_TITLE: &[u8] = b"\x1b[22;2t";

/// Takes the title from the stack. Terminals without one take the empty title before it for none.
pub(super) const RESTORE_TITLE: &[u8] = b"\x1b]2;\x1b\\\x1b[23;2t";

pub(super) const REMOVE_PROGRESS: &[u8] = b"\x1b]9;4;0\x1b\\";

/// How far something is; percentages are up to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Progress {
    #[default]
    Nothing,
    Normal(u8),
    Failed(u8),
    /// It goes on, and nobody knows how long.
    Unknown,
    Paused(u8),
}

impl Progress {
    /// As it is sent.
    fn command(self) -> String {
        match self {
            Self::Nothing => "\x1b]9;4;0\x1b\\".to_owned(),
            Self::Normal(percent) => format!("\x1b]9;4;1;{percent}\x1b\\"),
            Self::Failed(percent) => format!("\x1b]9;4;2;{percent}\x1b\\"),
            Self::Unknown => "\x1b]9;4;3\x1b\\".to_owned(),
            Self::Paused(percent) => format!("\x1b]9;4;4;{percent}\x1b\\"),
        }
    }

    /// Whether it is shown in the same way as another, whatever the percentage.
    fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// What is said beside the text; the title has no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Announcement {
    pub(crate) title: String,
    pub(crate) progress: Progress,
}

/// Knows what was said last.
#[derive(Debug)]
pub(super) struct Announcer {
    announces: Announces,
    /// What was said, and when; nothing at first, and after the terminal was given back.
    said: Option<(Announcement, Instant)>,
}

impl Announcer {
    pub(super) const fn new(announces: Announces) -> Self {
        Self { announces, said: None }
    }

    /// Whether nothing was said yet, or since the terminal was given back.
    pub(super) const fn is_first(&self) -> bool {
        self.said.is_none()
    }

    pub(super) const fn announces(&self) -> Announces {
        self.announces
    }

    /// The terminal was given back: what is next is said from the beginning.
    pub(super) fn forget(&mut self) {
        self.said = None;
    }

    /// Appends what has changed, if it is time. Another state is said at once, for after it there may be no other frame.
    pub(super) fn say(&mut self, wanted: &Announcement, now: Instant, frame: &mut Vec<u8>) {
        let Announces { title, progress } = self.announces;
        let Some((said, at)) = &self.said else {
            if title {
                frame.extend_from_slice(SAVE_TITLE);
                frame.extend(title_command(&wanted.title));
            }
            if progress && wanted.progress != Progress::Nothing {
                frame.extend(wanted.progress.command().into_bytes());
            }
            self.said = Some((wanted.clone(), now));
            return;
        };
        let age = now.saturating_duration_since(*at);
        let is_due = age >= STAYS || !said.progress.is_like(wanted.progress);
        let fades = progress && age >= AGAIN && wanted.progress != Progress::Nothing;
        if !fades && (!is_due || said == wanted) {
            return;
        }
        if title && said.title != wanted.title {
            frame.extend(title_command(&wanted.title));
        }
        if progress && (fades || said.progress != wanted.progress) {
            frame.extend(wanted.progress.command().into_bytes());
        }
        self.said = Some((wanted.clone(), now));
    }
}

fn title_command(title: &str) -> Vec<u8> {
    format!("\x1b]2;{title}\x1b\\").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: Announces = Announces { title: true, progress: true };

    /// What is sent for these, each at so many milliseconds.
    fn sent<const N: usize>(announces: Announces, wanted: [(u64, &str, Progress); N]) -> [String; N] {
        let (mut announcer, start) = (Announcer::new(announces), Instant::now());
        wanted.map(|(at, title, progress)| {
            let mut frame = Vec::new();
            let wanted = Announcement { title: title.into(), progress };
            announcer.say(&wanted, start + Duration::from_millis(at), &mut frame);
            String::from_utf8(frame).unwrap()
        })
    }

    #[test]
    fn the_title_is_saved_once_and_changes_no_more_often_than_it_can_be_read() {
        let wanted = [
            (0, "a", Progress::Normal(1)),
            (1_900, "b", Progress::Normal(2)),
            (2_000, "c", Progress::Normal(2)),
            (3_900, "d", Progress::Normal(3)),
            (4_100, "c", Progress::Normal(3)),
        ];
        let expected = [
            "\x1b[22;2t\x1b]2;a\x1b\\\x1b]9;4;1;1\x1b\\",
            "",
            "\x1b]2;c\x1b\\\x1b]9;4;1;2\x1b\\",
            "",
            "\x1b]9;4;1;3\x1b\\",
        ];
        assert_eq!(sent(BOTH, wanted), expected);
    }

    #[test]
    fn another_state_is_said_at_once_and_nothing_is_said_twice() {
        let wanted = [
            (0, "a", Progress::Unknown),
            (10, "b", Progress::Normal(0)),
            (20, "c", Progress::Paused(0)),
            (30, "d", Progress::Failed(0)),
            (40, "e", Progress::Nothing),
            (60_000, "e", Progress::Nothing),
        ];
        let expected = [
            "\x1b[22;2t\x1b]2;a\x1b\\\x1b]9;4;3\x1b\\",
            "\x1b]2;b\x1b\\\x1b]9;4;1;0\x1b\\",
            "\x1b]2;c\x1b\\\x1b]9;4;4;0\x1b\\",
            "\x1b]2;d\x1b\\\x1b]9;4;2;0\x1b\\",
            "\x1b]2;e\x1b\\\x1b]9;4;0\x1b\\",
            "",
        ];
        assert_eq!(sent(BOTH, wanted), expected);
    }

    #[test]
    fn progress_that_stands_still_is_said_again_before_it_fades() {
        let wanted = [
            (0, "a", Progress::Normal(5)),
            (9_000, "a", Progress::Normal(5)),
            (10_000, "a", Progress::Normal(5)),
        ];
        let [_, soon, later] = sent(BOTH, wanted);
        assert_eq!((soon.as_str(), later.as_str()), ("", "\x1b]9;4;1;5\x1b\\"));
    }

    #[test]
    fn what_a_terminal_does_not_show_it_is_not_sent() {
        let wanted = [
            (0, "a", Progress::Normal(1)),
            (5_000, "b", Progress::Paused(2)),
            (20_000, "b", Progress::Paused(2)),
        ];
        assert_eq!(sent(Announces::default(), wanted), ["", "", ""]);
        let title = Announces { title: true, progress: false };
        assert_eq!(sent(title, wanted), ["\x1b[22;2t\x1b]2;a\x1b\\", "\x1b]2;b\x1b\\", ""]);
        let progress = Announces { title: false, progress: true };
        assert_eq!(
            sent(progress, wanted),
            ["\x1b]9;4;1;1\x1b\\", "\x1b]9;4;4;2\x1b\\", "\x1b]9;4;4;2\x1b\\"]
        );
    }
}
