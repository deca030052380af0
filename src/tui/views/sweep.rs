//! The trials of a sweep, live from its folder: how many are in which state, a chart of them, and a table, the best first.
//!
//! ```text
//!  12 finished   3 pruned   2 diverged   4 running  19 waiting            heading
//!  loss (log) by learning rate (log)   ↑ above, or diverged
//!   0.1 ┤↑                 ↑                              ● Adam          points, parallel coordinates,
//!       │   ●  ✕     ●   ✕                                ✕ SGD           or what explains the outcome
//!  0.01 ┼──────┬──────┬──────┬─────
//!       1e-4  0.001  0.01   0.1
//!    trial      learning rate     loss    accuracy   iterations    state  table
//!  ▸ ● 17 Adam         0.0031   0.0123      97.1 %        2,000 finished
//! ```

mod chart;
mod explained;
mod heading;
mod names;
mod parallel;
mod sheet;
mod state;
mod story;
mod table;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::view::{Story, View};
use crate::{
    optim::Setting,
    race::LaneId,
    session::Capability,
    sweep::{Objective, TrialState, run_folder},
    terminal::Key::{self, Char},
    tui::{
        context::Context,
        direction::{
            Direction::{self, Less, More},
            Stride::{self, Far, One},
        },
        errands::FoundLane,
        frame::Panels,
        keymap::{Binding, Effect, Keys, When},
        mouse::MouseTarget,
    },
    words::{self, Text, captions, keys, say},
};
use state::SweepPanel;

pub(crate) use state::SweepView;

/// The fewest rows of a body in which a blank one stands above the table.
const MIN_WITH_GAP: u16 = 14;

/// The fewest columns in which what explains the outcome stands beside parallel coordinates.
const MIN_BESIDE: u16 = 140;

/// The columns that it has there.
const BESIDE: u16 = 46;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Choose(Direction, Stride),
    /// Another parameter along the horizontal axis.
    Axis(Direction),
    /// Points, lines, or what explains the outcome.
    Panel,
    /// Trials, or settings with the mean of their seeds.
    Repeats,
    /// Show the curve of the chosen trial among lanes.
    AddLane,
    Save,
}

impl Keys for SweepView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(
            &[
                (Key::Up, Action::Choose(Less, One)),
                (Key::Down, Action::Choose(More, One)),
                (Char('k'), Action::Choose(Less, One)),
                (Char('j'), Action::Choose(More, One)),
                (Key::PageUp, Action::Choose(Less, Far)),
                (Key::PageDown, Action::Choose(More, Far)),
            ],
            keys::SWEEP_TRIAL_HELP,
        )
        .sign("↑↓")
        .label(0, keys::TRIAL),
        Binding::new(
            &[(Key::Left, Action::Axis(Less)), (Key::Right, Action::Axis(More))],
            keys::PARAMETER_HELP,
        )
        .label(0, keys::PARAMETER),
        Binding::new(&[(Char('+'), Action::AddLane)], keys::TO_RACE_VIEW_HELP).label(0, keys::TO_RACE_VIEW),
        Binding::new(&[(Char('p'), Action::Panel)], keys::PANEL_HELP).label(0, keys::PANEL),
        Binding::new(&[(Char('m'), Action::Repeats)], keys::REPEATS_HELP)
            .label(1, keys::REPEATS)
            .when(When::Repeated),
        Binding::new(&[(Char('w'), Action::Save)], keys::WRITE_SWEEP_HELP).label(0, keys::WRITE),
    ];

    const NAMES: &'static [(&'static str, Action)] = &[
        ("trial-up", Action::Choose(Less, One)),
        ("trial-down", Action::Choose(More, One)),
        ("trial-far-up", Action::Choose(Less, Far)),
        ("trial-far-down", Action::Choose(More, Far)),
        ("sweep-parameter-back", Action::Axis(Less)),
        ("sweep-parameter", Action::Axis(More)),
        ("trial-add", Action::AddLane),
        ("sweep-panel", Action::Panel),
        ("sweep-repeats", Action::Repeats),
        ("trials-write", Action::Save),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let lang = context.lang();
        match action {
            Action::Choose(direction, stride) => self.choose(direction, stride),
            Action::AddLane => return add_lane(self, context).into_iter().collect(),
            Action::Save => return vec![Effect::SaveSweep],
            Action::Axis(_) if self.sheet.axes.len() < 2 => context.say(say!(lang, sweep::ONE_AXIS)),
            Action::Axis(direction) => self.turn_axis(direction),
            Action::Panel if self.sheet.axes.len() < 2 => context.say(say!(lang, sweep::ONE_PANEL)),
            Action::Panel => self.turn_panel(),
            Action::Repeats => self.turn_rows(),
        }
        Vec::new()
    }
}

/// Asks for the curve of the chosen trial, as far as it is recorded.
fn add_lane(view: &SweepView, context: &mut Context) -> Option<Effect> {
    let (sweep, lang) = (view.sweep.clone()?, context.lang());
    let number = view.chosen()?;
    let standing = sweep.standings.get(number)?;
    if standing.state == TrialState::Waiting && standing.iterations == 0 {
        context.say(say!(lang, sweep::no_recording(number)));
        return None;
    }
    let trial = sweep.trials.get(number)?;
    let lane = sweep.plan.race(trial).ok()?.lanes.into_iter().next()?;
    let run = say!(lang, sweep::trial(number));
    let name = format!("{run}/{}", lane.name);
    let is_there = context.guests.iter().any(|guest| guest.info.name == name);
    if is_there && standing.state != TrialState::Running {
        context.say(say!(lang, sweep::already_there(&name)));
        return None;
    }
    // One that runs has got further since.
    context.guests.retain(|guest| guest.info.name != name);
    let rate = lane.settings.get(Setting::LearningRate);
    let folder = run_folder(&sweep.folder, number as u32);
    Some(Effect::LoadLane(Box::new(FoundLane::new(folder, run, lane.name, rate))))
}

impl View for SweepView {
    fn name(&self, context: &Context) -> &'static str {
        say!(context.lang(), keys::SWEEP_VIEW)
    }

    fn caption(&self, context: &Context) -> Vec<&'static str> {
        let by_accuracy =
            self.sweep.as_ref().is_some_and(|sweep| sweep.plan.objective == Objective::Accuracy);
        let why = if by_accuracy { captions::SWEEP_ACCURACY } else { captions::SWEEP_WHY };
        [captions::SWEEP, why].map(|text| text.get(context.lang())).to_vec()
    }

    fn story(&self, context: &Context, room: usize) -> Story {
        Story::Own(story::sentence(self, context, room).unwrap_or_default())
    }

    fn glossary(&self, _context: &Context) -> &'static [(Text, Text)] {
        words::sweep::GLOSSARY
    }

    fn needs(&self) -> Option<Capability> {
        Some(Capability::Sweep)
    }

    /// There is no race here.
    fn steers_race(&self) -> bool {
        false
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        let Some(sweep) = &self.sweep else { return };
        let places = PanelPlaces::new(self, context, panels.body);
        heading::render(context, self, places.heading, buffer);
        match self.panel {
            SweepPanel::Points => chart::render(context, self, sweep, places.above, buffer),
            SweepPanel::Parallel if places.above.width >= MIN_BESIDE => {
                let left = Rect { width: places.above.width - BESIDE - 4, ..places.above };
                let right = Rect { x: places.above.right() - BESIDE, width: BESIDE, ..places.above };
                parallel::render(context, self, sweep, left, buffer);
                explained::render(context, self, sweep, right, buffer);
            }
            SweepPanel::Parallel => parallel::render(context, self, sweep, places.above, buffer),
            SweepPanel::Explained => explained::render(context, self, sweep, places.above, buffer),
        }
        table::render(context, self, sweep, places.below, buffer);
    }

    fn target(&self, context: &Context, panels: &Panels, at: Position) -> MouseTarget {
        let Some(sweep) = &self.sweep else { return MouseTarget::Nothing };
        let below = PanelPlaces::new(self, context, panels.body).below;
        let row = table::row_at(context, self, sweep, below, at);
        let trial = row.and_then(|row| self.trial_of_row(row));
        trial.map_or(MouseTarget::Nothing, |trial| MouseTarget::Lane(LaneId(trial as u32)))
    }

    /// A trial.
    fn select(&mut self, lane: LaneId, _context: &mut Context) {
        self.choose_trial(lane.0 as usize);
    }

    fn lanes_changed(&mut self, context: &Context) {
        self.take_in(context.shown().sweep.as_ref());
    }

    fn advance(&mut self, context: &Context, on_screen: bool) -> bool {
        self.take_in(context.shown().sweep.as_ref()) && on_screen
    }
}

/// Where the parts of the view stand.
struct PanelPlaces {
    heading: Rect,
    above: Rect,
    below: Rect,
}

impl PanelPlaces {
    fn new(view: &SweepView, context: &Context, area: Rect) -> Self {
        /// Rows of a chart that shows something, and the most rows of the table.
        const MIN_CHART: u16 = 6;
        const MOST: u16 = 16;
        let rows = heading::rows(context, view, area).min(area.height);
        let heading = Rect { height: rows, ..area };
        let rest = Rect { y: area.y + rows, height: area.height - rows, ..area };
        let gap = u16::from(area.height >= MIN_WITH_GAP);
        let wanted = u16::try_from(view.rows() + 1).unwrap_or(u16::MAX).clamp(2, MOST);
        let table = wanted.min(rest.height * 2 / 5).min(rest.height.saturating_sub(MIN_CHART));
        let above = Rect { height: rest.height - table - gap, ..rest };
        Self { heading, above, below: Rect { y: rest.bottom() - table, height: table, ..rest } }
    }
}
