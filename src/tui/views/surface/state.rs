//! The surface as it is shown: what rolls on it, how fast, and how keys change that.

use std::time::{Duration, Instant};

use crate::{
    history::History,
    race::LaneId,
    surface::{Function, LaneRule, Surface},
    tui::{
        action::{Axis, Roll, Stride, Way},
        number,
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

/// Whether it rolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Motion {
    Rolling,
    Paused,
}

/// Everything about the surface.
pub struct SurfaceView {
    surface: Surface,
    levels: Vec<f64>,
    motion: Motion,
    /// Which of [`PACES`].
    pace: usize,
    /// When the next step is taken; `None` while it isn't shown, rests or has ended.
    due: Option<Instant>,
}

impl Default for SurfaceView {
    fn default() -> Self {
        let surface = Surface::new(Function::Bowl);
        let levels = surface.function().levels(BANDS);
        Self { surface, levels, motion: Motion::Rolling, pace: FIRST_PACE, due: None }
    }
}

impl SurfaceView {
    /// What is shown.
    pub(crate) const fn surface(&self) -> &Surface {
        &self.surface
    }

    /// Heights that part the frame into bands, from the lowest up.
    pub fn levels(&self) -> &[f64] {
        &self.levels
    }

    /// Whether it was paused.
    pub fn is_paused(&self) -> bool {
        self.motion == Motion::Paused
    }

    /// Steps a second.
    pub const fn pace(&self) -> u32 {
        PACES[self.pace]
    }

    /// When the next step is taken, if one is.
    pub const fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Lets the lanes of the race roll, with their settings as they now stand.
    pub(crate) fn seat(&mut self, history: &History) {
        let lanes = history.lanes().iter().map(|lane| &lane.card);
        self.surface.set_lanes(lanes.map(|card| LaneRule {
            id: card.id,
            kind: card.kind,
            settings: card.settings,
        }));
    }

    /// Takes the steps that are due, while it is shown; true if there were any.
    pub(crate) fn advance(&mut self, shown: bool, now: Instant) -> bool {
        if !shown || self.is_paused() || self.surface.is_over() {
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
        steps > 0
    }

    /// Follows a key.
    pub(crate) fn follow(&mut self, roll: Roll, selected: Option<LaneId>, now: Instant) {
        match roll {
            Roll::Pause => {
                self.motion = if self.is_paused() { Motion::Rolling } else { Motion::Paused };
            }
            Roll::Step(steps) => {
                self.motion = Motion::Paused;
                for _ in 0..steps {
                    self.surface.advance();
                }
            }
            Roll::Restart => self.surface.restart(),
            Roll::Pace(way) => {
                let last = PACES.len() - 1;
                self.pace =
                    if way == Way::More { (self.pace + 1).min(last) } else { self.pace.saturating_sub(1) };
            }
            Roll::Function(way) => {
                let at = Function::ALL.iter().position(|one| *one == self.surface.function()).unwrap_or(0);
                let step = if way == Way::More { 1 } else { Function::ALL.len() - 1 };
                self.surface.choose(Function::ALL[(at + step) % Function::ALL.len()]);
                self.levels = self.surface.function().levels(BANDS);
            }
            Roll::Rate(way) => {
                let roller = selected.and_then(|lane| self.surface.roller(lane));
                if let Some((lane, rate)) = roller.map(|roller| (roller.lane(), roller.rate())) {
                    self.surface.set_rate(lane, number::next_of_decade(rate, way == Way::More));
                }
            }
            Roll::Start(axis, way, stride) => self.move_start(axis, way, stride),
            Roll::UsualStart => self.surface.set_start(self.surface.function().start()),
        }
        // The next step comes a whole beat after the key, whatever the pace was.
        self.due = None;
        self.advance(true, now);
    }

    /// Moves the start to the next round place.
    fn move_start(&mut self, axis: Axis, way: Way, stride: Stride) {
        let frame = self.surface.function().viewport();
        let step = round_step((frame.x.1 - frame.x.0) / MOVES_ACROSS);
        let step = if stride == Stride::Far { step * FAR } else { step };
        let mut start = self.surface.start();
        let part = &mut start[axis as usize];
        let places = f64::from(*part) / step;
        // From a place between two round ones to the nearer one in that direction.
        let places =
            if way == Way::More { (places + 1e-4).floor() + 1.0 } else { (places - 1e-4).ceil() - 1.0 };
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
        view.seat(racing(1).history());
        view
    }

    /// The start, rounded to what is shown of it.
    fn start(view: &SurfaceView) -> [String; 2] {
        view.surface.start().map(|part| format!("{part:.2}"))
    }

    #[test]
    fn it_takes_as_many_steps_a_second_as_its_pace_while_it_is_shown() {
        let (mut view, now) = (view(), Instant::now());
        assert!(!view.advance(true, now), "the start is seen before the first step");
        assert_eq!(view.due(), Some(now + SECOND / 5));
        for tenth in 1..=20 {
            view.advance(true, now + SECOND * tenth / 10);
        }
        assert_eq!(view.surface.steps(), 10);
        assert!(!view.advance(false, now + SECOND * 3));
        assert_eq!((view.due(), view.surface.steps()), (None, 10));
        assert!(!view.advance(true, now + SECOND * 60), "what wasn't shown is not made up for");
    }

    #[test]
    fn a_screen_that_was_kept_from_drawing_catches_up_a_little() {
        let (mut view, now) = (view(), Instant::now());
        view.advance(true, now);
        view.advance(true, now + SECOND * 3_600);
        assert_eq!(view.surface.steps(), u64::from(CATCH_UP));
        assert_eq!(view.due(), Some(now + SECOND * 3_600 + SECOND / 5));
    }

    #[test]
    fn nothing_is_due_while_paused_nor_after_the_last_step() {
        let (mut view, now) = (view(), Instant::now());
        view.follow(Roll::Pause, None, now);
        assert_eq!(view.due(), None);
        view.follow(Roll::Step(10), None, now);
        assert_eq!((view.surface.steps(), view.due()), (10, None));
        view.follow(Roll::Pause, None, now);
        assert!(view.due().is_some());
        view.follow(Roll::Step(2_000), None, now);
        view.follow(Roll::Pause, None, now);
        assert_eq!((view.surface.steps(), view.due()), (crate::surface::MAX_STEPS, None));
    }

    #[test]
    fn the_start_moves_to_round_places_within_the_frame() {
        let (mut view, now) = (view(), Instant::now());
        let mut go = |moves: &[(Axis, Way, Stride)]| {
            for &(axis, way, stride) in moves {
                view.follow(Roll::Start(axis, way, stride), None, now);
            }
            start(&view)
        };
        assert_eq!(go(&[(Axis::X, Way::More, Stride::One)]), ["-6.80", "2.00"]);
        assert_eq!(go(&[(Axis::Y, Way::Less, Stride::Far)]), ["-6.80", "1.00"]);
        assert_eq!(go(&[(Axis::X, Way::Less, Stride::Far); 3]), ["-8.00", "1.00"]);
        view.follow(Roll::UsualStart, None, now);
        assert_eq!(start(&view), ["-7.00", "2.00"]);
    }

    #[test]
    fn moving_the_start_lets_everyone_begin_anew_and_keeps_the_rates() {
        let (mut view, now) = (view(), Instant::now());
        view.follow(Roll::Rate(Way::Less), Some(LaneId(0)), now);
        view.follow(Roll::Step(10), None, now);
        view.follow(Roll::Start(Axis::X, Way::More, Stride::One), None, now);
        assert_eq!(view.surface.steps(), 0);
        let rollers = view.surface.rollers();
        assert!(rollers.iter().all(|roller| roller.trail() == [[-6.8, 2.0]]));
        assert!((rollers[0].rate() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn functions_go_round_both_ways() {
        let (mut view, now) = (view(), Instant::now());
        view.follow(Roll::Function(Way::Less), None, now);
        assert_eq!(view.surface.function(), Function::NoisyBowl);
        for _ in 0..=Function::ALL.len() {
            view.follow(Roll::Function(Way::More), None, now);
        }
        assert_eq!(view.surface.function(), Function::Bowl);
    }
}
