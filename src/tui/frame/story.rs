//! One sentence between table and footer: how the race begins, and how it has ended.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::{History, LaneHistory},
    session::State,
    tui::{
        context::Context,
        number,
        screen::Place,
        widgets::{cut, put},
    },
    words::{Lang, say},
};

/// Draws it, if there is anything to say.
pub(crate) fn render(context: &Context, area: Rect, buffer: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let room = usize::from(area.width);
    let Some(text) = sentence(context, room) else { return };
    let after = put(buffer, area, (0, 0), &cut(&text, room), context.theme.strong());
    let next = match context.place {
        Place::Comparison => say!(context.lang(), race::W_SAVES),
        _ => say!(context.lang(), race::WHAT_NEXT),
    };
    if context.shown().state() == State::Finished && usize::from(after) + 2 + next.width() <= room {
        put(buffer, area, (after + 2, 0), next, context.theme.quiet());
    }
}

/// What there is to say now.
fn sentence(context: &Context, room: usize) -> Option<String> {
    let (history, lang) = (context.shown(), context.lang());
    match history.state() {
        State::Paused if history.iteration() == 0 && !history.lanes().is_empty() => {
            Some(say!(lang, race::SPACE_STARTS).to_owned())
        }
        State::Finished => Some(result(context, history, room, lang)),
        _ => None,
    }
}

/// Who has the lowest smoothed loss and the best accuracy on test images.
fn result(context: &Context, history: &History, room: usize, lang: Lang) -> String {
    let lowest = lowest(context, history);
    let accuracies = sound(history).filter_map(|lane| Some((lane, lane.accuracy?)));
    let highest = accuracies.reduce(|best, other| if other.1 > best.1 { other } else { best });
    let name = |lane: &LaneHistory| lane.info.name.clone();
    let Some((first, loss)) = lowest else { return say!(lang, race::ALL_ENDED).to_owned() };
    let loss = number::loss(Some(loss));
    let alone = say!(lang, race::won_alone(&name(first), &loss));
    let told = match highest {
        Some((best, accuracy)) if best.info.id == first.info.id => {
            say!(lang, race::won_both(&name(first), &loss, &number::percent(Some(accuracy))))
        }
        Some((best, accuracy)) => {
            say!(lang, race::won(&name(first), &loss, &name(best), &number::percent(Some(accuracy))))
        }
        None => return alone,
    };
    // Where there is no room for both, the loss.
    if told.width() <= room { told } else { alone }
}

/// The lane with the lowest smoothed loss, of equals the first.
pub(crate) fn lowest<'a>(context: &Context, history: &'a History) -> Option<(&'a LaneHistory, f32)> {
    let smoother = context.chart.smoother();
    let losses = sound(history).filter_map(|lane| Some((lane, lane.smoothed(&smoother)?)));
    losses.reduce(|best, other| if other.1 < best.1 { other } else { best })
}

fn sound(history: &History) -> impl Iterator<Item = &LaneHistory> {
    history.lanes().iter().filter(|lane| lane.info.state.is_sound())
}
