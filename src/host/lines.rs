//! The trainer's lines, read in a thread of their own: a trainer that writes half a line keeps nobody waiting.

use std::{
    io::{self, BufRead, BufReader, Read},
    thread,
};

use crossbeam_channel::{Receiver, bounded};

use super::message::TrainerMessage;
use crate::text::excerpt;

/// The maximum number of bytes of a line; the rest of a longer one is passed over.
const MAX_LINE: u64 = 64 << 10;

/// Lines that wait; a trainer with more waits itself.
pub(super) const QUEUE: usize = 1_024;

/// What a trainer has written: a message, or why a line is none.
pub(crate) type TrainerLine = Result<TrainerMessage, String>;

/// Reads lines until there are no more.
///
/// # Errors
/// If the system gives no thread.
pub(crate) fn read_lines(from: impl Read + Send + 'static) -> io::Result<Receiver<TrainerLine>> {
    let (sender, lines) = bounded(QUEUE);
    let read = move || {
        let mut from = BufReader::new(from);
        let (mut line, mut number) = (Vec::new(), 0_u64);
        while let Ok(Some(is_whole)) = next_line(&mut from, &mut line) {
            number += 1;
            let message = if is_whole {
                TrainerMessage::parse(&line)
            } else {
                Err(format!("longer than {MAX_LINE} bytes"))
            };
            let message = message.map_err(|wrong| {
                let begin = String::from_utf8_lossy(&line[..line.len().min(80)]);
                format!("line {number} of the trainer: {wrong}: {}", excerpt(begin.trim_end()))
            });
            if sender.send(message).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("trainer".into()).spawn(read)?;
    Ok(lines)
}

/// Reads a line, or the beginning of one that is too long; says whether it is whole. `None` at the end.
fn next_line(from: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    from.by_ref().take(MAX_LINE).read_until(b'\n', line)?;
    if line.is_empty() {
        return Ok(None);
    }
    // The last one of a trainer that was killed has no end.
    let is_whole = line.ends_with(b"\n") || (line.len() as u64) < MAX_LINE;
    if !is_whole {
        from.skip_until(b'\n')?;
    }
    Ok(Some(is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_told_with_its_line_and_the_next_one_counts() {
        let long = format!("{}\n", "x".repeat(100_000));
        let text = format!("{}\nnonsense\n{long}{}\n{{\"st", r#"{"text":"a"}"#, r#"{"text":"b"}"#);
        let lines: Vec<TrainerLine> = read_lines(io::Cursor::new(text)).unwrap().iter().collect();
        assert_eq!(lines.len(), 5);
        assert_eq!(
            (&lines[0], &lines[3]),
            (&Ok(TrainerMessage::Text("a".into())), &Ok(TrainerMessage::Text("b".into())))
        );
        let told: Vec<&String> = lines.iter().filter_map(|line| line.as_ref().err()).collect();
        assert!(told[0].starts_with("line 2 of the trainer: "), "{told:?}");
        assert!(told[1].contains("longer than 65536 bytes"), "{told:?}");
        assert!(told[2].starts_with("line 5 of the trainer: ") && !told[2].contains("longer"), "{told:?}");
    }
}
