//! Points that roll down a function of two variables by the lanes' own update rules, step by step.
//!
//! A race goes downhill in a hundred thousand dimensions, none of which can be seen. Here there are two, and all else is
//! the same: the rules are those of [`optim`](crate::optim), with each lane's settings and memory. Only the learning
//! rate is a roller's own, because a surface has slopes of another size; schedules and the L2 penalty, which belong to
//! training, play no part.
//!
//! Slopes are computed in f64, positions and steps in f32 as in training. On the tutorial's bowl thirty steps of the
//! six rules of its book stay within 2e-6 (relative to a coordinate, or to 1 if that is larger) of its f64 classes
//! (`tests/fixtures/surface.json`).
//!
//! Pure: the same lanes, start and calls give the same bits; it knows no terminal, clock or thread.

mod function;
mod model;
mod narration;

pub(crate) use function::{Function, Viewport};
pub(crate) use model::{LaneRule, NEAR, Roller, Surface};
pub(crate) use narration::SurfaceNarration;

#[cfg(test)]
pub(crate) use model::MAX_STEPS;

#[cfg(test)]
mod tests;
