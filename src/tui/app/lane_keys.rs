//! Keys for lanes and their settings, which most views share.

use crate::{
    history::LaneHistory,
    optim::Setting,
    race::LaneState,
    session::{Command, KnobKey, MetricKind, Target},
    terminal::Key::{self, Char},
    tui::{
        context::{Context, Irrevocable, RowOrder, Scope},
        direction::Direction::{self, Less, More},
        keymap::{Binding, Effect, Group, Keys, Popup, When, list_keys},
        number,
    },
    words::{keys, say},
};

/// So many iterations before its loss was no number a lane's weights were mostly sound.
const RESCUE_BEFORE: u64 = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Select(Direction),
    /// Turn the learning rate.
    Rate(Direction),
    /// Whether the learning rate of one lane or of all is turned.
    Scope,
    /// Edit every setting.
    Edit,
    /// Lane off or on.
    Switch,
    Add,
    Remove,
    /// Add a lane that goes on from where the selected one stands.
    Fork,
    /// Go back to before the lane diverged, and halve its rate.
    Rescue,
    /// The next order of a table's rows.
    RowOrder,
}

pub(super) struct LaneKeys;

impl Keys for LaneKeys {
    type Action = Action;

    const GROUP: Group = Group::Lanes;
    const WHEN: When = When::LaneSelected;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(&[(Char('U'), Action::Rescue)], keys::RESCUE_HELP)
            .label(4, keys::RESCUE)
            .when(When::LaneDiverged),
        Binding::new(&[(Key::Left, Action::Rate(Less)), (Key::Right, Action::Rate(More))], keys::RATE_HELP)
            .label(5, keys::RATE)
            .when(When::RateSettable),
        Binding::new(&list_keys(Action::Select(Less), Action::Select(More)), keys::LANE_HELP)
            .sign("↑↓")
            .label(6, keys::LANE),
        Binding::new(&[(Char('e'), Action::Edit)], keys::EDIT_HELP)
            .elsewhere(keys::EDIT_ELSEWHERE)
            .label(10, keys::EDIT)
            .when(When::LaneSettable),
        Binding::new(&[(Char('x'), Action::Switch)], keys::SWITCH_HELP)
            .label(15, keys::SWITCH)
            .when(When::LaneChangeable),
        Binding::new(&[(Char('+'), Action::Add)], keys::ADD_HELP).label(16, keys::ADD).when(When::Changeable),
        Binding::new(&[(Char('o'), Action::RowOrder)], keys::ORDER_HELP)
            .elsewhere(keys::ORDER_ELSEWHERE)
            .label(19, keys::ORDER)
            .when(When::Racing),
        Binding::new(&[(Char('a'), Action::Scope)], keys::ALL_LANES_HELP)
            .label(21, keys::ALL_LANES)
            .when(When::RateSettable),
        Binding::new(&[(Char('F'), Action::Fork)], keys::FORK_HELP).when(When::LaneChangeable),
        Binding::new(&[(Char('X'), Action::Remove)], keys::REMOVE_HELP).when(When::LaneRemovable),
    ];

    const NAMES: &'static [(&'static str, Action)] = &[
        ("lane-rescue", Action::Rescue),
        ("rate-down", Action::Rate(Less)),
        ("rate-up", Action::Rate(More)),
        ("lane-up", Action::Select(Less)),
        ("lane-down", Action::Select(More)),
        ("lane-edit", Action::Edit),
        ("lane-switch", Action::Switch),
        ("lane-add", Action::Add),
        ("lane-order", Action::RowOrder),
        ("all-lanes", Action::Scope),
        ("lane-fork", Action::Fork),
        ("lane-remove", Action::Remove),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let selected = context.selected.into_iter();
        match action {
            Action::Edit => return vec![Effect::Open(Popup::Edit)],
            Action::Add => return vec![Effect::Open(Popup::Add)],
            Action::Rate(direction) => return turn_rates(context, direction),
            Action::Switch => return switch(context).into_iter().collect(),
            Action::Remove => return remove(context).into_iter().collect(),
            Action::Fork => return selected.map(Command::Fork).map(Effect::Send).collect(),
            Action::Rescue => return context.selected_lane().map(rescue).unwrap_or_default(),
            Action::Select(direction) => context.select(direction),
            Action::Scope => turn_scope(context),
            Action::RowOrder => {
                context.row_order = More.neighbour(&[RowOrder::Lane, RowOrder::Value], context.row_order);
                let text = match (context.row_order, context.primary()) {
                    (RowOrder::Lane, _) => say!(context.lang(), race::ROWS_AS_JOINED).to_owned(),
                    (RowOrder::Value, MetricKind::Loss) => {
                        say!(context.lang(), race::ROWS_BY_LOSS).to_owned()
                    }
                    (RowOrder::Value, _) => say!(context.lang(), race::rows_by(&context.primary_name())),
                };
                context.say(text);
            }
        }
        Vec::new()
    }
}

fn turn_scope(context: &mut Context) {
    let (scope, whose) = match context.scope {
        Scope::Lane => (Scope::All, say!(context.lang(), race::ARROWS_CHANGE_EVERY_RATE)),
        Scope::All => (Scope::Lane, say!(context.lang(), race::ARROWS_CHANGE_ONE_RATE)),
    };
    context.scope = scope;
    context.say(whose);
}

/// One step of a decade for the selected lane; with all lanes in scope each from its own rate.
fn turn_rates(context: &Context, direction: Direction) -> Vec<Effect> {
    let turned = |lane: &LaneHistory| match lane.info.rule() {
        Some(rule) => {
            let value = number::next_of_decade(rule.rate(), direction == Direction::More);
            Setting::LearningRate.check(value).is_ok().then(|| set_rate(lane, value))
        }
        None => turn_declared(lane, direction),
    };
    context.turned_lanes().filter_map(turned).collect()
}

/// The next value of the rate that a lane's trainer has declared.
fn turn_declared(lane: &LaneHistory, direction: Direction) -> Option<Effect> {
    let (number, knob) = (0..).zip(lane.info.declared()).find(|(_, knob)| knob.is_rate())?;
    let value = number::next_value(&knob.allowed, knob.value, direction)?;
    let (target, setting) = (Target::Lane(lane.info.id), KnobKey::Declared(number));
    Some(Effect::Send(Command::Set { target, setting, value }))
}

fn set_rate(lane: &LaneHistory, value: f64) -> Effect {
    let target = Target::Lane(lane.info.id);
    Effect::Send(Command::Set { target, setting: Setting::LearningRate.into(), value })
}

fn switch(context: &mut Context) -> Option<Effect> {
    let lane = context.selected_lane()?;
    let (id, name, on) = (lane.info.id, lane.info.name.clone(), lane.info.state != LaneState::Running);
    let lang = context.lang();
    if lane.info.state.is_sound() {
        context.say(if on {
            say!(lang, race::switched_on(&name))
        } else {
            say!(lang, race::switched_off(&name))
        });
    }
    Some(Effect::Send(Command::Switch { lane: id, on }))
}

/// Asks before a lane is removed: with it goes its curve, which nothing brings back.
fn remove(context: &mut Context) -> Option<Effect> {
    let lane = context.selected_guest().or(context.selected_lane())?;
    let (id, name) = (lane.info.id, lane.info.name.clone());
    if context.selected_guest().is_some() {
        // Nothing is lost with it.
        context.guests.retain(|guest| guest.info.id != id);
        context.keep_selection();
        context.say(say!(context.lang(), race::removed(&name)));
        return None;
    }
    if context.asked_twice.take() == Some(Irrevocable::Remove(id)) {
        context.say(say!(context.lang(), race::removed(&name)));
        return Some(Effect::Send(Command::RemoveLane(id)));
    }
    context.asked_twice = Some(Irrevocable::Remove(id));
    context.say(say!(context.lang(), race::once_more_removes(&name)));
    None
}

/// Takes a lane that has diverged back to before it did, with half the rate.
fn rescue(lane: &LaneHistory) -> Vec<Effect> {
    let LaneState::Diverged { iteration } = lane.info.state else { return Vec::new() };
    let half = lane.info.rule().map(|rule| set_rate(lane, rule.rate() / 2.0));
    let back = Command::GoTo(iteration.saturating_sub(RESCUE_BEFORE));
    std::iter::once(Effect::Send(back)).chain(half).collect()
}
