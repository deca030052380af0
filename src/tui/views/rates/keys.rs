//! The keys of the view of rates.

use super::state::{RatesView, TriedLanes};
use crate::{
    history::LaneHistory,
    optim::OptimizerKind,
    session::Command,
    terminal::Key,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        effect::Effect,
        keymap::{Binding, Keys},
    },
    words::say,
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

const BINDINGS: &[Binding<Action>] = &[
    Binding::of_view(&[(Key::Enter, Action::Try)], "Enter")
        .help(|lang| {
            lang.say(
                "try rates: many short races on the same batches",
                "학습률 시험: 같은 배치로 짧은 경주를 여럿 합니다",
            )
        })
        .label(0, |lang| lang.say("try rates", "학습률 시험")),
    Binding::of_view(
        &[
            (Key::Up, Action::Choose(Less)),
            (Key::Down, Action::Choose(More)),
            (Key::Char('k'), Action::Choose(Less)),
            (Key::Char('j'), Action::Choose(More)),
        ],
        "↑↓",
    )
    .help(|lang| lang.say("choose a trial", "시험 하나를 고릅니다"))
    .label(0, |lang| lang.say("trial", "시험")),
    Binding::of_view(&[(Key::Char('+'), Action::AddLane)], "+")
        .help(|lang| {
            lang.say("the chosen trial becomes a lane of the race", "고른 시험을 경주의 레인으로 더합니다")
        })
        .label(0, |lang| lang.say("to race", "경주로")),
    Binding::of_view(&[(Key::Char('m'), Action::Method)], "m")
        .help(|lang| {
            lang.say(
                "grid of rates, random search, successive halving",
                "학습률 격자, 무작위 탐색, 연속 반감",
            )
        })
        .label(0, |lang| lang.say("method", "방법")),
    Binding::of_view(&[(Key::Left, Action::Length(Less)), (Key::Right, Action::Length(More))], "←→")
        .help(|lang| lang.say("iterations of a trial: 50 to 1,000", "시험의 반복 수: 50부터 1,000까지"))
        .label(0, |lang| lang.say("length", "길이")),
    Binding::of_view(&[(Key::Char('a'), Action::Whose)], "a")
        .help(|lang| {
            lang.say(
                "all lanes' optimizers, or the selected lane's",
                "모든 레인의 방법, 또는 고른 레인의 방법",
            )
        })
        .label(0, |lang| lang.say("whose", "누구")),
    Binding::of_view(&[(Key::Char('w'), Action::Save)], "w")
        .help(|lang| lang.say("write the table of trials as csv", "시험의 표를 csv로 씁니다"))
        .label(0, |lang| lang.say("write", "저장")),
];

impl Keys for RatesView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Try => return try_rates(self, context).into_iter().collect(),
            Action::AddLane => {
                let add = |lane| Effect::Send(Command::AddLane(Box::new(lane)));
                return self.chosen_lane().map(add).into_iter().collect();
            }
            Action::Save => return vec![Effect::SaveTrials(self.csv())],
            Action::Method => self.method = self.method.next(),
            Action::Whose => {
                self.tried = match self.tried {
                    TriedLanes::All => TriedLanes::Selected,
                    TriedLanes::Selected => TriedLanes::All,
                };
            }
            Action::Length(direction) => self.turn_length(direction),
            Action::Choose(direction) => self.choose(direction),
        }
        Vec::new()
    }
}

/// Begins trials like the race at hand.
fn try_rates(view: &mut RatesView, context: &mut Context) -> Option<Effect> {
    let config = &context.history.card()?.config;
    let tried = |lane: &&LaneHistory| view.tried == TriedLanes::All || Some(lane.card.id) == context.selected;
    let lanes = context.history.lanes().iter().filter(tried);
    let kinds: Vec<OptimizerKind> = lanes.map(|lane| lane.card.kind).collect();
    if kinds.is_empty() {
        context.say(say!(context.lang(), rates::NO_OPTIMIZER));
        return None;
    }
    Some(view.start(config, kinds))
}
