//! What happens on the surface now, as somebody would tell it who watches.

use super::model::{NEAR, Roller, Surface};
use crate::race::LaneId;

/// Steps for which it is news that a roller has diverged or arrived.
const NEWS: u64 = 25;

/// Moves that are looked at to see whether a roller jumps to and fro.
const MOVES: usize = 8;

/// A jump is longer than this share of the frame: less is not seen.
const JUMP: f64 = 0.01;

/// A slope that is no slope, and the share of the frame that a roller at rest moves at the most.
const FLAT: f64 = 1e-3;

/// What happens now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SurfaceNarration {
    /// A roller's place or slope is no number any more.
    Diverged { lane: LaneId, step: u64 },
    /// A roller has come to a lowest place, where so many of all are.
    Arrived { lane: LaneId, step: u64, there: usize, all: usize },
    /// All have, that one first.
    AllArrived { first: LaneId, step: u64 },
    /// A roller's step in one direction takes it across and back.
    Zigzags { lane: LaneId },
    /// A roller moves no more, though it is at no lowest place.
    Rests { lane: LaneId },
    /// The one that is lowest, and the next.
    Lowest { lane: LaneId, next: LaneId },
}

impl Surface {
    /// What happens now; `None` before the first step.
    pub(crate) fn narration(&self) -> Option<SurfaceNarration> {
        if self.steps == 0 {
            return None;
        }
        let is_news = |step: u64| self.steps < step + NEWS;
        let diverged = self.rollers.iter().filter_map(|roller| Some((roller.lane, roller.diverged?)));
        if let Some((lane, step)) = diverged.filter(|(_, step)| is_news(*step)).max_by_key(|(_, step)| *step)
        {
            return Some(SurfaceNarration::Diverged { lane, step });
        }
        self.arrival(is_news).or_else(|| self.trouble()).or_else(|| self.lowest())
    }

    /// Whether what was told is so still.
    pub(crate) fn bears_out(&self, told: SurfaceNarration) -> bool {
        self.steps > 0 && self.shows(told)
    }

    fn shows(&self, told: SurfaceNarration) -> bool {
        match told {
            SurfaceNarration::Diverged { lane, step } => {
                self.roller(lane).is_some_and(|roller| roller.diverged == Some(step))
            }
            SurfaceNarration::Arrived { lane, step, there, all } => {
                self.roller(lane).is_some_and(|roller| roller.near_since == Some(step))
                    && (there, all) == (self.arrived().count(), self.rollers.len())
            }
            SurfaceNarration::AllArrived { .. } => self.arrival(|_| true) == Some(told),
            SurfaceNarration::Zigzags { lane } => {
                self.roller(lane).is_some_and(|roller| self.zigzags(roller))
            }
            SurfaceNarration::Rests { lane } => self.roller(lane).is_some_and(|roller| self.rests(roller)),
            SurfaceNarration::Lowest { lane, next } => {
                let height = |lane| self.roller(lane).map(|roller| self.function.value(roller.place()));
                height(lane).zip(height(next)).is_some_and(|(one, two)| one <= two)
            }
        }
    }

    /// Those at a lowest place, with the step since which they are.
    fn arrived(&self) -> impl Iterator<Item = (LaneId, u64)> {
        self.rollers.iter().filter_map(|roller| Some((roller.lane, roller.near_since?)))
    }

    fn arrival(&self, is_news: impl Fn(u64) -> bool) -> Option<SurfaceNarration> {
        let (there, all) = (self.arrived().count(), self.rollers.len());
        if there == all && all > 1 {
            let (first, step) = self.arrived().min_by_key(|(_, step)| *step)?;
            return Some(SurfaceNarration::AllArrived { first, step });
        }
        let latest = self.arrived().filter(|(_, step)| is_news(*step)).max_by_key(|(_, step)| *step);
        latest.map(|(lane, step)| SurfaceNarration::Arrived { lane, step, there, all })
    }

    /// One that jumps to and fro, or rests where it should not.
    fn trouble(&self) -> Option<SurfaceNarration> {
        let zigzags = self.rollers.iter().find(|roller| self.zigzags(roller));
        let rests = || self.rollers.iter().find(|roller| self.rests(roller));
        zigzags
            .map(|roller| SurfaceNarration::Zigzags { lane: roller.lane })
            .or_else(|| rests().map(|roller| SurfaceNarration::Rests { lane: roller.lane }))
    }

    /// The last moves of a roller in one direction, as shares of the frame.
    fn moves(&self, roller: &Roller, axis: usize) -> Vec<f64> {
        let frame = self.function.viewport();
        let (low, high) = [frame.x, frame.y][axis];
        let last = &roller.trail[roller.trail.len().saturating_sub(MOVES + 1)..];
        let place = |place: &[f32; 2]| f64::from(place[axis]);
        last.windows(2).map(|pair| (place(&pair[1]) - place(&pair[0])) / (high - low)).collect()
    }

    /// Whether each of its last moves in one direction goes back on the one before, and is long enough to be seen.
    fn zigzags(&self, roller: &Roller) -> bool {
        let to_and_fro = |axis| {
            let moves = self.moves(roller, axis);
            moves.len() == MOVES
                && moves.iter().all(|length| length.abs() > JUMP)
                && moves.windows(2).all(|pair| pair[0] * pair[1] < 0.0)
        };
        roller.diverged.is_none() && (to_and_fro(0) || to_and_fro(1))
    }

    fn rests(&self, roller: &Roller) -> bool {
        let [by_x, by_y] = roller.slope(self.function);
        let is_still = |axis| {
            let moves = self.moves(roller, axis);
            moves.len() == MOVES && moves.iter().all(|length| length.abs() < FLAT)
        };
        let goes_on = roller.diverged.is_some() || roller.near_since.is_some();
        !goes_on && libm::hypot(by_x, by_y) < FLAT && is_still(0) && is_still(1)
    }

    fn lowest(&self) -> Option<SurfaceNarration> {
        let sound = self.rollers.iter().filter(|roller| roller.diverged.is_none());
        let mut heights: Vec<(LaneId, f64)> =
            sound.map(|roller| (roller.lane, self.function.value(roller.place()))).collect();
        heights.sort_by(|one, other| one.1.total_cmp(&other.1));
        let [(lane, height), (next, above), ..] = heights[..] else { return None };
        (above - height > NEAR * FLAT).then_some(SurfaceNarration::Lowest { lane, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        optim::OptimizerKind::{self, AdaGrad, Adam, Momentum, Sgd},
        surface::{Function, LaneRule},
    };

    fn surface(function: Function, kinds: &[OptimizerKind]) -> Surface {
        let mut surface = Surface::new(Function::Bowl);
        surface.set_lanes((0..).zip(kinds).map(|(id, kind)| LaneRule {
            id: LaneId(id),
            kind: *kind,
            settings: kind.default_settings(),
        }));
        surface.choose(function);
        surface
    }

    fn after(mut surface: Surface, steps: u64) -> (Surface, Option<SurfaceNarration>) {
        for _ in 0..steps {
            surface.advance();
        }
        let told = surface.narration();
        (surface, told)
    }

    #[test]
    fn plain_steps_jump_to_and_fro_in_the_bowl_and_nothing_is_told_before_the_first() {
        let (start, told) = after(surface(Function::Bowl, &[Sgd, AdaGrad]), 0);
        assert_eq!(told, None);
        let (surface, told) = after(start, 10);
        assert_eq!(told, Some(SurfaceNarration::Zigzags { lane: LaneId(0) }));
        assert!(surface.bears_out(told.unwrap()));
        assert!(!surface.bears_out(SurfaceNarration::Zigzags { lane: LaneId(1) }), "AdaGrad goes straight");
    }

    #[test]
    fn rollers_that_arrive_are_told_one_by_one_and_then_all() {
        let (mut rolling, mut seen) = (surface(Function::Bowl, &[Sgd, Momentum, AdaGrad, Adam]), Vec::new());
        for _ in 0..600 {
            rolling.advance();
            if let Some(told) = rolling.narration()
                && seen.last() != Some(&told)
            {
                assert!(rolling.bears_out(told), "{told:?}");
                seen.push(told);
            }
        }
        let arrived = |told: &SurfaceNarration| matches!(told, SurfaceNarration::Arrived { .. });
        assert!(seen.iter().filter(|told| arrived(told)).count() >= 3, "{seen:?}");
        let Some(SurfaceNarration::AllArrived { first, step }) = seen.last() else { panic!("{seen:?}") };
        let own = rolling.roller(*first).unwrap().near_since;
        assert_eq!(own, Some(*step));
        assert!(rolling.rollers.iter().all(|roller| roller.near_since.unwrap() >= *step));
    }

    #[test]
    fn one_that_leaves_all_bounds_and_one_that_rests_on_the_pass_are_told() {
        let mut wild = surface(Function::Rosenbrock, &[Sgd, Adam]);
        wild.set_rate(LaneId(0), 1.0);
        let (wild, told) = after(wild, 12);
        let Some(SurfaceNarration::Diverged { lane: LaneId(0), step }) = told else { panic!("{told:?}") };
        assert_eq!(wild.rollers[0].diverged, Some(step));
        let mut pass = surface(Function::Saddle, &[Sgd, AdaGrad]);
        pass.set_start([-1.0, 0.0]);
        for roller in [LaneId(0), LaneId(1)] {
            pass.set_rate(roller, 0.5);
        }
        let (pass, told) = after(pass, 60);
        assert_eq!(told, Some(SurfaceNarration::Rests { lane: LaneId(0) }), "{:?}", pass.rollers[0].place());
    }

    #[test]
    fn else_the_lowest_is_told() {
        let (surface, told) = after(surface(Function::Plateau, &[Sgd, Adam]), 12);
        let Some(SurfaceNarration::Lowest { lane, next }) = told else { panic!("{told:?}") };
        let height = |lane| surface.function.value(surface.roller(lane).unwrap().place());
        assert!(height(lane) < height(next) && surface.bears_out(told.unwrap()));
        assert!(!surface.bears_out(SurfaceNarration::Lowest { lane: next, next: lane }));
    }
}
