//! The confusion matrix of the selected lane: a row a label, a column a guess.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    race::Guesses,
    text::thousands,
    tui::{
        app::App,
        view::{cut, put, put_right},
    },
    words::Lang,
};

/// Columns of a count.
const CELL: u16 = 6;

/// So many at the least, or two counts would be read as one; classes that don't fit then are left out.
const LEAST_CELL: u16 = 5;

/// Columns of a label.
const LABEL: u16 = 5;

/// Rows that it takes.
pub(super) fn height(guesses: &Guesses) -> u16 {
    u16::try_from(guesses.classes + 2).unwrap_or(u16::MAX)
}

/// Draws a title, the guesses as a heading, and a row a label.
pub(super) fn render(app: &App, guesses: &Guesses, area: Rect, buffer: &mut Buffer) {
    let (quiet, lang) = (app.theme.quiet(), app.lang());
    let selected = guesses.confusion.iter().find(|(lane, _)| Some(*lane) == app.selected());
    let Some((id, counts)) = selected else {
        let nothing = lang.say("the selected lane guesses nothing", "고른 레인은 맞히지 않습니다");
        put(buffer, area, (0, 0), nothing, quiet);
        return;
    };
    let classes = guesses.classes;
    let right: u32 = (0..classes).map(|class| counts[class * classes + class]).sum();
    let name = app.history().lane(*id).map_or("", |lane| lane.card.name.as_str());
    let after = put(buffer, area, (0, 0), name, app.theme.lane(id.0 as usize).patch(app.theme.strong()));
    let (right, all) = (thousands(u64::from(right)), thousands(guesses.images as u64));
    let text = match lang {
        Lang::En => format!("{right} of {all} right"),
        Lang::Ko => format!("{all}개 가운데 {right}개 맞힘"),
    };
    let after = put(buffer, area, (after + 2, 0), &text, Style::new());
    let room = usize::from(area.width.saturating_sub(after + 2));
    let axes = lang.say("a row: what it is; a column: what it is taken for", "행: 실제 숫자, 열: 맞힌 숫자");
    put(buffer, area, (after + 2, 0), &cut(axes, room), quiet);
    let cell = ((area.width.saturating_sub(LABEL)) / u16::try_from(classes.max(1)).unwrap_or(u16::MAX))
        .clamp(LEAST_CELL, CELL);
    // The end of a class's column.
    let end = |class: usize| LABEL + u16::try_from(class + 1).unwrap_or(u16::MAX).saturating_mul(cell);
    let most = (0..classes * classes)
        .filter(|at| at / classes != at % classes)
        .map(|at| counts[at])
        .max()
        .unwrap_or(0);
    for class in 0..classes {
        put_right(buffer, area, (end(class), 1), &class.to_string(), quiet);
    }
    for (label, y) in (0..classes).zip(2..area.height) {
        put_right(buffer, area, (LABEL - 2, y), &label.to_string(), quiet);
        for guess in 0..classes {
            let count = counts[label * classes + guess];
            let (text, style) = match count {
                0 => (".".into(), quiet),
                count if label == guess => (count.to_string(), app.theme.lane(id.0 as usize)),
                // The commonest mistake.
                count if count == most => (count.to_string(), app.theme.failed()),
                count => (count.to_string(), Style::new()),
            };
            put_right(buffer, area, (end(guess), y), &text, style);
        }
    }
}
