//! The view into the step that the selected lane is about to take: the rule with its numbers, how large everything is, and
//! how it is spread.
//!
//! ```text
//!  ✕ Momentum   layer 2 of 5, 100×100                          the step of iteration 1,241
//!  v ← 0.9·v − 0.01·g                                          p: weights, g: slope, v: its last step
//!      0.9·0.0318, 0.01·0.584 → 0.0302
//!  p ← p + v
//!      step: 0.0302, 0.25 % of the weights (12.0)
//!
//!   weights   gradient       step  step/weight  rate per weight        dead
//!
//!  gradient      ▁▂▃▅▇▅▃▁     a column for each power of two
//!  v
//!  what all of this comes to with this rule
//! ```
//! As the window shrinks histograms lose their height, then columns count two or three powers, then the formula's sizes
//! leave.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{networks, view::View};
use crate::{
    history::LaneHistory,
    optim::{FormulaLine, Worked},
    race::{FIRST_POWER, Inside, PARTS, Spread},
    session::{RaceInfo, Watch},
    terminal::Key::Char,
    text::thousands,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        frame::Panels,
        glyphs,
        keymap::{Binding, Effect, Keys, When},
        number::UNKNOWN,
        screen::Capability,
        widgets::{
            bars::{bar, full},
            below, cut, extent, note, put, put_right,
        },
    },
    words::{Lang, Text, captions, help, keys, say},
};

/// Columns of a name.
const NAME: u16 = 12;

/// Columns of the share of zeros.
const ZEROS: u16 = 12;

/// The tallest histogram, in rows.
const MAX_ROWS: u16 = 10;

/// The most powers of two that a column of a histogram counts.
const MAX_POWERS: usize = 3;

/// Columns of the longest label of the axis, and of a blank after it.
const LABEL: f64 = 6.0;

/// Histograms of every rule, beside those of its moments: gradient, step and activations.
const HISTOGRAMS: usize = 3;

/// The columns of histograms.
#[derive(Clone, Copy)]
struct Columns {
    /// How many powers of two each of them counts.
    powers: usize,
    /// How wide each is on the screen.
    wide: u16,
}

impl Columns {
    /// As wide as there is room for; `None` where there is none.
    fn new(room: u16) -> Option<Self> {
        let powers = PARTS.div_ceil(usize::from(room).max(1));
        let wide = room / extent(PARTS.div_ceil(powers));
        (powers <= MAX_POWERS).then_some(Self { powers, wide })
    }

    /// How wide they are together.
    fn width(self) -> u16 {
        extent(PARTS.div_ceil(self.powers)) * self.wide
    }

    /// Where a power of two stands, from the left edge of the first.
    fn place(self, power: f64) -> f64 {
        (power - f64::from(FIRST_POWER)) * f64::from(self.wide) / self.powers as f64
    }
}

/// The view into the step that the selected lane is about to take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct InsideView {
    /// Which layer, from 0 on.
    pub(crate) layer: usize,
}

impl InsideView {
    /// Shows the next layer of that race, or the one before.
    pub(super) fn turn(&mut self, direction: Direction, race: Option<&RaceInfo>) {
        let last = race.map_or(0, |race| race.sizes.len().saturating_sub(2));
        self.layer = direction.along(self.layer.min(last), last + 1);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Show the next layer or the one before.
    Layer(Direction),
}

impl Keys for InsideView {
    type Action = Action;

    const WHEN: When = When::WithNetworks;

    const BINDINGS: &'static [Binding<Action>] = &[Binding::new(
        &[(Char('h'), Action::Layer(Less)), (Char('l'), Action::Layer(More))],
        keys::LAYER_HELP,
    )
    .label(0, keys::LAYER)];

    const NAMES: &'static [(&'static str, Action)] =
        &[("layer-previous", Action::Layer(Less)), ("layer-next", Action::Layer(More))];

    fn handle(&mut self, Action::Layer(direction): Action, context: &mut Context) -> Vec<Effect> {
        self.turn(direction, context.history.info());
        Vec::new()
    }
}

impl View for InsideView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), keys::INSIDE_VIEW)
    }

    fn caption(&self, context: &Context) -> Vec<&'static str> {
        [captions::INSIDE, captions::INSIDE_WHY].map(|text| text.get(context.lang())).to_vec()
    }

    fn glossary(&self) -> &'static [(Text, Text)] {
        help::STEPS
    }

    fn needs(&self) -> Option<Capability> {
        Some(Capability::Networks)
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        let Some(area) = networks::above(context, panels.body, buffer) else { return };
        let note = |text: &str, buffer: &mut Buffer| note(buffer, area, text, context.theme.quiet());
        let Some(lane) = context.selected.and_then(|id| context.history.lane(id)) else {
            return note(say!(context.lang(), inside::NO_LANE), buffer);
        };
        if let Some(ended) = say!(context.lang(), race::ended(lane.info.state)) {
            return note(&say!(context.lang(), inside::takes_no_more_steps(&lane.info.name, &ended)), buffer);
        }
        if !context.history.watched.has_network(lane.info.id) {
            return note(&say!(context.lang(), inside::no_network_of(&lane.info.name)), buffer);
        }
        let reported = context.history.watched.inside.as_ref();
        let Some(inside) =
            reported.filter(|inside| inside.lane == lane.info.id && inside.layer == self.layer)
        else {
            title(context, lane, None, area, buffer);
            return note(say!(context.lang(), inside::ASKING), buffer);
        };
        title(context, lane, Some(inside), area, buffer);
        let mut used = 1 + formula(context, inside, below(area, 1), buffer);
        let gap = u16::from(area.height >= 14);
        used += gap;
        used += facts(context, inside, below(area, used), buffer) + gap;
        let rest = below(area, used);
        // Every histogram and their axis are worth more than a conclusion.
        let conclusion = say!(context.lang(), explain::step(inside.kind));
        let has_room = usize::from(rest.height) > HISTOGRAMS + inside.memory.len() + 1;
        let concludes = u16::from(has_room && conclusion.width() <= usize::from(rest.width));
        spreads(context, inside, Rect { height: rest.height - concludes, ..rest }, buffer);
        if concludes > 0 {
            put(buffer, rest, (0, rest.height - 1), conclusion, context.theme.strong());
        }
    }

    /// Nothing of a lane that has ended, or has no network.
    fn watch(&self, context: &Context) -> Watch {
        let watched = &context.history.watched;
        let sound = context.selected_lane().filter(|lane| lane.info.state.is_sound());
        let known = sound.filter(|lane| watched.has_network(lane.info.id));
        known.map_or(Watch::Nothing, |lane| Watch::Inside { lane: lane.info.id, layer: self.layer })
    }
}

fn title(context: &Context, lane: &LaneHistory, inside: Option<&Inside>, area: Rect, buffer: &mut Buffer) {
    let look = lane.look();
    let color = context.theme.lane(look);
    let after = put(buffer, area, (0, 0), glyphs::marker(look), color);
    let name = cut(&lane.info.name, usize::from(area.width / 3));
    let after = put(buffer, area, (after + 1, 0), &name, color.patch(context.theme.strong()));
    let Some(inside) = inside else { return };
    let lang = context.lang();
    let layer = say!(lang, inside::layer_of(inside.layer + 1, inside.layers));
    let after = put(buffer, area, (after + 2, 0), &layer, context.theme.strong());
    let shape = context.plot.spell(&format!("{} → {}", inside.shape.0, inside.shape.1));
    let after = put(buffer, area, (after + 2, 0), &shape, context.theme.quiet());
    let iteration = thousands(inside.iteration);
    let next = say!(lang, inside::step_at(&iteration));
    if usize::from(after) + 2 + next.width() <= usize::from(area.width) {
        put_right(buffer, area, (area.width, 0), &next, context.theme.quiet());
    }
}

/// The rule line by line, each with what it comes to below where there is room; returns the rows it took.
fn formula(context: &Context, inside: &Inside, area: Rect, buffer: &mut Buffer) -> u16 {
    let (lines, lang) = (inside.worked(), context.lang());
    let worked: Vec<String> = lines.iter().map(|line| worked(lang, inside, line)).collect();
    let count = lines.len() + worked.iter().filter(|text| !text.is_empty()).count();
    // What must stay for the rest: facts, three rows of histograms, and the conclusion.
    let sized = usize::from(area.height) >= count + 8;
    let room = usize::from(area.width);
    let left = |line: &FormulaLine| line.formula.split_once("← ").map_or(0, |(left, _)| left.width() + 2);
    let widest_left = lines.iter().map(left).max().unwrap_or(0);
    let (mut widest, mut row) = (0, 0);
    for (line, worked) in lines.iter().zip(&worked).take(usize::from(area.height)) {
        // The arrows stand below one another.
        let indent = extent(widest_left - left(line)) * u16::from(left(line) > 0);
        let formula = context.plot.spell(&line.formula);
        widest = widest.max(put(buffer, area, (indent, row), &formula, context.theme.strong()));
        row += 1;
        if sized && !worked.is_empty() {
            let (at, worked) = ((extent(widest_left), row), context.plot.spell(worked));
            widest = widest.max(put(buffer, area, at, &worked, context.theme.quiet()));
            row += 1;
        }
    }
    let symbols = context.plot.spell(&say!(lang, symbols::key_of(inside.kind)));
    let legend = [symbols, say!(lang, inside::NORMS_BELOW).to_owned()];
    if !sized {
        return row;
    }
    // Beside the whole formula, or else below it.
    if legend.iter().all(|text| usize::from(widest) + 3 + text.width() <= room) {
        for (text, row) in legend.iter().zip(0..) {
            put_right(buffer, area, (area.width, row), text, context.theme.quiet());
        }
        return row;
    }
    let spare = usize::from(area.height).saturating_sub(count + 8).min(legend.len());
    for text in legend.iter().take(spare).filter(|text| text.width() <= room) {
        put(buffer, area, (0, row), text, context.theme.quiet());
        row += 1;
    }
    row
}

/// What a line of the formula comes to.
fn worked(lang: Lang, inside: &Inside, line: &FormulaLine) -> String {
    let product = match &line.worked {
        Worked::Norms(norms) => return norms.clone(),
        Worked::Step(product) => product,
    };
    let size = length(inside.step.size);
    let (share, weights) = (percent(inside.step_to_weight()), length(inside.weights.0));
    match product {
        Some(product) => say!(lang, inside::step_is_product(product, &size, &share, &weights)),
        None => say!(lang, inside::step_is(&size, &share, &weights)),
    }
}

/// How large everything is, each under its name; returns the rows it took.
fn facts(context: &Context, inside: &Inside, area: Rect, buffer: &mut Buffer) -> u16 {
    /// Columns of a number, and of two with a word between them.
    const NUMBER: usize = 9;
    const RANGE: usize = 20;
    let rate = inside.rates.map(|[_, middle, _]| middle);
    let lang = context.lang();
    let range =
        inside.rates.map(|[low, _, high]| say!(lang, inside::range(&length(Some(low)), &length(Some(high)))));
    let facts = [
        (NUMBER, say!(lang, inside::WEIGHTS), length(inside.weights.0)),
        (NUMBER, say!(lang, inside::GRADIENT), length(inside.gradient.size)),
        (NUMBER, say!(lang, inside::STEP), length(inside.step.size)),
        (NUMBER, say!(lang, inside::STEP_TO_WEIGHT), percent(inside.step_to_weight())),
        (
            NUMBER,
            say!(lang, inside::DEAD_RELUS),
            inside.dead.map_or_else(|| UNKNOWN.into(), |share| percent(Some(share))),
        ),
        (NUMBER, say!(lang, inside::RATE_PER_WEIGHT), length(rate)),
        (RANGE, say!(lang, inside::RATES_OF_MOST_WEIGHTS), range.unwrap_or_else(|| UNKNOWN.into())),
    ];
    let mut end = 0;
    for (least, name, value) in facts {
        let width = u16::try_from(name.width().max(least)).unwrap_or(0) + 2;
        if end + width > area.width + 2 {
            break;
        }
        end += width;
        put_right(buffer, area, (end - 2, 0), name, context.theme.quiet());
        put_right(buffer, area, (end - 2, 1), &value, context.theme.strong());
    }
    2.min(area.height)
}

/// A length with three digits that count, as wide as any other.
fn length(value: Option<f32>) -> String {
    match value {
        None => UNKNOWN.into(),
        Some(0.0) => "0".into(),
        Some(value) if (0.001..10_000.0).contains(&value) => {
            format!("{value:.*}", (3 - value.log10().floor() as i32).clamp(0, 5) as usize)
        }
        Some(value) => format!("{value:.2e}"),
    }
}

/// A share as per cent; small ones with more digits.
fn percent(share: Option<f32>) -> String {
    match share.map(|share| share * 100.0) {
        None => UNKNOWN.into(),
        Some(0.0) => "0 %".into(),
        Some(share) if share < 0.1 => format!("{share:.4} %"),
        Some(share) => format!("{share:.2} %"),
    }
}

/// Draws histograms of how large numbers are, as many as there is room for, one above the other and all on the same axis: a
/// column for each power of two, or for two or three.
fn spreads(context: &Context, inside: &Inside, area: Rect, buffer: &mut Buffer) {
    let lang = context.lang();
    let mut spreads = vec![
        (say!(lang, inside::GRADIENT).to_owned(), &inside.gradient),
        (say!(lang, inside::STEP).to_owned(), &inside.step),
    ];
    let letters = inside.kind.memory().iter();
    spreads.extend(
        letters
            .zip(&inside.memory)
            .map(|(letter, moment)| (say!(lang, inside::moment(letter)), &moment.after)),
    );
    spreads.push((say!(lang, inside::ACTIVATIONS).to_owned(), &inside.activations));
    let axis = 1;
    let Some(columns) = Columns::new(area.width.saturating_sub(NAME + ZEROS)) else { return };
    if area.height < 2 + axis {
        return;
    }
    let count = spreads.len() as u16;
    let tall = ((area.height - axis) / count).clamp(1, MAX_ROWS);
    let shown = ((area.height - axis) / tall).min(count);
    // A blank row between two, where they are tall enough.
    let bars = if tall > 2 { tall - 1 } else { tall };
    let color = context.theme.lane(context.history.look(inside.lane));
    for ((name, spread), row) in spreads.iter().zip((0..shown).map(|index| index * tall)) {
        let base = row + bars - 1;
        put(buffer, area, (0, base), &cut(name, usize::from(NAME) - 1), context.theme.quiet());
        let place = Rect { x: area.x + NAME, y: area.y + row, width: columns.width(), height: bars };
        draw(spread, columns, color, place, buffer);
        let zeros = say!(lang, inside::zeros(spread.zeros * 100.0));
        put_right(buffer, area, (NAME + columns.width() + ZEROS, base), &zeros, Style::new());
    }
    draw_axis(context, columns, Rect { y: area.y + shown * tall, height: axis, ..area }, buffer);
}

/// A bar for each column, the tallest as high as there is room.
fn draw(spread: &Spread, Columns { powers, wide }: Columns, style: Style, area: Rect, buffer: &mut Buffer) {
    let sum = |counts: &[u32]| counts.iter().copied().map(u64::from).sum();
    let counts: Vec<u64> = spread.counts.chunks(powers).map(sum).collect();
    let max = counts.iter().copied().max().unwrap_or(0).max(1);
    for (column, count) in (0..).zip(counts) {
        let eighths = (count * u64::from(full(area.height))).div_ceil(max) as u32;
        bar(eighths, (column * wide, wide), style, area, buffer);
    }
}

/// Powers of ten below the columns, and what is counted.
fn draw_axis(context: &Context, columns: Columns, area: Rect, buffer: &mut Buffer) {
    let lang = context.lang();
    put(buffer, area, (0, 0), say!(lang, inside::HOW_LARGE), context.theme.quiet());
    let place = |exponent: i32| columns.place(f64::from(exponent) * std::f64::consts::LOG2_10);
    let step = [2, 4, 6, 10].into_iter().find(|step| place(0) - place(-step) >= LABEL).unwrap_or(10);
    for exponent in (0..=10).step_by(step as usize).map(|exponent| -exponent) {
        let at = NAME + place(exponent) as u16;
        let label = if exponent == 0 { "1".into() } else { format!("1e{exponent}") };
        put(buffer, area, (at, 0), &label, context.theme.quiet());
    }
    let (how_many, after) = (say!(lang, inside::HOW_MANY), NAME + columns.width() + 2);
    if usize::from(after) + how_many.width() <= usize::from(area.width) {
        put(buffer, area, (after, 0), how_many, context.theme.quiet());
    }
}
