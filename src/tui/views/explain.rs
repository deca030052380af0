//! The view of plain words: what the selected lane's rule is like, what it does now, and what its settings do.
//!
//! ```text
//!  ◆ Adam   its steps in plain words (Kingma & Ba 2014)       lane 2 of 4
//!  in short  what it does …
//!  picture   what it is like …
//!  now       what is to be seen of it on the chart
//!  formula   p ← …
//!            p weights   g slope …
//!  settings  η  learning rate  0.001  how long a step is …
//!  try       what to do now …
//! ```
//! Where it is low, empty lines go first, then the picture if the rest has room without it, or else … says that there is more, which `PgDn` scrolls to.
//! Where it is high, the chart stands below; where it is wide, one stands beside the words, too.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use super::{
    race,
    view::{Story, View},
};
use crate::{
    history::{LaneHistory, Trend},
    session::{Capability, MetricKind},
    terminal::Key,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        frame::Panels,
        glyphs,
        keymap::{Binding, Effect, Group, Keys},
        mouse::MouseTarget,
        number,
        widgets::{cut, put, put_right, wrap},
    },
    words::{keys, say},
};

/// Columns of the words at the left edge, and of a blank after them.
const HEAD: u16 = 10;

/// The most columns of a line: more are hard to read from afar.
const MAX_COLUMNS: u16 = 100;

/// Rows that the words have to themselves in an area so wide: no lane has more to say. It does not depend on
/// them, for they change while one reads, and the chart below is to stand still.
const fn words(width: u16) -> u16 {
    if width < 96 { 28 } else { 24 }
}

/// The fewest rows of a chart that is worth looking at.
const MIN_CHART: u16 = 8;

/// The fewest columns of a chart beside the words, and blank ones before it.
const MIN_BESIDE: u16 = 60;
const GAP: u16 = 4;

/// One row: a word at the left edge, and what stands beside it.
struct Row {
    head: &'static str,
    text: String,
    weight: Weight,
}

/// How a row is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Plain,
    Strong,
    Quiet,
    /// Plain, but gone where everything else has room without it.
    Spare,
    /// An empty row, which goes where there is no room.
    Gap,
}

/// The view of plain words.
pub(crate) struct ExplainView;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Scroll(Direction),
}

impl Keys for ExplainView {
    type Action = Action;

    const GROUP: Group = Group::Program;

    const BINDINGS: &'static [Binding<Action>] = &[Binding::new(
        &[(Key::PageDown, Action::Scroll(More)), (Key::PageUp, Action::Scroll(Less))],
        keys::SCROLL_HELP,
    )
    .sign("PgDn")];

    const NAMES: &'static [(&'static str, Action)] =
        &[("scroll-down", Action::Scroll(More)), ("scroll-up", Action::Scroll(Less))];

    fn handle(&mut self, Action::Scroll(direction): Action, context: &mut Context) -> Vec<Effect> {
        context.scrolled = context.scrolled.turned(direction);
        Vec::new()
    }
}

impl View for ExplainView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), keys::EXPLAIN_VIEW)
    }

    fn needs(&self) -> Option<Capability> {
        Some(Capability::Rules)
    }

    fn story(&self, _context: &Context, _room: usize) -> Story {
        Story::RaceAndWhy
    }

    /// Its title says it.
    fn caption(&self, _context: &Context) -> Vec<&'static str> {
        Vec::new()
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        render(context, panels.body, buffer);
    }

    fn target(&self, context: &Context, panels: &Panels, at: Position) -> MouseTarget {
        let lane = context.selected.and_then(|id| context.shown().lane(id));
        let Some(lane) = lane.filter(|_| panels.body.contains(at)) else { return MouseTarget::Nothing };
        let page = ExplainPage::new(context, lane, panels.body);
        match page.charts.iter().find(|(_, chart)| chart.contains(at)) {
            Some((metric, chart)) => {
                race::target_at(context, *metric, *chart, at).unwrap_or(MouseTarget::Nothing)
            }
            None => MouseTarget::Text(page.last()),
        }
    }
}

/// What stands below the title.
struct ExplainPage {
    rows: Vec<Row>,
    /// How many of them have room.
    room: usize,
    /// Charts where the words have no use for the room.
    charts: Vec<(MetricKind, Rect)>,
}

impl ExplainPage {
    fn new(context: &Context, lane: &LaneHistory, area: Rect) -> Self {
        let mut rows = rows(context, lane, area.width.min(MAX_COLUMNS));
        let room = usize::from(area.height.saturating_sub(1));
        while rows.len() > room
            && let Some(gap) = rows.iter().rposition(|row| row.weight == Weight::Gap)
        {
            rows.remove(gap);
        }
        let needed = rows.iter().filter(|row| row.weight != Weight::Spare).count();
        if (needed..rows.len()).contains(&room) {
            rows.retain(|row| row.weight != Weight::Spare);
        }
        let charts = charts(context, area, rows.len() < usize::from(words(area.width)));
        Self { rows, room, charts }
    }

    /// The row that is the first on the last page.
    fn last(&self) -> usize {
        self.rows.len().saturating_sub(self.room)
    }
}

fn render(context: &Context, area: Rect, buffer: &mut Buffer) {
    let lanes = context.shown().lanes();
    let lang = context.lang();
    let selected = lanes.iter().position(|lane| Some(lane.info.id) == context.selected);
    let Some(index) = selected else {
        put(buffer, area, (0, 0), say!(lang, explain::NO_LANE), context.theme.quiet());
        return;
    };
    let lane = &lanes[index];
    let look = lane.look();
    let after = put(buffer, area, (0, 0), glyphs::marker(look), context.theme.lane(look));
    let title = cut(&title(lane), usize::from(area.width.saturating_sub(after + 1)));
    let mut after = put(buffer, area, (after + 1, 0), &title, context.theme.strong());
    let place = say!(lang, explain::lane_of(index + 1, lanes.len()));
    let source = lane.info.rule().map_or("", |rule| rule.kind.source());
    let told = [say!(lang, explain::plain_words_and_source(source)), format!("({source})")];
    let room = usize::from(area.width).saturating_sub(usize::from(after) + 4);
    if let Some(told) = told.into_iter().find(|told| told.width() + place.width() + 2 <= room) {
        after = put(buffer, area, (after + 2, 0), &told, context.theme.quiet());
    }
    if usize::from(area.width) > usize::from(after) + 2 + place.width() {
        put_right(buffer, area, (area.width, 0), &place, context.theme.quiet());
    }
    let page = ExplainPage::new(context, lane, area);
    for (metric, chart) in &page.charts {
        race::render_chart(context, *metric, *chart, buffer);
    }
    let first = context.scrolled.first(page.last());
    for (row, y) in page.rows.iter().skip(first).take(page.room).zip(1..) {
        let style = match row.weight {
            Weight::Plain | Weight::Spare | Weight::Gap => Style::new(),
            Weight::Strong => context.theme.strong(),
            Weight::Quiet => context.theme.quiet(),
        };
        put(buffer, area, (0, y), row.head, context.theme.quiet());
        put(buffer, area, (HEAD, y), &row.text, style);
    }
    if first < page.last() && page.room > 0 {
        put_right(buffer, area, (area.width, area.height - 1), "…", context.theme.strong());
    }
}

/// The charts below the words, if they keep to their rows, and beside them.
fn charts(context: &Context, area: Rect, keeps_to_rows: bool) -> Vec<(MetricKind, Rect)> {
    let (mut charts, metric) = (Vec::new(), context.chart.metric);
    let below = area.height.saturating_sub(words(area.width));
    if below >= MIN_CHART && keeps_to_rows {
        charts.push((metric, Rect { y: area.bottom() - below, height: below, ..area }));
    }
    // What a rule is about: how far it steps.
    let beside = match metric {
        metric if charts.is_empty() => metric,
        MetricKind::StepRatio => MetricKind::Loss,
        _ => MetricKind::StepRatio,
    };
    let width = area.width.saturating_sub(MAX_COLUMNS + GAP);
    let height = area.height.min(words(area.width)).saturating_sub(2);
    // Older recordings have only losses.
    let is_known = context.shown().metrics().any(|kind| kind == beside);
    if width >= MIN_BESIDE && height >= MIN_CHART && is_known {
        charts.push((beside, Rect { x: area.right() - width, y: area.y + 1, width, height }));
    }
    charts
}

/// The lane's name, and its rule where that is another.
fn title(lane: &LaneHistory) -> String {
    let own = lane.info.name.as_str();
    let kind = lane.info.rule().map_or(own, |rule| rule.kind.name());
    if own == kind { own.to_owned() } else { format!("{own} = {kind}") }
}

/// Everything below the title, in lines of so many columns.
fn rows(context: &Context, lane: &LaneHistory, width: u16) -> Vec<Row> {
    let Some(rule) = lane.info.rule() else { return Vec::new() };
    let (lang, kind) = (context.lang(), rule.kind);
    let columns = usize::from(width.saturating_sub(HEAD)).max(1);
    let mut rows = Vec::new();
    let mut block = |head: &'static str, text: &str, weight: Weight| {
        rows.push(Row { head: "", text: String::new(), weight: Weight::Gap });
        for (index, text) in wrap(text, columns).into_iter().enumerate() {
            rows.push(Row { head: if index == 0 { head } else { "" }, text, weight });
        }
    };
    block(say!(lang, explain::IDEA_HEADING), say!(lang, explain::idea(kind)), Weight::Strong);
    block(say!(lang, explain::PICTURE_HEADING), say!(lang, explain::picture(kind)), Weight::Spare);
    block(
        say!(lang, explain::NOW_HEADING),
        &say!(lang, explain::watch(Trend::of(lane, context.shown()))),
        Weight::Plain,
    );
    block(say!(lang, explain::FORMULA_HEADING), &context.plot.spell(kind.formula()), Weight::Plain);
    let key = context.plot.spell(&say!(lang, symbols::key_of(kind)));
    let key = wrap(&key, columns).into_iter();
    rows.extend(key.map(|text| Row { head: "", text, weight: Weight::Quiet }));
    rows.push(Row { head: "", text: String::new(), weight: Weight::Gap });
    let names = kind.settings().map(|setting| say!(lang, settings::name(setting)).width()).max().unwrap_or(0);
    let value = |setting| number::setting(rule.settings.get(setting));
    let values = kind.settings().map(|setting| value(setting).len()).max().unwrap_or(0);
    for (index, setting) in kind.settings().enumerate() {
        let own = say!(lang, settings::name(setting));
        let space = " ".repeat(names - own.width() + 2);
        let value = value(setting);
        let letter = context.plot.spell(setting.letter().unwrap_or_default());
        let text =
            format!("{letter:<2} {own}{space}{value:<values$}  {}", say!(lang, settings::effect(setting)));
        let head = if index == 0 { say!(lang, explain::SETTINGS_HEADING) } else { "" };
        rows.push(Row { head, text: cut(&text, columns), weight: Weight::Plain });
    }
    rows.push(Row { head: "", text: String::new(), weight: Weight::Gap });
    let experiment = wrap(say!(lang, explain::experiment(kind)), columns).into_iter().enumerate();
    rows.extend(experiment.map(|(index, text)| Row {
        head: if index == 0 { say!(lang, explain::TRY_HEADING) } else { "" },
        text,
        weight: Weight::Strong,
    }));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        optim::OptimizerKind,
        tui::testing::{app_after, started},
        words::Lang,
    };

    #[test]
    fn no_lane_has_more_to_say_than_the_words_have_rows_so_that_the_chart_below_stays() {
        /// Columns of a window of 80, of one with fewer rows for words, and of one as wide as words ever are.
        const WIDTHS: [u16; 3] = [78, 96, MAX_COLUMNS];
        for (lang, kind) in Lang::ALL.into_iter().flat_map(|lang| OptimizerKind::ALL.map(|kind| (lang, kind)))
        {
            let mut app = app_after(&[started(&[kind])]);
            app.context.lang = lang;
            let lane = &app.context.shown().lanes()[0];
            for width in WIDTHS {
                let lines = |doing| wrap(&say!(lang, explain::watch(doing)), usize::from(width - HEAD)).len();
                let most = Trend::ALL.map(lines).into_iter().max().unwrap();
                let rows = rows(&app.context, lane, width).len()
                    - lines(Trend::of(lane, app.context.shown()))
                    + most;
                assert!(rows < usize::from(words(width)), "{} in {lang:?} at {width}: {rows}", kind.name());
            }
        }
    }
}
