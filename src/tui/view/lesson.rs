//! The lesson: a strip above the footer with what is to be read, what the room is asked, and what came of it.
//!
//! ```text
//! ── Why momentum ─────────────────────────────────────────────── 2/3 ──
//! you: 4 SGD, 17 Momentum ✓        ✓ at 100: Momentum 0.339, SGD 1.502
//! The text of this step …
//! After 300 iterations, who is ahead?
//!   a) SGD at 0.1            12_
//!   b) Momentum at 0.01
//! ```
//! It keeps its height through a lesson, so that the chart above holds still.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{cut, put, put_right, wrap::wrap};
use crate::{
    lesson::{Question, Runner, Stage, Step},
    session::State,
    text::thousands,
    tui::app::App,
    words::Lang,
};

/// The most columns of a line: more are hard to read from afar.
const WIDEST: u16 = 100;

/// The fewest rows that are left to the race.
const LEAST_RACE: u16 = 12;

/// The part of the window for everything else, and the one for the lesson.
pub(super) fn split(app: &App, area: Rect) -> (Rect, Rect) {
    let Some(runner) = &app.lesson else { return (area, Rect { height: 0, ..area }) };
    let wanted = height(runner, app.lang(), columns(area));
    let height = wanted.min(area.height.saturating_sub(LEAST_RACE));
    let race = Rect { height: area.height - height, ..area };
    // In the place of the race's footer, which moves down by as much.
    (race, Rect { y: race.bottom().saturating_sub(1), height, ..area })
}

/// Columns of a line of text, with a blank one at both edges of the window.
fn columns(area: Rect) -> u16 {
    area.width.saturating_sub(2).min(WIDEST)
}

/// Rows of the tallest step.
fn height(runner: &Runner, lang: Lang, columns: u16) -> u16 {
    let mut told = 0;
    let rows = runner.lesson().steps.iter().map(|step| {
        let rows = 1 + told + lines(step, lang, columns).len();
        told = usize::from(step.question.is_some()) + usize::from(!step.claims.is_empty());
        rows
    });
    u16::try_from(rows.max().unwrap_or(0)).unwrap_or(u16::MAX)
}

/// A line of a step.
enum Line {
    Text(String),
    Question(String),
    /// The answer of that number.
    Answer(usize),
}

fn lines(step: &Step, lang: Lang, columns: u16) -> Vec<Line> {
    let columns = usize::from(columns);
    let mut lines: Vec<Line> = wrap(step.text.get(lang), columns).into_iter().map(Line::Text).collect();
    if let Some(question) = &step.question {
        lines.extend(wrap(question.text.get(lang), columns).into_iter().map(Line::Question));
        lines.extend((0..question.answers.len()).map(Line::Answer));
    }
    lines
}

/// Draws the strip.
pub(super) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    let Some(runner) = app.lesson.as_ref().filter(|_| area.height > 0) else { return };
    let (lang, theme) = (app.lang(), app.theme);
    let inside = Rect { x: area.x + 1, width: columns(area), ..area };
    title(app, runner, Rect { height: 1, ..area }, buffer);
    let mut rows = inside.rows().skip(1);
    for ((text, style), row) in told(runner, lang, theme.strong(), theme.quiet()).iter().zip(&mut rows) {
        put(buffer, row, (0, 0), &cut(text, usize::from(inside.width)), *style);
    }
    for (line, row) in lines(runner.step(), lang, inside.width).iter().zip(rows) {
        match line {
            Line::Text(text) => put(buffer, row, (0, 0), text, Style::new()),
            Line::Question(text) => put(buffer, row, (0, 0), text, theme.strong()),
            Line::Answer(number) => answer(app, runner, *number, row, buffer),
        };
    }
}

/// A rule with the lesson's title and how far it is.
fn title(app: &App, runner: &Runner, area: Rect, buffer: &mut Buffer) {
    let lang = app.lang();
    put(buffer, area, (0, 0), &"─".repeat(usize::from(area.width)), app.theme.quiet());
    put(buffer, area, (1, 0), &format!(" {} ", runner.lesson().title.get(lang)), app.theme.strong());
    let number = format!("{}/{}", runner.number(), runner.lesson().steps.len());
    let state = match (runner.stage(), app.history().state()) {
        (Stage::Going { .. }, State::Paused) => {
            lang.say("paused: Enter goes on", "멈춤: Enter로 계속").to_owned()
        }
        (Stage::Going { to, .. }, _) => match lang {
            Lang::En => format!("to iteration {}", thousands(to)),
            Lang::Ko => format!("{}회까지", thousands(to)),
        },
        _ => lang.say("Enter goes on", "Enter로 계속").to_owned(),
    };
    put_right(
        buffer,
        area,
        (area.width.saturating_sub(1), 0),
        &format!(" {state}   {number} "),
        app.theme.strong(),
    );
}

/// What came of the step before: what the room had said, and what was seen.
fn told(runner: &Runner, lang: Lang, strong: Style, quiet: Style) -> Vec<(String, Style)> {
    let told = runner.told();
    let vote = told.vote.as_ref().map(|(question, votes)| (guessed(question, votes, lang), quiet));
    let findings = (!told.findings.is_empty()).then(|| (told.line(lang), strong));
    vote.into_iter().chain(findings).collect()
}

/// The right answer, and how many had given it.
fn guessed(question: &Question, votes: &[u32], lang: Lang) -> String {
    let right = question.answers[question.right].get(lang);
    let all: u32 = votes.iter().sum();
    let counts: Vec<String> = ('a'..).zip(votes).map(|(letter, votes)| format!("{letter} {votes}")).collect();
    match (lang, all) {
        (Lang::En, 0) => format!("answer: {right}"),
        (Lang::Ko, 0) => format!("정답: {right}"),
        (Lang::En, _) => {
            format!(
                "answer: {right}   {} of {all} had said so ({})",
                votes[question.right],
                counts.join(", ")
            )
        }
        (Lang::Ko, _) => {
            format!(
                "정답: {right}   {all}명 가운데 {}명이 맞혔습니다 ({})",
                votes[question.right],
                counts.join(", ")
            )
        }
    }
}

/// One answer with its votes; the one that is counted stands out.
fn answer(app: &App, runner: &Runner, number: usize, area: Rect, buffer: &mut Buffer) -> u16 {
    let Some(question) = &runner.step().question else { return 0 };
    let lang = app.lang();
    // All votes stand in one column behind the longest answer.
    let widest = question.answers.iter().map(|answer| answer.get(lang).width()).max().unwrap_or(0);
    let column = u16::try_from(widest + 8).unwrap_or(u16::MAX).min(area.width.saturating_sub(6));
    let letter = ('a'..).nth(number).unwrap_or(' ');
    let text = format!("{letter}) {}", question.answers[number].get(lang));
    let (votes, chosen) = (runner.votes()[number], runner.counting() == Some(number));
    put(buffer, area, (0, 0), if chosen { "▸" } else { " " }, app.theme.strong());
    put(buffer, area, (2, 0), &cut(&text, usize::from(column.saturating_sub(3))), Style::new());
    let shown = match (votes, chosen) {
        (0, true) => "_".to_owned(),
        (votes, true) => format!("{votes}_"),
        (0, false) => String::new(),
        (votes, false) => votes.to_string(),
    };
    put(buffer, area, (column, 0), &shown, if chosen { app.theme.chosen() } else { app.theme.strong() })
}
