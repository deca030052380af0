//! Smoothing of a curve: the figure's Kaiser window, or an exponential mean.
//!
//! ```text
//! Kaiser: yᵢ = Σ w_k·x_{i+k} / Σ w_k     w_k = I₀(β·√(1 − (2k/(n−1))²)),  −(n−1)/2 ≤ k ≤ (n−1)/2
//! EMA:    yᵢ = Σ aʲ·x_{i−j} / Σ aʲ       a = 1 − 2/(n + 1),  j ≥ 0
//! ```
//! n: window, β = 2, I₀: modified Bessel function. Beyond the ends Kaiser sees the curve mirrored: at the
//! start about the first loss, at the end after the last one, which counts twice (as in the figure of *Deep
//! Learning from Scratch*, chapter 6). The weights of the exponential mean sum to 1 from the first loss on.

use crate::session::Drawing;

/// How curves are smoothed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Smoothing {
    /// The curve as it is.
    Off,
    /// A Kaiser window over that many iterations, an odd number.
    Kaiser(u64),
    /// An exponential mean that weighs as far back as that many iterations.
    Ema(u64),
}

/// The windows that can be chosen.
const WINDOWS: [u64; 6] = [5, 11, 21, 51, 101, 201];

/// The window of the figure.
const FIGURE_WINDOW: u64 = 11;

/// The figure's β: how much the Kaiser window favours its middle.
const BETA: f64 = 2.0;

/// How many windows back the exponential mean is computed; what lies beyond weighs less than 1e-5.
const EMA_REACH: u64 = 6;

impl Default for Smoothing {
    fn default() -> Self {
        Self::Kaiser(FIGURE_WINDOW)
    }
}

impl Smoothing {
    /// The same for a metric: one that is known exactly, or at evaluations only, is shown as it is.
    #[must_use]
    pub const fn for_drawing(self, drawing: Drawing) -> Self {
        match drawing {
            Drawing::Line => self,
            Drawing::Steps | Drawing::Points => Self::Off,
        }
    }

    /// The next way of smoothing: off, Kaiser, exponential mean.
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::Off => Self::Kaiser(FIGURE_WINDOW),
            Self::Kaiser(window) => Self::Ema(window),
            Self::Ema(_) => Self::Off,
        }
    }

    /// The same with the next wider window; after the widest comes the narrowest.
    pub(crate) fn wider(self) -> Self {
        let next = |window| WINDOWS.into_iter().find(|&wider| wider > window).unwrap_or(WINDOWS[0]);
        match self {
            Self::Off => Self::Off,
            Self::Kaiser(window) => Self::Kaiser(next(window)),
            Self::Ema(window) => Self::Ema(next(window)),
        }
    }
}

impl std::fmt::Display for Smoothing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Off => f.write_str("raw"),
            Self::Kaiser(window) => write!(f, "kaiser {window}"),
            Self::Ema(window) => write!(f, "ema {window}"),
        }
    }
}

/// A way of smoothing with its weights computed.
#[derive(Debug, Clone)]
pub struct Smoother {
    pub(crate) smoothing: Smoothing,
    /// Kaiser: from the middle outwards. EMA: from the newest backwards.
    weights: Vec<f64>,
}

impl Smoother {
    /// Computes the weights once for all curves.
    #[must_use]
    pub fn new(smoothing: Smoothing) -> Self {
        let weights = match smoothing {
            Smoothing::Off => vec![1.0],
            Smoothing::Kaiser(window) => {
                let half = window / 2;
                let place = |k: u64| k as f64 / half.max(1) as f64;
                (0..=half).map(|k| bessel_i0(BETA * (1.0 - place(k).powi(2)).max(0.0).sqrt())).collect()
            }
            Smoothing::Ema(window) => {
                let keep = 1.0 - 2.0 / (window as f64 + 1.0);
                std::iter::successors(Some(1.0), |weight| Some(weight * keep))
                    .take(usize::try_from(window * EMA_REACH).unwrap_or(usize::MAX))
                    .collect()
            }
        };
        Self { smoothing, weights }
    }

    /// Iterations whose losses count for one point.
    pub(crate) const fn window(&self) -> u64 {
        match self.smoothing {
            Smoothing::Off => 1,
            Smoothing::Kaiser(window) | Smoothing::Ema(window) => window,
        }
    }

    /// How many values before one, and after it, count for its smoothed value at the most.
    pub(super) const fn reach(&self) -> (u64, u64) {
        match self.smoothing {
            Smoothing::Off => (0, 0),
            Smoothing::Kaiser(window) => (window / 2, window / 2),
            Smoothing::Ema(window) => (window * EMA_REACH, 0),
        }
    }

    /// The smoothed value at `index` of a series of `length` values. Values that are `None` don't count, and where the
    /// one at `index` is `None` there is no smoothed value either.
    pub fn smooth(&self, index: u64, length: u64, value: impl Fn(u64) -> Option<f64>) -> Option<f64> {
        let middle = value(index)?;
        let (mut sum, mut total) = (self.weights[0] * middle, self.weights[0]);
        let mut add = |place: u64, weight: f64| {
            if let Some(value) = value(place) {
                sum += weight * value;
                total += weight;
            }
        };
        for (k, &weight) in (1..).zip(&self.weights[1..]) {
            if matches!(self.smoothing, Smoothing::Ema(_)) {
                let Some(earlier) = index.checked_sub(k) else { break };
                add(earlier, weight);
            } else {
                // Mirrored ends; a series shorter than the window stops at its other end.
                let before = if index >= k { index - k } else { (k - index).min(length - 1) };
                let past = (index + k + 1).saturating_sub(length);
                let after = if past == 0 { index + k } else { length.saturating_sub(past) };
                add(before, weight);
                add(after, weight);
            }
        }
        Some(sum / total)
    }
}

/// The modified Bessel function of the first kind and order 0, by its power series `Σ ((x/2)ⁿ / n!)²`.
fn bessel_i0(x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..64 {
        term *= (x / 2.0 / f64::from(n)).powi(2);
        sum += term;
    }
    sum
}
