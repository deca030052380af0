//! The loop that every rule is made of: one pass over the parameters, vectorised, and shared between threads.

use pulp::Arch;

/// Parameters that are worth a thread of their own: a pass over so many takes ten times as long as waking one.
const PART: usize = 1 << 14;

/// What a rule remembers of every parameter, in as many lists as it likes.
pub(super) trait MemoryLists: Sized + Send {
    /// Of one parameter.
    type Item;

    /// What it remembers of the first `count` parameters, and of the others.
    fn cut(self, count: usize) -> (Self, Self);

    fn items(self) -> impl Iterator<Item = Self::Item>;
}

/// The memory of a rule that has none.
impl MemoryLists for () {
    type Item = ();

    fn cut(self, _: usize) -> (Self, Self) {
        ((), ())
    }

    #[inline]
    fn items(self) -> impl Iterator<Item = ()> {
        std::iter::repeat(())
    }
}

impl<'a> MemoryLists for &'a mut [f32] {
    type Item = &'a mut f32;

    fn cut(self, count: usize) -> (Self, Self) {
        self.split_at_mut(count)
    }

    #[inline]
    fn items(self) -> impl Iterator<Item = &'a mut f32> {
        self.iter_mut()
    }
}

impl<A: MemoryLists, B: MemoryLists> MemoryLists for (A, B) {
    type Item = (A::Item, B::Item);

    fn cut(self, count: usize) -> (Self, Self) {
        let ((first, first_rest), (second, second_rest)) = (self.0.cut(count), self.1.cut(count));
        ((first, second), (first_rest, second_rest))
    }

    #[inline]
    fn items(self) -> impl Iterator<Item = Self::Item> {
        self.0.items().zip(self.1.items())
    }
}

/// Changes every parameter by `update`, which gets it with its gradient and what `memory` holds of it.
///
/// The loop is compiled for the widest vectors that the processor has. `update` is plain arithmetic that is never
/// contracted to fused operations, so that it gives the same bits on any. It owns what it needs: of what it borrowed the
/// compiler would have to think that a parameter may lie there, and make no vectors.
pub(super) fn pass<M: MemoryLists>(
    parameters: &mut [f32],
    gradients: &[f32],
    threads: usize,
    memory: M,
    update: impl Fn(&mut f32, f32, M::Item) + Copy + Send + Sync + 'static,
) {
    if threads < 2 || parameters.len() < 2 * PART {
        Arch::new().dispatch(|| {
            for ((p, g), m) in parameters.iter_mut().zip(gradients).zip(memory.items()) {
                update(p, *g, m);
            }
        });
        return;
    }
    let own = threads / 2;
    let half = parameters.len() * own / threads;
    let (parameters, rest) = parameters.split_at_mut(half);
    let (gradients, gradients_rest) = gradients.split_at(half);
    let (memory, memory_rest) = memory.cut(half);
    rayon::join(
        || pass(parameters, gradients, own, memory, update),
        || pass(rest, gradients_rest, threads - own, memory_rest, update),
    );
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
