//! What the time of the default race goes into: its parts, each measured by itself on one thread.

use std::{hint::black_box, sync::Arc, time::Duration};

use super::{measure::measure, report::TimeShares};
use crate::{
    config::{Config, SimdChoice},
    data::Dataset,
    nn::{Batch, Sparse},
    race::Race,
};

/// Measures an iteration of every lane, part by part.
pub(super) fn measured(data: &Arc<Dataset>, simd: SimdChoice, slice: Duration) -> TimeShares {
    let config = Config { simd, ..Config::default() };
    let size = config.batch_size.min(data.train.len());
    let race = Race::new(config, Arc::clone(data));
    let (inputs, pixels) = (data.train.inputs(), data.train.bytes().unwrap_or_default());
    let mut sparse = Sparse::new(size, inputs);
    let seconds = |round: &mut dyn FnMut()| {
        let speed = measure(slice, || {
            round();
            1.0
        });
        1.0 / speed.median
    };
    let batches = seconds(&mut || {
        // Far from each other, as drawn ones are.
        let chosen = (0..size).map(|index| index * data.train.len() / size);
        black_box(sparse.fill(chosen.map(|index| &pixels[index * inputs..(index + 1) * inputs])));
    });
    let batch = Batch::sparse(&sparse, &data.train.labels()[..size]);
    let (mut passes, mut updates) = (0.0, 0.0);
    for lane in race.lanes() {
        let mut net = lane.net().clone();
        let mut work = net.workspace(size);
        passes += seconds(&mut || {
            net.gradient(batch, 0.0, &mut work);
            black_box(net.loss(batch, 0.0, &mut work));
        });
        let mut optimizer = lane.kind().build(&net.shapes());
        updates +=
            seconds(&mut || optimizer.step(lane.settings(), net.parameters_mut(), work.gradients(), 1));
    }
    let all = passes + updates + batches;
    TimeShares { passes: passes / all, updates: updates / all, batches: batches / all }
}
