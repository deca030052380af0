//! What happens in a race now, as somebody would tell it who watches: what is most telling of what the numbers show.

use super::{Curve, History, LaneHistory, Smoother, Standing, Trend, standing};
use crate::{
    optim::Setting,
    race::{LaneId, LaneState},
    session::{Change, KnobKey, State},
};

/// Iterations before which nothing but the beginning is told.
const BEGINNING: u64 = 30;

/// How near a loss is that is near to guessing: in parts of it.
const NEAR: f32 = 0.15;

/// Iterations for which a divergence is news.
const NEWS: u64 = 300;

/// Iterations after a change from which on what has come of it is told, and until which.
const CHANGED: (u64, u64) = (50, 200);

/// How much lower or higher a loss has to be for a change to have shown: in parts of the loss before.
const SHOWN: f32 = 0.1;

/// A lane leads clearly whose loss is lower than the next by that share of it.
const CLEARLY: f32 = 0.2;

/// What happens now. Losses are smoothed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Narration {
    /// All losses are near this one, which guessing among so many classes comes to.
    Guessing { loss: f32, classes: usize },
    /// A lane has diverged.
    Diverged { lane: LaneId, iteration: u64 },
    /// The loss before a lane's rate was changed, and that so many iterations after.
    Changed { lane: LaneId, rate: f64, before: f32, now: f32, iterations: u64 },
    /// The losses of a lane go up and down: its steps are too long.
    Swings { lane: LaneId },
    /// A lane's loss is high and stays so.
    Stalls { lane: LaneId, loss: f32 },
    /// The same, after a leap up.
    Stuck { lane: LaneId, loss: f32 },
    /// A lane is clearly ahead of all others: that share of the next one's recent loss is missing from its own.
    Leads { lane: LaneId, next: LaneId, share: f32 },
    /// A lane is ahead, but not by much.
    LeadsBarely { lane: LaneId, next: LaneId, share: f32 },
    /// The noise of batches is larger than the difference of the best two.
    Level { lane: LaneId, other: LaneId },
}

impl History {
    /// What happens now; `None` where nothing does, or nothing can be told.
    pub(crate) fn narration(&self, smoother: &Smoother) -> Option<Narration> {
        if self.state() != State::Running || self.comparison().is_some() {
            return None;
        }
        self.divergence()
            .or_else(|| self.guessing(smoother))
            .or_else(|| self.effect(smoother))
            .or_else(|| if self.foreign().is_some() { None } else { self.trouble(smoother) })
            .or_else(|| self.lead(smoother))
    }

    /// Whether what was told is so still. Numbers in it are of the moment when it was told.
    pub(crate) fn bears_out(&self, told: &Narration, smoother: &Smoother) -> bool {
        let lane = |id: LaneId| self.lane(id);
        let loss = |id: LaneId| lane(id).and_then(|lane| lane.smoothed(smoother));
        match *told {
            Narration::Guessing { .. } => self.guessing(smoother).is_some(),
            Narration::Diverged { lane: id, .. } => {
                lane(id).is_some_and(|lane| matches!(lane.info.state, LaneState::Diverged { .. }))
            }
            Narration::Changed { lane: id, before, now: told, .. } => {
                loss(id).is_some_and(|now| (now < before) == (told < before))
            }
            Narration::Swings { lane: id } => {
                lane(id).is_some_and(|lane| Trend::of(lane, self) == Trend::Swinging)
            }
            Narration::Stalls { lane: id, loss: told } | Narration::Stuck { lane: id, loss: told } => {
                loss(id).is_some_and(|now| (now - told).abs() < SHOWN * told)
            }
            Narration::Leads { lane: id, next, .. } | Narration::LeadsBarely { lane: id, next, .. } => {
                lane(id)
                    .zip(lane(next))
                    .and_then(|(one, two)| recent(one, two))
                    .is_some_and(|(one, two)| one < two)
            }
            Narration::Level { lane: id, other, .. } => lane(id).is_some() && lane(other).is_some(),
        }
    }

    fn divergence(&self) -> Option<Narration> {
        let told = |lane: &LaneHistory| match lane.info.state {
            LaneState::Diverged { iteration } if self.iteration() < iteration + NEWS => {
                Some(Narration::Diverged { lane: lane.info.id, iteration })
            }
            _ => None,
        };
        self.lanes().iter().rev().find_map(told)
    }

    /// At the beginning no network knows anything: −ln(1/classes).
    fn guessing(&self, smoother: &Smoother) -> Option<Narration> {
        let classes = *self.own()?.sizes.last()?;
        let guess = (classes as f32).ln();
        let losses: Vec<f32> = self.lanes().iter().filter_map(|lane| lane.smoothed(smoother)).collect();
        let near = losses.iter().all(|loss| (loss - guess).abs() < NEAR * guess);
        let begins = self.iteration() < BEGINNING && near && !losses.is_empty();
        begins.then_some(Narration::Guessing { loss: guess, classes })
    }

    /// What has come of the last change of a rate.
    fn effect(&self, smoother: &Smoother) -> Option<Narration> {
        let mark = self.marks.back()?;
        let Change::Setting { lane, setting: KnobKey::Setting(Setting::LearningRate), to, .. } = mark.change
        else {
            return None;
        };
        let since = self.iteration().checked_sub(mark.iteration)?;
        if !(CHANGED.0..CHANGED.1).contains(&since) {
            return None;
        }
        let curve = &self.lane(lane).filter(|lane| lane.info.state == LaneState::Running)?.curve;
        let (before, now) =
            (curve.smoothed(mark.iteration, smoother)?, curve.smoothed(curve.last()?, smoother)?);
        let shown = (now - before).abs() > SHOWN * before;
        shown.then_some(Narration::Changed { lane, rate: to, before, now, iterations: since })
    }

    /// A lane that swings or stalls.
    fn trouble(&self, smoother: &Smoother) -> Option<Narration> {
        let told = |lane: &LaneHistory| match Trend::of(lane, self) {
            Trend::Swinging => Some(Narration::Swings { lane: lane.info.id }),
            Trend::Stalled => Some(Narration::Stalls { lane: lane.info.id, loss: lane.smoothed(smoother)? }),
            Trend::Stuck => Some(Narration::Stuck { lane: lane.info.id, loss: lane.smoothed(smoother)? }),
            _ => None,
        };
        self.lanes().iter().find_map(told)
    }

    /// Who is ahead, or that nobody is.
    fn lead(&self, smoother: &Smoother) -> Option<Narration> {
        let standing = Standing::by_loss(self, smoother)?;
        let [(first, _), (second, _), ..] = standing.lanes[..] else { return None };
        let (lane, next) = (first.info.id, second.info.id);
        if self.iteration() < BEGINNING {
            return None;
        }
        if standing.level > 1 {
            return Some(Narration::Level { lane, other: next });
        }
        let (own, others) = recent(first, second)?;
        let share = 1.0 - own / others;
        Some(if share > CLEARLY {
            Narration::Leads { lane, next, share }
        } else {
            Narration::LeadsBarely { lane, next, share }
        })
    }
}

/// The means of the losses of two lanes, up to where both have come: a window so long sees through the noise of batches.
fn recent(one: &LaneHistory, two: &LaneHistory) -> Option<(f32, f32)> {
    let last = one.curve.last()?.min(two.curve.last()?);
    let mean = |curve: &Curve| curve.over(standing::recent(curve, last)).map(|all| all.mean);
    mean(&one.curve).zip(mean(&two.curve))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        history::{Smoothing, tests::started},
        session::{Bucket, Losses, Update},
    };

    /// A race of lanes with these losses, running.
    fn told(lanes: &[&dyn Fn(u64) -> f32], iterations: u64, after: &[Update]) -> Option<Narration> {
        let names = ["a", "b", "c"];
        let mut history = History::default();
        history.apply(&started(&names[..lanes.len()]));
        history.apply(&Update::State { state: State::Running, iteration: 0 });
        let (before, rest): (Vec<&Update>, Vec<&Update>) =
            after.iter().partition(|update| matches!(update, Update::Changed { .. }));
        let changed_at = before.iter().find_map(|update| match update {
            Update::Changed { iteration, .. } => Some(*iteration),
            _ => None,
        });
        let stretch = |first: u64, last: u64| {
            let curve = |loss: &&dyn Fn(u64) -> f32| (first..=last).map(|at| Bucket::of(loss(at))).collect();
            let lanes = (0..).zip(lanes).map(|(id, loss)| (LaneId(id), curve(loss))).collect();
            let elapsed = Duration::from_secs(1);
            let losses = Losses { first, stride: 1, iterations: last + 1 - first, lanes, elapsed };
            Update::Progressed(losses)
        };
        match changed_at {
            Some(at) => {
                history.apply(&stretch(1, at));
                for update in before {
                    history.apply(update);
                }
                history.apply(&stretch(at + 1, iterations));
            }
            None => history.apply(&stretch(1, iterations)),
        }
        for update in rest {
            history.apply(update);
        }
        history.narration(&Smoother::new(Smoothing::default()))
    }

    /// Noise from −0.5 to 0.5, the same for every lane as the batches are.
    fn noise(iteration: u64) -> f32 {
        ((iteration.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f32 / (1_u64 << 24) as f32) - 0.5
    }

    #[test]
    fn at_the_beginning_networks_guess() {
        let near = |_: u64| 2.31;
        let told = told(&[&near, &near], 10, &[]);
        assert!(matches!(told, Some(Narration::Guessing { classes: 10, .. })), "{told:?}");
    }

    #[test]
    fn who_is_ahead_is_told_only_as_far_as_batches_show_it() {
        let lane = |level: f32| move |at: u64| level + 0.1 * noise(at);
        let ahead = told(&[&lane(0.1), &lane(0.4)], 300, &[]);
        assert!(
            matches!(ahead, Some(Narration::Leads { lane: LaneId(0), next: LaneId(1), .. })),
            "{ahead:?}"
        );
        let barely = told(&[&lane(0.40), &lane(0.42)], 300, &[]);
        assert!(matches!(barely, Some(Narration::LeadsBarely { lane: LaneId(0), .. })), "{barely:?}");
        let own = |of: u64| move |at: u64| 0.4 + 0.1 * noise(at + 10_007 * of);
        let level = told(&[&own(0), &own(1)], 300, &[]);
        assert!(matches!(level, Some(Narration::Level { .. })), "{level:?}");
        assert_eq!(told(&[&lane(0.1)], 300, &[]), None, "one lane leads nobody");
    }

    #[test]
    fn lanes_that_swing_stall_or_diverge_are_told_of_before_who_leads() {
        let good = |_: u64| 0.1;
        let swings = |at: u64| if at.is_multiple_of(2) { 2.4 } else { 1.6 };
        let seen = told(&[&good, &swings], 300, &[]);
        assert_eq!(seen, Some(Narration::Swings { lane: LaneId(1) }));
        let seen = told(&[&good, &|_| 2.3], 300, &[]);
        assert!(matches!(seen, Some(Narration::Stalls { lane: LaneId(1), .. })), "{seen:?}");
        let leapt = |at: u64| if at < 5 { 9.0 } else { 2.3 };
        let seen = told(&[&good, &leapt], 300, &[]);
        assert!(matches!(seen, Some(Narration::Stuck { lane: LaneId(1), .. })), "{seen:?}");
        // One that only fell from where it began has leapt nowhere.
        let falls = |at: u64| if at < 100 { 2.4 - 0.018 * at as f32 } else { 0.6 };
        let seen = told(&[&good, &falls], 300, &[]);
        assert!(matches!(seen, Some(Narration::Stalls { lane: LaneId(1), .. })), "{seen:?}");
        let diverged = Update::Diverged { lane: LaneId(1), iteration: 301, loss: f32::NAN };
        let seen = told(&[&good, &|_| 0.2], 300, std::slice::from_ref(&diverged));
        assert_eq!(seen, Some(Narration::Diverged { lane: LaneId(1), iteration: 301 }));
        // It is no news for ever.
        let finished = Update::State { state: State::Running, iteration: 700 };
        let seen = told(&[&good, &|_| 0.2], 300, &[diverged, finished]);
        assert_eq!(seen, None);
    }

    #[test]
    fn what_came_of_a_change_is_told_once_it_shows() {
        let change =
            Change::Setting { lane: LaneId(1), setting: Setting::LearningRate.into(), from: 0.01, to: 0.1 };
        let changed = [Update::Changed { iteration: 200, change }];
        let fell = |at: u64| if at <= 200 { 0.4 } else { 0.2 };
        let seen = told(&[&|_| 0.1, &fell], 260, &changed);
        let Some(Narration::Changed { lane: LaneId(1), before, now, .. }) = seen else { panic!("{seen:?}") };
        assert!(now < 0.25 && before > 0.25, "{before} {now}");
        let same = told(&[&|_| 0.1, &|_| 0.4], 260, &changed);
        assert!(!matches!(same, Some(Narration::Changed { .. })), "{same:?}");
        let long_ago = told(&[&|_| 0.1, &fell], 450, &changed);
        assert!(!matches!(long_ago, Some(Narration::Changed { .. })), "{long_ago:?}");
    }

    #[test]
    fn what_was_told_is_taken_back_once_it_is_not_so() {
        let smoother = Smoother::new(Smoothing::default());
        let after = |lanes: &[&dyn Fn(u64) -> f32], iterations: u64| {
            let mut history = History::default();
            history.apply(&started(&["a", "b"][..lanes.len()]));
            history.apply(&Update::State { state: State::Running, iteration: 0 });
            let curve =
                |loss: &&dyn Fn(u64) -> f32| (1..=iterations).map(|at| Bucket::of(loss(at))).collect();
            let lanes = (0..).zip(lanes).map(|(id, loss)| (LaneId(id), curve(loss))).collect();
            let elapsed = Duration::from_secs(1);
            history.apply(&Update::Progressed(Losses { first: 1, stride: 1, iterations, lanes, elapsed }));
            history
        };
        let falls = |at: u64| if at < 60 { 2.3 } else { 0.2 };
        let (early, late) = (after(&[&falls, &falls], 10), after(&[&falls, &falls], 200));
        let guessing = early.narration(&smoother).unwrap();
        assert!(early.bears_out(&guessing, &smoother) && !late.bears_out(&guessing, &smoother));
        let ahead = after(&[&|_| 0.1, &|_| 0.4], 300);
        let leads = ahead.narration(&smoother).unwrap();
        let behind = after(&[&|_| 0.4, &|_| 0.1], 300);
        assert!(ahead.bears_out(&leads, &smoother) && !behind.bears_out(&leads, &smoother));
        let stalls = after(&[&|_| 2.3, &|_| 0.1], 300);
        let told = Narration::Stalls { lane: LaneId(0), loss: 2.3 };
        assert!(stalls.bears_out(&told, &smoother) && !late.bears_out(&told, &smoother));
        // One that has left bears nothing out.
        let gone = Narration::Swings { lane: LaneId(9) };
        assert!(!ahead.bears_out(&gone, &smoother));
    }

    #[test]
    fn nothing_is_told_of_a_race_that_stands() {
        let mut history = History::default();
        assert_eq!(history.narration(&Smoother::new(Smoothing::default())), None);
        history.apply(&started(&["a", "b"]));
        assert_eq!(history.narration(&Smoother::new(Smoothing::default())), None);
    }
}
