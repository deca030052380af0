//! In English: why a command was not followed, or a race is not saved.

use super::settings::{allowed, name, whole_number};
use crate::{
    config::{Bounds, MAX_LANES},
    race::LaneState,
    session::{Refusal, Trouble},
    text::thousands,
};

pub(crate) fn trouble(trouble: &Trouble) -> String {
    trouble.to_string()
}

pub(crate) fn refusal(reason: &Refusal) -> String {
    let plain = match reason {
        Refusal::PastFrom(first) => {
            return format!("the past is kept from iteration {} on", thousands(*first));
        }
        Refusal::Setting { setting, value } => {
            return format!("{} can't be {value}: {}", name(*setting), allowed(*setting));
        }
        Refusal::BatchSize => return format!("a batch must be {}", whole_number(Bounds::BATCH_SIZE)),
        Refusal::Ended { lane, state } => return ended(lane, *state),
        Refusal::Memory(shortage) => {
            let (needed, free) = shortage.figures();
            return format!("that needs about {needed} of memory and {free} are free");
        }
        Refusal::MostLanes => return format!("at most {MAX_LANES} lanes"),
        Refusal::Finished => "finished: c goes on, r starts over",
        Refusal::NothingRuns => "no lane runs: + adds one, x switches one on, r starts over",
        Refusal::NoPast => "this race keeps no past to go back to",
        Refusal::Pace => "a pace must be a number from 0.001 to 1,000,000",
        Refusal::NothingToFork => "a lane that has ended can't be forked; u goes back",
        Refusal::NothingToSee => "this race has nothing like that to show",
        Refusal::Recording => "a recording can't be changed; downhill resume goes on with its race",
        Refusal::RecordingOver => "the recording ends here; r plays it again",
        Refusal::Gone => "the session takes no more commands",
    };
    plain.to_owned()
}

fn ended(lane: &str, state: LaneState) -> String {
    match state {
        LaneState::Diverged { iteration } => {
            format!("{lane} diverged at {}: lower its rate, then r starts over", thousands(iteration))
        }
        _ => format!("{lane} was stopped by a fault: r starts over"),
    }
}
