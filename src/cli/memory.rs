//! Refuses a race that the machine has no room for, instead of letting the system kill it halfway.

use anyhow::bail;

use crate::config::Config;

/// Pixels of an MNIST image and its classes; a folder's images may be others, but not by much.
const INPUTS: usize = 784;
const CLASSES: usize = 10;

/// Numbers kept per parameter of a lane: its value, its gradient and up to two moments.
const PER_PARAMETER: f64 = 4.0;

/// Batches drawn ahead.
const BATCHES: usize = crate::race::STRIDE;

/// Fails if the networks, their memory and their batches are larger than what the system says is free;
/// where it says nothing, nothing is refused.
pub(super) fn check(config: &Config) -> anyhow::Result<()> {
    let (needed, free) = (bytes(config), std::fs::read_to_string("/proc/meminfo"));
    let Some(free) = free.ok().as_deref().and_then(available) else { return Ok(()) };
    if needed > free {
        bail!(
            "the race needs about {:.1} GB of memory and {:.1} GB are free: \
             take fewer lanes, narrower or fewer --hidden layers, or a smaller --batch-size",
            needed / 1e9,
            free / 1e9
        );
    }
    Ok(())
}

/// About what a race takes.
fn bytes(config: &Config) -> f64 {
    let widths = config.hidden.iter().copied().chain([CLASSES]);
    let inputs = std::iter::once(INPUTS).chain(config.hidden.iter().copied());
    let parameters: f64 = inputs.zip(widths.clone()).map(|(from, to)| (from as f64 + 1.0) * to as f64).sum();
    let widest = widths.clone().max().unwrap_or(CLASSES);
    // Every layer's outputs, and the way back through the widest.
    let per_image = (widths.sum::<usize>() + widest) as f64;
    let batch = config.batch_size as f64;
    let lane = parameters * PER_PARAMETER + batch * per_image;
    let numbers = config.lanes.len() as f64 * lane + (BATCHES * INPUTS) as f64 * batch;
    numbers * size_of::<f32>() as f64
}

/// The bytes that Linux says can be had.
fn available(meminfo: &str) -> Option<f64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_race_takes_some_megabytes_and_the_widest_more_than_any_machine_has() {
        assert!((1e6..2e7).contains(&bytes(&Config::default())), "{}", bytes(&Config::default()));
        let widest = Config { hidden: vec![16_384; 100], batch_size: 65_536, ..Config::default() };
        assert!(bytes(&widest) > 1e12);
    }

    #[test]
    fn what_is_free_is_read_as_linux_writes_it() {
        assert_eq!(available("MemTotal: 9 kB\nMemAvailable:   2048 kB\n"), Some(2_097_152.0));
        assert_eq!(available("MemAvailable: much\n"), None);
    }
}
