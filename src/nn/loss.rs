//! Softmax cross-entropy and what is read from logits.
//!
//! ```text
//! pᵢ = e^{zᵢ} / Σ e^{zⱼ}        loss = −mean ln(p_label + 1e-7)        ∂loss/∂z = (p − onehot) / rows
//! ```
//! The 1e-7 is the book's (*Deep Learning from Scratch*, section 4.2): a sure mistake costs 16.1, not infinity.

/// Added to a probability before its logarithm is taken, as in the book.
const LOG_FLOOR: f64 = 1e-7;

/// The cross-entropy of each row of logits. `exponentials` has room for a row.
///
/// NaN as soon as one logit of the row is NaN or infinite.
pub(super) fn softmax_cross_entropy(
    logits: &[f32],
    labels: &[u8],
    exponentials: &mut [f64],
    losses: &mut [f64],
) {
    let rows = logits.chunks_exact(exponentials.len());
    for ((row, &label), loss) in rows.zip(labels).zip(losses) {
        let sum = exponentiate(row, exponentials);
        *loss = -(exponentials[usize::from(label)] / sum + LOG_FLOOR).ln();
    }
}

/// The gradient of the mean loss of `all` rows with respect to some rows of logits. `exponentials` has room for a row.
pub(super) fn softmax_gradient(
    logits: &[f32],
    labels: &[u8],
    all: usize,
    exponentials: &mut [f64],
    deltas: &mut [f32],
) {
    let classes = exponentials.len();
    let rows = logits.chunks_exact(classes).zip(deltas.chunks_exact_mut(classes));
    for ((row, deltas), &label) in rows.zip(labels) {
        let sum = exponentiate(row, exponentials);
        for (class, (delta, exponential)) in deltas.iter_mut().zip(exponentials.iter()).enumerate() {
            let target = if class == usize::from(label) { 1.0 } else { 0.0 };
            *delta = ((exponential / sum - target) / all as f64) as f32;
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
