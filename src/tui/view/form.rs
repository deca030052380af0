//! The popup with typed values.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{cut, popup, put};
use crate::tui::{
    app::App,
    form::{Form, Purpose, What},
};

/// Columns of the labels.
const LABEL_WIDTH: u16 = 16;

/// Columns of a value.
const VALUE_WIDTH: u16 = 18;

/// The most lines of any form, so that a popup keeps its size while the rule is turned.
const MOST_FIELDS: u16 = 6;

/// Draws the popup.
pub(super) fn render(app: &App, form: &Form, area: Rect, buffer: &mut Buffer) {
    let title = match &form.purpose {
        Purpose::Edit(_, name) => format!("settings of {name}"),
        Purpose::Add => "add a lane".to_owned(),
    };
    let fields = u16::try_from(form.fields.len()).unwrap_or(u16::MAX);
    let inside = popup::open(app, &title, (64, fields.max(MOST_FIELDS) + 6), area, buffer);
    for (field, (index, y)) in form.fields.iter().zip((0..).zip(1_u16..)) {
        let chosen = index == form.chosen;
        let label = if chosen { app.theme.strong() } else { app.theme.quiet() };
        put(buffer, inside, (0, y), if chosen { "▸" } else { " " }, app.theme.strong());
        put(buffer, inside, (2, y), field.label(), label);
        let value = if matches!(field.what, What::Optimizer(_)) && chosen {
            format!("← {} →", field.text)
        } else {
            format!(" {}{}", field.text, if chosen { "_" } else { "" })
        };
        let style = if chosen { app.theme.chosen() } else { Style::new() };
        let width = usize::from(VALUE_WIDTH);
        let value = cut(&value, width);
        put(buffer, inside, (LABEL_WIDTH + 2, y), &format!("{value:<width$}"), style);
        if field.is_changed() {
            put(buffer, inside, (LABEL_WIDTH + 3 + VALUE_WIDTH, y), "changed", app.theme.waiting());
        }
    }
    let bottom = inside.height.saturating_sub(2);
    if let Some(problem) = &form.problem {
        wrapped(problem, bottom, app.theme.failed(), inside, buffer);
    } else {
        wrapped(&hint(form), bottom, app.theme.quiet(), inside, buffer);
    }
}

/// What may stand in the chosen field.
fn hint(form: &Form) -> String {
    match form.fields.get(form.chosen).map(|field| field.what) {
        Some(What::Optimizer(kind)) => kind.idea().to_owned(),
        Some(What::Setting(setting)) => setting.allowed().to_owned(),
        Some(What::BatchSize) => {
            format!("images a batch, for all lanes: {}", crate::config::Bounds::BATCH_SIZE)
        }
        None => String::new(),
    }
}

/// Up to two lines from row `y` on, broken at spaces.
fn wrapped(text: &str, y: u16, style: Style, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let mut line = String::new();
    let mut lines = Vec::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    for (line, y) in lines.iter().zip(y..y.saturating_add(2)) {
        put(buffer, area, (0, y), line, style);
    }
}
