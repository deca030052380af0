//! Measurements in lines that are written to be read by people: `name value` pairs and progress.
//!
//! It is careful rather than eager: a number is a metric only next to a name, with `=` or `:` between or behind a word
//! such as `loss`; and a line is a measurement only if it says how far the training is, names a metric that is known,
//! or has nothing but pairs.

mod token;
mod vocabulary;

use super::reading::{MAX_STEP, Values, whole};
use token::{Ending, Piece, Token, tokens};
use vocabulary::{Known, StepWord, is_ratio, is_unmeasured, joins, known, step_word};

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct TrainingProgress {
    at: u64,
    of: Option<u64>,
}

/// Reads lines one after the other, for an epoch may stand on a line of its own.
#[derive(Default)]
pub(super) struct Prose {
    epoch: Option<TrainingProgress>,
}

/// What has been found in a line.
#[derive(Default)]
struct Found {
    step: Option<TrainingProgress>,
    epoch: Option<TrainingProgress>,
    /// A progress without a name, of a bar or in brackets.
    bar: Option<TrainingProgress>,
    values: Values,
    is_known: bool,
    /// Words that belong to no pair.
    other_words: usize,
}

impl Prose {
    /// The values in a line; `None` if it is no measurement.
    pub(super) fn values(&mut self, line: &str) -> Option<Values> {
        let pieces = tokens(line);
        let found = find(&pieces);
        if found.values.values.is_empty() {
            if found.step.is_none() && found.epoch.is_some_and(|epoch| epoch.of.is_some()) {
                self.epoch = found.epoch;
            }
            return None;
        }
        let moves = found.step.is_some() || found.epoch.is_some() || found.bar.is_some();
        let counts = moves || found.is_known || found.other_words == 0;
        counts.then(|| self.placed(found))
    }

    /// Puts the values where they belong in the training.
    ///
    /// A progress within an epoch starts again with the next one, so the epochs before are added. Those count from 1
    /// where the log says how many there are, `[2/90]`, else from 0, as `Epoch: [0]` does.
    fn placed(&self, found: Found) -> Values {
        let mut values = found.values;
        let within =
            found.step.filter(|step| step.of.is_some()).or(found.bar.filter(|_| found.step.is_none()));
        let epoch = found.epoch.or(self.epoch.filter(|_| found.step.is_none()));
        let place = match (within, found.step, epoch) {
            (Some(TrainingProgress { at, of: Some(of) }), _, Some(epoch)) => {
                let before = epoch.at.saturating_sub(u64::from(epoch.of.is_some()));
                let at = before.saturating_mul(of).saturating_add(at);
                Some(TrainingProgress { at, of: epoch.of.map(|epochs| epochs.saturating_mul(of)) })
            }
            (within, step, epoch) => step.or(within).or(epoch),
        };
        if let Some(epoch) = epoch.filter(|_| within.is_some() || found.step.is_some()) {
            values.add("epoch", epoch.at as f64);
        }
        values.step = place.map(|place| place.at.min(MAX_STEP));
        values.total = place.and_then(|place| place.of).map(|total| total.min(MAX_STEP));
        values
    }
}

/// Goes through a line from left to right.
fn find(pieces: &[Piece]) -> Found {
    let (mut found, mut at) = (Found::default(), 0);
    while let Some(piece) = pieces.get(at) {
        let used = match piece.token {
            Token::Word(word) => {
                let used = named_progress(word, &pieces[at + 1..], &mut found)
                    .or_else(|| metric(pieces, at, &mut found));
                if used.is_none() && !joins(word) && !vocabulary::is_level(word) {
                    found.other_words += 1;
                }
                used.unwrap_or(0)
            }
            Token::Fraction(part, all, _) if is_bar(pieces, at) => {
                found.bar = found.bar.or(progress(part, Some(all)));
                0
            }
            _ => 0,
        };
        at += 1 + used;
    }
    found
}

/// `step 120`, `iter: 3`, `Epoch [2/90]`: how many pieces behind the word belong to it.
fn named_progress(word: &str, behind: &[Piece], found: &mut Found) -> Option<usize> {
    let what = step_word(word)?;
    let signs =
        behind.iter().take(3).take_while(|piece| matches!(piece.token, Token::Sign('=' | ':' | '[' | '#')));
    let skipped = signs.count();
    let read = match behind.get(skipped)?.token {
        Token::Number(number, Ending::Plain | Ending::Colon) => progress(number, None)?,
        Token::Fraction(part, all, Ending::Plain | Ending::Colon) => progress(part, Some(all))?,
        _ => return None,
    };
    let place = if what == StepWord::Epoch { &mut found.epoch } else { &mut found.step };
    *place = place.or(Some(read));
    Some(skipped + 1)
}

fn progress(at: f64, of: Option<f64>) -> Option<TrainingProgress> {
    Some(TrainingProgress { at: whole(at)?, of: of.and_then(whole).filter(|of| *of > 0) })
}

/// Whether a fraction without a name is a progress: in brackets, at the start of a line, or in a bar.
fn is_bar(pieces: &[Piece], at: usize) -> bool {
    let sign = |place: Option<usize>| match place.and_then(|place| pieces.get(place))?.token {
        Token::Sign(sign) => Some(sign),
        _ => None,
    };
    match sign(at.checked_sub(1)) {
        Some('[' | '(') => matches!(sign(Some(at + 1)), Some(']' | ')' | '(')),
        Some('|') => true,
        // Not the day and month that a logger writes.
        _ => {
            at == 0 && !matches!(pieces.get(1).map(|next| &next.token), Some(Token::Number(_, Ending::Unit)))
        }
    }
}

/// `loss=0.3`, `val loss: 0.3`, `Acc@1 81.2`: how many pieces behind the word belong to it.
fn metric(pieces: &[Piece], at: usize, found: &mut Found) -> Option<usize> {
    let Token::Word(word) = pieces[at].token else { return None };
    let sign = match pieces.get(at + 1)?.token {
        Token::Sign(sign @ ('=' | ':')) => Some(sign),
        _ => None,
    };
    let place = at + 1 + usize::from(sign.is_some());
    let value = pieces.get(place)?;
    let number = match value.token {
        Token::Number(number, Ending::Plain | Ending::Percent) => number,
        Token::Word(word) => super::object::not_finite(word)?,
        Token::Fraction(part, all, Ending::Plain) if is_ratio(word) && all > 0.0 => part / all,
        _ => return None,
    };
    let how = known(word);
    let has_shape = match sign {
        Some('=') => true,
        Some(_) => value.spaced || how != Known::No,
        None => matches!(how, Known::Alone | Known::Setting) && value.spaced,
    };
    if !has_shape || is_unmeasured(word) {
        return None;
    }
    found.is_known |= matches!(how, Known::Alone | Known::Named);
    found.values.add(&full_name(pieces, at, word), number);
    Some(place - at)
}

/// The name together with the words in front that belong to it: `val loss`, `grad norm`.
fn full_name(pieces: &[Piece], at: usize, word: &str) -> String {
    let in_front = pieces[..at].iter().rev();
    let words = in_front.map_while(|piece| match piece.token {
        Token::Word(word) if joins(word) => Some(word),
        _ => None,
    });
    words.take(2).fold(word.to_owned(), |name, word| format!("{word} {name}"))
}

#[cfg(test)]
mod tests;
