//! The header: what the session does, how far it is, how fast, and what is raced.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{put, put_right};
use crate::{
    config::Start,
    history::History,
    session::{Card, State, Trouble},
    text::thousands,
    tui::{Place, app::App, number},
    words::Lang,
};

/// The columns that bytes a second take.
const TRAFFIC: u16 = 10;

/// The state, iterations, speed and time left; below a progress bar and, in a third row, the facts.
pub(crate) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    let history = app.shown();
    let start =
        if area.width >= 60 { put(buffer, area, (0, 0), "downhill", app.theme.strong()) + 2 } else { 0 };
    let (text, style) = state(app);
    let mut after = put(buffer, area, (start, 0), text, style);
    let place = match app.place {
        Place::Here | Place::Recorded => None,
        Place::Background => Some(app.lang().say("attached", "연결됨")),
        Place::Recording => Some(app.lang().say("replay", "재생")),
    };
    if let Some(place) = place.filter(|_| area.width >= 60) {
        after = put(buffer, area, (after + 2, 0), place, app.theme.quiet());
    }
    if let Some(trouble) = &app.history().saving().trouble {
        let lang = app.lang();
        let sign = match trouble {
            Trouble::DiskLow(_) => lang.say("! disk nearly full", "! 디스크 부족"),
            Trouble::RaceEnded => lang.say("✕ ended", "✕ 끝났음"),
            Trouble::HungUp => lang.say("✕ hung up", "✕ 끊김"),
            _ => lang.say("✕ not saved", "✕ 저장 안 됨"),
        };
        after = put(buffer, area, (after + 2, 0), sign, app.theme.failed());
    }
    if app.is_frozen() {
        after = put(
            buffer,
            area,
            (after + 2, 0),
            app.lang().say("view frozen", "화면 고정"),
            app.theme.waiting(),
        );
    }
    counts(app, area, after, buffer);
    if area.height >= 2 {
        let row = Rect { y: area.y + 1, height: 1, ..area };
        // Beside the bar, so that nothing else moves.
        let traffic = app.traffic.map_or(0, |_| TRAFFIC + 2);
        bar(app, Rect { width: row.width.saturating_sub(traffic), ..row }, buffer);
        if let Some(bytes) = app.traffic {
            put_right(buffer, row, (row.width, 0), &number::traffic(bytes), app.theme.quiet());
        }
    }
    if area.height >= 3
        && let Some(card) = history.card()
    {
        facts(app, card, Rect { y: area.y + 2, height: 1, ..area }, buffer);
    }
}

/// The state as a word with its sign and colour; one that was asked for is on its way.
pub(crate) fn state(app: &App) -> (&'static str, Style) {
    let (theme, lang) = (app.theme, app.lang());
    match (app.asked(), app.history().state()) {
        (Some(State::Paused), State::Running) => (lang.say("▮ pausing", "▮ 멈추는 중"), theme.waiting()),
        (Some(State::Running), State::Paused) => (lang.say("▶ resuming", "▶ 다시 가는 중"), theme.running()),
        (_, State::Loading) => (lang.say("▸ loading", "▸ 읽는 중"), theme.waiting()),
        (_, State::Running) => (lang.say("▶ running", "▶ 학습 중"), theme.running()),
        (_, State::Paused) => (lang.say("▮ paused", "▮ 멈춤"), theme.waiting()),
        (_, State::Finished) => (lang.say("✓ finished", "✓ 끝"), theme.running()),
        (_, State::Failed) => (lang.say("✕ failed", "✕ 실패"), theme.failed()),
    }
}

/// Iterations, speed and time left, each in a place of its own from the right edge on.
fn counts(app: &App, area: Rect, after: u16, buffer: &mut Buffer) {
    let history = app.shown();
    if history.card().is_none() {
        return;
    }
    let lang = app.lang();
    let iterations = progress(history, lang);
    let unit = lang.say("it/s", "회/초");
    let speed = history.speed().map_or_else(|| "—".into(), number::speed);
    let speed = format!("{speed} {unit}");
    let run = number::clock(history.elapsed());
    let time = match (history.state(), history.left(), lang) {
        (State::Finished, _, Lang::En) => format!("in {run}"),
        (State::Finished, _, Lang::Ko) => format!("{run} 걸림"),
        (_, Some(left), _) => format!("{} {}", number::clock(left), lang.say("left", "남음")),
        (_, None, _) => format!("{run} {}", lang.say("run", "지남")),
    };
    let pace = history.pace().map(|pace| format!("{} {}", lang.say("pace", "빠르기"), number::speed(pace)));
    // A header of one row has no place beside the bar.
    let speed = app.traffic.filter(|_| area.height < 2).map_or(speed, number::traffic);
    // Each item keeps its place while its digits change: widths are fixed, and the right edge holds.
    let items = [(Some(time), 12), (Some(speed), 11), (Some(iterations), 0), (pace, 0)];
    let mut end = area.width;
    for (text, least) in items {
        let Some(text) = text else { continue };
        let width = u16::try_from(text.width()).unwrap_or(u16::MAX).max(least);
        if end < after + 1 + width {
            continue;
        }
        put_right(buffer, area, (end, 0), &text, Style::new());
        end = end.saturating_sub(width + 2);
    }
}

fn progress(history: &History, lang: Lang) -> String {
    let done = thousands(history.iteration());
    match history.end() {
        Some(end) => {
            let end = thousands(end);
            let share = history.end().filter(|end| *end > 0).map_or(0, |end| history.iteration() * 100 / end);
            format!("{done:>width$} / {end}  {share:>3} %", width = end.len())
        }
        None => format!("{done}{}", lang.say(" iterations", "회")),
    }
}

/// How far the race is.
pub(crate) fn bar(app: &App, area: Rect, buffer: &mut Buffer) {
    let history = app.shown();
    let share = match (history.end(), history.loading()) {
        (Some(end), _) if end > 0 => history.iteration() as f64 / end as f64,
        (None, Some(loading)) if history.card().is_none() && loading.total > 0 => {
            loading.done as f64 / loading.total as f64
        }
        _ => 0.0,
    };
    // In half cells: a heavy half line ends the done part.
    let halves = (share.clamp(0.0, 1.0) * f64::from(area.width) * 2.0) as u16;
    let (full, half) = (halves / 2, halves % 2);
    for x in 0..area.width {
        let (sign, style) = match x {
            x if x < full => ("━", Style::new()),
            x if x == full && half == 1 => ("╸", Style::new()),
            _ => ("─", app.theme.quiet()),
        };
        put(buffer, area, (x, 0), sign, style);
    }
}

/// What is raced, in one row of facts; those that don't fit are left out from the end.
fn facts(app: &App, card: &Card, area: Rect, buffer: &mut Buffer) {
    let (config, lang) = (&card.config, app.lang());
    let start = match config.start {
        Start::Fair => lang.say("start", "출발"),
        Start::Own => lang.say("own starts", "각자 출발"),
    };
    let facts = [
        (lang.say("seed", "시드"), config.seed.to_string()),
        (start, card.fingerprint.clone()),
        (lang.say("data", "데이터"), format!("{} {}", card.data.name, thousands(card.data.train as u64))),
        (lang.say("network", "신경망"), network(&card.sizes)),
        (lang.say("batch", "배치"), app.shown().batch_size().to_string()),
        (lang.say("activation", "활성화"), config.activation.name().to_owned()),
        (lang.say("init", "초깃값"), config.init.to_string()),
        (lang.say("parameters", "매개변수"), thousands(card.parameters as u64)),
    ];
    let mut x = 0;
    for (label, value) in facts {
        let width = u16::try_from(label.width() + 1 + value.width()).unwrap_or(u16::MAX);
        if x + width > area.width {
            return;
        }
        let after = put(buffer, area, (x, 0), label, app.theme.quiet());
        x = put(buffer, area, (after + 1, 0), &value, Style::new()) + 3;
    }
}

/// The layers' sizes, equal neighbours as a power: `784-100×4-10`.
pub(crate) fn network(sizes: &[usize]) -> String {
    let layers = sizes.chunk_by(|a, b| a == b).map(|equal| match equal {
        [size] => size.to_string(),
        equal => format!("{}×{}", equal[0], equal.len()),
    });
    layers.collect::<Vec<_>>().join("-")
}

/// In the chart's place while the data is read.
pub(crate) fn render_loading(app: &App, area: Rect, buffer: &mut Buffer) {
    let reading = app.lang().say("reading the images", "이미지를 읽고 있습니다");
    let text = match app.shown().loading() {
        Some(loading) if loading.total > 0 => {
            format!("{reading}  {:>3} %", loading.done.min(loading.total) * 100 / loading.total)
        }
        _ => reading.to_owned(),
    };
    put(buffer, area, (2, area.height / 2), &text, app.theme.quiet());
}

/// In the chart's place where there is nothing to race.
pub(crate) fn render_failure(app: &App, area: Rect, buffer: &mut Buffer) {
    let message = app.shown().failure().unwrap_or_default();
    let width = usize::from(area.width.saturating_sub(4)).max(1);
    let characters: Vec<char> = message.chars().collect();
    for (line, y) in characters.chunks(width).zip(area.height / 3..area.height) {
        put(buffer, area, (2, y), &line.iter().collect::<String>(), Style::new());
    }
}
