//! What a figure shows, in words and numbers; `plot` decides where it stands.

use plotters::style::RGBColor;

use super::{
    curve::CurveTrace,
    look::{self, Marker},
};
use crate::{
    export::error::ExportError,
    history::{History, LaneHistory, Mark, Smoother, Smoothing},
    optim::Setting,
    race::LaneState,
    session::{Change, RaceInfo},
    text::{network, sanitized, thousands},
};

/// Everything in a figure.
pub(super) struct FigureContent {
    /// Data, network, batch size, seed and start.
    pub title: String,
    /// What the curves show, and how they are smoothed.
    pub subtitle: String,
    /// The iteration at which the x axis ends.
    pub last: u64,
    pub lanes: Vec<LaneCurve>,
    /// The iteration of each change, and its label.
    pub changes: Vec<(u64, String)>,
}

/// A lane with its entry in the legend.
pub(super) struct LaneCurve {
    pub name: String,
    /// Its rate, and how it ended.
    pub note: String,
    pub marker: Marker,
    pub colour: RGBColor,
    pub trace: CurveTrace,
}

impl FigureContent {
    pub(super) fn new(history: &History, smoothing: Smoothing) -> Result<Self, ExportError> {
        let info = history.info().ok_or(ExportError::NoRace)?;
        let (last, smoother) = (history.iteration(), Smoother::new(smoothing));
        Ok(Self {
            title: title(info),
            subtitle: subtitle(last, smoothing),
            last: last.max(1),
            lanes: history.lanes().iter().map(|lane| LaneCurve::new(lane, info, last, &smoother)).collect(),
            changes: history
                .marks()
                .filter_map(|mark| Some((mark.iteration, change_label(mark, history)?)))
                .collect(),
        })
    }

    /// The same with `write` applied to every text.
    pub(super) fn map_texts(mut self, write: impl Fn(&str) -> String) -> Self {
        let lanes = self.lanes.iter_mut().flat_map(|line| [&mut line.name, &mut line.note]);
        let changes = self.changes.iter_mut().map(|(_, label)| label);
        for text in [&mut self.title, &mut self.subtitle].into_iter().chain(lanes).chain(changes) {
            *text = write(text);
        }
        self
    }
}

impl LaneCurve {
    fn new(lane: &LaneHistory, info: &RaceInfo, last: u64, smoother: &Smoother) -> Self {
        let (marker, colour) = look::of_lane(lane.info.id.0);
        Self {
            name: sanitized(&lane.info.name),
            note: note(lane, info),
            trace: CurveTrace::new(&lane.curve, last, smoother),
            marker,
            colour,
        }
    }
}

fn title(info: &RaceInfo) -> String {
    let (data, config) = (sanitized(&info.data.name), &info.config);
    let (network, start) = (network(&info.sizes), sanitized(&info.fingerprint));
    format!("{data} · {network} · batch {} · seed {} · start {start}", config.batch_size, config.seed)
}

fn subtitle(last: u64, smoothing: Smoothing) -> String {
    let curves = match smoothing {
        Smoothing::Off => "not smoothed".to_owned(),
        smoothed => format!("smoothed: {smoothed}"),
    };
    let plural = if last == 1 { "" } else { "s" };
    format!("loss of each batch after the update, {curves} · {} iteration{plural}", thousands(last))
}

/// The rate at the start and now, and where the lane ended.
fn note(lane: &LaneHistory, info: &RaceInfo) -> String {
    let rate = lane.info.settings.get(Setting::LearningRate);
    let first = info.lanes.iter().find(|earlier| earlier.id == lane.info.id);
    let before = first.map_or(rate, |earlier| earlier.settings.get(Setting::LearningRate));
    let rates = if before.to_bits() == rate.to_bits() {
        format!("rate {rate}")
    } else {
        format!("rate {before}→{rate}")
    };
    match lane.info.state.end() {
        Some((iteration, how)) => format!("{rates} · {how} at {}", thousands(iteration)),
        None if lane.info.state == LaneState::Off => format!("{rates} · off"),
        None => rates,
    }
}

/// The label of a change: `Momentum 0.01→0.05` for a rate, with the setting's name for any other.
fn change_label(mark: &Mark, history: &History) -> Option<String> {
    match &mark.change {
        Change::Setting { lane, setting, from, to } => {
            let name = sanitized(&history.lane(*lane)?.info.name);
            Some(match setting {
                Setting::LearningRate => format!("{name} {from}→{to}"),
                other => format!("{name} {} {from}→{to}", other.name()),
            })
        }
        Change::Schedule { lane, from, to } => {
            let name = &history.lane(*lane)?.info.name;
            Some(format!("{} {from}→{to}", sanitized(name)))
        }
        Change::BatchSize { from, to } => Some(format!("batch {from}→{to}")),
        _ => None,
    }
}
