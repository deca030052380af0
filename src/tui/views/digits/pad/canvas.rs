//! Where within the view the pad is, and where on the pad the mouse.

use ratatui::layout::{Position, Rect};

use super::state::Pad;
use crate::terminal::MouseEvent;

/// Columns and rows of what can be drawn on.
pub(super) const CELLS: (u16, u16) = (Pad::SIDE as u16, Pad::SIDE as u16 / 2);

/// Where it is within the view: with a frame, if there is room for one.
pub(super) fn canvas(body: Rect) -> (Rect, bool) {
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
pub(super) fn place(body: Rect, mouse: MouseEvent) -> Option<(f32, f32)> {
    let (canvas, _) = canvas(body);
    let at = Position { x: mouse.column, y: mouse.row };
    // The middle of a cell, which is two pixels high.
    canvas.contains(at).then(|| (f32::from(at.x - canvas.x) + 0.5, f32::from(at.y - canvas.y) * 2.0 + 1.0))
}
