//! The command `bench`: how fast this machine is.

use std::{io::Write, sync::Arc};

use super::printed;
use crate::{
    bench::{self, Line, Options},
    data::load_embedded,
    memory,
};

/// What to measure and how to tell it.
#[derive(Debug, Clone, Copy)]
pub struct BenchOrder {
    /// What is measured.
    pub options: Options,
    /// Whether it is told as JSON, at the end, instead of as a table that grows.
    pub json: bool,
}

impl BenchOrder {
    /// Measures; a reader that has gone ends it quietly, after the measurement at hand.
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<u8> {
        memory::room_for(memory::DATA)?;
        let data = Arc::new(load_embedded(&mut |_| {})?);
        let mut before: Option<Line> = None;
        let mut told = Ok(());
        let mut tell = |line: &Line| {
            if !self.json && told.is_ok() {
                told = bench::write_line(out, line, before.as_ref()).and_then(|()| out.flush());
                before = Some(line.clone());
            }
        };
        let lines = bench::run(&data, self.options, &mut tell)?;
        if self.json {
            told = bench::write_json(out, &lines).and_then(|()| out.flush());
        }
        printed(told).map(|_| 0)
    }
}
