//! The race from several starts, one after the other: where each lane ended from each of them, and what that comes to.

mod chart;
mod heading;
mod state;
mod table;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::view::{Story, View};
use crate::{
    export::starts_csv,
    race::LaneId,
    record::TrialTable,
    session::{Capability, Update},
    terminal::Key::{self, Char},
    tui::{
        context::{Context, Trials},
        direction::Direction::{self, Less, More},
        frame::Panels,
        keymap::{Binding, Effect, Keys, When, list_keys},
        mouse::MouseTarget,
    },
    words::{Text, captions, help, keys, say},
};

pub(crate) use state::StartsView;

/// Rows of the chart around the lanes: the heading, the axis and its labels.
const AROUND_LANES: u16 = 3;

/// The fewest rows of both panels with a blank one between them.
const MIN_WITH_GAP: u16 = 14;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Run,
    Stop,
    /// More or fewer starts.
    Count(Direction),
    /// Longer or shorter ones.
    Length(Direction),
    Select(Direction),
    /// Write what each start came to.
    Save,
}

impl Keys for StartsView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(&[(Key::Enter, Action::Run)], keys::RUN_STARTS_HELP).label(0, keys::RUN_STARTS),
        Binding::new(&[(Key::Esc, Action::Stop)], keys::STOP_STARTS_HELP)
            .label(0, keys::STOP_TRIALS)
            .when(When::TrialsRun),
        Binding::new(
            &[(Key::Left, Action::Count(Less)), (Key::Right, Action::Count(More))],
            keys::STARTS_HELP,
        )
        .label(0, keys::STARTS),
        Binding::new(
            &[(Char('h'), Action::Length(Less)), (Char('l'), Action::Length(More))],
            keys::STARTS_LENGTH_HELP,
        )
        .label(0, keys::LENGTH),
        Binding::new(&list_keys(Action::Select(Less), Action::Select(More)), keys::LANE_HELP)
            .sign("↑↓")
            .label(0, keys::LANE),
        Binding::new(&[(Char('w'), Action::Save)], keys::WRITE_STARTS_HELP).label(0, keys::WRITE),
    ];

    const NAMES: &'static [(&'static str, Action)] = &[
        ("starts-run", Action::Run),
        ("starts-stop", Action::Stop),
        ("starts-fewer", Action::Count(Less)),
        ("starts-more", Action::Count(More)),
        ("starts-shorter", Action::Length(Less)),
        ("starts-longer", Action::Length(More)),
        ("lane-up", Action::Select(Less)),
        ("lane-down", Action::Select(More)),
        ("starts-write", Action::Save),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Run => return run(self, context).into_iter().collect(),
            Action::Stop => return vec![self.stop()],
            Action::Save => return save(self, context).into_iter().collect(),
            Action::Count(direction) => self.turn_count(direction),
            Action::Length(direction) => self.turn_length(direction, &context.history),
            Action::Select(direction) => {
                select(self, context, direction);
                return Vec::new();
            }
        }
        // The heading tells what comes next only while there is nothing else to tell.
        if self.batch.is_some() {
            let iterations = self.iterations(&context.history);
            context.say(say!(context.lang(), starts::next_starts(self.count, iterations)));
        }
        Vec::new()
    }
}

/// Begins with the race at hand, unless trials run.
fn run(view: &mut StartsView, context: &mut Context) -> Option<Effect> {
    let lang = context.lang();
    let why_not = match context.trials {
        Trials::Own => say!(lang, starts::THEY_RUN),
        Trials::OfAnotherView => say!(lang, rates::THEY_RUN_ELSEWHERE),
        Trials::NoneRun => {
            if let Some(effect) = view.start(&context.history) {
                return Some(effect);
            }
            say!(lang, starts::NO_LANE)
        }
    };
    context.say(why_not);
    None
}

/// Selects the lane in the next row, or in the one before.
fn select(view: &StartsView, context: &mut Context, direction: Direction) {
    let lanes = view.lanes(&context.history).into_iter().map(|(_, lane)| lane.id);
    // One that has left the race can't be selected in it.
    let rows: Vec<LaneId> = lanes.filter(|id| context.history.lane(*id).is_some()).collect();
    let at = rows.iter().position(|id| Some(*id) == context.selected);
    let next = at.map_or(0, |at| direction.along(at, rows.len()));
    context.selected = rows.get(next).copied().or(context.selected);
}

fn save(view: &StartsView, context: &mut Context) -> Option<Effect> {
    let lang = context.lang();
    let Some((batch, outcome)) = view.batch.as_ref().zip(view.outcome()) else {
        context.say(say!(lang, starts::NOTHING_YET));
        return None;
    };
    let names: Vec<&str> = batch.entrants.iter().map(|lane| lane.name.as_str()).collect();
    match starts_csv(&outcome.repeated, &names) {
        Ok(csv) => Some(Effect::SaveTrials(TrialTable::Starts, csv)),
        Err(error) => {
            context.warn(say!(lang, run::not_written(&error.to_string())));
            None
        }
    }
}

impl View for StartsView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), keys::STARTS_VIEW)
    }

    fn caption(&self, context: &Context) -> Vec<&'static str> {
        [captions::STARTS, captions::STARTS_WHY].map(|text| text.get(context.lang())).to_vec()
    }

    /// The heading tells it.
    fn story(&self, _context: &Context, _room: usize) -> Story {
        Story::Own(String::new())
    }

    fn glossary(&self, _context: &Context) -> &'static [(Text, Text)] {
        help::STARTS
    }

    fn needs(&self) -> Option<Capability> {
        Some(Capability::Trials)
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        let lanes = self.lanes(&context.history);
        let (above, below) = split(panels.body, lanes.len());
        heading::render(context, self, above, buffer);
        chart::render(context, self, &lanes, above, buffer);
        table::render(context, self, &lanes, below, buffer);
    }

    fn target(&self, context: &Context, panels: &Panels, at: Position) -> MouseTarget {
        let lanes = self.lanes(&context.history);
        let (_, below) = split(panels.body, lanes.len());
        let index = table::row_at(context, &lanes, below, at);
        index.map_or(MouseTarget::Nothing, |index| MouseTarget::Lane(lanes[index].1.id))
    }

    fn runs_trials(&self) -> bool {
        self.runs()
    }

    fn apply_trials(&mut self, update: &Update) -> Vec<Effect> {
        self.apply(update).into_iter().collect()
    }
}

/// The places of the chart and, below it, of the table, for so many lanes. The chart has a row a lane, and more where the
/// table shows all of them.
fn split(area: Rect, lanes: usize) -> (Rect, Rect) {
    let lanes = u16::try_from(lanes).unwrap_or(u16::MAX).max(1);
    let gap = u16::from(area.height >= MIN_WITH_GAP);
    let left = area.height.saturating_sub(lanes.saturating_add(AROUND_LANES + gap));
    let rows = (lanes.saturating_add(1)).min(left.max(area.height / 3));
    let above = Rect { height: area.height - rows - gap, ..area };
    (above, Rect { y: area.bottom() - rows, height: rows, ..area })
}
