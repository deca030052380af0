//! What is measured of a lane's steps, and when.

/// Iterations between two measurements. Measuring an iteration costs about a tenth of taking it, since a copy of the
/// weights and one more pass over them are necessary; so it is rare enough to cost a hundredth.
pub const MEASURE_EVERY: u64 = 10;

/// Whether the steps of an iteration are measured: those of the first, so that something is known at once, and of
/// every tenth.
pub(crate) const fn is_measured(iteration: u64) -> bool {
    iteration == 1 || iteration.is_multiple_of(MEASURE_EVERY)
}

/// What was measured of one step of a lane. A number may be NaN or infinite where the lane diverges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaneMeasurement {
    /// The iteration of the step.
    pub iteration: u64,
    /// The Euclidean norm of the gradient of the batch before the step, over all weights and biases; the penalty of a
    /// weight decay that the gradient has is in it.
    pub gradient_norm: f32,
    /// The norm of the change of the weights and biases as a share of their norm before the step.
    pub step_ratio: f32,
    /// The learning rate, as the schedule has changed it.
    pub learning_rate: f32,
}

#[cfg(test)]
mod tests {
    use crate::{
        config::{Config, LaneConfig},
        data::{Dataset, Images},
        optim::OptimizerKind,
        race::{Lane, Race},
    };

    /// A race of these rules on images of 64 pixels and two classes.
    fn race(rules: &[OptimizerKind], hidden: Vec<usize>) -> Race {
        let pixels = (0..40 * 64).map(|at: usize| ((at * 37 + at / 64 * 101) % 251) as u8).collect();
        let labels = (0..40).map(|image| image % 2).collect();
        let images = Images::new(pixels, labels, 8, 8);
        let (train, test) = (images.clone(), images);
        let data = Dataset { name: "noise".into(), folder: None, train, test, classes: 2 };
        let lanes = rules.iter().copied().map(LaneConfig::new).collect();
        Race::new(Config { lanes, hidden, batch_size: 8, ..Config::default() }, data.into())
    }

    fn norm(numbers: impl Iterator<Item = f64>) -> f64 {
        numbers.map(|number| number * number).sum::<f64>().sqrt()
    }

    #[test]
    fn the_first_iteration_and_every_tenth_are_measured_as_plain_sums_measure_them() {
        let mut race = race(&OptimizerKind::ALL, vec![7, 5]);
        for iteration in 1..=31 {
            let before: Vec<Vec<f32>> =
                race.lanes().iter().map(|lane| lane.net().parameters().to_vec()).collect();
            race.advance(1);
            for (lane, before) in race.lanes().iter().zip(before) {
                let measured = lane.measurements();
                assert_eq!(measured.len(), usize::from([1, 10, 20, 30].contains(&iteration)), "{iteration}");
                let Some(measured) = measured.first() else { continue };
                let wide = |numbers: &[f32]| numbers.iter().map(|x| f64::from(*x)).collect::<Vec<f64>>();
                let (before, after) = (wide(&before), wide(lane.net().parameters()));
                let gradient = norm(wide(lane.work().gradients()).into_iter());
                let step = norm(after.iter().zip(&before).map(|(after, before)| after - before));
                let ratio = step / norm(before.into_iter());
                let is_near = |measured: f32, plain: f64| {
                    plain > 0.0 && (f64::from(measured) / plain - 1.0).abs() < 1e-6
                };
                let name = lane.name();
                assert_eq!(measured.iteration, iteration);
                assert!(is_near(measured.gradient_norm, gradient), "{name}: {measured:?} {gradient}");
                assert!(is_near(measured.step_ratio, ratio), "{name}: {measured:?} {ratio}");
                assert!(is_near(measured.learning_rate, lane.rate_in_force()), "{name}: {measured:?}");
            }
        }
    }

    #[test]
    fn any_number_of_threads_measures_the_same_bits() {
        // Wide enough for the sums of a lane to be shared.
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut race = race(&[OptimizerKind::Sgd, OptimizerKind::Adam], vec![300, 300]);
            let mut measured = Vec::new();
            for _ in 0..3 {
                pool.install(|| race.advance(8));
                measured.extend(race.lanes().iter().flat_map(Lane::measurements).map(|measured| {
                    [measured.gradient_norm, measured.step_ratio, measured.learning_rate].map(f32::to_bits)
                }));
            }
            measured
        };
        let alone = run(1);
        assert_eq!(alone.len(), 3 * 2);
        assert!(alone == run(4));
    }

    #[test]
    fn a_race_that_starts_over_has_no_measurements() {
        let mut race = race(&OptimizerKind::ALL, vec![3]);
        race.advance(1);
        assert!(race.lanes().iter().all(|lane| lane.measurements().len() == 1));
        race.reset(1);
        assert!(race.lanes().iter().all(|lane| lane.measurements().is_empty()));
    }
}
