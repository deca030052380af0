//! Frames as bytes: the cells that have changed, moves and colours in as few bytes as they can take.
//!
//! A link has to carry every byte, so position and colours are remembered from frame to frame, and nothing is said
//! twice. Only sequences are used that every terminal of the last decades knows; none asks the terminal anything.

mod pen;

use crossterm::{
    queue,
    style::ResetColor,
    terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate},
};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use pen::Pen;

/// What the terminal shows, and how to make it show something else.
pub struct Painter {
    shown: Buffer,
    next: Buffer,
    pen: Pen,
    /// Nothing is known of what the terminal shows.
    anew: bool,
}

impl Painter {
    /// For a terminal of which nothing but the size is known.
    pub fn new(size: (u16, u16)) -> Self {
        let empty = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        Self { shown: empty.clone(), next: empty, pen: Pen::default(), anew: true }
    }

    /// Paints everything next time, in a window of that size.
    pub fn start_anew(&mut self, size: (u16, u16)) {
        *self = Self::new(size);
    }

    /// Paints everything next time if the window has another size now; tells whether it has.
    pub fn resize(&mut self, size: (u16, u16)) -> bool {
        let other = (self.next.area.width, self.next.area.height) != size;
        if other {
            self.start_anew(size);
        }
        other
    }

    /// Appends what turns the last frame into this one: nothing, if they are the same. With `as_one` the terminal is
    /// told to show it at once; a frame that clears the screen is never told so.
    pub fn paint(&mut self, widget: impl Widget, as_one: bool, out: &mut Vec<u8>) {
        self.next.reset();
        widget.render(self.next.area, &mut self.next);
        let as_one = as_one && !self.anew;
        if self.anew {
            // In no colour, so that none fills the window. Memory takes every write.
            let _ = queue!(out, ResetColor, Clear(ClearType::All));
            self.shown.reset();
            self.pen = Pen::default();
        }
        let start = out.len();
        if as_one {
            // From here to its end the terminal shows nothing, then all at once.
            let _ = queue!(out, BeginSynchronizedUpdate);
        }
        let begun = out.len();
        for (x, y, cell) in self.shown.diff_iter(&self.next) {
            self.pen.move_to((x, y), &self.next, out);
            self.pen.draw(cell, self.next.area.width, out);
        }
        match out.len() {
            same if same == begun => out.truncate(start),
            _ if as_one => drop(queue!(out, EndSynchronizedUpdate)),
            _ => {}
        }
        self.anew = false;
        std::mem::swap(&mut self.shown, &mut self.next);
    }
}

#[cfg(test)]
mod tests;
