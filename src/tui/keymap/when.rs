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
    /// While trials of this view are under way.
    TrialsRun,
    InLesson,
    /// While a lesson's question is open.
    QuestionOpen,
    /// While a lesson may take the place of the race: nothing of it is recorded.
    Teachable,
}

impl When {
    pub(crate) fn holds(self, context: &Context) -> bool {
        let state = context.history.state();
        let racing = matches!(state, State::Running | State::Paused | State::Finished);
        let goes_on = racing && state != State::Finished;
        match self {
            Self::Everywhere | Self::Always => true,
            Self::Racing => racing,
            Self::Playable => racing && context.can(Capability::Play),
            Self::Pausable => goes_on && context.can(Capability::Pause),
            Self::Steppable => goes_on && context.can(Capability::Step),
            Self::LaneSettable => racing && context.can(Capability::Set) && context.selected_lane().is_some(),
            Self::CanCheckpoint => goes_on && context.can(Capability::Checkpoint),
            Self::CanStop => goes_on && context.can(Capability::Stop),
            Self::WithLog => racing && context.history.foreign().is_some(),
            Self::WithoutLog => racing && context.history.foreign().is_none(),
            Self::Changeable => racing && context.can(Capability::Change),
            Self::Extensible => Self::Changeable.holds(context) && state == State::Finished,
            Self::LaneSelected => racing && context.selected.is_some(),
            Self::WithNetworks => {
                racing && context.can(Capability::Networks) && context.history.watched.missing().is_none()
            }
            Self::LaneChangeable => Self::Changeable.holds(context) && context.selected_lane().is_some(),
            Self::LaneRemovable => Self::LaneChangeable.holds(context) || context.selected_guest().is_some(),
            Self::LaneDiverged => {
                let diverged = |lane: &LaneHistory| matches!(lane.info.state, LaneState::Diverged { .. });
                Self::Changeable.holds(context) && context.selected_lane().is_some_and(diverged)
            }
            Self::TrialsRun => context.trials == Trials::Own,
            Self::InLesson => racing && context.lesson.is_some(),
            Self::QuestionOpen => context.lesson.as_ref().is_some_and(|lesson| lesson.counting().is_some()),
            Self::Teachable => racing && (context.course.is_some() || context.can(Capability::Teach)),
        }
    }

    /// Whether it can work at some time, by what the race can do.
    pub(crate) fn is_offered(self, context: &Context) -> bool {
        match self {
            Self::Playable => context.can(Capability::Play),
            Self::Pausable => context.can(Capability::Pause),
            Self::Steppable => context.can(Capability::Step),
            Self::Changeable | Self::Extensible | Self::LaneChangeable | Self::LaneDiverged => {
                context.can(Capability::Change)
            }
            Self::LaneSettable => context.can(Capability::Set),
            Self::CanCheckpoint => context.can(Capability::Checkpoint),
            Self::CanStop => context.can(Capability::Stop),
            Self::WithNetworks => context.can(Capability::Networks),
            Self::WithLog => context.history.foreign().is_some(),
            Self::WithoutLog => context.history.foreign().is_none(),
            Self::TrialsRun => context.can(Capability::Trials),
            Self::Everywhere
            | Self::Always
            | Self::Racing
            | Self::LaneSelected
            | Self::LaneRemovable
            | Self::InLesson
            | Self::QuestionOpen
            | Self::Teachable => true,
        }
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
