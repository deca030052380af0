//! A pad to draw an image on, with what the networks see of it and what they take it for.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::{Block, Widget},
};

use super::{
    opinions,
    picture::{self, Pixels},
};
use crate::{
    data::centred,
    session::Watch,
    terminal::{
        Key::{self, Char},
        MouseAction, MouseEvent,
    },
    tui::{
        context::Context,
        keymap::{Binding, Effect, Keys},
        layers::Layer,
        views::networks,
        widgets::{below, put, right_of},
    },
    words::{keys, say},
};

/// Columns and rows of what can be drawn on.
const CELLS: (u16, u16) = (Pad::SIDE as u16, Pad::SIDE as u16 / 2);

/// A pad to draw an image on, with a pen that keys or the mouse move.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pad {
    /// How much ink is on each pixel, row by row.
    ink: Vec<u8>,
    /// Where the pen is, in pixels from the left and the top.
    pen: (f32, f32),
    /// Whether the pen draws when keys move it.
    down: bool,
    /// Whether the mouse has the pen.
    held: bool,
}

impl Default for Pad {
    fn default() -> Self {
        let middle = Self::SIDE as f32 / 2.0;
        Self { ink: vec![0; Self::PIXELS], pen: (middle, middle / 2.0), down: false, held: false }
    }
}

impl Pad {
    /// Pixels across and down.
    pub(crate) const SIDE: usize = 28;

    /// Pixels in all.
    pub(crate) const PIXELS: usize = Self::SIDE * Self::SIDE;

    /// The pixel that the pen is on.
    const fn pen(&self) -> (usize, usize) {
        (self.pen.0 as usize, self.pen.1 as usize)
    }

    /// What networks are shown; `None` if there is nothing on it.
    fn drawn(&self) -> Option<Vec<u8>> {
        centred(&self.ink, Self::SIDE)
    }

    /// Raises or lowers the pen.
    fn turn_pen(&mut self) {
        self.down = !self.down;
        self.step(0, 0);
    }

    /// Moves the pen by so many pixels to the right and down.
    fn step(&mut self, right: i8, down: i8) {
        let (x, y) = self.pen;
        self.move_to(x + f32::from(right), y + f32::from(down));
    }

    /// Moves the pen, which draws on the way if it is down.
    fn move_to(&mut self, x: f32, y: f32) {
        if self.down {
            self.line_to((x, y));
        } else {
            self.pen = within((x, y));
        }
    }

    /// Draws with the mouse, which is at that place of the pad, in pixels from its left and top, or beside it.
    fn draw_with_mouse(&mut self, button: MouseAction, place: Option<(f32, f32)>) {
        match (button, place) {
            (MouseAction::Down, Some(place)) => {
                self.held = true;
                self.pen = within(place);
                self.line_to(place);
            }
            (MouseAction::Drag, Some(place)) if self.held => self.line_to(place),
            (MouseAction::Up, _) | (MouseAction::Down, None) => self.held = false,
            (MouseAction::Drag | MouseAction::WheelUp | MouseAction::WheelDown, _) => {}
        }
    }

    /// Draws from where the pen is to there.
    fn line_to(&mut self, to: (f32, f32)) {
        /// Between two dabs, in pixels: close enough to make a line.
        const STEP: f32 = 0.5;
        let (from, to) = (self.pen, within(to));
        let way = (to.0 - from.0, to.1 - from.1);
        let steps = (way.0.hypot(way.1) / STEP).ceil().max(1.0) as u32;
        for step in 0..=steps {
            let share = step as f32 / steps as f32;
            self.dab((from.0 + way.0 * share, from.1 + way.1 * share));
        }
        self.pen = to;
    }

    /// A round dab with a soft edge, about as wide as the strokes of MNIST.
    fn dab(&mut self, (x, y): (f32, f32)) {
        /// Where the soft edge ends, in pixels from the middle.
        const RADIUS: f32 = 1.9;
        for (at, ink) in self.ink.iter_mut().enumerate() {
            let (column, row) = ((at % Self::SIDE) as f32 + 0.5, (at / Self::SIDE) as f32 + 0.5);
            let strength = (RADIUS - (column - x).hypot(row - y)).clamp(0.0, 1.0);
            *ink = (*ink).max((strength * 255.0) as u8);
        }
    }
}

/// The nearest place that is on the pad.
fn within((x, y): (f32, f32)) -> (f32, f32) {
    let end = Pad::SIDE as f32 - 0.5;
    (x.clamp(0.5, end), y.clamp(0.5, end))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Move the pen by so many pixels to the right and down.
    Move(i8, i8),
    /// Raise or lower the pen.
    Pen,
    Clear,
    Close,
}

impl Keys for Pad {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::of_layer(
            &[
                (Key::Left, Action::Move(-1, 0)),
                (Key::Up, Action::Move(0, -1)),
                (Key::Down, Action::Move(0, 1)),
                (Key::Right, Action::Move(1, 0)),
            ],
            keys::MOVE,
        ),
        Binding::of_layer(&[(Char(' '), Action::Pen)], keys::PEN),
        Binding::of_layer(
            &[
                (Key::Esc, Action::Close),
                (Key::Enter, Action::Close),
                (Char('i'), Action::Close),
                (Char('q'), Action::Close),
            ],
            keys::CLOSE,
        )
        .sign("Esc"),
        // The mouse comes with its place, not as a key.
        Binding::of_layer(&[], keys::DRAW).translated_sign(keys::MOUSE),
        Binding::of_layer(&[(Key::Backspace, Action::Clear), (Char('c'), Action::Clear)], keys::CLEAR)
            .sign("Backspace"),
    ];

    fn handle(&mut self, action: Action, _context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Move(right, down) => self.step(right, down),
            Action::Pen => self.turn_pen(),
            Action::Clear => *self = Self::default(),
            Action::Close => return vec![Effect::Close],
        }
        Vec::new()
    }
}

impl Layer for Pad {
    fn draw(&self, context: &Context, body: Rect, buffer: &mut Buffer) {
        let (canvas, framed) = canvas(body);
        if framed {
            let frame = Rect { x: body.x, y: body.y, width: CELLS.0 + 2, height: CELLS.1 + 2 };
            Block::bordered().border_style(context.theme.quiet()).render(frame, buffer);
            let lang = context.lang();
            let (down, up) = (say!(lang, digits::PEN_DOWN), say!(lang, digits::PEN_UP));
            let title = if self.down { down } else { up };
            put(buffer, frame, (2, 0), title, context.theme.strong());
        }
        picture::large(context, &Pixels::new(&self.ink, Self::SIDE), canvas, buffer);
        let (x, y) = self.pen();
        let pen = Position { x: canvas.x + x as u16, y: canvas.y + y as u16 / 2 };
        if canvas.contains(pen) {
            let cell = &mut buffer[pen];
            cell.set_symbol("✚").set_style(context.theme.chosen());
        }
        let mut beside = right_of(body, canvas.right() - body.x + u16::from(framed) + 2);
        let (quiet, lang) = (context.theme.quiet(), context.lang());
        let Some(drawn) = self.drawn() else {
            let what = wanted(context);
            let guessing = networks::saved_elsewhere(context, beside.width)
                .unwrap_or_else(|| say!(lang, digits::EVERY_LANE_GUESSES).to_owned());
            let lines = [
                (0, what.as_str(), Style::new()),
                (2, say!(lang, digits::HOW_TO_DRAW), quiet),
                (3, guessing.as_str(), quiet),
            ];
            for (y, line, style) in lines {
                put(buffer, beside, (0, y), line, style);
            }
            return;
        };
        beside.height = beside.height.min(CELLS.1 + 2 * u16::from(framed));
        // What the networks see, where there is room for it.
        if beside.width >= CELLS.0 + 60 {
            let seen = below(beside, 1);
            put(buffer, beside, (0, 0), say!(lang, digits::WHAT_NETWORKS_SEE), quiet);
            picture::large(context, &Pixels::new(&drawn, Self::SIDE), seen, buffer);
            beside = right_of(beside, CELLS.0 + 3);
        }
        let Some(beside) = networks::above(context, beside, buffer) else { return };
        match &context.history.watched.drawn {
            Some(guesses) => opinions::render(context, guesses, None, beside, buffer),
            None => drop(put(buffer, beside, (0, 0), say!(lang, digits::ASKING), quiet)),
        }
    }

    fn replaces_view(&self) -> bool {
        true
    }

    fn uses_mouse(&self) -> bool {
        true
    }

    fn mouse(&mut self, event: MouseEvent, view: Rect, _context: &Context) {
        self.draw_with_mouse(event.action, place(view, event));
    }

    fn watch(&self) -> Option<Watch> {
        Some(self.drawn().map_or(Watch::Nothing, Watch::Drawn))
    }
}

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
fn place(body: Rect, mouse: MouseEvent) -> Option<(f32, f32)> {
    let (canvas, _) = canvas(body);
    let at = Position { x: mouse.column, y: mouse.row };
    // The middle of a cell, which is two pixels high.
    canvas.contains(at).then(|| (f32::from(at.x - canvas.x) + 0.5, f32::from(at.y - canvas.y) * 2.0 + 1.0))
}

/// What can be drawn.
fn wanted(context: &Context) -> String {
    let lang = context.lang();
    let Some(race) = context.history.own().filter(|race| !race.data.is_digits()) else {
        return say!(lang, digits::DRAW_A_DIGIT).to_owned();
    };
    let classes = race.sizes.last().copied().unwrap_or(0);
    let names: Vec<String> = (0..classes).map(|class| race.data.class(class)).collect();
    say!(lang, digits::draw_one_of(&names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inked(pad: &Pad) -> usize {
        pad.ink.iter().filter(|ink| **ink > 0).count()
    }

    #[test]
    fn keys_draw_only_while_the_pen_is_down_and_never_leave_the_pad() {
        let mut pad = Pad::default();
        for _ in 0..100 {
            pad.step(-1, 0);
        }
        assert_eq!((inked(&pad), pad.drawn(), pad.pen()), (0, None, (0, 7)));
        pad.turn_pen();
        let dot = inked(&pad);
        for _ in 0..100 {
            pad.step(0, 1);
        }
        assert_eq!(pad.pen(), (0, 27));
        assert!(dot > 0 && inked(&pad) > 3 * dot);
    }

    #[test]
    fn the_mouse_draws_a_line_without_gaps_and_stops_where_its_button_comes_up() {
        let mut pad = Pad::default();
        pad.draw_with_mouse(MouseAction::Drag, Some((5.0, 5.0)));
        assert_eq!(inked(&pad), 0);
        pad.draw_with_mouse(MouseAction::Down, Some((4.5, 4.5)));
        pad.draw_with_mouse(MouseAction::Drag, Some((24.5, 4.5)));
        assert!((4..=24).all(|x| pad.ink[4 * Pad::SIDE + x] == 255));
        let line = inked(&pad);
        pad.draw_with_mouse(MouseAction::Up, Some((24.5, 4.5)));
        pad.draw_with_mouse(MouseAction::Drag, Some((24.5, 24.5)));
        assert_eq!(inked(&pad), line);
    }
}
