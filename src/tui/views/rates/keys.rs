//! The keys of the view of rates.

use super::state::{RatesView, TriedLanes};
use crate::{
    history::LaneHistory,
    optim::OptimizerKind,
    session::Command,
    terminal::Key::{self, Char},
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        effect::Effect,
        keymap::{Binding, Keys},
    },
    words::{keys, say},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Try,
    /// The next way of choosing trials.
    Method,
    /// Whose optimizers are tried.
    Whose,
    /// Longer or shorter trials.
    Length(Direction),
    Choose(Direction),
    /// Make the chosen trial a lane of the race.
    AddLane,
    /// Write the table of trials.
    Save,
}

impl Keys for RatesView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(&[(Key::Enter, Action::Try)], keys::TRY_RATES_HELP).label(0, keys::TRY_RATES),
        Binding::new(
            &[
                (Key::Up, Action::Choose(Less)),
                (Key::Down, Action::Choose(More)),
                (Char('k'), Action::Choose(Less)),
                (Char('j'), Action::Choose(More)),
            ],
            keys::TRIAL_HELP,
        )
        .sign("↑↓")
        .label(0, keys::TRIAL),
        Binding::new(&[(Char('+'), Action::AddLane)], keys::TO_RACE_HELP).label(0, keys::TO_RACE),
        Binding::new(&[(Char('m'), Action::Method)], keys::METHOD_HELP).label(0, keys::METHOD),
        Binding::new(
            &[(Key::Left, Action::Length(Less)), (Key::Right, Action::Length(More))],
            keys::LENGTH_HELP,
        )
        .label(0, keys::LENGTH),
        Binding::new(&[(Char('a'), Action::Whose)], keys::WHOSE_HELP).label(0, keys::WHOSE),
        Binding::new(&[(Char('w'), Action::Save)], keys::WRITE_TRIALS_HELP).label(0, keys::WRITE),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Try => return try_rates(self, context).into_iter().collect(),
            Action::AddLane => {
                let add = |lane| Effect::Send(Command::AddLane(Box::new(lane)));
                return self.chosen_lane().map(add).into_iter().collect();
            }
            Action::Save => return vec![Effect::SaveTrials(self.csv())],
            Action::Method => self.turn_method(),
            Action::Whose => self.turn_tried(),
            Action::Length(direction) => self.turn_length(direction),
            Action::Choose(direction) => self.choose(direction),
        }
        Vec::new()
    }
}

/// Begins trials like the race at hand.
fn try_rates(view: &mut RatesView, context: &mut Context) -> Option<Effect> {
    let config = &context.history.info()?.config;
    let tried = |lane: &&LaneHistory| view.tried == TriedLanes::All || Some(lane.info.id) == context.selected;
    let lanes = context.history.lanes().iter().filter(tried);
    let kinds: Vec<OptimizerKind> = lanes.map(|lane| lane.info.kind).collect();
    if kinds.is_empty() {
        context.say(say!(context.lang(), rates::NO_OPTIMIZER));
        return None;
    }
    Some(view.start(config, kinds))
}
