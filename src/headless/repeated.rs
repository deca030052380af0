//! The tables of a race that was run from several starts: means with their spread, and who beats whom.

use std::io::{self, Write};

use super::columns::{Align, NONE, loss, setting, write_table};
use crate::{
    history::{History, Ranking, Repeated, SeedSpread},
    text::sanitized,
    words::{Lang, say},
};

/// Prints a line for each lane, and from how many starts each ended below each other.
pub(super) fn write_repeated(history: &History, repeated: &Repeated, out: &mut impl Write) -> io::Result<()> {
    let starts = repeated.seeds.len();
    let names: Vec<String> = history.lanes().iter().map(|lane| sanitized(&lane.info.name)).collect();
    let align = |column| if column == 0 { Align::Left } else { Align::Right };
    let spread = |spread: Option<SeedSpread>, write: fn(SeedSpread) -> String| {
        spread.map_or_else(|| NONE.into(), write)
    };
    let mut rows = vec![["lane", "rate", "smoothed", "test accuracy", ""].map(str::to_owned).to_vec()];
    for ((lane, ends), name) in history.lanes().iter().zip(&repeated.lanes).zip(&names) {
        let ended = if ends.ended > 0 { format!("ended early {} times", ends.ended) } else { String::new() };
        rows.push(vec![
            name.clone(),
            lane.info.rate().map_or_else(|| NONE.into(), setting),
            spread(ends.loss, |loss_of| {
                format!("{} +- {}", loss(loss_of.mean as f32), loss(loss_of.deviation as f32))
            }),
            spread(ends.accuracy, |share| {
                format!("{:.2} +- {:.2} %", share.mean * 100.0, share.deviation * 100.0)
            }),
            ended,
        ]);
    }
    writeln!(out)?;
    write_table(&rows, align, out)?;
    let heading = std::iter::once("ends below".to_owned()).chain(names.iter().cloned());
    let mut rows = vec![heading.collect::<Vec<_>>()];
    for (index, (ends, name)) in repeated.lanes.iter().zip(&names).enumerate() {
        let count =
            |(other, beats): (usize, &usize)| if other == index { NONE.into() } else { beats.to_string() };
        rows.push(std::iter::once(name.clone()).chain(ends.beats.iter().enumerate().map(count)).collect());
    }
    writeln!(out)?;
    write_table(&rows, align, out)?;
    writeln!(out, "\nmean +- standard deviation of {starts} starts, {}", repeated.seeds())?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for line in say!(Lang::En, starts::verdict(&names, repeated, &Ranking::of(repeated))) {
        writeln!(out, "{line}")?;
    }
    out.flush()
}
