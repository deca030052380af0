//! The loss by learning rate, from many short trials: a chart, and the trials in a table.

mod chart;
mod state;
mod story;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use super::{
    points,
    view::{Story, View},
};
use crate::{
    history::{LaneHistory, Look},
    optim::{OptimizerKind, Setting},
    race::{LaneId, LaneState},
    record::TrialTable,
    session::{Capability, Command, Update},
    sweep::Method,
    terminal::Key::{self, Char},
    tui::{
        context::{Context, Trials},
        direction::Direction::{self, Less, More},
        frame::Panels,
        glyphs::marker,
        keymap::{Binding, Effect, Keys, When},
        mouse::MouseTarget,
        number,
        widgets::{
            put,
            table::{Table, TableCell, TableColumn, TableRow},
        },
    },
    words::{Lang, Text, captions, help, keys, say},
};
use state::{RateTrial, TriedLanes};

pub(crate) use state::RatesView;

/// The fewest rows of a table that says anything: a heading and a trial.
const MIN_ROWS: u16 = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Try,
    /// Stop the trials that run.
    Stop,
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
        Binding::new(&[(Key::Esc, Action::Stop)], keys::STOP_TRIALS_HELP)
            .label(0, keys::STOP_TRIALS)
            .when(When::TrialsRun),
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

    const NAMES: &'static [(&'static str, Action)] = &[
        ("trials-start", Action::Try),
        ("trials-stop", Action::Stop),
        ("trial-up", Action::Choose(Less)),
        ("trial-down", Action::Choose(More)),
        ("trial-add", Action::AddLane),
        ("trials-method", Action::Method),
        ("trials-shorter", Action::Length(Less)),
        ("trials-longer", Action::Length(More)),
        ("trials-lanes", Action::Whose),
        ("trials-write", Action::Save),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Try => return try_rates(self, context).into_iter().collect(),
            Action::Stop => return vec![self.stop()],
            Action::AddLane => {
                let add = |lane| Effect::Send(Command::AddLane(Box::new(lane)));
                return self.chosen_lane().map(add).into_iter().collect();
            }
            Action::Save => return vec![Effect::SaveTrials(TrialTable::Rates, self.csv())],
            Action::Method => self.turn_method(),
            Action::Whose => self.turn_tried(),
            Action::Length(direction) => self.turn_length(direction),
            Action::Choose(direction) => self.choose(direction),
        }
        Vec::new()
    }
}

/// Begins trials like the race at hand, unless any run.
fn try_rates(view: &mut RatesView, context: &mut Context) -> Option<Effect> {
    match context.trials {
        Trials::NoneRun => {}
        Trials::Own => {
            context.say(say!(context.lang(), rates::THEY_RUN));
            return None;
        }
        Trials::OfAnotherView => {
            context.say(say!(context.lang(), starts::THEY_RUN_ELSEWHERE));
            return None;
        }
    }
    let config = &context.history.own()?.config;
    let tried = |lane: &&LaneHistory| view.tried == TriedLanes::All || Some(lane.info.id) == context.selected;
    let lanes = context.history.lanes().iter().filter(tried);
    let kinds: Vec<OptimizerKind> = lanes.filter_map(|lane| Some(lane.info.rule()?.kind)).collect();
    if kinds.is_empty() {
        context.say(say!(context.lang(), rates::NO_OPTIMIZER));
        return None;
    }
    Some(view.start(config, kinds))
}

impl View for RatesView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), keys::RATES_VIEW)
    }

    fn caption(&self, context: &Context) -> Vec<&'static str> {
        [captions::RATES, captions::RATES_WHY].map(|text| text.get(context.lang())).to_vec()
    }

    fn story(&self, context: &Context, room: usize) -> Story {
        Story::Own(story::sentence(self, context, room).unwrap_or_default())
    }

    fn glossary(&self, _context: &Context) -> &'static [(Text, Text)] {
        help::TRIALS
    }

    fn needs(&self) -> Option<Capability> {
        Some(Capability::Trials)
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        let (above, below) = split(panels.body);
        if let Some(frame) = points::frame(above) {
            let after = put(buffer, above, (0, 0), &heading(self, context.lang()), context.theme.quiet()) + 3;
            let outside = context.plot.spell(say!(context.lang(), rates::OUTSIDE));
            if self.plan.is_some() && usize::from(after) + outside.width() <= usize::from(above.width) {
                put(buffer, above, (after, 0), &outside, context.theme.quiet());
            }
            chart::render(context, self, frame, buffer);
        }
        if below.height >= MIN_ROWS {
            let ranked = self.ranked();
            table(context, self, &ranked).render(below, buffer, |index, _| row(context, &ranked[index]));
        }
    }

    fn target(&self, context: &Context, panels: &Panels, at: Position) -> MouseTarget {
        let (_, below) = split(panels.body);
        let ranked = self.ranked();
        let index = table(context, self, &ranked).row_at(below, at).filter(|_| below.height >= MIN_ROWS);
        index.map_or(MouseTarget::Nothing, |index| MouseTarget::Lane(ranked[index].lane.info.id))
    }

    /// A lane of the trials.
    fn select(&mut self, lane: LaneId, _context: &mut Context) {
        self.chosen = Some(lane);
    }

    fn runs_trials(&self) -> bool {
        self.runs()
    }

    fn apply_trials(&mut self, update: &Update) -> Vec<Effect> {
        self.apply(update)
    }
}

fn heading(view: &RatesView, lang: Lang) -> String {
    let optimizers = match view.tried {
        TriedLanes::All => say!(lang, rates::OPTIMIZERS_OF_ALL),
        TriedLanes::Selected => say!(lang, rates::OPTIMIZER_OF_SELECTED),
    };
    let plan = view.plan.as_ref();
    let method = match plan.map_or(view.method, |plan| plan.method) {
        Method::Grid => say!(lang, rates::GRID),
        Method::Random => say!(lang, rates::RANDOM_SEARCH),
        Method::Halving => say!(lang, rates::SUCCESSIVE_HALVING),
    };
    match plan {
        Some(plan) if view.runs() => {
            say!(lang, rates::loss_so_far(view.history.iteration(), plan.iterations, method))
        }
        Some(plan) if view.stopped => {
            say!(lang, rates::stopped_after(view.history.iteration(), plan.iterations, method))
        }
        Some(plan) => say!(lang, rates::loss_after(plan.iterations, method)),
        None => say!(lang, rates::next_trials(method, optimizers, view.iterations)),
    }
}

/// The places of the chart and, below it, of the table.
fn split(area: Rect) -> (Rect, Rect) {
    let rows = area.height.saturating_sub(8).min(area.height / 2).min(14);
    let above = Rect { height: area.height - rows - u16::from(rows > 0), ..area };
    let below = Rect { y: area.bottom() - rows, height: rows, ..area };
    (above, below)
}

/// A table of these trials with a heading, which shows as many as there is room for, the chosen one among them.
fn table(context: &Context, view: &RatesView, ranked: &[RateTrial<'_>]) -> Table<'static> {
    let lang = context.lang();
    let quiet = context.theme.quiet();
    // They are dropped from the right.
    let columns = vec![
        TableColumn::new(say!(lang, race::RATE), quiet, 12, Some(3)),
        TableColumn::new(say!(lang, rates::WEIGHT_DECAY), quiet, 14, Some(2)),
        TableColumn::new(say!(lang, rates::CROSS_ENTROPY), quiet, 15, Some(1)),
        TableColumn::new(say!(lang, rates::AFTER), quiet, 7, Some(0)),
    ];
    Table {
        theme: context.theme,
        heading: say!(lang, rates::TRIAL),
        longest: ranked.iter().map(|trial| trial.rule.kind.name().width()).max().unwrap_or(0),
        columns,
        last: None,
        headed_from: MIN_ROWS,
        shown: None,
        rows: ranked.len(),
        selected: ranked.iter().position(|trial| Some(trial.lane.info.id) == view.chosen),
    }
}

fn row(context: &Context, trial: &RateTrial<'_>) -> TableRow {
    let info = &trial.lane.info;
    let style = if trial.loss.is_some() { Style::new() } else { context.theme.quiet() };
    let decay = trial.rule.settings.get(Setting::WeightDecay);
    let decay = if decay == 0.0 { number::UNKNOWN.to_owned() } else { number::setting(decay) };
    let loss = match info.state {
        LaneState::Diverged { .. } => say!(context.lang(), rates::DIVERGED).to_owned(),
        _ => number::loss(trial.loss),
    };
    let after = trial.lane.curve.last().map_or_else(|| number::UNKNOWN.to_owned(), |last| last.to_string());
    let cells = [number::setting(trial.rate()), decay, loss, after];
    let look = Look::new(trial.rule.kind, 0);
    TableRow {
        marker: (marker(look), context.theme.lane(look)),
        name: (trial.rule.kind.name().to_owned(), context.theme.lane(look)),
        cells: cells.into_iter().map(|text| TableCell::Value(text, style)).collect(),
        last: (String::new(), style),
    }
}
