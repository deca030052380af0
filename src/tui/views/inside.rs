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

mod formula;
mod histograms;
mod sizes;

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use super::{networks, view::View};
use crate::{
    history::LaneHistory,
    race::Inside,
    session::{Capability, OwnRace, Watch},
    terminal::Key::Char,
    text::thousands,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        frame::Panels,
        glyphs,
        keymap::{Binding, Effect, Keys, When},
        number::UNKNOWN,
        widgets::{below, cut, note, put, put_right},
    },
    words::{Text, captions, help, keys, say},
};

use histograms::HISTOGRAMS;
use sizes::{length, percent};

/// The view into the step that the selected lane is about to take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct InsideView {
    /// Which layer, from 0 on.
    pub(crate) layer: usize,
}

impl InsideView {
    /// Shows the next layer of that race, or the one before.
    pub(super) fn turn(&mut self, direction: Direction, race: Option<&OwnRace>) {
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
        self.turn(direction, context.history.own());
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

    fn glossary(&self, _context: &Context) -> &'static [(Text, Text)] {
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
        let mut used = 1 + formula::render(context, inside, below(area, 1), buffer);
        let gap = u16::from(area.height >= 14);
        used += gap;
        used += facts(context, inside, below(area, used), buffer) + gap;
        let rest = below(area, used);
        // Every histogram and their axis are worth more than a conclusion.
        let conclusion = say!(context.lang(), explain::step(inside.kind));
        let has_room = usize::from(rest.height) > HISTOGRAMS + inside.memory.len() + 1;
        let concludes = u16::from(has_room && conclusion.width() <= usize::from(rest.width));
        histograms::render(context, inside, Rect { height: rest.height - concludes, ..rest }, buffer);
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
