//! The confusion matrix of the selected lane: a row a label, a column a guess; where there are too many classes for
//! that, what is taken for what, the commonest mistakes first.
//!
//! ```text
//!  SGD  921 of 1,000 right                   SGD  702 of 1,000 right
//!       0   1   2                              37  Shirt → T-shirt     12  Coat → Pullover
//!   0  98   .   1                              21  Shirt → Coat        and 31 more
//! ```

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::opinions::ClassNames;
use crate::{
    race::TestPredictions,
    text::thousands,
    tui::{
        context::Context,
        widgets::{below, cut, extent, put, put_right},
    },
    words::say,
};

/// Columns of a count at the most.
const CELL: u16 = 6;

/// Columns of a class's name above a count at the least, if it is that long.
const MIN_NAME: usize = 4;

/// Columns of a name at the most.
const MAX_NAME: usize = 12;

/// Rows of the list of mistakes at the least, with its title.
const LIST: u16 = 9;

/// Columns between two columns of the list.
const GAP: u16 = 3;

/// Where the matrix has room: columns of a label, and of a count.
#[derive(Clone, Copy)]
struct Fit {
    label: u16,
    cell: u16,
}

impl Fit {
    fn new(guesses: &TestPredictions, names: &ClassNames, area: Rect) -> Option<Self> {
        let classes = u16::try_from(guesses.classes).ok()?;
        let most = guesses.confusion.iter().flat_map(|(_, counts)| counts).max().copied().unwrap_or(0);
        // Two counts must not be read as one.
        let least = most.to_string().len().max(names.longest().min(MIN_NAME)) as u16 + 1;
        let label = names.longest().clamp(3, MAX_NAME) as u16 + 2;
        let cell = (area.width.saturating_sub(label) / classes.max(1)).min(CELL.max(least));
        (cell >= least && classes.saturating_add(2) <= area.height).then_some(Self { label, cell })
    }
}

/// Rows that it takes of an area.
pub(crate) fn height(context: &Context, guesses: &TestPredictions, area: Rect) -> u16 {
    let fits = Fit::new(guesses, &ClassNames::of(context, guesses.classes), area).is_some();
    if fits { guesses.classes as u16 + 2 } else { LIST.max(area.height / 2) }
}

/// Draws a title, the guesses as a heading, and a row a label.
pub(crate) fn render(context: &Context, guesses: &TestPredictions, area: Rect, buffer: &mut Buffer) {
    let (quiet, lang) = (context.theme.quiet(), context.lang());
    let classes = guesses.classes;
    let selected = guesses.confusion.iter().find(|(lane, _)| Some(*lane) == context.selected);
    let Some((id, counts)) = selected.filter(|(_, counts)| counts.len() == classes * classes) else {
        let nothing = say!(lang, digits::SELECTED_LANE_GUESSES_NOTHING);
        put(buffer, area, (0, 0), nothing, quiet);
        return;
    };
    let names = ClassNames::of(context, classes);
    let fit = Fit::new(guesses, &names, area);
    let right: u32 = (0..classes).map(|class| counts[class * classes + class]).sum();
    let name = context.history.lane(*id).map_or("", |lane| lane.info.name.as_str());
    let own = context.theme.lane(context.history.look(*id));
    let after = put(buffer, area, (0, 0), name, own.patch(context.theme.strong()));
    let (right, all) = (thousands(u64::from(right)), thousands(guesses.images as u64));
    let text = say!(lang, digits::right_of(&right, &all));
    let after = put(buffer, area, (after + 2, 0), &text, Style::new());
    let axes = match &fit {
        Some(_) => say!(lang, digits::ROWS_AND_COLUMNS).to_owned(),
        None => say!(lang, digits::pairs_of(classes)),
    };
    put(buffer, area, (after + 2, 0), &axes, quiet);
    match fit {
        Some(fit) => matrix(context, counts, &names, fit, own, area, buffer),
        None => list(context, counts, &names, below(area, 1), buffer),
    }
}

fn matrix(
    context: &Context,
    counts: &[u32],
    names: &ClassNames,
    fit: Fit,
    own: Style,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (quiet, classes, Fit { label: before, cell }) = (context.theme.quiet(), names.len(), fit);
    // The end of a class's column.
    let end = |class: usize| before + extent(class + 1).saturating_mul(cell);
    let most = (0..classes * classes)
        .filter(|at| at / classes != at % classes)
        .map(|at| counts[at])
        .max()
        .unwrap_or(0);
    for class in 0..classes {
        put_right(buffer, area, (end(class), 1), &cut(names.name(class), usize::from(cell - 1)), quiet);
    }
    for (label, y) in (0..classes).zip(2..area.height) {
        put_right(buffer, area, (before - 2, y), &cut(names.name(label), usize::from(before - 2)), quiet);
        for guess in 0..classes {
            let count = counts[label * classes + guess];
            let (text, style) = match count {
                0 => (".".into(), quiet),
                count if label == guess => (count.to_string(), own),
                // The commonest mistake.
                count if count == most => (count.to_string(), context.theme.failed()),
                count => (count.to_string(), Style::new()),
            };
            put_right(buffer, area, (end(guess), y), &text, style);
        }
    }
}

/// The mistakes in columns, the commonest first, and at the end how many are left out.
fn list(context: &Context, counts: &[u32], names: &ClassNames, area: Rect, buffer: &mut Buffer) {
    let classes = names.len();
    let is_mistake = |at: &usize| counts[*at] > 0 && at / classes != at % classes;
    let mut mistakes: Vec<usize> = (0..counts.len()).filter(is_mistake).collect();
    mistakes.sort_by_key(|&at| std::cmp::Reverse(counts[at]));
    let most = mistakes.first().map_or(0, |&at| counts[at]);
    let digits = most.to_string().len() as u16;
    let name =
        names.longest().clamp(1, MAX_NAME.min(usize::from(area.width.saturating_sub(digits + 5) / 2).max(1)));
    let wide = digits + 2 + 2 * name as u16 + 3 + GAP;
    let across = ((area.width + GAP) / wide).max(1);
    let room = usize::from(across) * usize::from(area.height);
    let shown = if mistakes.len() > room { room.saturating_sub(1) } else { mistakes.len() };
    let place = |index: usize| (index as u16 / area.height.max(1) * wide, index as u16 % area.height.max(1));
    for (index, &at) in mistakes.iter().take(shown).enumerate() {
        let (x, y) = place(index);
        let style = if counts[at] == most { context.theme.failed() } else { Style::new() };
        put_right(buffer, area, (x + digits, y), &counts[at].to_string(), style);
        let [label, guess] = [at / classes, at % classes].map(|class| cut(names.name(class), name));
        put(
            buffer,
            area,
            (x + digits + 2, y),
            &context.plot.spell(&format!("{label} → {guess}")),
            Style::new(),
        );
    }
    if shown < mistakes.len() && area.height > 0 {
        let more = thousands((mistakes.len() - shown) as u64);
        let text = say!(context.lang(), digits::and_more(&more));
        let (x, y) = place(shown);
        put(buffer, area, (x, y), &cut(&text, usize::from(wide - GAP)), context.theme.quiet());
    }
    if mistakes.is_empty() {
        put(buffer, area, (0, 0), say!(context.lang(), digits::NO_MISTAKES), context.theme.quiet());
    }
}
