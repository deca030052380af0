//! What the digits view shows, and the pad that a digit is drawn on.

use crate::{
    data::centred,
    history::Watched,
    race::{LaneId, PAGE, Which},
    session::Watch,
    tui::{
        action::{Stride, Way},
        keys::{Button, Key},
    },
};

/// How many digits a long stride passes.
const FAR: usize = 10;

/// What the digits view shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DigitsView {
    /// Which digits.
    pub listed: Listed,
    /// The place of the chosen one among them.
    pub at: usize,
    /// What comes first.
    pub panel: Panel,
}

/// Which digits are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listed {
    /// All.
    #[default]
    All,
    /// Those that lanes disagree on.
    Disputed,
    /// The selected lane's mistakes.
    Mistakes,
}

/// One look at digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Panel {
    /// One digit with every lane's probabilities.
    #[default]
    One,
    /// Many of the list.
    Many,
    /// What the selected lane takes for what.
    Confusion,
}

impl Panel {
    /// Every look, in order.
    pub const ALL: [Self; 3] = [Self::One, Self::Many, Self::Confusion];

    /// The next one; after the last comes the first.
    pub const fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }
}

impl DigitsView {
    /// What the session has to tell for it.
    pub fn watch(&self, selected: Option<LaneId>) -> Watch {
        let which = match (self.listed, selected) {
            (Listed::All, _) => Which::All,
            (Listed::Disputed, _) => Which::Disputed,
            (Listed::Mistakes, Some(lane)) => Which::Mistakes(lane),
            (Listed::Mistakes, None) => return Watch::Nothing,
        };
        Watch::Digits { which, from: self.at / PAGE * PAGE }
    }

    /// Goes on to another digit, within what was told of.
    pub(crate) fn turn(&mut self, way: Way, stride: Stride, watched: &Watched) {
        let last = watched.guesses.as_ref().map_or(0, |guesses| guesses.listed.saturating_sub(1));
        let by = if stride == Stride::Far { FAR } else { 1 };
        self.at = match way {
            Way::More => self.at.saturating_add(by).min(last),
            Way::Less => self.at.min(last).saturating_sub(by),
        };
    }

    /// Lists others, from the first on.
    pub const fn list_other(&mut self) {
        self.at = 0;
        self.listed = match self.listed {
            Listed::All => Listed::Disputed,
            Listed::Disputed => Listed::Mistakes,
            Listed::Mistakes => Listed::All,
        };
    }
}

/// A pad to draw a digit on, with a pen that keys or the mouse move.
#[derive(Debug, Clone, PartialEq)]
pub struct Pad {
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
    pub const SIDE: usize = 28;

    /// Pixels in all.
    pub const PIXELS: usize = Self::SIDE * Self::SIDE;

    /// How much ink is on each pixel.
    pub fn ink(&self) -> &[u8] {
        &self.ink
    }

    /// The pixel that the pen is on.
    pub const fn pen(&self) -> (usize, usize) {
        (self.pen.0 as usize, self.pen.1 as usize)
    }

    /// Whether the pen draws when keys move it.
    pub const fn is_down(&self) -> bool {
        self.down
    }

    /// What networks are shown; `None` if there is nothing on it.
    pub fn drawn(&self) -> Option<Vec<u8>> {
        centred(&self.ink, Self::SIDE)
    }

    /// Follows a key.
    pub fn key(&mut self, key: Key) {
        let (x, y) = self.pen;
        match key {
            Key::Up => self.move_by(x, y - 1.0),
            Key::Down => self.move_by(x, y + 1.0),
            Key::Left => self.move_by(x - 1.0, y),
            Key::Right => self.move_by(x + 1.0, y),
            Key::Char(' ') => {
                self.down = !self.down;
                self.move_by(x, y);
            }
            Key::Backspace | Key::Char('c') => *self = Self::default(),
            _ => {}
        }
    }

    /// Moves the pen, which draws on the way if it is down.
    fn move_by(&mut self, x: f32, y: f32) {
        if self.down {
            self.line_to((x, y));
        } else {
            self.pen = within((x, y));
        }
    }

    /// Follows the mouse, which is at that place of the pad, or beside it.
    pub fn mouse(&mut self, button: Button, place: Option<(f32, f32)>) {
        match (button, place) {
            (Button::Down, Some(place)) => {
                self.held = true;
                self.pen = within(place);
                self.line_to(place);
            }
            (Button::Drag, Some(place)) if self.held => self.line_to(place),
            (Button::Drag, _) => {}
            (Button::Up, _) | (Button::Down, None) => self.held = false,
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
            pad.key(Key::Left);
        }
        assert_eq!((inked(&pad), pad.drawn(), pad.pen()), (0, None, (0, 7)));
        pad.key(Key::Char(' '));
        let dot = inked(&pad);
        for _ in 0..100 {
            pad.key(Key::Down);
        }
        assert_eq!(pad.pen(), (0, 27));
        assert!(dot > 0 && inked(&pad) > 3 * dot);
        pad.key(Key::Backspace);
        assert_eq!(pad, Pad::default());
    }

    #[test]
    fn the_mouse_draws_a_line_without_gaps_and_stops_where_its_button_comes_up() {
        let mut pad = Pad::default();
        pad.mouse(Button::Drag, Some((5.0, 5.0)));
        assert_eq!(inked(&pad), 0);
        pad.mouse(Button::Down, Some((4.5, 4.5)));
        pad.mouse(Button::Drag, Some((24.5, 4.5)));
        assert!((4..=24).all(|x| pad.ink[4 * Pad::SIDE + x] == 255));
        let line = inked(&pad);
        pad.mouse(Button::Up, Some((24.5, 4.5)));
        pad.mouse(Button::Drag, Some((24.5, 24.5)));
        assert_eq!(inked(&pad), line);
    }
}
