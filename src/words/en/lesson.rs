//! In English: lessons: beside the race, and without a screen.

use crate::text::thousands;

pub(crate) const LESSONS: &str = "lessons";
pub(crate) const NOW: &str = "now";

pub(crate) const ENTER_GOES_ON: &str = "Enter goes on";
pub(crate) const PAUSED: &str = "paused: Enter goes on";

pub(crate) fn to_iteration(iteration: u64) -> String {
    format!("to iteration {}", thousands(iteration))
}

pub(crate) const OVER: &str = "the lesson is over; the race is yours. T lists the lessons";

pub(crate) fn answer(right: &str) -> String {
    format!("answer: {right}")
}

pub(crate) fn answer_and_votes(right: &str, votes: u32, all: u32, counts: &str) -> String {
    format!("answer: {right}   {votes} of {all} had said so ({counts})")
}

pub(crate) const AS_CLAIMED: &str = "as claimed";
pub(crate) const NOT_AS_CLAIMED: &str = "NOT as claimed";

pub(crate) fn losses_at(iteration: u64, losses: &str) -> String {
    format!("at {}: {losses}", thousands(iteration))
}

pub(crate) fn diverged_at(lane: &str, iteration: u64) -> String {
    format!("{lane} diverged at {}", thousands(iteration))
}

pub(crate) fn did_not_diverge_by(lane: &str, iteration: u64) -> String {
    format!("{lane} did not diverge by {}", thousands(iteration))
}

pub(crate) fn equal_losses(lane: &str, equal: u64, all: u64) -> String {
    format!("{lane}: {} of {} losses the same", thousands(equal), thousands(all))
}
