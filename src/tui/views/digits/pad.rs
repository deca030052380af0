//! The pad: what is drawn, what the networks see of it, and what they take it for.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::{Block, Widget},
};

use crate::tui::views::digits::draw::{
    opinions,
    picture::{self, Pixels},
};
use crate::tui::{
    app::{App, Pad},
    keys::Mouse,
    widgets::{below, cut, put},
};
use crate::words::say;

/// Columns and rows of what can be drawn on.
const CELLS: (u16, u16) = (Pad::SIDE as u16, Pad::SIDE as u16 / 2);

/// Where it is within the view: with a frame, if there is room for one.
fn canvas(body: Rect) -> (Rect, bool) {
    let framed = body.height >= CELLS.1 + 2 && body.width >= CELLS.0 + 2;
    let edge = u16::from(framed);
    let place = Rect {
        x: body.x + edge,
        y: body.y + edge,
        width: CELLS.0.min(body.width - edge),
        height: CELLS.1.min(body.height - edge),
    };
    (place, framed)
}

/// Where on it the mouse is, in pixels from its left and top.
pub(crate) fn place(body: Rect, mouse: Mouse) -> Option<(f32, f32)> {
    let (canvas, _) = canvas(body);
    let at = Position { x: mouse.column, y: mouse.row };
    // The middle of a cell, which is two pixels high.
    canvas.contains(at).then(|| (f32::from(at.x - canvas.x) + 0.5, f32::from(at.y - canvas.y) * 2.0 + 1.0))
}

/// What somebody is asked to draw.
fn wanted(app: &App) -> String {
    let lang = app.lang();
    let Some(card) = app.history().card().filter(|card| !card.data.is_digits()) else {
        return say!(lang, digits::DRAW_A_DIGIT).to_owned();
    };
    let classes = card.sizes.last().copied().unwrap_or(0);
    let names: Vec<String> = (0..classes).map(|class| card.data.class(class)).collect();
    say!(lang, digits::draw_one_of(&names.join(", ")))
}

/// Draws it over the whole view.
pub(crate) fn render(app: &App, pad: &Pad, body: Rect, buffer: &mut Buffer) {
    let (canvas, framed) = canvas(body);
    if framed {
        let frame = Rect { x: body.x, y: body.y, width: CELLS.0 + 2, height: CELLS.1 + 2 };
        Block::bordered().border_style(app.theme.quiet()).render(frame, buffer);
        let lang = app.lang();
        let (down, up) = (say!(lang, digits::PEN_DOWN), say!(lang, digits::PEN_UP));
        let title = if pad.is_down() { down } else { up };
        put(buffer, frame, (2, 0), title, app.theme.strong());
    }
    picture::large(app, Pixels { ink: pad.ink(), width: Pad::SIDE }, canvas, buffer);
    let (x, y) = pad.pen();
    let pen = Position { x: canvas.x + x as u16, y: canvas.y + y as u16 / 2 };
    if canvas.contains(pen) {
        let cell = &mut buffer[pen];
        cell.set_symbol("✚").set_style(app.theme.chosen());
    }
    let used = (canvas.right() - body.x + u16::from(framed) + 2).min(body.width);
    let mut beside = Rect { x: body.x + used, width: body.width - used, ..body };
    let (quiet, lang) = (app.theme.quiet(), app.lang());
    let Some(drawn) = pad.drawn() else {
        let what = wanted(app);
        let lines = [
            (0, what.as_str(), Style::new()),
            (2, say!(lang, digits::HOW_TO_DRAW), quiet),
            (3, say!(lang, digits::EVERY_LANE_GUESSES), quiet),
        ];
        for (y, line, style) in lines {
            put(buffer, beside, (0, y), &cut(line, beside.width.into()), style);
        }
        return;
    };
    beside.height = beside.height.min(CELLS.1 + 2 * u16::from(framed));
    // What the networks see, where there is room for it.
    if beside.width >= CELLS.0 + 60 {
        let seen = below(beside, 1);
        put(buffer, beside, (0, 0), say!(lang, digits::WHAT_NETWORKS_SEE), quiet);
        picture::large(app, Pixels { ink: &drawn, width: Pad::SIDE }, seen, buffer);
        let used = CELLS.0 + 3;
        beside = Rect { x: beside.x + used, width: beside.width - used, ..beside };
    }
    match &app.history().watched().drawn {
        Some(guesses) => opinions::render(app, guesses, None, beside, buffer),
        None => drop(put(buffer, beside, (0, 0), say!(lang, digits::ASKING), quiet)),
    }
}
