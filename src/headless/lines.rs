//! The lines while a race runs: what is raced, losses under a header, and lanes that diverge.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::columns::{Align, NONE, iterations, loss, measured, row_text, setting};
use crate::{
    config::Start,
    history::{History, LaneHistory},
    race::{LaneId, LaneState},
    session::{ForeignTraining, LaneInfo, OwnRace, RaceInfo, State, Trainer, Trouble, Update},
    text::{layers, sanitized, thousands},
};

/// Iterations from one line to the next.
const LINE_EVERY: u64 = 100;

/// The maximum number of iterations that one update prints lines of; no real race advances so far at once.
const MAX_AT_ONCE: u64 = 10_000_000;

/// Lines from one header to the next: one is always in sight.
const HEADER_EVERY: u64 = 20;

/// A lane's column has room for a loss and for `diverged`.
const MIN_WIDTH: usize = 8;

/// Prints the lines of a race, and knows how far they are.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The iteration of the last line of losses.
    printed: u64,
    /// Lines of losses since the start.
    count: u64,
    /// Lanes that have diverged, when and with which loss, that have no line yet.
    diverged: Vec<(u64, LaneId, f32)>,
    /// The trouble with saving that was printed last.
    trouble: Option<Trouble>,
}

impl Lines {
    /// Introduces a race that is known already; one that begins is introduced by its first update.
    pub(super) fn start(history: &History, out: &mut impl Write) -> io::Result<Self> {
        let Some(info) = history.info() else { return Ok(Self::default()) };
        introduce(info, out)?;
        writeln!(out, "goes on at iteration {}", thousands(history.iteration()))?;
        let mut lines = Self { printed: history.iteration(), ..Self::default() };
        lines.write_saving(history, out)?;
        out.flush()?;
        Ok(lines)
    }

    /// Prints what is new; the update has been applied to `history`.
    pub(super) fn write_update(
        &mut self,
        update: &Update,
        history: &History,
        out: &mut impl Write,
    ) -> io::Result<()> {
        match update {
            Update::Started(info) => {
                *self = Self { trouble: self.trouble.take(), ..Self::default() };
                introduce(info, out)?;
            }
            Update::Rewound { iteration, .. } => {
                self.printed = self.printed.min(*iteration);
                self.diverged.clear();
                writeln!(out, "back to iteration {}", thousands(*iteration))?;
            }
            Update::Progressed(_) => self.catch_up(history, out)?,
            Update::Measured(_) if history.foreign().is_some() => self.write_measured(history, out)?,
            Update::WentBack { iteration, .. } => {
                let step = iteration.unwrap_or(0);
                self.printed = self.printed.min(step);
                writeln!(out, "back to step {}", thousands(step))?;
            }
            Update::Logged(texts) => {
                texts.iter().try_for_each(|text| writeln!(out, "{}", sanitized(text)))?;
            }
            Update::Failed { message } if history.foreign().is_some() => {
                writeln!(out, "{}", sanitized(message))?;
            }
            Update::Diverged { lane, iteration, loss } => {
                self.diverged.push((*iteration, *lane, *loss));
                self.catch_up(history, out)?;
            }
            Update::Faulted { lane, iteration, message } => {
                self.catch_up(history, out)?;
                let name = name(history, *lane);
                let (at, message) = (thousands(*iteration), sanitized(message));
                writeln!(out, "{name} stopped at iteration {at} by a fault in the program: {message}")?;
            }
            Update::Saving(_) => self.write_saving(history, out)?,
            Update::State { state: State::Paused | State::Finished, .. } if history.foreign().is_none() => {
                self.catch_up(history, out)?;
                self.write_last(history, out)?;
            }
            _ => {}
        }
        out.flush()
    }

    /// Prints what another trainer has measured last, once in a while.
    fn write_measured(&mut self, history: &History, out: &mut impl Write) -> io::Result<()> {
        if self.printed > 0 && history.iteration() < self.printed + LINE_EVERY {
            return Ok(());
        }
        self.printed = history.iteration();
        for lane in history.lanes() {
            let value = |kind| {
                Some(format!("{} {}", sanitized(history.metric(kind).name), measured(lane.latest(kind)?)))
            };
            let values: Vec<String> = history.metrics().filter_map(value).collect();
            let (step, name) = (thousands(self.printed), sanitized(&lane.info.name));
            writeln!(out, "{step:>9}  {name}: {}", values.join(", "))?;
        }
        Ok(())
    }

    /// Prints the trouble with saving, or that it is over, if that is new.
    fn write_saving(&mut self, history: &History, out: &mut impl Write) -> io::Result<()> {
        let now = &history.saving.trouble;
        if self.trouble == *now {
            return Ok(());
        }
        self.trouble.clone_from(now);
        match now {
            Some(trouble) => writeln!(out, "{}", sanitized(&trouble.to_string())),
            None => writeln!(out, "saving goes on"),
        }
    }

    /// Prints all that is due, in the order of iterations.
    ///
    /// A lane's last loss comes before the update that it has diverged. Until then nothing is printed, so
    /// that the same race prints the same lines, however its iterations came in.
    fn catch_up(&mut self, history: &History, out: &mut impl Write) -> io::Result<()> {
        let awaited = |lane: &LaneHistory| {
            lane.info.state == LaneState::Running && lane.curve.last().is_some() && lane.loss().is_none()
        };
        if history.lanes().iter().any(awaited) {
            return Ok(());
        }
        let mut diverged = std::mem::take(&mut self.diverged);
        diverged.sort_by_key(|&(iteration, lane, _)| (iteration, lane));
        for (iteration, lane, loss) in diverged {
            self.write_losses(history, iteration.saturating_sub(1), out)?;
            let name = name(history, lane);
            writeln!(out, "{name} diverged at iteration {}: its loss was {loss}", thousands(iteration))?;
        }
        self.write_losses(history, history.iteration(), out)
    }

    /// Prints the lines of losses up to an iteration: of the first, then of every hundredth.
    fn write_losses(&mut self, history: &History, until: u64, out: &mut impl Write) -> io::Result<()> {
        self.printed = self.printed.max(until.saturating_sub(MAX_AT_ONCE) / LINE_EVERY * LINE_EVERY);
        loop {
            let next = if self.printed == 0 { 1 } else { (self.printed / LINE_EVERY + 1) * LINE_EVERY };
            if next > until {
                return Ok(());
            }
            self.write_row(history, next, out)?;
        }
    }

    /// Prints the line of the current iteration, unless no lane runs any more.
    fn write_last(&mut self, history: &History, out: &mut impl Write) -> io::Result<()> {
        let runs = history.lanes().iter().any(|lane| lane.info.state == LaneState::Running);
        if runs && history.iteration() > self.printed {
            self.write_row(history, history.iteration(), out)?;
        }
        Ok(())
    }

    fn write_row(&mut self, history: &History, iteration: u64, out: &mut impl Write) -> io::Result<()> {
        let first = ("iteration".to_owned(), "iteration".len());
        let lanes = history.lanes().iter().map(|lane| {
            let name = sanitized(&lane.info.name);
            let width = name.width().max(MIN_WIDTH);
            (name, width)
        });
        let header: Vec<(String, usize)> = std::iter::once(first).chain(lanes).collect();
        if self.count.is_multiple_of(HEADER_EVERY) {
            let cells = header.iter().map(|(name, width)| (name.as_str(), *width, Align::Right));
            writeln!(out, "{}", row_text(cells))?;
        }
        let losses = history.lanes().iter().map(|lane| cell(lane, iteration));
        let values: Vec<String> = std::iter::once(thousands(iteration)).chain(losses).collect();
        let cells =
            values.iter().zip(&header).map(|(value, (_, width))| (value.as_str(), *width, Align::Right));
        writeln!(out, "{}", row_text(cells))?;
        self.printed = iteration;
        self.count += 1;
        Ok(())
    }
}

fn name(history: &History, lane: LaneId) -> String {
    history.lane(lane).map_or_else(String::new, |lane| sanitized(&lane.info.name))
}

fn cell(lane: &LaneHistory, iteration: u64) -> String {
    match (lane.curve.at(iteration), lane.info.state) {
        (Some(value), _) => loss(value),
        (None, state) => match state.end() {
            Some((last, how)) if iteration >= last => how.into(),
            _ => NONE.into(),
        },
    }
}

/// Prints what is raced, and a line more for every lane.
fn introduce(info: &RaceInfo, out: &mut impl Write) -> io::Result<()> {
    match &info.trainer {
        Trainer::Own(own) => introduce_own(own, out)?,
        Trainer::Foreign(training) => introduce_foreign(training, out)?,
    }
    info.lanes.iter().try_for_each(|lane| writeln!(out, "  {}", describe(lane)))
}

fn introduce_foreign(training: &ForeignTraining, out: &mut impl Write) -> io::Result<()> {
    let facts =
        training.facts.iter().map(|(label, value)| format!("{} {}", sanitized(label), sanitized(value)));
    let parts: Vec<String> = std::iter::once(sanitized(&training.title)).chain(facts).collect();
    writeln!(out, "{}", parts.join(", "))
}

fn introduce_own(own: &OwnRace, out: &mut impl Write) -> io::Result<()> {
    let (config, data) = (&own.config, &own.data);
    writeln!(
        out,
        "{} ({} images, {} to test), {} {}, {} parameters",
        sanitized(&data.name),
        thousands(data.train as u64),
        thousands(data.test as u64),
        layers(&own.sizes),
        config.activation.name(),
        thousands(own.parameters as u64),
    )?;
    let start = match config.start {
        Start::Fair => "alike for all lanes",
        Start::Own => "each lane its own",
    };
    let end = config.iterations.map_or_else(|| "until stopped".into(), iterations);
    writeln!(
        out,
        "batch {}, seed {}, start {} {} ({start}), {end}",
        thousands(config.batch_size as u64),
        config.seed,
        config.init,
        own.fingerprint
    )
}

/// A lane's name, and its settings that have an effect.
fn describe(lane: &LaneInfo) -> String {
    let Some(own) = lane.rule() else {
        let knobs = lane.declared().iter();
        let settings: Vec<String> =
            knobs.map(|knob| format!("{} {}", sanitized(&knob.name), setting(knob.value))).collect();
        return if settings.is_empty() {
            sanitized(&lane.name)
        } else {
            format!("{}: {}", sanitized(&lane.name), settings.join(", "))
        };
    };
    let (name, kind) = (sanitized(&lane.name), own.kind.name());
    let rule = if name == kind { String::new() } else { format!(" = {kind}") };
    let value = |setting| own.settings.get(setting);
    let shown = own.kind.settings().filter(|&key| value(key) != 0.0);
    let settings: Vec<String> = shown.map(|key| format!("{} {}", key.key(), setting(value(key)))).collect();
    format!("{name}{rule}: {}", settings.join(", "))
}
