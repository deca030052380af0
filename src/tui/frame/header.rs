//! The header: what the session does, how far it is, how fast, and what is raced.

use std::time::Duration;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    config::{SimdChoice, Start},
    history::{Fact, History},
    session::{ForeignTraining, OwnRace, RaceInfo, State, Trainer, Trouble},
    text::{network, sanitized, thousands},
    tui::{
        context::Context,
        number,
        screen::Place,
        widgets::{extent, put, put_right},
    },
    words::{Lang, say},
};

/// The lowest speed that is a number, in iterations a second.
const LEAST_SPEED: f64 = 0.05;

/// The most seconds that are told to be left: a hundred hours.
const MOST_LEFT: f64 = 360_000.0;

/// The columns that bytes a second take.
const TRAFFIC: u16 = 10;

/// The state, iterations, speed and time left; below a progress bar and, in a third row, the facts.
pub(crate) fn render(context: &Context, area: Rect, buffer: &mut Buffer) {
    let (history, theme, lang) = (context.shown(), context.theme, context.lang());
    let is_wide = area.width >= 60;
    let mut notes = Vec::new();
    if is_wide {
        notes.push(("downhill", theme.strong()));
    }
    notes.push(state(context));
    match context.place {
        Place::Background if is_wide => notes.push((say!(lang, frame::ATTACHED), theme.quiet())),
        Place::Recording if is_wide => notes.push((say!(lang, frame::REPLAY), theme.quiet())),
        Place::Sweep if is_wide => notes.push((say!(lang, frame::SWEEP), theme.quiet())),
        _ => {}
    }
    if is_wide && history.own().is_some_and(|race| race.config.simd == SimdChoice::Plain) {
        notes.push((say!(lang, frame::PLAIN), theme.quiet()));
    }
    if let Some(trouble) = &context.history.saving.trouble {
        let sign = match trouble {
            Trouble::DiskLow(_) => say!(lang, frame::DISK_NEARLY_FULL),
            Trouble::RaceEnded => say!(lang, frame::RACE_ENDED),
            Trouble::HungUp => say!(lang, frame::HUNG_UP),
            _ => say!(lang, frame::NOT_SAVED),
        };
        notes.push((sign, theme.failed()));
    }
    if context.is_frozen() {
        notes.push((say!(lang, frame::VIEW_FROZEN), theme.waiting()));
    }
    let (mut x, mut after) = (0, 0);
    for (text, style) in notes {
        after = put(buffer, area, (x, 0), text, style);
        x = after + 2;
    }
    counts(context, area, after, buffer);
    if area.height >= 2 {
        let row = Rect { y: area.y + 1, height: 1, ..area };
        // Beside the bar, so that nothing else moves.
        let traffic = context.traffic.map_or(0, |_| TRAFFIC + 2);
        bar(context, Rect { width: row.width.saturating_sub(traffic), ..row }, buffer);
        if let Some(bytes) = context.traffic {
            put_right(buffer, row, (row.width, 0), &number::traffic(bytes), context.theme.quiet());
        }
    }
    if area.height >= 3
        && let Some(info) = history.info()
    {
        facts(context, info, Rect { y: area.y + 2, height: 1, ..area }, buffer);
    }
}

/// The state as a word with its sign and colour; one that was asked for is on its way.
pub(crate) fn state(context: &Context) -> (&'static str, Style) {
    let (theme, lang) = (context.theme, context.lang());
    if context.shown().comparison().is_some() {
        return (say!(lang, frame::COMPARISON), theme.running());
    }
    if context.goes_back {
        return (say!(lang, frame::GOING_BACK), theme.waiting());
    }
    match (context.asked, context.history.state()) {
        (Some(State::Paused), State::Running) => (say!(lang, frame::PAUSING), theme.waiting()),
        (Some(State::Running), State::Paused) => (say!(lang, frame::RESUMING), theme.running()),
        (_, State::Loading) => (say!(lang, frame::LOADING), theme.waiting()),
        (_, State::Running) => (say!(lang, frame::RUNNING), theme.running()),
        (_, State::Paused) => (say!(lang, frame::PAUSED), theme.waiting()),
        (_, State::Finished) => (say!(lang, frame::FINISHED), theme.running()),
        (_, State::Failed) => (say!(lang, frame::FAILED), theme.failed()),
    }
}

/// Iterations, speed and time left, each in a place of its own from the right edge on.
fn counts(context: &Context, area: Rect, after: u16, buffer: &mut Buffer) {
    let history = context.shown();
    if history.info().is_none() {
        return;
    }
    let lang = context.lang();
    if let Some(comparison) = history.comparison() {
        let text = say!(lang, frame::races_and_lanes(comparison.runs.len(), history.lanes().len()));
        if usize::from(after) + text.width() < usize::from(area.width) {
            put_right(buffer, area, (area.width, 0), &text, Style::new());
        }
        return;
    }
    let iterations = progress(history, lang);
    if let Some(sweep) = &history.sweep {
        let left = sweep
            .seconds_left
            .filter(|_| !sweep.is_over())
            .map(|seconds| Duration::from_secs_f64(seconds.clamp(0.0, MOST_LEFT)));
        let left = left.map_or_else(String::new, |left| say!(lang, frame::left(&number::clock(left))));
        put_items(area, after, [(left, 12), (iterations, 0)], buffer);
        return;
    }
    let known = history.speed().filter(|speed| *speed >= LEAST_SPEED);
    let speed = known.map_or_else(|| "—".into(), number::speed);
    let speed = say!(lang, frame::speed(&speed));
    let run = number::clock(history.elapsed);
    let time = match (history.state(), history.left()) {
        (State::Running, _) if context.silence().is_some() => {
            let silence = context.silence().unwrap_or_default();
            say!(lang, frame::silent(&number::clock(silence)))
        }
        (State::Finished, _) => say!(lang, frame::took(&run)),
        (State::Running, _) if history.end == Some(history.iteration()) => {
            // Another program does whatever it does at its end.
            let tests = context.is_tested();
            if tests { say!(lang, frame::TESTING).to_owned() } else { say!(lang, frame::elapsed(&run)) }
        }
        (_, Some(left)) => say!(lang, frame::left(&number::clock(left))),
        (_, None) => say!(lang, frame::elapsed(&run)),
    };
    let pace = history.pace.map(|pace| say!(lang, frame::pace(&number::speed(pace))));
    // A header of one row has no place beside the bar.
    let speed = context.traffic.filter(|_| area.height < 2).map_or(speed, number::traffic);
    // Each item keeps its place while its digits change: widths are fixed, and the right edge holds.
    let items = [(time, 12), (speed, 11), (iterations, 0)].into_iter().chain(pace.map(|pace| (pace, 0)));
    put_items(area, after, items, buffer);
}

/// Writes texts of so many columns at least, one after the other from the right edge on, as far as there is room.
fn put_items(area: Rect, after: u16, items: impl IntoIterator<Item = (String, u16)>, buffer: &mut Buffer) {
    let mut end = area.width;
    for (text, least) in items {
        let width = extent(text.width()).max(least);
        if end > after + width {
            put_right(buffer, area, (end, 0), &text, Style::new());
            end = end.saturating_sub(width + 2);
        }
    }
}

fn progress(history: &History, lang: Lang) -> String {
    let done = thousands(history.iteration());
    let Some(end) = history.end else {
        let own = history.foreign().is_none();
        return if own { say!(lang, frame::iterations(&done)) } else { say!(lang, frame::at_step(&done)) };
    };
    let share = percent(history).unwrap_or(0);
    let end = thousands(end);
    format!("{done:>width$} / {end}  {share:>3} %", width = end.len())
}

/// How much of a race that has an end is done, in whole per cent.
pub(crate) fn percent(history: &History) -> Option<u64> {
    history.end.map(|end| (history.iteration() * 100).checked_div(end).unwrap_or(0))
}

/// How far the race is.
pub(crate) fn bar(context: &Context, area: Rect, buffer: &mut Buffer) {
    let history = context.shown();
    let share = match (history.end, history.loading) {
        // Nothing is on its way.
        _ if history.comparison().is_some() => 0.0,
        (Some(end), _) if end > 0 => history.iteration() as f64 / end as f64,
        (None, Some(loading)) if history.info().is_none() && loading.total > 0 => {
            loading.done as f64 / loading.total as f64
        }
        _ => 0.0,
    };
    // In half cells: a heavy half line ends the done part.
    let halves = (share.clamp(0.0, 1.0) * f64::from(area.width) * 2.0) as usize;
    let done = "━".repeat(halves / 2) + if halves % 2 == 1 { "╸" } else { "" };
    let left = "─".repeat(usize::from(area.width) - halves.div_ceil(2));
    let x = put(buffer, area, (0, 0), &done, Style::new());
    put(buffer, area, (x, 0), &left, context.theme.quiet());
}

/// What is raced, in one row of facts; those that don't fit are left out from the end.
fn facts(context: &Context, info: &RaceInfo, area: Rect, buffer: &mut Buffer) {
    let lang = context.lang();
    let facts = match context.shown().comparison() {
        None => match &info.trainer {
            Trainer::Own(race) => facts_of_race(context, race)
                .into_iter()
                .map(|(label, value)| (label.to_owned(), value))
                .collect(),
            Trainer::Foreign(training) => facts_of_training(training),
        },
        Some(comparison) => {
            let label = |fact: Fact| say!(lang, frame::fact(fact));
            comparison
                .shared
                .iter()
                .map(|(fact, value)| (label(*fact).to_owned(), sanitized(value)))
                .collect()
        }
    };
    let mut x = 0;
    for (label, value) in facts {
        let labelled = if label.is_empty() { label } else { label + " " };
        let width = extent(labelled.width() + value.width());
        if x + width > area.width {
            return;
        }
        let after = put(buffer, area, (x, 0), &labelled, context.theme.quiet());
        x = put(buffer, area, (after, 0), &value, Style::new()) + 3;
    }
}

/// What is known of one race, the most telling first.
fn facts_of_race(context: &Context, race: &OwnRace) -> Vec<(&'static str, String)> {
    let (config, lang) = (&race.config, context.lang());
    let start = match config.start {
        Start::Fair => say!(lang, frame::START),
        Start::Own => say!(lang, frame::OWN_STARTS),
    };
    // Plain code has other last digits than every other: that comes first.
    let plain = (config.simd == SimdChoice::Plain)
        .then(|| (say!(lang, frame::ARITHMETIC), say!(lang, frame::OTHER_LAST_DIGITS).to_owned()));
    let facts = [
        (say!(lang, frame::SEED), config.seed.to_string()),
        (start, race.fingerprint.clone()),
        (say!(lang, frame::DATA), format!("{} {}", race.data.name, thousands(race.data.train as u64))),
        (say!(lang, frame::NETWORK), network(&race.sizes)),
        (say!(lang, frame::BATCH), context.shown().batch_size.to_string()),
        (say!(lang, frame::ACTIVATION), config.activation.name().to_owned()),
        (say!(lang, frame::INIT), config.init.to_string()),
        (say!(lang, frame::PARAMETERS), thousands(race.parameters as u64)),
    ];
    plain.into_iter().chain(facts).collect()
}

/// What a training of another program says of itself.
fn facts_of_training(training: &ForeignTraining) -> Vec<(String, String)> {
    let facts = training.facts.iter().map(|(label, value)| (sanitized(label), sanitized(value)));
    std::iter::once((String::new(), sanitized(&training.title))).chain(facts).collect()
}

/// In the chart's place while the data is read.
pub(crate) fn render_loading(context: &Context, area: Rect, buffer: &mut Buffer) {
    let reading = match context.place {
        Place::Log => say!(context.lang(), frame::READING_THE_LOG),
        Place::Sweep => say!(context.lang(), frame::READING_THE_SWEEP),
        _ => say!(context.lang(), frame::READING_THE_IMAGES),
    };
    let text = match context.shown().loading {
        Some(loading) if loading.total > 0 => {
            format!("{reading}  {:>3} %", loading.done.min(loading.total) * 100 / loading.total)
        }
        _ => reading.to_owned(),
    };
    put(buffer, area, (2, area.height / 2), &text, context.theme.quiet());
}

/// In the chart's place where there is nothing to race.
pub(crate) fn render_failure(context: &Context, area: Rect, buffer: &mut Buffer) {
    let message = context.shown().failure().unwrap_or_default();
    let width = usize::from(area.width.saturating_sub(4)).max(1);
    let characters: Vec<char> = message.chars().collect();
    for (line, y) in characters.chunks(width).zip(area.height / 3..area.height) {
        put(buffer, area, (2, y), &line.iter().collect::<String>(), Style::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::Config,
        session::Update,
        tui::testing::{app_after, screen, started_with},
    };

    #[test]
    fn a_race_of_plain_code_says_so() {
        for (simd, told) in [(SimdChoice::Plain, true), (SimdChoice::Auto, false)] {
            let config = Config { simd, ..Config::default() };
            let paused = Update::State { state: State::Paused, iteration: 0 };
            let app = app_after(&[started_with(&config), paused]);
            let has = |(width, height), text: &str| screen(&app, width, height).contains(text);
            assert_eq!(has((80, 24), "paused  plain"), told, "{}", screen(&app, 80, 24));
            assert_eq!(has((120, 40), "arithmetic plain, other last digits"), told);
        }
    }
}
