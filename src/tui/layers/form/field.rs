//! One line of a form: what it holds, what it is called, and what is typed there.

use crate::{
    optim::{OptimizerKind, Schedule, Setting},
    session::Knob,
    tui::number,
    words::{Lang, say},
};

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    /// The update rule, turned with the arrows.
    Optimizer(OptimizerKind),
    /// A lane of a recorded race in the place of an optimizer's.
    Recorded,
    Setting(Setting),
    /// One that the lane's trainer has declared, by its number.
    Knob(u16, Knob),
    /// What the learning rate does by itself.
    Curve,
    /// Iterations of its warm-up.
    WarmUp,
    /// Images a batch, of all lanes.
    BatchSize,
    Iteration,
    /// A loss; nothing for none.
    Loss,
    /// The same of another metric, by its name.
    Value(String),
}

/// One line of a form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub(crate) content: Content,
    pub(crate) text: String,
    /// What stood there when the form was opened.
    before: String,
}

impl Field {
    pub(super) fn new(content: Content, text: String) -> Self {
        Self { content, before: text.clone(), text }
    }

    /// The line of a declared setting.
    pub(super) fn knob((number, knob): (u16, &Knob)) -> Self {
        Self::new(Content::Knob(number, knob.clone()), number::editable(knob.value))
    }

    /// The two lines of a schedule.
    pub(super) fn schedule(schedule: Schedule) -> [Self; 2] {
        [
            Self::new(Content::Curve, schedule.curve.to_string()),
            Self::new(Content::WarmUp, schedule.warm_up.to_string()),
        ]
    }

    /// What stands before the value.
    pub(crate) fn label(&self, lang: Lang) -> &str {
        match &self.content {
            Content::Knob(_, knob) => &knob.name,
            Content::Value(metric) => metric,
            Content::Optimizer(_) | Content::Recorded => say!(lang, forms::OPTIMIZER),
            Content::Setting(setting) => say!(lang, settings::name(*setting)),
            Content::Curve => say!(lang, forms::SCHEDULE),
            Content::WarmUp => say!(lang, forms::WARM_UP),
            Content::BatchSize => say!(lang, forms::BATCH_SIZE),
            Content::Iteration => say!(lang, forms::ITERATION),
            Content::Loss => say!(lang, race::LOSS),
        }
    }

    /// What stands there.
    pub(crate) fn value(&self, lang: Lang) -> &str {
        if self.content == Content::Recorded { say!(lang, forms::RECORDED_LANE) } else { &self.text }
    }

    /// Whether nothing can be typed there.
    pub(crate) const fn is_turned_only(&self) -> bool {
        matches!(self.content, Content::Optimizer(_) | Content::Recorded)
    }

    /// Whether something else was typed than stood there.
    pub(crate) fn is_changed(&self) -> bool {
        self.text != self.before
    }
}
