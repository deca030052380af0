//! In English: the view of plain words.

use crate::{history::Trend, optim::OptimizerKind, text::thousands};

pub(crate) const NO_LANE: &str = "no lane is selected: + adds one";

pub(crate) fn lane_of(lane: usize, lanes: usize) -> String {
    format!("lane {lane} of {lanes}: ↑↓")
}

pub(crate) const PICTURE_HEADING: &str = "picture";
pub(crate) const NOW_HEADING: &str = "now";
pub(crate) const IDEA_HEADING: &str = "idea";
pub(crate) const FORMULA_HEADING: &str = "formula";
pub(crate) const SETTINGS_HEADING: &str = "settings";
pub(crate) const PAPER_HEADING: &str = "paper";

/// What to watch on the chart now.
pub(crate) fn watch(doing: Trend) -> String {
    let plain = match doing {
        Trend::Diverged(at) => {
            let at = thousands(at);
            return format!(
                "It diverged at {at}: each step leapt over the valley and landed higher. The rate was too high; halve it \
                 and press r."
            );
        }
        Trend::Beginning => {
            "It has hardly begun. Watch the first twenty steps: does the curve fall at once, or leap up first?"
        }
        Trend::Off => "It is off and takes no steps. Press x to switch it on again.",
        Trend::Faulted => "A fault in the program stopped it; the other lanes go on.",
        Trend::Rising => {
            "Its loss is growing: the steps are too long, and the next may be longer. Lower the rate with ← before it \
             diverges."
        }
        Trend::Swinging => {
            "Its loss leaps up and down: every step crosses the valley. With a third of the rate it would go down."
        }
        Trend::Stalled => {
            "Its curve is flat and high: a plateau, a rate too low, or a bad start. Raise the rate with →; if nothing \
             moves, look at the start."
        }
        Trend::Ahead => {
            "It is ahead of all others. Is it the optimizer, or only a well-chosen rate? Tune the others before you say \
             so."
        }
        Trend::Behind => {
            "It learns, but another lane has half its loss. Try three times the rate; if the curve gets ragged, that was \
             too much."
        }
        Trend::Learning => {
            "It learns steadily. The ripples are the batches, some of them harder than others; the smoothed curve shows \
             the way."
        }
    };
    plain.to_owned()
}

pub(crate) const fn picture(optimizer: OptimizerKind) -> &'static str {
    let [english, _] = optimizer.picture();
    english
}

pub(crate) const fn idea(optimizer: OptimizerKind) -> &'static str {
    let [english, _] = optimizer.idea();
    english
}
