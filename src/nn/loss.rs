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
/// NaN as soon as one logit is NaN or infinite. `shares` has room for a row.
pub(super) fn softmax_cross_entropy(logits: &[f32], labels: &[u8], shares: &mut [f64]) -> f64 {
    let rows = logits.chunks_exact(shares.len());
    let total: f64 = rows
        .zip(labels)
        .map(|(row, &label)| {
            let sum = exponentials(row, shares);
            -(shares[usize::from(label)] / sum + LOG_FLOOR).ln()
        })
        .sum();
    let count = labels.len() as f64;
    total / count
}

/// Turns rows of logits into the loss's gradient with respect to them. `shares` has room for a row.
pub(super) fn softmax_gradient(logits: &mut [f32], labels: &[u8], shares: &mut [f64]) {
    let rows = labels.len() as f64;
    for (row, &label) in logits.chunks_exact_mut(shares.len()).zip(labels) {
        let sum = exponentials(row, shares);
        for (class, (z, share)) in row.iter_mut().zip(shares.iter()).enumerate() {
            let hot = if class == usize::from(label) { 1.0 } else { 0.0 };
            *z = ((share / sum - hot) / rows) as f32;
        }
    }
}

/// Appends the probabilities of every row of logits. `shares` has room for a row.
pub(super) fn softmax(logits: &[f32], shares: &mut [f64], out: &mut Vec<f32>) {
    for row in logits.chunks_exact(shares.len()) {
        let sum = exponentials(row, shares);
        out.extend(shares.iter().map(|share| (share / sum) as f32));
    }
}

/// Each `e^{z − top}` of a row, and their sum. In f64: a sure guess's `p − 1` would lose its digits in
/// f32, and rules that divide by the size of a gradient make steps of what is left.
fn exponentials(row: &[f32], shares: &mut [f64]) -> f64 {
    let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for (share, z) in shares.iter_mut().zip(row) {
        *share = f64::from(z - top).exp();
        sum += *share;
    }
    sum
}

/// The index of the largest logit.
pub(super) fn largest(row: &[f32]) -> usize {
    let larger = |best: usize, next: usize| if row[next] > row[best] { next } else { best };
    (0..row.len()).fold(0, larger)
}
