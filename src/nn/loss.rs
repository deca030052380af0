//! Softmax cross-entropy and what is read from logits.
//!
//! ```text
//! pᵢ = e^{zᵢ} / Σ e^{zⱼ}        loss = −mean ln(p_label + 1e-7)        ∂loss/∂z = (p − onehot) / rows
//! ```
//! The 1e-7 is the book's (*Deep Learning from Scratch*, section 4.2): a sure mistake costs 16.1, not infinity.

/// Added to a probability before its logarithm is taken, as in the book.
const LOG_FLOOR: f64 = 1e-7;

/// The mean cross-entropy of rows of logits, which it leaves as they are.
///
/// NaN as soon as one logit is NaN or infinite. `exponentials` has room for a row.
pub(super) fn softmax_cross_entropy(logits: &[f32], labels: &[u8], exponentials: &mut [f64]) -> f64 {
    let rows = logits.chunks_exact(exponentials.len());
    let total: f64 = rows
        .zip(labels)
        .map(|(row, &label)| {
            let sum = exponentiate(row, exponentials);
            -(exponentials[usize::from(label)] / sum + LOG_FLOOR).ln()
        })
        .sum();
    let count = labels.len() as f64;
    total / count
}

/// Turns rows of logits into the loss's gradient with respect to them. `exponentials` has room for a row.
pub(super) fn softmax_gradient(logits: &mut [f32], labels: &[u8], exponentials: &mut [f64]) {
    let rows = labels.len() as f64;
    for (row, &label) in logits.chunks_exact_mut(exponentials.len()).zip(labels) {
        let sum = exponentiate(row, exponentials);
        for (class, (z, exponential)) in row.iter_mut().zip(exponentials.iter()).enumerate() {
            let target = if class == usize::from(label) { 1.0 } else { 0.0 };
            *z = ((exponential / sum - target) / rows) as f32;
        }
    }
}

/// Appends the probabilities of every row of logits. `exponentials` has room for a row.
pub(super) fn softmax(logits: &[f32], exponentials: &mut [f64], out: &mut Vec<f32>) {
    for row in logits.chunks_exact(exponentials.len()) {
        let sum = exponentiate(row, exponentials);
        out.extend(exponentials.iter().map(|exponential| (exponential / sum) as f32));
    }
}

/// Computes `e^{z − max}` for each logit of a row, and returns their sum. In f64: the `p − 1` of a confident
/// prediction would lose its digits in f32, and rules that divide by the size of a gradient would step by what is left.
fn exponentiate(row: &[f32], exponentials: &mut [f64]) -> f64 {
    let max = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for (exponential, z) in exponentials.iter_mut().zip(row) {
        *exponential = f64::from(z - max).exp();
        sum += *exponential;
    }
    sum
}

/// The index of the largest logit.
pub(super) fn largest(row: &[f32]) -> usize {
    let larger = |best: usize, next: usize| if row[next] > row[best] { next } else { best };
    (0..row.len()).fold(0, larger)
}
