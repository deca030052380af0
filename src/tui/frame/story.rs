//! One sentence between table and footer: how the race begins, and how it has ended.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    history::{History, LaneHistory},
    session::State,
    tui::{
        context::Context,
        number,
        widgets::{cut, put},
    },
    words::{Lang, say},
};

/// Draws it, if there is anything to say.
pub(crate) fn render(context: &Context, area: Rect, buffer: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    if let Some(text) = sentence(context) {
        put(buffer, area, (0, 0), &cut(&text, usize::from(area.width)), context.theme.strong());
    }
}

/// What there is to say now.
pub(crate) fn sentence(context: &Context) -> Option<String> {
    let (history, lang) = (context.shown(), context.lang());
    match history.state() {
        State::Paused if history.iteration() == 0 && !history.lanes().is_empty() => {
            Some(say!(lang, race::SPACE_STARTS).to_owned())
        }
        State::Finished => Some(result(context, history, lang)),
        _ => None,
    }
}

/// Who has the lowest smoothed loss and the best accuracy on test images, and what can be done next.
fn result(context: &Context, history: &History, lang: Lang) -> String {
    let smoother = context.chart.smoother();
    let sound = || history.lanes().iter().filter(|lane| lane.info.state.is_sound());
    let losses = sound().filter_map(|lane| Some((lane, lane.smoothed(&smoother)?)));
    let accuracies = sound().filter_map(|lane| Some((lane, lane.accuracy?)));
    // Of equals the first.
    let lowest = losses.reduce(|best, other| if other.1 < best.1 { other } else { best });
    let highest = accuracies.reduce(|best, other| if other.1 > best.1 { other } else { best });
    let name = |lane: &LaneHistory| lane.info.name.clone();
    let Some((first, loss)) = lowest else { return say!(lang, race::ALL_ENDED).to_owned() };
    let loss = number::loss(Some(loss));
    let told = match highest {
        Some((best, accuracy)) if best.info.id == first.info.id => {
            say!(lang, race::won_both(&name(first), &loss, &number::percent(Some(accuracy))))
        }
        Some((best, accuracy)) => {
            say!(lang, race::won(&name(first), &loss, &name(best), &number::percent(Some(accuracy))))
        }
        None => say!(lang, race::won_alone(&name(first), &loss)),
    };
    told + say!(lang, race::WHAT_NEXT)
}
