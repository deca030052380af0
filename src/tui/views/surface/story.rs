//! The sentence on what happens on the surface.

use crate::{race::LaneId, surface::SurfaceNarration, text::thousands, tui::context::Context, words::say};

/// What is told, in words; `None` if one of the lanes has left.
pub(super) fn sentence(context: &Context, told: SurfaceNarration) -> Option<String> {
    let lang = context.lang();
    let name = |lane: LaneId| context.shown().lane(lane).map(|lane| lane.info.name.as_str());
    Some(match told {
        SurfaceNarration::Diverged { lane, step } => {
            say!(lang, narration::out_of_bounds(name(lane)?, &thousands(step)))
        }
        SurfaceNarration::Arrived { lane, step, there, all } => {
            say!(lang, narration::arrived(name(lane)?, &thousands(step), there, all))
        }
        SurfaceNarration::AllArrived { first, step } => {
            say!(lang, narration::all_arrived(name(first)?, &thousands(step)))
        }
        SurfaceNarration::Zigzags { lane } => say!(lang, narration::zigzags(name(lane)?)),
        SurfaceNarration::Rests { lane } => say!(lang, narration::rests(name(lane)?)),
        SurfaceNarration::Lowest { lane, next } => say!(lang, narration::lowest(name(lane)?, name(next)?)),
    })
}
