//! The lesson: a strip above the footer with what is to be read, what the room is asked, and what came of it.
//!
//! ```text
//! ── Why momentum ───────────────────────────────────────── Enter goes on   2/3 ──
//! answer: Momentum   17 of 21 said so (a 4, b 17, c 0)
//! ✓ Momentum is at least 3 times below SGD at 100: smoothed loss 0.3604, 1.4838
//! The text of this step …
//! After 300 iterations, who is ahead?
//! ▸ a) SGD at 0.1            12_
//!   b) Momentum at 0.01
//! Guess: ↑↓ marks an answer, digits count its votes, Enter shows what happens
//! ```
//! It keeps its height through a lesson, so that the chart above holds still. In a low window the line on the keys goes
//! first. In a lower one the strip shows as much as there is room for beside the smallest race, and says with … and
//! `PgDn` that there is more.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    lesson::{LessonPhase, Question, Runner, Step, StepResult},
    session::State,
    tui::{
        context::Context,
        frame::MIN_WINDOW,
        scrolled::Scrolled,
        widgets::{cut, extent, put, put_right, wrap},
    },
    words::{Lang, say},
};

/// The most columns of a line: more are hard to read from afar.
const MAX_COLUMNS: u16 = 100;

/// The fewest rows that are left to the race where the lesson has room beside it.
const MIN_RACE: u16 = 12;

/// The fewest rows of the strip: a rule and two lines.
const MIN_STRIP: u16 = 3;

/// Columns before an answer, for the mark of the one that is counted.
const MARK: u16 = 2;

/// Columns for the votes behind an answer.
const VOTES: u16 = 6;

/// The part of the window for everything else, and the rows that the lesson takes of it.
pub(crate) fn split(context: &Context, area: Rect) -> (Rect, u16) {
    let Some(runner) = &context.lesson else { return (area, 0) };
    let [hinted, wanted] = [true, false].map(|hinted| height(runner, context.lang(), columns(area), hinted));
    let with_race = [hinted, wanted].into_iter().find(|wanted| wanted + MIN_RACE <= area.height);
    let lowest = area.height.saturating_sub(MIN_WINDOW.1).max(MIN_STRIP);
    let height = with_race.unwrap_or(wanted.min(lowest));
    (Rect { height: area.height - height, ..area }, height)
}

/// Columns of a line of text, with a blank one at both edges of the window.
fn columns(area: Rect) -> u16 {
    area.width.saturating_sub(2).min(MAX_COLUMNS)
}

/// Rows of the tallest step below what came of the one before, as far as that is known; with a line on the keys below a
/// question, or without.
fn height(runner: &Runner, lang: Lang, columns: u16, hinted: bool) -> u16 {
    let mut before = 0;
    let rows = runner.lesson().steps.iter().map(|step| {
        let hint = usize::from(hinted && step.question.is_some());
        let rows = 1 + before + lines(step, lang, columns).len() + hint;
        before = outcome(&StepResult::expected(step), lang, columns).len();
        rows
    });
    extent(rows.max().unwrap_or(0))
}

/// A line of the strip.
struct LessonLine {
    text: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What the room had said.
    Vote,
    /// What was seen.
    Finding,
    Text,
    Question,
    /// The first line of the answer of that number, with its votes.
    Answer(usize),
    /// What of an answer has no room there.
    AnswerRest,
    /// What the keys do while a question is open.
    Hint,
}

/// A text in lines of so many columns.
fn block(text: &str, columns: u16, kind: Kind) -> impl Iterator<Item = LessonLine> + use<> {
    wrap(text, usize::from(columns)).into_iter().map(move |text| LessonLine { text, kind })
}

/// The lines of a step.
fn lines(step: &Step, lang: Lang, columns: u16) -> Vec<LessonLine> {
    let mut lines: Vec<LessonLine> = block(step.text.get(lang), columns, Kind::Text).collect();
    if let Some(question) = &step.question {
        lines.extend(block(question.text.get(lang), columns, Kind::Question));
        let room = columns.saturating_sub(MARK + VOTES).max(1);
        for ((number, answer), letter) in question.answers.iter().enumerate().zip('a'..) {
            let first = lines.len();
            lines.extend(block(&format!("{letter}) {}", answer.get(lang)), room, Kind::AnswerRest));
            lines[first].kind = Kind::Answer(number);
        }
    }
    lines
}

pub(crate) fn render(context: &Context, area: Rect, buffer: &mut Buffer) {
    let Some(runner) = context.lesson.as_ref().filter(|_| area.height > 0) else { return };
    let lang = context.lang();
    let inside = Rect { x: area.x + 1, width: columns(area), ..area };
    let (mut all, room) = (text(runner, lang, inside.width), room(area));
    let hint = say!(lang, lesson::HOW_TO_ANSWER);
    if runner.counting().is_some() && all.len() < room && hint.width() <= usize::from(inside.width) {
        all.push(LessonLine { text: hint.to_owned(), kind: Kind::Hint });
    }
    let first = first_line(&all, room, context.scrolled, runner.counting());
    let more = first + room < all.len();
    let pages = match (first > 0, more) {
        (false, false) => "",
        (false, true) => "PgDn   ",
        (true, false) => "PgUp   ",
        (true, true) => "PgUp PgDn   ",
    };
    title(context, runner, pages, Rect { height: 1, ..area }, buffer);
    for (line, row) in all.iter().skip(first).zip(inside.rows().skip(1)) {
        let (x, style) = match line.kind {
            Kind::Text => (0, Style::new()),
            Kind::Vote | Kind::Hint => (0, context.theme.quiet()),
            Kind::Finding | Kind::Question => (0, context.theme.strong()),
            Kind::Answer(_) | Kind::AnswerRest => (MARK, Style::new()),
        };
        put(buffer, row, (x, 0), &line.text, style);
        if let Kind::Answer(number) = line.kind {
            votes(context, runner, number, row, buffer);
        }
    }
    if more && room > 0 {
        put_right(buffer, area, (area.width, area.height - 1), "…", context.theme.strong());
    }
}

/// Everything below the title.
fn text(runner: &Runner, lang: Lang, columns: u16) -> Vec<LessonLine> {
    let mut all = outcome(runner.last_result(), lang, columns);
    all.extend(lines(runner.step(), lang, columns));
    all
}

/// How many lines have room below the title.
fn room(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(1))
}

/// The line that is the first on the last page of a strip in `area`.
pub(crate) fn last_page(context: &Context, area: Rect) -> usize {
    let lines = context.lesson.as_ref().map_or(0, |runner| text(runner, context.lang(), columns(area)).len());
    lines.saturating_sub(room(area))
}

/// The first line that is shown: the one that was scrolled to, but so that the end and the answer that is counted are in
/// sight while votes are counted.
fn first_line(all: &[LessonLine], room: usize, scrolled: Scrolled, counting: Option<usize>) -> usize {
    let first = scrolled.first(all.len().saturating_sub(room));
    let counted = |line: &LessonLine| matches!(line.kind, Kind::Answer(number) if Some(number) == counting);
    match all.iter().position(counted) {
        Some(answer) if scrolled == Scrolled::End => first.min(answer),
        _ => first,
    }
}

/// A rule with the lesson's title, how far it is, and the keys for what has no room.
fn title(context: &Context, runner: &Runner, pages: &str, area: Rect, buffer: &mut Buffer) {
    let lang = context.lang();
    put(buffer, area, (0, 0), &"─".repeat(usize::from(area.width)), context.theme.quiet());
    let state = match (runner.stage(), context.history.state()) {
        (LessonPhase::Going { .. }, State::Paused) => say!(lang, lesson::PAUSED).to_owned(),
        (LessonPhase::Going { to, .. }, _) => say!(lang, lesson::to_iteration(to)),
        _ => say!(lang, lesson::ENTER_GOES_ON).to_owned(),
    };
    let number = format!("{}/{}", runner.number(), runner.lesson().steps.len());
    // In a narrow window the keys for the rest are worth more than a word on what Enter does.
    let states = [format!(" {pages}{state}   {number} "), format!(" {pages}{number} ")];
    let state = states.into_iter().find(|state| state.width() + 2 <= usize::from(area.width));
    let state = state.unwrap_or_default();
    let room = usize::from(area.width).saturating_sub(state.width() + 3);
    let title = cut(&format!(" {} ", runner.lesson().title.get(lang)), room);
    put(buffer, area, (1, 0), &title, context.theme.strong());
    put_right(buffer, area, (area.width.saturating_sub(1), 0), &state, context.theme.strong());
}

/// What came of the step before: what the room had said, and what was seen.
fn outcome(result: &StepResult, lang: Lang, columns: u16) -> Vec<LessonLine> {
    let mut lines = Vec::new();
    if let Some((question, votes)) = &result.vote {
        lines.extend(block(&guessed(question, votes, lang), columns, Kind::Vote));
    }
    lines.extend(result.lines(lang).flat_map(|finding| block(&finding, columns, Kind::Finding)));
    lines
}

/// The right answer, and how many had given it.
fn guessed(question: &Question, votes: &[u32], lang: Lang) -> String {
    let right = question.answers[question.right].get(lang);
    let all: u32 = votes.iter().sum();
    let counts: Vec<String> = ('a'..).zip(votes).map(|(letter, votes)| format!("{letter} {votes}")).collect();
    match all {
        0 => say!(lang, lesson::answer(right)),
        all => say!(lang, lesson::answer_and_votes(right, votes[question.right], all, &counts.join(", "))),
    }
}

/// The votes for an answer beside its first line; the one that is counted stands out.
fn votes(context: &Context, runner: &Runner, number: usize, area: Rect, buffer: &mut Buffer) {
    let Some(question) = &runner.step().question else { return };
    // All votes stand in one column behind the longest answer.
    let widest = question.answers.iter().map(|answer| answer.get(context.lang()).width()).max().unwrap_or(0);
    let column = extent(widest + 8).min(area.width.saturating_sub(VOTES));
    let (votes, chosen) = (runner.votes()[number], runner.counting() == Some(number));
    put(buffer, area, (0, 0), if chosen { "▸" } else { " " }, context.theme.strong());
    let shown = match (votes, chosen) {
        (0, true) => "_".to_owned(),
        (votes, true) => format!("{votes}_"),
        (0, false) => String::new(),
        (votes, false) => votes.to_string(),
    };
    let style = if chosen { context.theme.chosen() } else { context.theme.strong() };
    put(buffer, area, (column, 0), &shown, style);
}
