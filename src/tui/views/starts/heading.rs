//! The first row: what comes next, how far the starts are, and in the end what they say, as far as they can tell.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::state::{Outcome, Phase, StartBatch, StartsView};
use crate::{
    tui::{
        context::Context,
        widgets::{cut, put},
    },
    words::{Lang, say, starts},
};

/// Blank columns between two sentences.
const GAP: u16 = 3;

/// Draws it; what has no room behind the first sentence is left out.
pub(super) fn render(context: &Context, view: &StartsView, area: Rect, buffer: &mut Buffer) {
    let mut next = 0;
    for (text, style) in sentences(context, view) {
        let text = context.plot.spell(&text);
        let room = usize::from(area.width.saturating_sub(next));
        if next == 0 || text.width() <= room {
            next = put(buffer, area, (next, 0), &cut(&text, room), style) + GAP;
        }
    }
}

/// From the most important on.
fn sentences(context: &Context, view: &StartsView) -> Vec<(String, Style)> {
    let (lang, theme) = (context.lang(), context.theme);
    let Some(batch) = &view.batch else {
        let iterations = view.iterations(&context.history);
        let next = say!(lang, starts::next_starts(view.count, iterations));
        let seed = context.history.own().map(|race| race.config.seed);
        let seeds = seed.map(|seed| starts::seeds_from(lang, seed, view.count));
        return vec![(joined(next, seeds), theme.quiet())];
    };
    let mut sentences = Vec::new();
    match &batch.phase {
        Phase::Running => {}
        Phase::Done | Phase::Stopped => {
            let names: Vec<&str> = batch.entrants.iter().map(|lane| lane.name.as_str()).collect();
            let told = view.outcome().into_iter().flat_map(|Outcome { repeated, ranking }| {
                say!(lang, starts::verdict(&names, repeated, ranking))
            });
            sentences.extend(told.map(|text| (text, theme.strong())));
        }
        Phase::Failed(why) => sentences.push((why.clone(), theme.failed())),
        Phase::Refused(why) => sentences.push((say!(lang, refusals::refusal(why)), theme.failed())),
    }
    sentences.push((progress(batch, lang), theme.quiet()));
    if view.is_outdated(&context.history) {
        // Only what the starts say, and how far they are, matters more.
        sentences.insert(1, (say!(lang, starts::CHANGED_SINCE).to_owned(), theme.quiet()));
    }
    sentences
}

/// How far the starts are, and their seeds.
fn progress(batch: &StartBatch, lang: Lang) -> String {
    let (done, all) = batch.progress();
    let seeds = |starts| Some(starts::seeds_from(lang, batch.config.seed, starts));
    match batch.phase {
        Phase::Running => {
            let start = format!("{:>width$}", batch.done() + 1, width = batch.count.to_string().len());
            joined(say!(lang, starts::start_of(&start, batch.count, &done, &all)), seeds(batch.count))
        }
        Phase::Done => joined(say!(lang, starts::done(batch.count, batch.iterations)), seeds(batch.count)),
        _ => {
            let stopped = say!(lang, starts::stopped_after(batch.done(), batch.count, batch.iterations));
            joined(stopped, seeds(batch.done()).filter(|_| batch.done() > 0))
        }
    }
}

fn joined(text: String, seeds: Option<String>) -> String {
    [text].into_iter().chain(seeds).collect::<Vec<_>>().join(", ")
}
