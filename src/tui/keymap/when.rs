//! When a key works: by what the race, the lesson and the screen are doing.

use crate::{
    history::LaneHistory,
    race::LaneState,
    session::{Capability, State},
    tui::context::{Context, Trials},
};

/// When a binding works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// At any time, whatever layer is open.
    Everywhere,
    Always,
    /// Once the race has begun, and also at its end.
    Racing,
    /// While there is a race that goes on or is played: of several that are compared there is no course to follow.
    Playable,
    /// While it can be paused and go on.
    Pausable,
    /// While it can take single steps.
    Steppable,
    /// While the race can be changed: a recording can't.
    Changeable,
    /// At the end of a race that can go on.
    Extensible,
    LaneSelected,
    /// While there are networks to look into, as far as is known.
    WithNetworks,
    /// While the selected lane can be changed.
    LaneChangeable,
    /// While settings of the selected lane can be turned.
    LaneSettable,
    /// While the learning rate that the arrows are meant for can be turned.
    RateSettable,
    /// While its trainer can write what it is to go on from.
    CanCheckpoint,
    /// While its trainer can be told to end.
    CanStop,
    /// Where there is a log of lines that are no measurements.
    WithLog,
    /// Where there is none.
    WithoutLog,
    /// While the selected lane can be removed, from the race or from the screen.
    LaneRemovable,
    /// While the selected lane has diverged, and can be rescued.
    LaneDiverged,
    /// While lanes are tested on images.
    Tested,
    /// While there are other views than that of the race.
    WithViews,
    /// While trials of this view are under way.
    TrialsRun,
    /// Where a sweep tries its settings from several seeds.
    Repeated,
    InLesson,
    /// While a lesson's question is open.
    QuestionOpen,
    /// While a lesson may take the place of the race: nothing of it is recorded.
    Teachable,
}

impl When {
    /// What has to be possible of the race for it to hold at any time.
    const fn needs(self) -> Option<Capability> {
        Some(match self {
            Self::Playable => Capability::Play,
            Self::Pausable => Capability::Pause,
            Self::Steppable => Capability::Step,
            Self::Changeable | Self::Extensible | Self::LaneChangeable | Self::LaneDiverged => {
                Capability::Change
            }
            Self::LaneSettable | Self::RateSettable => Capability::Set,
            Self::CanCheckpoint => Capability::Checkpoint,
            Self::CanStop => Capability::Stop,
            Self::WithNetworks => Capability::Networks,
            Self::TrialsRun => Capability::Trials,
            Self::Everywhere
            | Self::Always
            | Self::Racing
            | Self::LaneSelected
            | Self::LaneRemovable
            | Self::Tested
            | Self::WithViews
            | Self::WithLog
            | Self::WithoutLog
            | Self::InLesson
            | Self::QuestionOpen
            | Self::Teachable => return None,
            Self::Repeated => Capability::Sweep,
        })
    }

    /// Whether it can hold at some time, by what the race can do.
    pub(crate) fn is_offered(self, context: &Context) -> bool {
        let lanes = context.history.lanes();
        let by_race = match self {
            Self::LaneSettable => lanes.iter().any(|lane| lane.info.has_settings()),
            Self::RateSettable => lanes.iter().any(|lane| lane.info.has_rate()),
            Self::LaneRemovable => context.can(Capability::Change) || !context.guests.is_empty(),
            Self::Tested => context.is_tested(),
            // Every view but that of the race looks into rules of ours, or into what they have made.
            Self::WithViews => context.can(Capability::Rules) || context.can(Capability::Sweep),
            Self::WithLog => context.history.foreign().is_some() && !context.can(Capability::Sweep),
            Self::WithoutLog => context.history.foreign().is_none(),
            Self::InLesson | Self::QuestionOpen => {
                context.lesson.is_some() || Self::Teachable.is_offered(context)
            }
            Self::Teachable => context.course.is_some() || context.can(Capability::Teach),
            _ => true,
        };
        by_race && self.needs().is_none_or(|capability| context.can(capability))
    }

    /// Whether it holds now.
    pub(crate) fn holds(self, context: &Context) -> bool {
        let state = context.history.state();
        let racing = matches!(state, State::Running | State::Paused | State::Finished);
        let goes_on = racing && state != State::Finished;
        let lane = || context.selected_lane();
        let now = match self {
            Self::Everywhere | Self::Always | Self::WithViews => true,
            Self::Racing
            | Self::Playable
            | Self::Changeable
            | Self::Tested
            | Self::WithLog
            | Self::WithoutLog
            | Self::Teachable => racing,
            Self::Pausable | Self::Steppable | Self::CanCheckpoint | Self::CanStop => goes_on,
            Self::Extensible => state == State::Finished,
            Self::LaneSelected => racing && context.selected.is_some(),
            Self::WithNetworks => racing && context.history.watched.missing().is_none(),
            Self::LaneChangeable => racing && lane().is_some(),
            Self::LaneSettable => racing && lane().is_some_and(|lane| lane.info.has_settings()),
            Self::RateSettable => racing && context.turned_lanes().any(|lane| lane.info.has_rate()),
            Self::LaneRemovable => context.selected_guest().is_some() || Self::LaneChangeable.holds(context),
            Self::LaneDiverged => {
                let diverged = |lane: &LaneHistory| matches!(lane.info.state, LaneState::Diverged { .. });
                racing && lane().is_some_and(diverged)
            }
            Self::TrialsRun => context.trials == Trials::Own,
            Self::Repeated => context.history.sweep.as_ref().is_some_and(|sweep| sweep.plan.is_repeated()),
            Self::InLesson => racing && context.lesson.is_some(),
            Self::QuestionOpen => context.lesson.as_ref().is_some_and(|lesson| lesson.counting().is_some()),
        };
        now && self.is_offered(context)
    }

    /// Whether it is about the race, and not about the screen or a lesson.
    pub(crate) const fn is_of_race(self) -> bool {
        matches!(
            self,
            Self::Racing
                | Self::Playable
                | Self::Pausable
                | Self::Steppable
                | Self::CanCheckpoint
                | Self::CanStop
                | Self::LaneSettable
                | Self::RateSettable
                | Self::Changeable
                | Self::Extensible
                | Self::LaneSelected
                | Self::WithNetworks
                | Self::LaneChangeable
                | Self::LaneRemovable
                | Self::LaneDiverged
        )
    }
}
