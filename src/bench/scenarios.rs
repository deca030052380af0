//! The races that are measured.

use crate::{
    config::{Config, LaneConfig, SimdChoice},
    optim::OptimizerKind,
};

/// A race and its name in the table.
pub(super) struct Scenario {
    pub(super) group: &'static str,
    pub(super) name: String,
    pub(super) threads: usize,
    pub(super) config: Config,
}

/// 1, 2, 4 … up to `max`, and `max`.
pub(super) fn threads(max: usize) -> Vec<usize> {
    let doubled = std::iter::successors(Some(1), |threads| Some(threads * 2));
    doubled.take_while(|&threads| threads < max).chain([max]).collect()
}

/// Every scenario; with `quick` only the ends of each range.
pub(super) fn all(max: usize, simd: SimdChoice, quick: bool) -> Vec<Scenario> {
    let plain = Config { simd, ..Config::default() };
    let mut scenarios =
        vec![Scenario { group: "race", name: "default".to_owned(), threads: max, config: plain.clone() }];
    let mut add = |group, name: String, threads, config| {
        scenarios.push(Scenario { group, name, threads, config });
    };
    for width in ends([8, 32, 100, 512, 2_048], quick) {
        add("width", format!("{width}×2"), max, Config { hidden: vec![width; 2], ..plain.clone() });
    }
    for depth in ends([1, 2, 4, 8], quick) {
        add("depth", format!("100×{depth}"), max, Config { hidden: vec![100; depth], ..plain.clone() });
    }
    for batch_size in ends([1, 16, 128, 1_024, 4_096], quick) {
        add("batch", batch_size.to_string(), max, Config { batch_size, ..plain.clone() });
    }
    for count in ends([1, 2, 4, 8, 16], quick) {
        let lanes = plain.lanes.iter().cloned().cycle().take(count).collect();
        add("lanes", count.to_string(), max, Config { lanes, ..plain.clone() });
    }
    for threads in threads(max) {
        add("threads", threads.to_string(), threads, plain.clone());
    }
    for kind in OptimizerKind::ALL {
        let lanes = vec![LaneConfig::new(kind)];
        add("optimizer", kind.name().to_owned(), 1, Config { lanes, ..plain.clone() });
    }
    scenarios
}

/// All values, or with `quick` the first and the last.
fn ends<const N: usize>(values: [usize; N], quick: bool) -> impl Iterator<Item = usize> {
    let wanted = move |index: usize| !quick || index == 0 || index + 1 == N;
    values.into_iter().enumerate().filter(move |&(index, _)| wanted(index)).map(|(_, value)| value)
}
