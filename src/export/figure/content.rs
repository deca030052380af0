//! What a figure shows, in words and numbers; where it stands on the picture is the plot's business.

use plotters::style::RGBColor;

use super::{
    super::ExportError,
    curve::Trace,
    look::{self, Marker},
};
use crate::{
    history::{History, LaneHistory, Mark, Smoother, Smoothing},
    optim::Setting,
    race::LaneState,
    session::{Card, Change},
    text::{sanitized, thousands},
};

/// Everything in a figure.
pub(super) struct Content {
    /// Data, network, batch size, seed and start.
    pub title: String,
    /// What the curves are.
    pub subtitle: String,
    /// Where the x axis ends.
    pub last: u64,
    /// One curve per lane.
    pub lanes: Vec<Line>,
    /// Iteration and words of each change.
    pub changes: Vec<(u64, String)>,
}

/// One lane.
pub(super) struct Line {
    pub name: String,
    /// Its rate, and where it diverged.
    pub note: String,
    pub marker: Marker,
    pub colour: RGBColor,
    pub trace: Trace,
}

impl Content {
    pub(super) fn new(history: &History, smoothing: Smoothing) -> Result<Self, ExportError> {
        let card = history.card().ok_or(ExportError::NoRace)?;
        let (last, smoother) = (history.iteration(), Smoother::new(smoothing));
        Ok(Self {
            title: title(card),
            subtitle: subtitle(last, smoothing),
            last: last.max(1),
            lanes: history.lanes().iter().map(|lane| Line::new(lane, card, last, &smoother)).collect(),
            changes: history
                .marks()
                .filter_map(|mark| Some((mark.iteration, words(mark, history)?)))
                .collect(),
        })
    }
}

impl Content {
    /// The same with every text as it can be written.
    pub(super) fn map_texts(mut self, write: impl Fn(&str) -> String) -> Self {
        let lanes = self.lanes.iter_mut().flat_map(|line| [&mut line.name, &mut line.note]);
        let changes = self.changes.iter_mut().map(|(_, words)| words);
        for text in [&mut self.title, &mut self.subtitle].into_iter().chain(lanes).chain(changes) {
            *text = write(text);
        }
        self
    }
}

impl Line {
    fn new(lane: &LaneHistory, card: &Card, last: u64, smoother: &Smoother) -> Self {
        let (marker, colour) = look::of_lane(lane.card.id.0);
        Self {
            name: sanitized(&lane.card.name),
            note: note(lane, card),
            trace: Trace::new(&lane.curve, last, smoother),
            marker,
            colour,
        }
    }
}

fn title(card: &Card) -> String {
    let (data, config) = (sanitized(&card.data.name), &card.config);
    let (network, print) = (network(&card.sizes), sanitized(&card.fingerprint));
    format!("{data} · {network} · batch {} · seed {} · start {print}", config.batch_size, config.seed)
}

fn subtitle(last: u64, smoothing: Smoothing) -> String {
    let curves = match smoothing {
        Smoothing::Off => "not smoothed".to_owned(),
        smoothed => format!("smoothed: {smoothed}"),
    };
    let plural = if last == 1 { "" } else { "s" };
    format!("loss of each batch after the update, {curves} · {} iteration{plural}", thousands(last))
}

/// Sizes of the layers; equal neighbours are counted: 784-100×4-10.
fn network(sizes: &[usize]) -> String {
    let group = |equal: &[usize]| match equal {
        [size] => size.to_string(),
        _ => format!("{}×{}", equal[0], equal.len()),
    };
    sizes.chunk_by(|one, next| one == next).map(group).collect::<Vec<_>>().join("-")
}

/// The rate at the start and now, and where the lane ended.
fn note(lane: &LaneHistory, card: &Card) -> String {
    let rate = lane.card.settings.get(Setting::LearningRate);
    let first = card.lanes.iter().find(|earlier| earlier.id == lane.card.id);
    let before = first.map_or(rate, |earlier| earlier.settings.get(Setting::LearningRate));
    let rates = if before.to_bits() == rate.to_bits() {
        format!("rate {rate}")
    } else {
        format!("rate {before}→{rate}")
    };
    match lane.card.state.end() {
        Some((iteration, how)) => format!("{rates} · {how} at {}", thousands(iteration)),
        None if lane.card.state == LaneState::Off => format!("{rates} · off"),
        None => rates,
    }
}

/// What a change did: `Momentum 0.01→0.05` for a rate, with the setting's name for any other.
fn words(mark: &Mark, history: &History) -> Option<String> {
    match &mark.change {
        Change::Setting { lane, setting, from, to } => {
            let name = sanitized(&history.lane(*lane)?.card.name);
            Some(match setting {
                Setting::LearningRate => format!("{name} {from}→{to}"),
                other => format!("{name} {} {from}→{to}", other.name()),
            })
        }
        Change::Schedule { lane, from, to } => {
            let name = &history.lane(*lane)?.card.name;
            Some(format!("{} {from}→{to}", sanitized(name)))
        }
        Change::BatchSize { from, to } => Some(format!("batch {from}→{to}")),
        _ => None,
    }
}
