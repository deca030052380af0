//! The surface as it is shown: what rolls on it, how fast, and from where.

use std::time::{Duration, Instant};

use crate::{
    history::History,
    race::LaneId,
    session::RuleInfo,
    surface::{Function, LaneRule, Roller, Surface, SurfaceNarration},
    tui::{
        direction::{Direction, Stride},
        number,
        told::Told,
        widgets::axis::round_step,
    },
};

/// The paces that can be chosen, in steps a second.
const PACES: [u32; 7] = [1, 2, 5, 10, 20, 50, 100];

/// The one to begin with: the tutorial's thirty steps take six seconds.
const FIRST_PACE: usize = 2;

/// Into how many bands the heights in view are parted.
const BANDS: usize = 8;

/// How many moves of the start lead from one side of the frame to the other, at least.
const MOVES_ACROSS: f64 = 80.0;

/// How many usual moves a far one is.
const FAR: f64 = 5.0;

/// A screen that was kept from drawing takes at most so many steps at once afterwards.
const CATCH_UP: u32 = 20;

/// A direction of the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaneAxis {
    X,
    Y,
}

/// Everything about the surface.
pub(crate) struct SurfaceView {
    pub(super) surface: Surface,
    /// Heights that part the frame into bands, from the lowest up.
    pub(super) levels: Vec<f64>,
    pub(super) paused: bool,
    /// Which of [`PACES`].
    pace: usize,
    /// When the next step is taken; `None` while it isn't shown, rests or has ended.
    pub(super) due: Option<Instant>,
    /// What is told of it.
    pub(super) told: Told<SurfaceNarration>,
}

impl Default for SurfaceView {
    fn default() -> Self {
        let surface = Surface::new(Function::Bowl);
        let levels = surface.function.levels(BANDS);
        Self { surface, levels, paused: false, pace: FIRST_PACE, due: None, told: Told::default() }
    }
}

impl SurfaceView {
    /// Steps a second.
    pub(super) const fn pace(&self) -> u32 {
        PACES[self.pace]
    }

    /// Lets the lanes of the race roll, with their settings as they now stand.
    pub(super) fn seat(&mut self, history: &History) {
        let lanes = history.lanes().iter().map(|lane| &lane.info);
        self.surface.set_lanes(lanes.filter_map(|info| {
            let &RuleInfo { kind, settings, .. } = info.rule()?;
            Some(LaneRule { id: info.id, kind, settings })
        }));
    }

    /// Takes the steps that are due, while it is shown; true if there were any.
    pub(super) fn take_due_steps(&mut self, shown: bool, now: Instant) -> bool {
        if !shown || self.paused || self.surface.is_over() {
            self.due = None;
            return false;
        }
        let interval = Duration::from_secs(1) / self.pace();
        let mut due = self.due.unwrap_or(now + interval);
        let mut steps = 0;
        while due <= now && steps < CATCH_UP && self.surface.advance() {
            due += interval;
            steps += 1;
        }
        self.due = Some(if due <= now { now + interval } else { due });
        self.narrate(now);
        steps > 0
    }

    fn narrate(&mut self, now: Instant) {
        let surface = &self.surface;
        self.told.turn(now, false, |told| surface.bears_out(*told), || surface.narration());
    }

    /// Takes some steps, then pauses.
    pub(super) fn step(&mut self, steps: u64, now: Instant) {
        self.paused = true;
        for _ in 0..steps {
            self.surface.advance();
        }
        self.narrate(now);
    }

    /// More or fewer steps a second.
    pub(super) const fn turn_pace(&mut self, direction: Direction) {
        self.pace = direction.along(self.pace, PACES.len());
    }

    pub(super) fn turn_function(&mut self, direction: Direction) {
        self.surface.choose(direction.neighbour(&Function::ALL, self.surface.function));
        self.levels = self.surface.function.levels(BANDS);
    }

    /// The next round rate for a lane, or the one before.
    pub(super) fn turn_rate(&mut self, lane: LaneId, direction: Direction) {
        if let Some(rate) = self.surface.roller(lane).map(Roller::rate) {
            self.surface.set_rate(lane, number::next_of_decade(rate, direction == Direction::More));
        }
    }

    pub(super) fn start_as_usual(&mut self) {
        self.surface.set_start(self.surface.function.start());
    }

    /// Lets the next step come a whole beat after `now`, whatever the pace was.
    pub(super) fn begin_beat(&mut self, now: Instant) {
        self.due = None;
        self.narrate(now);
        self.take_due_steps(true, now);
    }

    /// Moves the start to the next round place.
    pub(super) fn move_start(&mut self, axis: PlaneAxis, direction: Direction, stride: Stride) {
        let frame = self.surface.function.viewport();
        let step = round_step((frame.x.1 - frame.x.0) / MOVES_ACROSS);
        let step = if stride == Stride::Far { step * FAR } else { step };
        let mut start = self.surface.start;
        let part = &mut start[axis as usize];
        let places = f64::from(*part) / step;
        // From a place between two round ones to the nearer one in that direction.
        let places = if direction == Direction::More {
            (places + 1e-4).floor() + 1.0
        } else {
            (places - 1e-4).ceil() - 1.0
        };
        *part = (places * step) as f32;
        self.surface.set_start(start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::racing;

    const SECOND: Duration = Duration::from_secs(1);

    fn view() -> SurfaceView {
        let mut view = SurfaceView::default();
        view.seat(&racing(1).context.history);
        view
    }

    /// The start, rounded to what is shown of it.
    fn start(view: &SurfaceView) -> [String; 2] {
        view.surface.start.map(|part| format!("{part:.2}"))
    }

    #[test]
    fn it_takes_as_many_steps_a_second_as_its_pace_while_it_is_shown() {
        let (mut view, now) = (view(), Instant::now());
        assert!(!view.take_due_steps(true, now), "the start is seen before the first step");
        assert_eq!(view.due, Some(now + SECOND / 5));
        for tenth in 1..=20 {
            view.take_due_steps(true, now + SECOND * tenth / 10);
        }
        assert_eq!(view.surface.steps, 10);
        assert!(!view.take_due_steps(false, now + SECOND * 3));
        assert_eq!((view.due, view.surface.steps), (None, 10));
        assert!(!view.take_due_steps(true, now + SECOND * 60), "what wasn't shown is not made up for");
    }

    #[test]
    fn a_screen_that_was_kept_from_drawing_catches_up_a_little() {
        let (mut view, now) = (view(), Instant::now());
        view.take_due_steps(true, now);
        view.take_due_steps(true, now + SECOND * 3_600);
        assert_eq!(view.surface.steps, u64::from(CATCH_UP));
        assert_eq!(view.due, Some(now + SECOND * 3_600 + SECOND / 5));
    }

    #[test]
    fn nothing_is_due_while_paused_nor_after_the_last_step() {
        let (mut view, now) = (view(), Instant::now());
        view.paused = !view.paused;
        view.begin_beat(now);
        assert_eq!(view.due, None);
        view.step(10, now);
        view.begin_beat(now);
        assert_eq!((view.surface.steps, view.due), (10, None));
        view.paused = !view.paused;
        view.begin_beat(now);
        assert!(view.due.is_some());
        view.step(2_000, now);
        view.paused = !view.paused;
        view.begin_beat(now);
        assert_eq!((view.surface.steps, view.due), (crate::surface::MAX_STEPS, None));
    }

    #[test]
    fn the_start_moves_to_round_places_within_the_frame() {
        let mut view = view();
        let mut go = |moves: &[(PlaneAxis, Direction, Stride)]| {
            for &(axis, direction, stride) in moves {
                view.move_start(axis, direction, stride);
            }
            start(&view)
        };
        assert_eq!(go(&[(PlaneAxis::X, Direction::More, Stride::One)]), ["-6.80", "2.00"]);
        assert_eq!(go(&[(PlaneAxis::Y, Direction::Less, Stride::Far)]), ["-6.80", "1.00"]);
        assert_eq!(go(&[(PlaneAxis::X, Direction::Less, Stride::Far); 3]), ["-8.00", "1.00"]);
        view.start_as_usual();
        assert_eq!(start(&view), ["-7.00", "2.00"]);
    }

    #[test]
    fn moving_the_start_lets_everyone_begin_anew_and_keeps_the_rates() {
        let mut view = view();
        view.turn_rate(LaneId(0), Direction::Less);
        view.step(10, Instant::now());
        view.move_start(PlaneAxis::X, Direction::More, Stride::One);
        assert_eq!(view.surface.steps, 0);
        let rollers = view.surface.rollers;
        assert!(rollers.iter().all(|roller| roller.trail == [[-6.8, 2.0]]));
        assert!((rollers[0].rate() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn functions_go_round_both_ways() {
        let mut view = view();
        view.turn_function(Direction::Less);
        assert_eq!(view.surface.function, Function::NoisyBowl);
        for _ in 0..=Function::ALL.len() {
            view.turn_function(Direction::More);
        }
        assert_eq!(view.surface.function, Function::Bowl);
    }
}
