//! The functions, each with its gradient, its minima, its start and the learning rates that suit it.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::{nn::standard_normal, optim::OptimizerKind};

/// The noise is the same every time and for all rollers, as the batches of a race are for all lanes.
const NOISE_SEED: u64 = 0;

/// Standard deviation of the noise in each direction: a few units from the middle the slope is larger.
const NOISE: f64 = 0.5;

/// A function of two variables to roll down on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    /// Steep across, almost flat along: the tutorial's.
    Bowl,
    /// A bent valley with a flat floor. Rosenbrock, "An automatic method for finding the greatest or least value of a
    /// function", 1960.
    Rosenbrock,
    /// A flat basin between steep cliffs. Beale, "On an iterative method for finding a local minimum of a function of
    /// more than one variable", 1958.
    Beale,
    /// Four minima, all as low. Himmelblau, "Applied Nonlinear Programming", 1972.
    Himmelblau,
    /// A pass between two minima: the slope leads onto it and vanishes there.
    Saddle,
    /// A hole in a plain that hardly slopes.
    Plateau,
    /// The bowl with noise in the slope of every step, as mini-batches have it.
    NoisyBowl,
}

/// The part of the plane that is shown: from left to right, and from bottom to top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Viewport {
    pub(crate) x: (f64, f64),
    pub(crate) y: (f64, f64),
}

impl Viewport {
    /// The nearest position within.
    pub(crate) fn clamp(self, [x, y]: [f32; 2]) -> [f32; 2] {
        let within = |value: f32, (low, high): (f64, f64)| value.clamp(low as f32, high as f32);
        [within(x, self.x), within(y, self.y)]
    }
}

impl Function {
    /// In the order in which they are offered.
    pub(crate) const ALL: [Self; 7] = [
        Self::Bowl,
        Self::Rosenbrock,
        Self::Beale,
        Self::Himmelblau,
        Self::Saddle,
        Self::Plateau,
        Self::NoisyBowl,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Bowl => "bowl",
            Self::Rosenbrock => "Rosenbrock",
            Self::Beale => "Beale",
            Self::Himmelblau => "Himmelblau",
            Self::Saddle => "saddle",
            Self::Plateau => "plateau",
            Self::NoisyBowl => "noisy bowl",
        }
    }

    pub(crate) const fn formula(self) -> &'static str {
        match self {
            Self::Bowl => "x²/20 + y²",
            Self::Rosenbrock => "(1 − x)² + 100·(y − x²)²",
            Self::Beale => "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
            Self::Himmelblau => "(x² + y − 11)² + (x + y² − 7)²",
            Self::Saddle => "x²/2 − y²/2 + y⁴/4",
            Self::Plateau => "1 − exp(−(x² + y²)/4)",
            Self::NoisyBowl => "x²/20 + y², noise in every slope",
        }
    }

    pub(crate) fn value(self, [x, y]: [f64; 2]) -> f64 {
        match self {
            Self::Bowl | Self::NoisyBowl => x * x / 20.0 + y * y,
            Self::Rosenbrock => square(1.0 - x) + 100.0 * square(y - x * x),
            Self::Beale => beale(x, y).map(|(term, _, _)| term * term).iter().sum(),
            Self::Himmelblau => square(x * x + y - 11.0) + square(x + y * y - 7.0),
            Self::Saddle => x * x / 2.0 - y * y / 2.0 + square(y * y) / 4.0,
            Self::Plateau => -libm::expm1(-(x * x + y * y) / 4.0),
        }
    }

    /// The exact gradient.
    pub(crate) fn gradient(self, [x, y]: [f64; 2]) -> [f64; 2] {
        match self {
            Self::Bowl | Self::NoisyBowl => [x / 10.0, 2.0 * y],
            Self::Rosenbrock => {
                let off = y - x * x;
                [-2.0 * (1.0 - x) - 400.0 * x * off, 200.0 * off]
            }
            Self::Beale => {
                let terms = beale(x, y);
                [
                    terms.iter().map(|(term, by_x, _)| 2.0 * term * by_x).sum(),
                    terms.iter().map(|(term, _, by_y)| 2.0 * term * by_y).sum(),
                ]
            }
            Self::Himmelblau => {
                let (first, second) = (x * x + y - 11.0, x + y * y - 7.0);
                [4.0 * x * first + 2.0 * second, 2.0 * first + 4.0 * y * second]
            }
            Self::Saddle => [x, y * y * y - y],
            Self::Plateau => {
                let height = libm::exp(-(x * x + y * y) / 4.0);
                [x / 2.0 * height, y / 2.0 * height]
            }
        }
    }

    /// The slope of the step after `steps` others: the gradient, on the noisy bowl with noise.
    pub(crate) fn slope(self, position: [f64; 2], steps: u64) -> [f64; 2] {
        let gradient = self.gradient(position);
        if self != Self::NoisyBowl {
            return gradient;
        }
        let mut rng = ChaCha8Rng::seed_from_u64(NOISE_SEED);
        rng.set_stream(steps);
        gradient.map(|part| part + NOISE * standard_normal(&mut rng))
    }

    pub(crate) const fn minima(self) -> &'static [[f64; 2]] {
        match self {
            Self::Bowl | Self::NoisyBowl | Self::Plateau => &[[0.0, 0.0]],
            Self::Rosenbrock => &[[1.0, 1.0]],
            Self::Beale => &[[3.0, 0.5]],
            Self::Himmelblau => &[
                [3.0, 2.0],
                [-2.805_118_086_952_745, 3.131_312_518_250_573],
                [-3.779_310_253_377_747, -3.283_185_991_286_17],
                [3.584_428_340_330_492, -1.848_126_526_964_404],
            ],
            Self::Saddle => &[[0.0, -1.0], [0.0, 1.0]],
        }
    }

    /// The usual start.
    pub(crate) const fn start(self) -> [f32; 2] {
        match self {
            Self::Bowl | Self::NoisyBowl => [-7.0, 2.0],
            Self::Rosenbrock => [-1.2, 1.0],
            Self::Beale => [1.0, 1.5],
            Self::Himmelblau => [0.0, -1.0],
            Self::Saddle => [-2.0, 0.01],
            Self::Plateau => [-4.0, 2.0],
        }
    }

    pub(crate) const fn viewport(self) -> Viewport {
        let (x, y) = match self {
            Self::Bowl | Self::NoisyBowl => ((-8.0, 8.0), (-3.0, 3.0)),
            Self::Rosenbrock => ((-2.0, 2.0), (-1.0, 3.0)),
            Self::Beale => ((-1.0, 5.0), (-1.0, 2.0)),
            Self::Himmelblau => ((-6.0, 6.0), (-5.0, 5.0)),
            Self::Saddle => ((-3.0, 3.0), (-2.0, 2.0)),
            Self::Plateau => ((-6.0, 6.0), (-3.0, 3.0)),
        };
        Viewport { x, y }
    }

    /// The heights, ascending, that divide the viewport into bands of equal area.
    ///
    /// With equal steps of height there would be no contour line in a valley like Rosenbrock's, or on a plain.
    pub(crate) fn levels(self, bands: usize) -> Vec<f64> {
        /// Samples along each side; with more of them the levels are the same.
        const SIDE: usize = 48;
        let viewport = self.viewport();
        let at =
            |(low, high): (f64, f64), index: usize| low + (high - low) * (index as f64 + 0.5) / SIDE as f64;
        let mut values: Vec<f64> = (0..SIDE * SIDE)
            .map(|index| self.value([at(viewport.x, index % SIDE), at(viewport.y, index / SIDE)]))
            .collect();
        values.sort_by(f64::total_cmp);
        (1..bands).map(|band| values[values.len() * band / bands]).collect()
    }

    /// A learning rate at which the rule shows its character here; on the bowl that of the tutorial.
    pub(crate) const fn usual_rate(self, kind: OptimizerKind) -> f64 {
        use OptimizerKind::{AdaDelta, AdaGrad, Lion, Momentum, Muon, Nesterov, RAdam, Sgd};
        let [plain, velocity, summed, faded] = match self {
            Self::Bowl => [0.95, 0.1, 1.5, 0.3],
            Self::Rosenbrock => [0.001, 0.001, 1.0, 0.2],
            Self::Beale => [0.01, 0.002, 0.5, 0.1],
            Self::Himmelblau => [0.01, 0.002, 1.0, 0.2],
            Self::Saddle => [0.1, 0.05, 0.5, 0.1],
            Self::Plateau => [0.3, 0.1, 0.5, 0.1],
            Self::NoisyBowl => [0.3, 0.05, 1.0, 0.2],
        };
        match kind {
            Sgd => plain,
            Momentum | Nesterov => velocity,
            AdaGrad => summed,
            // Its steps grow from almost 0, and a rate of 1 is meant for a hundred times as many.
            AdaDelta => 100.0 * faded,
            // Each of its steps is as long as the rate.
            Lion | Muon => faded / 2.0,
            // Its first steps are those of plain descent.
            RAdam if plain < faded => plain,
            _ => faded,
        }
    }
}

fn square(x: f64) -> f64 {
    x * x
}

/// The three terms of Beale's function, each with its two partial derivatives.
fn beale(x: f64, y: f64) -> [(f64, f64, f64); 3] {
    [
        (1.5 - x + x * y, y - 1.0, x),
        (2.25 - x + x * y * y, y * y - 1.0, 2.0 * x * y),
        (2.625 - x + x * (y * y * y), y * y * y - 1.0, 3.0 * x * y * y),
    ]
}
