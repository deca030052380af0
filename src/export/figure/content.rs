//! What a figure shows: texts, curves as points, markers and colours; `plot` decides where it stands.

use std::f64::consts::{FRAC_PI_2, TAU};

use plotters::style::RGBColor;

use crate::{
    export::run_file::ExportError,
    history::{Comparison, Curve, Fact, History, LaneHistory, Look, Mark, Repeated, Smoother, Smoothing},
    optim::Setting,
    session::{Change, KnobKey, LaneInfo, OwnRace, RaceInfo, Trainer},
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
        // Means of smoothed curves are smooth.
        let smoother = if history.repeated().is_some() { Smoother::new(Smoothing::Off) } else { smoother };
        let lane = |lane: &LaneHistory| {
            let (marker, colour) = look_of_lane(lane.look());
            let (name, mut trace) =
                (sanitized(&lane.info.name), CurveTrace::new(&lane.curve, last, &smoother));
            if let Some(around) = &lane.band {
                trace.band = band(around.each_ref(), last);
            }
            LaneCurve { name, note: note(lane, info), trace, marker, colour }
        };
        let change = |mark: &Mark| Some((mark.iteration, change_label(mark, history)?));
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
                None => subtitle(last, smoothing),
            },
            last: last.max(1),
            lanes: history.lanes().iter().map(lane).collect(),
            changes: history.marks.iter().filter_map(change).collect(),
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

/// The corners of the band between two curves, there and back; nothing of what lies above the frame.
fn band([low, high]: [&Curve; 2], last: u64) -> Vec<CurvePoint> {
    let step = last.div_ceil(MAX_POINTS / 4).max(1) as usize;
    let iterations: Vec<u64> = (1..=last).step_by(step).collect();
    let corner = |curve: &Curve, at: u64| Some((at as f64, f64::from(curve.at(at)?).clamp(0.0, TOP)));
    let there = iterations.iter().filter_map(|at| corner(high, *at));
    there.chain(iterations.iter().rev().filter_map(|at| corner(low, *at))).collect()
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

fn subtitle(last: u64, smoothing: Smoothing) -> String {
    let curves = match smoothing {
        Smoothing::Off => "not smoothed".to_owned(),
        smoothed => format!("smoothed: {smoothed}"),
    };
    let plural = if last == 1 { "" } else { "s" };
    format!("loss of each batch after the update, {curves} · {} iteration{plural}", thousands(last))
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

/// An iteration and its loss.
pub(super) type CurvePoint = (f64, f64);

/// The largest loss that the figure shows.
pub(super) const TOP: f64 = 1.0;

/// The most points of a curve, whatever the length of the race: more than the figure has columns of pixels.
const MAX_POINTS: u64 = 2_000;

/// The most markers of a curve: more would run into each other.
const MAX_MARKERS: u64 = 25;

/// A curve as it is drawn.
#[derive(Debug, Default)]
pub(super) struct CurveTrace {
    /// Connected lines; the curve has a gap between two of them.
    pub pieces: Vec<Vec<CurvePoint>>,
    pub markers: Vec<CurvePoint>,
    /// The corners of a band around it: one standard deviation of several starts to each side.
    pub band: Vec<CurvePoint>,
}

impl CurveTrace {
    /// The curve of a lane in a race of `last` iterations.
    pub(super) fn new(curve: &Curve, last: u64, smoother: &Smoother) -> Self {
        let width = last.div_ceil(MAX_POINTS).max(1);
        let point = |slot: u64| {
            let (start, end) = (1 + slot * width, (1 + (slot + 1) * width).min(last + 1));
            let (loss, _) = curve.column(start..end, smoother)?;
            Some(((start + end - 1) as f64 / 2.0, f64::from(loss)))
        };
        let points: Vec<Option<CurvePoint>> = (0..last.div_ceil(width)).map(point).collect();
        let slots = (1..=last / marker_spacing(last)).map(|count| (count * marker_spacing(last) - 1) / width);
        let at = |slot: u64| usize::try_from(slot).ok().and_then(|slot| points.get(slot).copied().flatten());
        let mut markers: Vec<CurvePoint> = slots.filter_map(at).filter(|&point| inside(point)).collect();
        if markers.is_empty() {
            // A short curve is marked at its end, or only its colour would identify it.
            markers.extend(points.iter().rev().flatten().find(|&&point| inside(point)));
        }
        Self { pieces: clip(&points), markers, band: Vec::new() }
    }
}

/// Iterations between markers: 100 or, in a long race, 200, 500, 1,000 …
fn marker_spacing(last: u64) -> u64 {
    round_step(last, 2, MAX_MARKERS)
}

/// The smallest round number (1, 2 or 5 with zeros, at least so many) that divides `last` into at most `max` parts.
pub(super) fn round_step(last: u64, zeros: u32, max: u64) -> u64 {
    let mut steps = (zeros..).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.saturating_pow(power)));
    steps.find(|step| last / step <= max).unwrap_or(u64::MAX)
}

fn inside((_, loss): CurvePoint) -> bool {
    loss <= TOP
}

/// Cuts a curve where it crosses the top of the frame, and at its gaps.
fn clip(points: &[Option<CurvePoint>]) -> Vec<Vec<CurvePoint>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<CurvePoint> = Vec::new();
    let mut before: Option<CurvePoint> = None;
    for &point in points {
        if let (Some(from), Some(to)) = (before, point)
            && inside(from) != inside(to)
        {
            piece.push(crossing(from, to));
        }
        match point {
            Some(shown) if inside(shown) => piece.push(shown),
            _ => pieces.push(std::mem::take(&mut piece)),
        }
        before = point;
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Where a line between two points crosses the top of the frame.
fn crossing(from: CurvePoint, to: CurvePoint) -> CurvePoint {
    let share = (TOP - from.1) / (to.1 - from.1);
    (from.0 + share * (to.0 - from.0), TOP)
}

/// The colours of Okabe and Ito, which most colour-blind people can distinguish; their yellow is too faint
/// for lines on white and is left out. Source: jfly.uni-koeln.de/color.
const COLOURS: [RGBColor; 7] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0x00, 0x00, 0x00),
];

/// Titles and names.
pub(super) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);

/// Secondary text: tick labels, rates, changes.
pub(super) const QUIET: RGBColor = RGBColor(0x5f, 0x5f, 0x5f);

/// The frame, and lines at changes.
pub(super) const FRAME: RGBColor = RGBColor(0x8c, 0x8c, 0x8c);

/// Lines behind everything.
pub(super) const GRID: RGBColor = RGBColor(0xe6, 0xe6, 0xe6);

/// The shape of a marker; the first four are the figure's o x s D.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Disc,
    Cross,
    Square,
    Diamond,
    Up,
    Down,
    Star,
}

impl Marker {
    const ALL: [Self; 7] =
        [Self::Disc, Self::Cross, Self::Square, Self::Diamond, Self::Up, Self::Down, Self::Star];

    /// The corners around (0, 0), for a radius of 1.
    pub(super) fn corners(self) -> Vec<(f64, f64)> {
        match self {
            Self::Disc => ring(&[1.0], 24, 0.0),
            Self::Cross => cross(),
            Self::Square => ring(&[1.25], 4, TAU / 8.0),
            Self::Diamond => ring(&[1.35], 4, 0.0),
            Self::Up => ring(&[1.35], 3, -FRAC_PI_2),
            Self::Down => ring(&[1.35], 3, FRAC_PI_2),
            Self::Star => ring(&[1.5, 0.65], 10, -FRAC_PI_2),
        }
    }
}

/// Marker and colour of a lane. Of the optimizers no two have the same pair, nor have lanes of the same optimizer,
/// up to seven of them.
fn look_of_lane(look: Look) -> (Marker, RGBColor) {
    let (round, place) = (look.optimizer / Marker::ALL.len(), look.optimizer % Marker::ALL.len());
    (Marker::ALL[(place + look.copy) % Marker::ALL.len()], COLOURS[(place + round) % COLOURS.len()])
}

/// Corners on a circle, starting at an angle, at each radius in turn.
fn ring(radii: &[f64], corners: u32, from: f64) -> Vec<(f64, f64)> {
    let corner = |(index, radius): (u32, &f64)| {
        let angle = from + TAU * f64::from(index) / f64::from(corners);
        (radius * angle.cos(), radius * angle.sin())
    };
    (0..corners).zip(radii.iter().cycle()).map(corner).collect()
}

/// A cross that stands on two of its arms.
fn cross() -> Vec<(f64, f64)> {
    const INNER: f64 = 0.42;
    const LONG: f64 = 1.3;
    let quarter = |turn: u32| {
        let (sin, cos) = (TAU / 8.0 + f64::from(turn) * FRAC_PI_2).sin_cos();
        let half = INNER / 1.5;
        [(LONG, -half), (LONG, half), (half, half)].map(|(x, y)| (x * cos - y * sin, x * sin + y * cos))
    };
    (0..4).flat_map(quarter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_cut_where_it_leaves_the_frame_and_at_gaps() {
        let points = [Some((1.0, 3.0)), Some((2.0, 0.5)), Some((3.0, 1.5)), None, Some((5.0, 0.25))];
        let pieces = clip(&points);
        assert_eq!(pieces, [vec![(1.8, 1.0), (2.0, 0.5), (2.5, 1.0)], vec![(5.0, 0.25)]]);
    }

    #[test]
    fn markers_stand_every_hundred_iterations_and_further_apart_in_long_races() {
        let spacings = [0, 50, 2_000, 2_600, 5_200, 1_000_000].map(marker_spacing);
        assert_eq!(spacings, [100, 100, 100, 200, 500, 50_000]);
        assert_eq!(marker_spacing(u64::MAX) % 10, 0);
    }
}
