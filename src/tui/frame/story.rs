//! A sentence or two between table and footer: how the race begins, and how it has ended.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::{History, LaneHistory, Narration, Standing, margin},
    race::LaneId,
    session::{Capability, MetricKind, State},
    text::thousands,
    tui::{
        context::Context,
        number,
        widgets::{cut, put},
    },
    words::{self, Lang, Text, narration, say},
};

/// The most lanes that are named as level; of more there is their number.
const MAX_NAMED: usize = 3;

/// Where the reason is told why a lane is ahead.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Above the sentence.
    Here,
    /// In a view that the sentence names.
    Elsewhere,
}

/// Draws it, if there is anything to say; in a second row, or else behind it, what to do next.
pub(crate) fn render(context: &Context, why: Why, area: Rect, buffer: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let room = usize::from(area.width);
    let text = sentence(context, why, room).map(|text| context.plot.spell(&text));
    let behind =
        text.map_or(0, |text| put(buffer, area, (0, 0), &cut(&text, room), context.theme.strong()) + 2);
    if context.shown().state() != State::Finished {
        return;
    }
    let at = if area.height > 1 { (0, 1) } else { (behind, 0) };
    let all = if context.can(Capability::Change) {
        [words::race::WHAT_NEXT, words::race::WHAT_NEXT_SHORT]
    } else if context.can(Capability::Play) {
        [words::race::PLAY_AGAIN; 2]
    } else {
        [if context.history.foreign().is_some() { words::race::W_SAVES_FIGURE } else { words::race::W_SAVES };
            2]
    };
    let fits = |next: &&str| usize::from(at.0) + next.width() <= room;
    if let Some(next) = all.map(|text| text.get(context.lang())).iter().find(|next| fits(next)) {
        put(buffer, area, at, next, context.theme.quiet());
    }
}

/// Draws what a view tells itself.
pub(crate) fn render_own(context: &Context, text: &str, area: Rect, buffer: &mut Buffer) {
    if area.height > 0 {
        let text = context.plot.spell(text);
        put(buffer, area, (0, 0), &cut(&text, usize::from(area.width)), context.theme.strong());
    }
}

/// What there is to say now.
fn sentence(context: &Context, why: Why, room: usize) -> Option<String> {
    let (history, lang) = (context.shown(), context.lang());
    match history.state() {
        State::Paused
            if history.iteration() == 0 && !history.lanes().is_empty() && context.can(Capability::Pause) =>
        {
            let starts = if history.foreign().is_some() {
                words::race::SPACE_STARTS_TRAINING
            } else {
                words::race::SPACE_STARTS
            };
            Some(starts.get(lang).to_owned())
        }
        State::Running => narrated(context, why, room, lang),
        State::Finished if history.foreign().is_some() => best(context, history, room, lang),
        State::Finished => Some(result(context, history, room, lang)),
        _ => None,
    }
}

/// What happens now, with the numbers of the moment when it was told.
fn narrated(context: &Context, why: Why, room: usize, lang: Lang) -> Option<String> {
    let narration = context.told.what()?;
    let name = |lane: LaneId| context.history.lane(lane).map(|lane| lane.info.name.as_str());
    let loss = |loss: f32| number::loss(Some(loss));
    let with = |text: String, more: Text| {
        let both = format!("{text} {}", more.get(lang));
        if both.width() <= room { both } else { text }
    };
    // What to do, where the keys for it work.
    let advised =
        |text: String, advice: Text| if context.can(Capability::Change) { with(text, advice) } else { text };
    Some(match *narration {
        Narration::Guessing { loss: now, classes } => say!(lang, narration::guessing(&loss(now), classes)),
        Narration::Diverged { lane, iteration } if context.shown().foreign().is_some() => {
            say!(lang, narration::diverged_elsewhere(name(lane)?, &thousands(iteration)))
        }
        Narration::Diverged { lane, iteration } => {
            advised(say!(lang, narration::diverged(name(lane)?, &thousands(iteration))), narration::GO_BACK)
        }
        Narration::Changed { lane, rate, before, now, iterations } => {
            say!(lang, narration::changed(name(lane)?, &number::setting(rate), (before, now), iterations))
        }
        Narration::Swings { lane } => advised(say!(lang, narration::swings(name(lane)?)), narration::SHORTEN),
        Narration::Stalls { lane, .. } => {
            advised(say!(lang, narration::stalls(name(lane)?)), narration::LENGTHEN)
        }
        Narration::Stuck { lane, .. } => {
            advised(say!(lang, narration::stuck(name(lane)?)), narration::START_OVER)
        }
        // Who leads is told by losses, and the table goes by something else.
        Narration::Leads { .. } | Narration::LeadsBarely { .. } | Narration::Level { .. }
            if context.primary() != MetricKind::Loss =>
        {
            return None;
        }
        Narration::Leads { lane, next, share } => {
            let leads = say!(lang, narration::leads(name(lane)?, name(next)?, share * 100.0));
            let elsewhere = why == Why::Elsewhere && context.can(Capability::Rules);
            if elsewhere { with(leads, narration::WHY) } else { leads }
        }
        Narration::LeadsBarely { lane, next, share } => {
            say!(lang, narration::leads_barely(name(lane)?, name(next)?, share * 100.0))
        }
        Narration::Level { lane, other } => say!(lang, narration::level(name(lane)?, name(other)?)),
    })
}

/// Which lane of a training that another program has done is best by the metric that lanes are judged by; `None` if nothing is
/// best by it.
fn best(context: &Context, history: &History, room: usize, lang: Lang) -> Option<String> {
    if context.primary() == MetricKind::Loss && history.metrics().any(|kind| kind == MetricKind::Loss) {
        return Some(result(context, history, room, lang));
    }
    let (lane, value) = context.leader(history)?;
    let value = number::loss(Some(value));
    Some(say!(lang, race::best_by(&lane.info.name, &context.primary_name(), &value)))
}

/// Who has the lowest smoothed loss and the best accuracy on test images, and with whom they are level.
fn result(context: &Context, history: &History, room: usize, lang: Lang) -> String {
    let Some(by_loss) = Standing::by_loss(history, &context.chart.smoother()) else {
        return say!(lang, race::ALL_ENDED).to_owned();
    };
    let value = |standing: &Standing<'_>| standing.lanes.first().map(|(_, value)| *value);
    let loss = number::loss(value(&by_loss));
    let told = match &names(&by_loss, lang)[..] {
        [alone] => say!(lang, race::won(alone, &loss)),
        [others @ .., last] => say!(lang, race::level_at_loss(&others.join(", "), last, &loss)),
        [] => return say!(lang, race::ALL_ENDED).to_owned(),
    };
    let Some((by_accuracy, tested)) = Standing::by_accuracy(history).zip(history.tested) else { return told };
    let best = value(&by_accuracy).unwrap_or_default();
    let share = format!("{} ± {:.1}", number::percent(Some(best)), margin(best, tested.images) * 100.0);
    let accuracy = match &names(&by_accuracy, lang)[..] {
        [alone] => say!(lang, race::most_accurate(alone, &share)),
        [others @ .., last] => say!(lang, race::level_in_accuracy(&others.join(", "), last, &share)),
        [] => return told,
    };
    // Where there is no room for both, how many are level, and else the loss alone.
    let level = by_accuracy.first().len();
    let counted = (level > 1).then(|| say!(lang, race::count_level_in_accuracy(level, &share)));
    let both = [Some(accuracy), counted].into_iter().flatten().map(|accuracy| format!("{told} {accuracy}"));
    both.into_iter().find(|both| both.width() <= room).unwrap_or(told)
}

/// The best, and those that are level with it; of many, their number.
fn names(standing: &Standing<'_>, lang: Lang) -> Vec<String> {
    let name = |(lane, _): &(&LaneHistory, f32)| lane.info.name.clone();
    let first = standing.first();
    if first.len() > MAX_NAMED {
        return vec![name(&first[0]), say!(lang, race::others(first.len() - 1))];
    }
    first.iter().map(name).collect()
}
