//! Softmax cross-entropy and what is read from logits.
//!
//! ```text
//! pᵢ = e^{zᵢ} / Σ e^{zⱼ}        loss = −mean ln(p_label + 1e-7)        ∂loss/∂z = (p − onehot) / rows
//! ```
//! The 1e-7 is the book's (*Deep Learning from Scratch*, section 4.2): a sure mistake costs 16.1, not infinity.

/// What the logarithm of a probability gets added, as in the book.
const LOG_FLOOR: f64 = 1e-7;

/// The mean cross-entropy of rows of logits, which it leaves as they are.
///
/// NaN as soon as one logit is NaN or infinite.
pub(super) fn softmax_cross_entropy(logits: &[f32], labels: &[u8]) -> f64 {
    let classes = logits.len() / labels.len().max(1);
    let rows = logits.chunks_exact(classes.max(1));
    let total: f64 = rows
        .zip(labels)
        .map(|(row, &label)| {
            let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let share = f64::from(row[usize::from(label)] - top).exp() / exponentials(row, top);
            -(share + LOG_FLOOR).ln()
        })
        .sum();
    let count = labels.len() as f64;
    total / count
}

/// Turns rows of logits into the loss's gradient with respect to them.
pub(super) fn softmax_gradient(logits: &mut [f32], labels: &[u8], classes: usize) {
    let rows = labels.len() as f64;
    for (row, &label) in logits.chunks_exact_mut(classes).zip(labels) {
        let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum = exponentials(row, top);
        for (class, z) in row.iter_mut().enumerate() {
            let hot = if class == usize::from(label) { 1.0 } else { 0.0 };
            *z = ((f64::from(*z - top).exp() / sum - hot) / rows) as f32;
        }
    }
}

/// `Σ e^{z − top}`, in f64: a sure guess's `p − 1` would lose its digits in f32, and rules that divide by
/// the size of a gradient make steps of what is left.
fn exponentials(row: &[f32], top: f32) -> f64 {
    row.iter().map(|z| f64::from(z - top).exp()).sum()
}

/// The index of the largest logit.
pub(super) fn largest(row: &[f32]) -> usize {
    let larger = |best: usize, next: usize| if row[next] > row[best] { next } else { best };
    (0..row.len()).fold(0, larger)
}
