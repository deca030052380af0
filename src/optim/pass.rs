//! The loop that every rule is made of: one pass over the parameters, vectorised.

use pulp::Arch;

/// Changes every parameter by `update`, which gets it with its gradient and what `memory` holds of it.
///
/// The loop is compiled for the widest vectors that the processor has. `update` is plain arithmetic that is never
/// contracted to fused operations, so that it gives the same bits on any. It owns what it needs: of what it borrowed the
/// compiler would have to think that a parameter may lie there, and make no vectors.
pub(super) fn pass<M>(
    parameters: &mut [f32],
    gradients: &[f32],
    memory: impl IntoIterator<Item = M>,
    update: impl Fn(&mut f32, f32, M) + 'static,
) {
    Arch::new().dispatch(|| {
        for ((p, g), m) in parameters.iter_mut().zip(gradients).zip(memory) {
            update(p, *g, m);
        }
    });
}

/// The memory of a rule that has none.
pub(super) fn nothing() -> impl Iterator<Item = ()> {
    std::iter::repeat(())
}

/// The number, or 0 if it is too small to be a normal one.
///
/// A memory that fades (a velocity behind a pixel that is always black) would come to rest at such numbers, and many
/// processors take much longer for them: in a race of 2,000 iterations they cost Adam an eighth of its speed, and its
/// losses are the same without them.
#[inline]
pub(super) fn normal(number: f32) -> f32 {
    if number.abs() < f32::MIN_POSITIVE { 0.0 } else { number }
}
