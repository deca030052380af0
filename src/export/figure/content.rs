//! What a figure shows: texts, curves as points, markers and colours; `plot` decides where it stands.

use super::{
    frame::LegendEntry,
    look::look_of_lane,
    scale::{Scale, Steps},
    trace::{CurvePoint, CurveTrace, band, columns},
};
use crate::{
    export::run_file::ExportError,
    history::{Comparison, Curve, Fact, History, LaneHistory, Mark, Repeated, Smoother, Smoothing},
    optim::Setting,
    session::{Change, KnobKey, LaneInfo, MetricKind, OwnRace, RaceInfo, Trainer},
    text::{network, sanitized, thousands},
};

/// Everything in a figure.
pub(super) struct FigureContent {
    /// Data, network, batch size, seed and start.
    pub title: String,
    /// What the curves show, and how they are smoothed.
    pub subtitle: String,
    /// What the x axis counts, and the metric that the y axis measures.
    pub axes: (&'static str, String),
    pub steps: Steps,
    pub scale: Scale,
    pub lanes: Vec<LaneCurve>,
    /// The iteration of each change, and its label.
    pub changes: Vec<(u64, String)>,
}

/// A lane with its entry in the legend.
pub(super) struct LaneCurve {
    /// Its note is its rate, and how it ended.
    pub entry: LegendEntry,
    pub trace: CurveTrace,
}

impl FigureContent {
    pub(super) fn new(history: &History, smoothing: Smoothing) -> Result<Self, ExportError> {
        let info = history.info().ok_or(ExportError::NoRace)?;
        let (metric, steps) = match info.own() {
            Some(_) => (MetricKind::Loss, Steps { first: 1, last: history.iteration().max(1) }),
            None => of_others(history),
        };
        let shown = history.metric(metric);
        let smoothing = smoothing.for_drawing(shown.drawing);
        // Means of smoothed curves are smooth.
        let smoother = Smoother::new(if history.repeated().is_some() { Smoothing::Off } else { smoothing });
        let columns_of = |lane: &LaneHistory| {
            lane.metric(metric).map_or_else(Vec::new, |curve| columns(curve, steps, &smoother))
        };
        let columns: Vec<Vec<Option<CurvePoint>>> = history.lanes().iter().map(columns_of).collect();
        let scale = match info.own() {
            Some(_) => Scale::LOSS,
            None => Scale::around(columns.iter().flatten().flatten().map(|(_, value)| *value)),
        };
        let lane = |(lane, columns): (&LaneHistory, &Vec<Option<CurvePoint>>)| {
            let (marker, colour) = look_of_lane(lane.look());
            let trace = lane.metric(metric).map(|curve| CurveTrace::new(curve, columns, steps, scale));
            let band = lane.band.as_ref().map(|around| band(around.each_ref(), steps, scale));
            let trace = CurveTrace { band: band.unwrap_or_default(), ..trace.unwrap_or_default() };
            let (name, note) = (sanitized(&lane.info.name), note(lane, info));
            LaneCurve { entry: LegendEntry { name, note, marker, colour }, trace }
        };
        let lanes = history.lanes().iter().zip(&columns).map(lane).collect();
        let change = |mark: &Mark| Some((mark.iteration, change_label(mark, history)?));
        let (what, axis, until) = match info.own() {
            Some(_) => (
                "loss of each batch after the update".to_owned(),
                "iterations",
                iterations(history.iteration()),
            ),
            None => (sanitized(shown.name), "steps", format!("up to step {}", thousands(steps.last))),
        };
        Ok(Self {
            title: match (history.comparison(), history.repeated()) {
                (Some(comparison), _) => title_of_several(comparison),
                (None, Some(repeated)) => {
                    history.own().map_or_else(String::new, |race| title(race, &repeated.seeds()))
                }
                (None, None) => title_of_one(info),
            },
            subtitle: match history.repeated() {
                Some(repeated) => subtitle_of_means(repeated),
                None => format!("{what}, {} · {until}", words_of(smoothing)),
            },
            axes: (axis, sanitized(shown.name)),
            steps,
            scale,
            lanes,
            changes: history.marks.iter().filter_map(change).collect(),
        })
    }

    /// The same with `write` applied to every text.
    pub(super) fn map_texts(mut self, write: impl Fn(&str) -> String) -> Self {
        let lanes = self.lanes.iter_mut().flat_map(|line| [&mut line.entry.name, &mut line.entry.note]);
        let changes = self.changes.iter_mut().map(|(_, label)| label);
        for text in
            [&mut self.title, &mut self.subtitle, &mut self.axes.1].into_iter().chain(lanes).chain(changes)
        {
            *text = write(text);
        }
        self
    }
}

fn title_of_one(info: &RaceInfo) -> String {
    match &info.trainer {
        Trainer::Own(race) => {
            let start = sanitized(&race.fingerprint);
            title(race, &format!("seed {} · start {start}", race.config.seed))
        }
        Trainer::Foreign(training) => sanitized(&training.title),
    }
}

fn title(race: &OwnRace, start: &str) -> String {
    let (data, network) = (sanitized(&race.data.name), network(&race.sizes));
    format!("{data} · {network} · batch {} · {start}", race.config.batch_size)
}

/// What all races have in common.
fn title_of_several(comparison: &Comparison) -> String {
    let shared = [Fact::Data, Fact::Network, Fact::BatchSize, Fact::Seed];
    let value = |fact: Fact| {
        let (_, value) = comparison.shared.iter().find(|(own, _)| *own == fact)?;
        let labelled = matches!(fact, Fact::BatchSize | Fact::Seed);
        Some(if labelled { format!("{} {value}", fact.name()) } else { sanitized(value) })
    };
    let runs: Vec<String> = comparison.runs.iter().map(|(name, _)| sanitized(name)).collect();
    let shared: Vec<String> = shared.into_iter().filter_map(value).collect();
    std::iter::once(runs.join(", ")).chain(shared).collect::<Vec<_>>().join(" · ")
}

/// What the figure of another program's training shows: the first metric that there is, over all its steps.
fn of_others(history: &History) -> (MetricKind, Steps) {
    let metric = history.metrics().next().unwrap_or(MetricKind::Loss);
    let curves = || history.lanes().iter().filter_map(|lane| lane.metric(metric));
    let first = curves().map(|curve| curve.first).min().unwrap_or(0);
    (metric, Steps { first, last: curves().filter_map(Curve::last).max().unwrap_or(1) })
}

fn words_of(smoothing: Smoothing) -> String {
    match smoothing {
        Smoothing::Off => "not smoothed".to_owned(),
        smoothed => format!("smoothed: {smoothed}"),
    }
}

fn iterations(count: u64) -> String {
    format!("{} iteration{}", thousands(count), if count == 1 { "" } else { "s" })
}

fn subtitle_of_means(repeated: &Repeated) -> String {
    let starts = repeated.seeds.len();
    format!(
        "loss of each batch after the update, smoothed · mean of {starts} starts, ± one standard deviation"
    )
}

/// The rate at the start and now, and where the lane ended.
fn note(lane: &LaneHistory, info: &RaceInfo) -> String {
    let rates = lane.info.rate().map(|rate| {
        let first = info.lanes.iter().find(|earlier| earlier.id == lane.info.id);
        let before = first.and_then(LaneInfo::rate).unwrap_or(rate);
        if before.to_bits() == rate.to_bits() {
            format!("rate {rate}")
        } else {
            format!("rate {before}→{rate}")
        }
    });
    rates.into_iter().chain(lane.info.state.ending()).collect::<Vec<_>>().join(" · ")
}

/// The label of a change: `Momentum 0.01→0.05` for a rate, with the setting's name for any other.
fn change_label(mark: &Mark, history: &History) -> Option<String> {
    match &mark.change {
        Change::Setting { lane, setting, from, to } => {
            let info = &history.lane(*lane)?.info;
            let name = sanitized(&info.name);
            Some(match setting {
                KnobKey::Setting(Setting::LearningRate) => format!("{name} {from}→{to}"),
                KnobKey::Setting(other) => format!("{name} {} {from}→{to}", other.name()),
                key @ KnobKey::Declared(_) => {
                    format!("{name} {} {from}→{to}", sanitized(info.knob_name(*key)?))
                }
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
