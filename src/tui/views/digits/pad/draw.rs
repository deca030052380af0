//! The pad: what is drawn, what the networks see of it, and what they take it for.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::{Block, Widget},
};

use super::{
    canvas::{CELLS, canvas},
    state::Pad,
};
use crate::{
    tui::{
        context::Context,
        views::digits::{
            opinions,
            picture::{self, Pixels},
        },
        widgets::{below, cut, put},
    },
    words::say,
};

/// What can be drawn.
fn wanted(context: &Context) -> String {
    let lang = context.lang();
    let Some(info) = context.history().info().filter(|info| !info.data.is_digits()) else {
        return say!(lang, digits::DRAW_A_DIGIT).to_owned();
    };
    let classes = info.sizes.last().copied().unwrap_or(0);
    let names: Vec<String> = (0..classes).map(|class| info.data.class(class)).collect();
    say!(lang, digits::draw_one_of(&names.join(", ")))
}

/// Draws it over the whole view.
pub(super) fn render(pad: &Pad, context: &Context, body: Rect, buffer: &mut Buffer) {
    let (canvas, framed) = canvas(body);
    if framed {
        let frame = Rect { x: body.x, y: body.y, width: CELLS.0 + 2, height: CELLS.1 + 2 };
        Block::bordered().border_style(context.theme.quiet()).render(frame, buffer);
        let lang = context.lang();
        let (down, up) = (say!(lang, digits::PEN_DOWN), say!(lang, digits::PEN_UP));
        let title = if pad.is_down() { down } else { up };
        put(buffer, frame, (2, 0), title, context.theme.strong());
    }
    picture::large(context, Pixels { ink: pad.ink(), width: Pad::SIDE }, canvas, buffer);
    let (x, y) = pad.pen();
    let pen = Position { x: canvas.x + x as u16, y: canvas.y + y as u16 / 2 };
    if canvas.contains(pen) {
        let cell = &mut buffer[pen];
        cell.set_symbol("✚").set_style(context.theme.chosen());
    }
    let used = (canvas.right() - body.x + u16::from(framed) + 2).min(body.width);
    let mut beside = Rect { x: body.x + used, width: body.width - used, ..body };
    let (quiet, lang) = (context.theme.quiet(), context.lang());
    let Some(drawn) = pad.drawn() else {
        let what = wanted(context);
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
        picture::large(context, Pixels { ink: &drawn, width: Pad::SIDE }, seen, buffer);
        let used = CELLS.0 + 3;
        beside = Rect { x: beside.x + used, width: beside.width - used, ..beside };
    }
    match &context.history().watched().drawn {
        Some(guesses) => opinions::render(context, guesses, None, beside, buffer),
        None => drop(put(buffer, beside, (0, 0), say!(lang, digits::ASKING), quiet)),
    }
}
