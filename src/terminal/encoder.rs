//! Encodes frames as bytes: the cells that have changed, with cursor movements and colours in as few bytes as possible.
//!
//! A slow link has to carry every byte, so the cursor's position and colours are remembered from frame to frame. Only
//! sequences are used that every terminal of the last decades knows.

mod cursor;
mod shift;

use crossterm::{
    queue,
    style::ResetColor,
    terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate},
};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use cursor::Cursor;

pub(crate) use cursor::PALETTE;

/// Knows what the terminal shows, and encodes what changes it to the next frame.
pub(crate) struct Encoder {
    shown: Buffer,
    next: Buffer,
    cursor: Cursor,
    /// What the terminal shows is unknown: the next frame clears it and draws every cell.
    repaint: bool,
}

impl Encoder {
    /// For a terminal of so many columns and rows, of which nothing else is known.
    pub(crate) fn new(size: (u16, u16)) -> Self {
        let empty = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        Self { shown: empty.clone(), next: empty, cursor: Cursor::default(), repaint: true }
    }

    /// Makes the next frame repaint everything, in a window of that size.
    pub(crate) fn repaint(&mut self, size: (u16, u16)) {
        *self = Self::new(size);
    }

    /// Makes the next frame repaint everything if the window has a new size; returns whether it has.
    pub(crate) fn resize(&mut self, size: (u16, u16)) -> bool {
        let resized = (self.next.area.width, self.next.area.height) != size;
        if resized {
            self.repaint(size);
        }
        resized
    }

    /// Appends what turns the last frame into this one: nothing if they are the same. A `synchronized` frame is shown
    /// all at once by terminals that know DEC mode 2026; a frame that clears the screen is never synchronized.
    pub(crate) fn encode(&mut self, widget: impl Widget, synchronized: bool, out: &mut Vec<u8>) {
        self.next.reset();
        widget.render(self.next.area, &mut self.next);
        let synchronized = synchronized && !self.repaint;
        if self.repaint {
            // Without a colour, which would fill the window. Writing to memory can't fail.
            let _ = queue!(out, ResetColor, Clear(ClearType::All));
            self.shown.reset();
            self.cursor = Cursor::default();
        }
        let start = out.len();
        if synchronized {
            let _ = queue!(out, BeginSynchronizedUpdate);
        }
        let cells_start = out.len();
        self.shift_rows(out);
        for (x, y, cell) in self.shown.diff_iter(&self.next) {
            self.cursor.move_to((x, y), &self.next, out);
            self.cursor.draw(cell, self.next.area.width, out);
        }
        if out.len() == cells_start {
            out.truncate(start);
        } else if synchronized {
            let _ = queue!(out, EndSynchronizedUpdate);
        }
        self.repaint = false;
        std::mem::swap(&mut self.shown, &mut self.next);
    }

    /// Appends what moves the ends of rows to the left where that saves cells, and moves them in what is shown.
    fn shift_rows(&mut self, out: &mut Vec<u8>) {
        for y in 0..self.next.area.height {
            let row = shift::row(&self.next, y);
            let shown = &mut self.shown.content[row.clone()];
            if let Some(shift) = shift::find(shown, &self.next.content[row]) {
                shift::apply(shift, shown);
                self.cursor.delete((shift.from, y), shift.columns, &self.next, out);
            }
        }
    }
}

#[cfg(test)]
mod tests;
