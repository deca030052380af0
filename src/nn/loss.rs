//! Softmax cross-entropy and what is read from logits.
//!
//! ```text
//! pᵢ = e^{zᵢ} / Σ e^{zⱼ}        loss = −mean ln(p_label + 1e-7)        ∂loss/∂z = (p − onehot) / rows
//! ```
//! The 1e-7 is the book's (*Deep Learning from Scratch*, section 4.2): a sure mistake costs 16.1, not infinity.

use std::slice::ChunksExact;

use super::elementary;

/// Added to a probability before its logarithm is taken, as in the book.
const LOG_FLOOR: f64 = 1e-7;

/// The most classes: a label is a byte. So many exponentials are taken at once, of as many rows as that makes.
const MAX_CLASSES: usize = 256;

/// The cross-entropy of each row of logits, rows × classes.
///
/// NaN as soon as one logit of the row is NaN or infinite.
pub(super) fn softmax_cross_entropy(logits: &[f32], classes: usize, labels: &[u8], losses: &mut [f64]) {
    let mut room = [0.0; MAX_CLASSES];
    let rows = MAX_CLASSES / classes;
    let answers = labels.chunks(rows).zip(losses.chunks_mut(rows));
    for (logits, (labels, losses)) in logits.chunks(rows * classes).zip(answers) {
        let rows = exponentiate(logits, classes, &mut room);
        for ((exponentials, &label), loss) in rows.zip(labels).zip(losses) {
            let sum: f64 = exponentials.iter().sum();
            *loss = -libm::log(exponentials[usize::from(label)] / sum + LOG_FLOOR);
        }
    }
}

/// The gradient of the mean loss of `all` rows with respect to some rows of logits.
pub(super) fn softmax_gradient(
    logits: &[f32],
    classes: usize,
    labels: &[u8],
    all: usize,
    deltas: &mut [f32],
) {
    let mut room = [0.0; MAX_CLASSES];
    let rows = MAX_CLASSES / classes;
    let answers = labels.chunks(rows).zip(deltas.chunks_mut(rows * classes));
    for (logits, (labels, deltas)) in logits.chunks(rows * classes).zip(answers) {
        let rows = exponentiate(logits, classes, &mut room).zip(deltas.chunks_exact_mut(classes));
        for ((exponentials, deltas), &label) in rows.zip(labels) {
            let sum: f64 = exponentials.iter().sum();
            for (class, (delta, exponential)) in deltas.iter_mut().zip(exponentials).enumerate() {
                let target = if class == usize::from(label) { 1.0 } else { 0.0 };
                *delta = ((exponential / sum - target) / all as f64) as f32;
            }
        }
    }
}

/// Appends the probabilities of every row of logits.
pub(super) fn softmax(logits: &[f32], classes: usize, out: &mut Vec<f32>) {
    let mut room = [0.0; MAX_CLASSES];
    for logits in logits.chunks(MAX_CLASSES / classes * classes) {
        for exponentials in exponentiate(logits, classes, &mut room) {
            let sum: f64 = exponentials.iter().sum();
            out.extend(exponentials.iter().map(|exponential| (exponential / sum) as f32));
        }
    }
}

/// Computes `e^{z − max}` for each logit of the rows, for which there is room. In f64: the `p − 1` of a confident
/// prediction would lose its digits in f32, and rules that divide by the size of a gradient would step by what is left.
fn exponentiate<'a>(
    logits: &[f32],
    classes: usize,
    room: &'a mut [f64; MAX_CLASSES],
) -> ChunksExact<'a, f64> {
    let room = &mut room[..logits.len()];
    for (row, exponents) in logits.chunks_exact(classes).zip(room.chunks_exact_mut(classes)) {
        let max = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        exponents.iter_mut().zip(row).for_each(|(exponent, z)| *exponent = f64::from(z - max));
    }
    elementary::exp(room);
    room.chunks_exact(classes)
}

/// The index of the largest logit.
pub(super) fn largest(row: &[f32]) -> usize {
    let larger = |best: usize, next: usize| if row[next] > row[best] { next } else { best };
    (0..row.len()).fold(0, larger)
}
