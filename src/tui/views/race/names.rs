//! The names beside the curves' ends: of the lanes, and of the curves of the attempt before.

use super::curves::{CurveEnd, Curves};
use crate::{
    race::LaneId,
    session::{MetricKind, State},
    tui::{
        context::Context,
        glyphs::marker,
        number,
        views::lanes,
        widgets::chart::{ChartFrame, CurveName, CurveNames},
    },
    words::say,
};

/// Names stand at every so many columns, so that they move seldom while curves grow: at least, and parts of a plot.
const MIN_STOP: u16 = 8;
const STOPS: u16 = 12;

/// Columns of a loss behind a name, and the narrowest chart that has them.
const LOSS: u16 = 7;
const MIN_WITH_LOSS: u16 = 110;

/// Columns that a chart so wide leaves to the names at its right edge.
pub(super) fn width(context: &Context, chart: u16) -> u16 {
    lanes::names_width(context, chart, if chart < MIN_WITH_LOSS { 0 } else { LOSS })
}

/// The names of all curves of a metric, and whose each is; that of a ghost is nobody's.
pub(super) fn names(
    context: &Context,
    metric: MetricKind,
    curves: &Curves<'_>,
    frame: ChartFrame,
) -> (CurveNames, Vec<Option<LaneId>>) {
    let stop = (frame.plot.width / STOPS).max(MIN_STOP);
    let left = (curves.furthest() + 1).div_ceil(stop).saturating_mul(stop) + 1;
    // While a race runs they would change all the time, and the table has them.
    let rests = context.shown().state() != State::Running && metric == context.primary();
    let smoother = context.primary_smoother();
    let mut whose = Vec::new();
    let names = curves.ends().into_iter().map(|(end, row)| match end {
        CurveEnd::Lane(lane) => {
            whose.push(Some(lane.info.id));
            let value = context.last_value(lane, &smoother).filter(|_| rests);
            let value = value.map(|value| number::loss(Some(value)));
            lanes::name(context, lane, row, true, value.as_deref())
        }
        CurveEnd::Ghost(look, name, rate) => {
            whose.push(None);
            let lang = context.lang();
            let texts = match rate.map(number::setting) {
                Some(rate) => vec![say!(lang, race::ghost_at(name, &rate)), format!("{name} {rate}")],
                None => vec![say!(lang, race::ghost(name))],
            };
            CurveName { row, linked: true, marker: marker(look), texts, style: context.theme.raw(look) }
        }
    });
    let names = names.collect();
    (CurveNames { left: left.min(frame.plot.width + 1), names }, whose)
}
