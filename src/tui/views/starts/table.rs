//! A row a lane, the lowest mean first: what it came to, and from how many starts it was lowest and below the selected lane.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use super::state::{Entrant, Outcome, StartsView};
use crate::{
    history::SeedSpread,
    tui::{
        context::Context,
        glyphs::marker,
        number,
        widgets::table::{Table, TableCell, TableColumn, TableRow},
        widgets::{cut, extent},
    },
    words::say,
};

/// The columns, each with the blanks before it: two losses and the sign between them, two accuracies, a count of a count.
const LOSS: u16 = 18;
const ACCURACY: u16 = 17;
const COUNT: u16 = 10;

/// The most columns of a heading that names a lane.
const MAX_BELOW: usize = 18;

/// The narrowest table in which what is said of a lane that diverged leaves the count behind it its place.
const MIN_WITH_COUNT: u16 = 60;

pub(super) fn render(
    context: &Context,
    view: &StartsView,
    lanes: &[(usize, Entrant)],
    area: Rect,
    buffer: &mut Buffer,
) {
    table(context, lanes).render(area, buffer, |index, _| {
        let (place, lane) = &lanes[index];
        let style = context.theme.lane(lane.look);
        let is_selected = Some(lane.id) == context.selected;
        TableRow {
            marker: (marker(lane.look), style),
            name: (lane.name.clone(), if is_selected { style.patch(context.theme.strong()) } else { style }),
            cells: cells(context, view.outcome(), lanes, *place, area.width),
            last: (String::new(), style),
        }
    });
}

/// The index of the row at a place of the window.
pub(super) fn row_at(
    context: &Context,
    lanes: &[(usize, Entrant)],
    area: Rect,
    at: Position,
) -> Option<usize> {
    table(context, lanes).row_at(area, at)
}

fn table(context: &Context, lanes: &[(usize, Entrant)]) -> Table<'static> {
    let (lang, quiet) = (context.lang(), context.theme.quiet());
    let mut columns = vec![
        TableColumn::new(say!(lang, race::SMOOTHED), quiet, LOSS, None),
        TableColumn::new(say!(lang, race::TEST_ACCURACY), quiet, ACCURACY, Some(1)),
        TableColumn::new(say!(lang, starts::LOWEST), quiet, COUNT, Some(2)),
    ];
    let selected = lanes.iter().position(|(_, lane)| Some(lane.id) == context.selected);
    if let Some(selected) = selected {
        let title = cut(&say!(lang, starts::below(&lanes[selected].1.name)), MAX_BELOW);
        let wide = extent(title.width() + 2).max(COUNT);
        columns.push(TableColumn::new(title, quiet, wide, Some(0)));
    }
    Table {
        theme: context.theme,
        heading: say!(lang, race::LANE),
        longest: lanes.iter().map(|(_, lane)| lane.name.width()).max().unwrap_or(0),
        columns,
        last: None,
        headed_from: 5,
        shown: Some(lang),
        rows: lanes.len(),
        selected,
    }
}

/// A lane's numbers; of one that did not come to the end from every start, from how many it did not.
fn cells(
    context: &Context,
    outcome: Option<&Outcome>,
    lanes: &[(usize, Entrant)],
    place: usize,
    width: u16,
) -> Vec<TableCell> {
    let lang = context.lang();
    let value = |text: String| TableCell::Value(context.plot.spell(&text), Style::new());
    let unknown = || value(number::UNKNOWN.to_owned());
    let own = outcome.and_then(|outcome| Some((outcome, outcome.repeated.lanes.get(place)?)));
    let Some((Outcome { repeated, ranking }, own)) = own else {
        return vec![unknown(), unknown(), unknown(), unknown()];
    };
    let starts = repeated.seeds.len();
    let count = |count: usize| value(say!(lang, starts::count_of(count, starts)));
    let selected = lanes.iter().find(|(_, lane)| Some(lane.id) == context.selected);
    let below = match selected {
        Some((other, _)) if *other != place => {
            own.beats.get(*other).map_or_else(unknown, |beats| count(*beats))
        }
        _ => unknown(),
    };
    let lowest = count(ranking.lowest.get(place).copied().unwrap_or(0));
    if own.ended > 0 {
        let note = say!(lang, starts::diverged_in(own.ended, starts));
        let lowest = if width >= MIN_WITH_COUNT { lowest } else { TableCell::Blank };
        return vec![TableCell::Note(note, context.theme.failed()), TableCell::Blank, lowest, below];
    }
    let loss = own.loss.map(|SeedSpread { mean, deviation }| {
        let [mean, deviation] = [mean, deviation].map(|loss| number::loss(Some(loss as f32)));
        format!("{mean} ± {deviation}")
    });
    let accuracy = own
        .accuracy
        .map(|SeedSpread { mean, deviation }| format!("{:.2} ± {:.2} %", mean * 100.0, deviation * 100.0));
    let or_unknown = |text: Option<String>| text.map_or_else(unknown, value);
    vec![or_unknown(loss), or_unknown(accuracy), lowest, below]
}
