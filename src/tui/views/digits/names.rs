//! What classes are called.

use unicode_width::UnicodeWidthStr;

use crate::tui::context::Context;

/// What classes are called, as many as there are.
pub(crate) struct ClassNames(Vec<String>);

impl ClassNames {
    pub(crate) fn of(context: &Context, classes: usize) -> Self {
        let name = |class: usize| {
            context.history().info().map_or_else(|| class.to_string(), |info| info.data.class(class))
        };
        Self((0..classes).map(name).collect())
    }

    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn name(&self, class: usize) -> &str {
        self.0.get(class).map_or("?", String::as_str)
    }

    /// Columns of the longest.
    pub(crate) fn longest(&self) -> usize {
        self.0.iter().map(|name| name.width()).max().unwrap_or(1)
    }
}
