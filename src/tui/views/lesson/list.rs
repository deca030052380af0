//! The popup with the lessons of a course.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{cut, first_shown, popup, put, put_right};
use crate::words::say;
use crate::{lesson::Lesson, tui::app::App};

/// Columns beside the titles: the sign of the chosen one, two blanks, and a word behind the one that is on.
const BESIDE: usize = 10;

/// Draws the popup with one of them chosen.
pub(crate) fn render(app: &App, chosen: usize, area: Rect, buffer: &mut Buffer) {
    let (Some(course), lang) = (&app.course, app.lang()) else { return };
    let title = |lesson: &Lesson| lesson.title.get(lang).to_owned();
    let widest = course.lessons().iter().map(|lesson| title(lesson).width()).max().unwrap_or(0);
    let size = [widest + BESIDE + 4, course.lessons().len() + 2]
        .map(|cells| u16::try_from(cells).unwrap_or(u16::MAX));
    let inside = popup::open(app.theme, say!(lang, lesson::LESSONS), (size[0], size[1]), area, buffer);
    // Where not all have room, the chosen one has.
    let first = first_shown(chosen, usize::from(inside.height), course.lessons().len());
    let lessons = course.lessons().iter().enumerate().skip(first);
    for ((at, lesson), row) in lessons.zip(inside.rows()) {
        let style = if at == chosen { app.theme.strong() } else { Style::new() };
        put(buffer, row, (0, 0), if at == chosen { "▸" } else { " " }, style);
        let room = usize::from(row.width).saturating_sub(BESIDE);
        put(buffer, row, (2, 0), &cut(&title(lesson), room), style);
        if app.lesson.is_some() && at == course.at() {
            put_right(buffer, row, (row.width, 0), say!(lang, lesson::NOW), app.theme.quiet());
        }
    }
}
