//! A popup with typed values: its keys, and how it is drawn.

mod field;
mod state;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::Layer;
use crate::{
    config::Bounds,
    optim::OptimizerKind,
    session::MetricKind,
    terminal::Key,
    text::sanitized,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        keymap::{Binding, Effect, Keys, Popup},
        widgets::{cut, first_shown, popup, put, wrap},
    },
    words::{Lang, keys, say},
};
use field::Content;
use state::Purpose;

pub(crate) use state::Form;

/// Columns of the labels.
const LABEL_WIDTH: u16 = 16;

/// Columns of a value.
const VALUE_WIDTH: u16 = 26;

/// Lines of a popup beside its fields: two for a hint below, the border.
const AROUND: u16 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Go on to the next field, or to the one before.
    Choose(Direction),
    /// Turn the value of the field.
    Turn(Direction),
    Type(char),
    Erase,
    Apply,
    Discard,
}

const fn typed(key: Key) -> Option<Action> {
    match key {
        Key::Char(c) => Some(Action::Type(c)),
        _ => None,
    }
}

impl Keys for Form {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::of_layer(
            &[
                (Key::Up, Action::Choose(Less)),
                (Key::Down, Action::Choose(More)),
                (Key::BackTab, Action::Choose(Less)),
                (Key::Tab, Action::Choose(More)),
            ],
            keys::FIELD,
        )
        .sign("↑↓"),
        Binding::of_layer(&[(Key::Left, Action::Turn(Less)), (Key::Right, Action::Turn(More))], keys::CHANGE),
        Binding::of_layer(&[(Key::Backspace, Action::Erase)], keys::TYPE).sign("0-9").range(typed),
        Binding::of_layer(&[(Key::Enter, Action::Apply)], keys::APPLY),
        Binding::of_layer(&[(Key::Esc, Action::Discard)], keys::DISCARD),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Choose(direction) => self.choose_next(direction),
            Action::Turn(direction) => self.turn(direction),
            Action::Type(c) => self.write(c),
            Action::Erase => self.erase(),
            Action::Apply if self.purpose == Purpose::AddRecorded => {
                context.recorded = None;
                return vec![Effect::Open(Popup::Recorded), Effect::FindRecorded];
            }
            Action::Apply if self.purpose == Purpose::Target => {
                let Ok(target) = self.target_typed() else { return Vec::new() };
                context.chart.target = target;
                return vec![Effect::Close];
            }
            Action::Apply => {
                let Some(commands) = self.submit() else { return Vec::new() };
                return std::iter::once(Effect::Close)
                    .chain(commands.into_iter().map(Effect::Send))
                    .collect();
            }
            Action::Discard => return vec![Effect::Close],
        }
        Vec::new()
    }
}

impl Layer for Form {
    fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let lang = context.lang();
        let title = match &self.purpose {
            Purpose::Edit(_, name) => say!(lang, forms::settings_of(name)),
            Purpose::Add | Purpose::AddRecorded => say!(lang, forms::ADD_A_LANE).to_owned(),
            Purpose::Target if context.primary() == MetricKind::Loss => {
                say!(lang, forms::GET_TO_A_LOSS).to_owned()
            }
            Purpose::Target => say!(lang, forms::GET_TO_A_VALUE).to_owned(),
            Purpose::GoTo => say!(lang, forms::GO_TO_AN_ITERATION).to_owned(),
        };
        let lines = match self.purpose {
            Purpose::GoTo | Purpose::Target => 1,
            Purpose::Edit(..) | Purpose::Add | Purpose::AddRecorded => most_fields(),
        };
        // A blank line above the fields and below them, unless the keys in the footer would be covered for it.
        let gap = u16::from(area.height >= lines + AROUND + 4);
        let area = Rect { height: area.height.saturating_sub(1 - gap), ..area };
        let inside = popup::open(context.theme, &title, (64, lines + AROUND + 2 * gap), area, buffer);
        // Where not all fields have room, the chosen one has.
        let room = usize::from(inside.height.saturating_sub(AROUND - 2 + 2 * gap).max(1));
        let first = first_shown(self.chosen, room, self.fields.len());
        let fields = self.fields.iter().enumerate().skip(first).take(room);
        for ((index, field), y) in fields.zip(gap..) {
            let chosen = index == self.chosen;
            let label = if chosen { context.theme.strong() } else { context.theme.quiet() };
            put(buffer, inside, (0, y), if chosen { "▸" } else { " " }, context.theme.strong());
            let name = cut(&sanitized(field.label(lang)), usize::from(LABEL_WIDTH - 1));
            put(buffer, inside, (2, y), &name, label);
            let value = if field.is_turned_only() && chosen {
                format!("← {} →", field.value(lang))
            } else {
                format!(" {}{}", field.value(lang), if chosen { "_" } else { "" })
            };
            let style = if chosen { context.theme.chosen() } else { Style::new() };
            let width = usize::from(VALUE_WIDTH);
            let value = cut(&value, width);
            let blank = " ".repeat(width.saturating_sub(value.width()));
            put(buffer, inside, (LABEL_WIDTH + 2, y), &(value + &blank), style);
            if field.is_changed() {
                let beside = (LABEL_WIDTH + 3 + VALUE_WIDTH, y);
                put(buffer, inside, beside, say!(lang, forms::CHANGED), context.theme.waiting());
            }
        }
        let hint = hint(&self.fields[self.chosen].content, lang);
        let (text, style) = match &self.problem {
            // The field that is wrong is the chosen one, and what is right for it can be said in any language.
            Some(problem) => (say!(lang, forms::wrong_value(problem, &hint)), context.theme.failed()),
            None => (hint, context.theme.quiet()),
        };
        let lines = wrap(&text, usize::from(inside.width).max(1));
        let bottom = inside.height.saturating_sub(2);
        for (line, y) in lines.iter().zip(bottom..bottom.saturating_add(2)) {
            put(buffer, inside, (0, y), line, style);
        }
    }

    fn takes_text(&self) -> bool {
        true
    }
}

/// The most fields of any form, so that a popup keeps its size while the rule is turned.
fn most_fields() -> u16 {
    // Beside the settings: the rule or the batch size, and the two lines of a schedule.
    let fields = OptimizerKind::ALL.map(|kind| kind.settings().count() + 3);
    fields.into_iter().max().and_then(|most| u16::try_from(most).ok()).unwrap_or(0)
}

/// What may stand in a field.
fn hint(content: &Content, lang: Lang) -> String {
    match *content {
        Content::Knob(_, ref knob) => {
            let (name, allowed) = (sanitized(&knob.name), say!(lang, forms::allowed(knob)));
            // The whole name of one that has no room before its value.
            let fits = name.width() < usize::from(LABEL_WIDTH);
            if fits { allowed } else { format!("{name}: {allowed}") }
        }
        Content::Optimizer(kind) => say!(lang, explain::idea(kind)).to_owned(),
        Content::Recorded => say!(lang, forms::RECORDED_HINT).to_owned(),
        Content::Setting(setting) => say!(lang, settings::allowed(setting)).to_owned(),
        Content::Curve => say!(lang, forms::SCHEDULE_HINT).to_owned(),
        Content::WarmUp => say!(lang, forms::WARM_UP_HINT).to_owned(),
        Content::BatchSize => say!(lang, forms::batch_size_hint(Bounds::BATCH_SIZE)),
        Content::Loss => say!(lang, forms::LOSS_HINT).to_owned(),
        Content::Value(_) => say!(lang, forms::VALUE_HINT).to_owned(),
        Content::Iteration => say!(lang, forms::ITERATION_HINT).to_owned(),
    }
}
