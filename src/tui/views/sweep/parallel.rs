//! Parallel coordinates: an axis for each parameter and one for the outcome, a line a trial from the first to the last.
//!
//! ```text
//!  the best 40 of 9,312, a line each
//!  learning rate   momentum     optimizer      loss          names of the axes
//!       1             0.99        SGD           2.3          their upper ends
//!       ┊⠑⠢⢄          ┊        ⣀⠤⠒┊            ⢀┊
//!       ┊   ⠉⠒⠤⣀⡠⠤⠒⠉⠉⠉⠉┊⠉⠉⠉⠉⠉⠉      ┊⠉⠑⠒⠢⠤⠤⠔⠒⠁ ┊
//!       ┬─────────────┬───────────┬─────────────┬
//!      1e-4           0          Adam         0.01          their lower ends
//! ```
//! The best trial and the chosen one have the colours of their optimizers; all others are faint.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{
    chart::scale,
    names,
    sheet::{SweepAxis, outcome},
    state::SweepView,
};
use crate::{
    sweep::{Coordinate, Objective, SweepStanding},
    tui::{
        context::Context,
        number,
        views::lanes,
        widgets::axis::{AxisScale, Tick, nearest},
        widgets::chart::{
            Chart, ChartFrame, Crowded, CurveNames, HorizontalAxis, Margins, Segment, Series, VerticalRule,
        },
        widgets::{cut, extent, note, put},
    },
    words::say,
};

/// The fewest and the most lines; between them there is one for each row of the plot, for of more nobody can follow one.
const LINES: (u16, u16) = (8, 40);

/// Columns that an axis needs for its name; of more axes than have room the last are left out, but never the outcome.
const AXIS: u16 = 13;

/// The fewest rows in which a title and the upper ends have room, beside the names.
const MIN_WITH_ENDS: u16 = 9;

pub(super) fn render(
    context: &Context,
    view: &SweepView,
    sweep: &SweepStanding,
    area: Rect,
    buffer: &mut Buffer,
) {
    let margins =
        Margins { top: if area.height >= MIN_WITH_ENDS { 3 } else { 1 }, left: 4, bottom: 2, right: 4 };
    let Some(frame) = ChartFrame::new(area, margins) else { return };
    let (lang, quiet, plot) = (context.lang(), context.theme.quiet(), frame.plot);
    let scale = scale(sweep.plan.objective, view.sheet.ends);
    let room = usize::from(area.width / AXIS).max(2);
    let axes: Vec<&SweepAxis> = view.sheet.axes.iter().take(room - 1).collect();
    let shown: Vec<usize> =
        view.sheet.order.iter().copied().filter(|trial| has_line(sweep, &axes, *trial)).collect();
    if shown.is_empty() {
        return note(buffer, area, say!(lang, sweep::NONE_FINISHED), quiet);
    }
    let (least, most) = LINES;
    let lines = usize::from(plot.height.clamp(least, most));
    if margins.top > 1 {
        let title = if shown.len() > lines {
            say!(lang, sweep::best_lines(lines, shown.len()))
        } else {
            say!(lang, sweep::all_lines(shown.len()))
        };
        put(buffer, area, (0, 0), &title, quiet);
    }
    let shown = &shown[..shown.len().min(lines)];
    let columns: Vec<u16> =
        (0..=axes.len()).map(|at| nearest(at as f64 / axes.len() as f64, plot.width.into()) as u16).collect();
    let labels = axes
        .iter()
        .map(|axis| AxisLabels::of(lang, axis))
        .chain([AxisLabels::outcome(context, sweep, scale)]);
    let labels: Vec<AxisLabels> = labels.collect();
    let chart = Chart {
        frame,
        theme: context.theme,
        glyphs: context.plot,
        x: HorizontalAxis {
            // The first axis is the line at the left.
            ticks: columns
                .iter()
                .zip(&labels)
                .map(|(at, labels)| Tick { marked: *at > 0, ..Tick::new(*at, labels.low.clone()) })
                .collect(),
            gap: 1,
            crowded: Crowded::Stays,
        },
        y: Vec::new(),
        rules: columns[1..].iter().map(|column| VerticalRule { column: *column, label: None }).collect(),
        series: series(context, view, sweep, &axes, scale, shown, plot),
        signs: Vec::new(),
        cursor: None,
        names: CurveNames { left: plot.width, names: Vec::new() },
    };
    chart.render(buffer);
    let each = (area.width / extent(columns.len()).max(1)).saturating_sub(1).max(1);
    let name_row = u16::from(margins.top > 1);
    for (column, labels) in columns.iter().zip(&labels) {
        for (row, text) in [(name_row, &labels.name), (name_row + 1, &labels.high)] {
            let text = cut(text, each.into());
            let width = extent(text.width());
            let middle = plot.x - area.x + column;
            let start = middle.saturating_sub(width / 2).min(area.width.saturating_sub(width));
            if row < margins.top {
                put(buffer, area, (start, row), &text, if row == name_row { Style::new() } else { quiet });
            }
        }
    }
}

/// What stands at an axis.
struct AxisLabels {
    name: String,
    low: String,
    high: String,
}

impl AxisLabels {
    fn of(lang: crate::words::Lang, axis: &SweepAxis) -> Self {
        let (low, high) = match &axis.coordinate {
            Coordinate::Number { low, high, .. } => (number::setting(*low), number::setting(*high)),
            Coordinate::Words(words) => {
                (words.first().cloned().unwrap_or_default(), words.last().cloned().unwrap_or_default())
            }
        };
        Self { name: names::axis(lang, axis).to_owned(), low: cut(&low, AXIS.into()), high }
    }

    fn outcome(context: &Context, sweep: &SweepStanding, scale: AxisScale) -> Self {
        let [low, high] = [scale.low(), scale.high()].map(|end| match sweep.plan.objective {
            Objective::Loss => scale.label(end),
            Objective::Accuracy => format!("{:.1} %", end * 100.0),
        });
        Self { name: names::objective(context.lang(), sweep.plan.objective).to_owned(), low, high }
    }
}

/// Whether a trial has come to something.
fn has_line(sweep: &SweepStanding, axes: &[&SweepAxis], trial: usize) -> bool {
    outcome(sweep, &sweep.standings[trial]).is_some() && axes.iter().any(|axis| axis.places[trial].is_some())
}

/// The faint lines, then that of the best trial and that of the chosen one.
fn series(
    context: &Context,
    view: &SweepView,
    sweep: &SweepStanding,
    axes: &[&SweepAxis],
    scale: AxisScale,
    shown: &[usize],
    plot: Rect,
) -> Vec<Series> {
    let (across, up) = context.plot.dots_of(plot);
    let line = |trial: usize| -> Vec<Segment> {
        let last = outcome(sweep, &sweep.standings[trial]).map(|outcome| scale.place(f64::from(outcome)));
        let places = axes.iter().map(|axis| axis.places[trial]).chain([last]).enumerate();
        let dot = |(at, place): (usize, Option<f64>)| {
            Some((nearest(at as f64 / axes.len() as f64, across), nearest(place?.clamp(0.0, 1.0), up)))
        };
        // A parameter that its optimizer has not is passed by.
        let dots: Vec<(i64, i64)> = places.filter_map(dot).collect();
        dots.windows(2).map(|pair| [pair[0], pair[1]]).collect()
    };
    let quiet = context.theme.quiet();
    let behind = shown.iter().flat_map(|trial| line(*trial)).collect();
    let faint = Series { style: quiet, faint: quiet, letter: '.', lines: Vec::new(), behind };
    let own = |trial: usize| {
        lanes::series(
            context.theme,
            names::look(sweep, sweep.trials[trial].optimizer),
            line(trial),
            Vec::new(),
        )
    };
    let chosen = view.picked.filter(|trial| shown.contains(trial) && Some(*trial) != shown.first().copied());
    std::iter::once(faint).chain(shown.first().copied().into_iter().chain(chosen).map(own)).collect()
}
