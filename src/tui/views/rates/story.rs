//! The sentences on what came of the trials.

use unicode_width::UnicodeWidthStr;

use super::{
    RatesView,
    state::{RateTrial, TriedLanes},
};
use crate::{
    history::LaneHistory,
    tui::{context::Context, number},
    words::say,
};

/// A rate is near another that differs by less than this factor: neighbours of a grid do by 2.5.
const NEAR: f64 = 2.6;

/// What came of the trials, in as much room; `None` before any have ended.
pub(super) fn sentence(view: &RatesView, context: &Context, room: usize) -> Option<String> {
    let lang = context.lang();
    if view.runs() {
        return Some(say!(lang, narration::TRIALS_RUN).to_owned());
    }
    let ranked = view.ranked();
    let best = ranked.first().filter(|best| best.loss.is_some())?;
    let (name, rate) = (best.rule.kind.name(), number::setting(best.rate()));
    let lowest = match view.level {
        0 | 1 => say!(lang, narration::best_trial(name, &rate)),
        level => say!(lang, narration::best_trials(name, &rate, level - 1)),
    };
    let advice = match far_from_best(view, context, &ranked) {
        Some((lane, best)) => {
            let [raced, best] = [lane.info.rate().unwrap_or_default(), best].map(number::setting);
            say!(lang, narration::better_rate(&lane.info.name, &raced, &best))
        }
        None if view.tried == TriedLanes::All => say!(lang, narration::ALL_NEAR_BEST).to_owned(),
        None => String::new(),
    };
    let both = format!("{lowest} {advice}");
    Some(if both.width() <= room { both.trim_end().to_owned() } else { advice })
}

/// The lane of the race whose rate is farthest from the best one for its rule, and that rate.
fn far_from_best<'a>(
    view: &RatesView,
    context: &'a Context,
    ranked: &[RateTrial<'_>],
) -> Option<(&'a LaneHistory, f64)> {
    let best = |lane: &LaneHistory| {
        let kind = lane.info.rule()?.kind;
        let own = ranked.iter().filter(|trial| trial.rule.kind == kind);
        own.filter(|trial| trial.loss.is_some()).map(RateTrial::rate).next()
    };
    let tried = context.history.lanes().iter();
    let tried = tried.filter(|lane| view.tried == TriedLanes::All || Some(lane.info.id) == context.selected);
    let far = tried.filter_map(|lane| {
        let best = best(lane)?;
        let ratio = lane.info.rate()? / best;
        Some((lane, best, ratio.max(ratio.recip()))).filter(|(.., factor)| *factor > NEAR)
    });
    far.max_by(|one, other| one.2.total_cmp(&other.2)).map(|(lane, best, _)| (lane, best))
}
