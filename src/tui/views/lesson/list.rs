//! The popup with the lessons of a course.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use super::begin;
use crate::{
    lesson::Course,
    terminal::{
        Key::{self, Char},
        MouseAction, MouseEvent,
    },
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        keymap::{Binding, Effect, Keys, list_keys},
        layers::Layer,
        widgets::{cut, extent, first_shown, popup, put, put_right},
    },
    words::{Lang, keys, say},
};

/// Columns beside the titles: the sign of the chosen one, two blanks, and a word behind the one that is on.
const BESIDE: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Choose(Direction),
    /// Begin the chosen lesson.
    Begin,
    Close,
}

/// The lessons with one of them chosen.
pub(crate) struct LessonList {
    chosen: usize,
}

impl LessonList {
    /// The lessons of the course, if there is one. The lesson that is on is chosen, to start it over, or after its end
    /// the next.
    pub(crate) fn new(context: &Context) -> Option<Self> {
        let course = context.course.as_ref()?;
        Some(Self { chosen: if context.lesson.is_some() { course.at() } else { course.after() } })
    }
}

impl Keys for LessonList {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::of_layer(&list_keys(Action::Choose(Less), Action::Choose(More)), keys::LESSON).sign("↑↓"),
        Binding::of_layer(&[(Key::Enter, Action::Begin)], keys::BEGIN),
        Binding::of_layer(
            &[(Key::Esc, Action::Close), (Char('q'), Action::Close), (Char('T'), Action::Close)],
            keys::CLOSE,
        )
        .sign("Esc"),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let Some(course) = &mut context.course else { return vec![Effect::Close] };
        match action {
            Action::Choose(direction) => {
                self.chosen = direction.along(self.chosen, course.lessons().len());
                Vec::new()
            }
            Action::Begin => {
                course.turn_to(self.chosen);
                let lesson = course.runner();
                let mut effects = begin(context, lesson);
                effects.push(Effect::Close);
                effects
            }
            Action::Close => vec![Effect::Close],
        }
    }
}

impl Layer for LessonList {
    fn mouse(&mut self, event: MouseEvent, area: Rect, context: &Context) {
        let Some(course) = &context.course else { return };
        let count = course.lessons().len();
        match event.action {
            MouseAction::WheelUp => self.chosen = Less.along(self.chosen, count),
            MouseAction::WheelDown => self.chosen = More.along(self.chosen, count),
            MouseAction::Down => {
                let (inside, at) = (
                    popup::inside(size(course, context.lang()), area),
                    Position::new(event.column, event.row),
                );
                let line = usize::from(at.y.saturating_sub(inside.y));
                let clicked = first_shown(self.chosen, usize::from(inside.height), count) + line;
                if inside.contains(at) && clicked < count {
                    self.chosen = clicked;
                }
            }
            MouseAction::Drag | MouseAction::Up => {}
        }
    }

    fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let (Some(course), lang) = (&context.course, context.lang()) else { return };
        let size = size(course, lang);
        let inside = popup::open(context.theme, say!(lang, lesson::LESSONS), size, area, buffer);
        // Where not all have room, the chosen one has.
        let first = first_shown(self.chosen, usize::from(inside.height), course.lessons().len());
        let lessons = course.lessons().iter().enumerate().skip(first);
        for ((at, lesson), row) in lessons.zip(inside.rows()) {
            let style = if at == self.chosen { context.theme.strong() } else { Style::new() };
            put(buffer, row, (0, 0), if at == self.chosen { "▸" } else { " " }, style);
            let room = usize::from(row.width).saturating_sub(BESIDE);
            put(buffer, row, (2, 0), &cut(lesson.title.get(lang), room), style);
            if context.lesson.is_some() && at == course.at() {
                put_right(buffer, row, (row.width, 0), say!(lang, lesson::NOW), context.theme.quiet());
            }
        }
    }
}

/// Columns and rows of the popup.
fn size(course: &Course, lang: Lang) -> (u16, u16) {
    let widest = course.lessons().iter().map(|lesson| lesson.title.get(lang).width()).max().unwrap_or(0);
    (extent(widest + BESIDE + 4), extent(course.lessons().len() + 2))
}
