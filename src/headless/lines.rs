//! The lines on the way: what is raced, the losses under a header, and lanes that diverge.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::table::{Align, NOTHING, iterations, line, loss, setting};
use crate::{
    config::Start,
    history::{History, LaneHistory},
    race::{LaneId, LaneState},
    session::{Card, LaneCard, State, Trouble, Update},
    text::{sanitized, thousands},
};

/// Iterations from one line to the next.
const EVERY: u64 = 100;

/// The most iterations whose lines are printed at once.
const MOST_AT_ONCE: u64 = 10_000_000;

/// Lines from one header to the next: on a page there is always one in sight.
const HEADER_EVERY: u64 = 20;

/// A lane's column has room for a loss and for `diverged`.
const NARROWEST: usize = 8;

/// What has been printed so far.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The iteration of the last line of losses.
    printed: u64,
    /// Lines since the start.
    count: u64,
    /// Lanes that have diverged and are not told of yet.
    fallen: Vec<(u64, LaneId, f32)>,
    /// What is wrong with saving, as it was told.
    trouble: Option<Trouble>,
}

impl Lines {
    /// Prints where a race stands that goes on; one that begins is told of by its first update.
    pub(super) fn go_on(history: &History, out: &mut impl Write) -> io::Result<Self> {
        let Some(card) = history.card() else { return Ok(Self::default()) };
        introduce(card, out)?;
        writeln!(out, "goes on at iteration {}", thousands(history.iteration()))?;
        let mut lines = Self { printed: history.iteration(), ..Self::default() };
        lines.saving(history, out)?;
        out.flush()?;
        Ok(lines)
    }

    /// Prints what is new; `history` knows of the update already.
    pub(super) fn tell(
        &mut self,
        update: &Update,
        history: &History,
        out: &mut impl Write,
    ) -> io::Result<()> {
        match update {
            Update::Started(card) => {
                *self = Self { trouble: self.trouble.take(), ..Self::default() };
                introduce(card, out)?;
            }
            Update::Rewound { iteration, .. } => {
                self.printed = self.printed.min(*iteration);
                self.fallen.clear();
                writeln!(out, "back to iteration {}", thousands(*iteration))?;
            }
            Update::Progressed(_) => self.catch_up(history, out)?,
            Update::Diverged { lane, iteration, loss } => {
                self.fallen.push((*iteration, *lane, *loss));
                self.catch_up(history, out)?;
            }
            Update::Faulted { lane, iteration, message } => {
                self.catch_up(history, out)?;
                let name = history.lane(*lane).map_or_else(String::new, |lane| sanitized(&lane.card.name));
                let (at, message) = (thousands(*iteration), sanitized(message));
                writeln!(out, "{name} stopped at iteration {at} by a fault in the program: {message}")?;
            }
            Update::Saving(_) => self.saving(history, out)?,
            Update::State { state: State::Paused | State::Finished, .. } => {
                self.catch_up(history, out)?;
                self.last_line(history, out)?;
            }
            _ => {}
        }
        out.flush()
    }

    /// Prints what is wrong with saving, or that nothing is any more.
    fn saving(&mut self, history: &History, out: &mut impl Write) -> io::Result<()> {
        let now = &history.saving().trouble;
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
    /// A lane's last loss comes before the update that says it has diverged. Until then nothing is printed, so
    /// that the same race prints the same lines, however its iterations came in.
    fn catch_up(&mut self, history: &History, out: &mut impl Write) -> io::Result<()> {
        let awaited = |lane: &LaneHistory| {
            lane.card.state == LaneState::Running && lane.curve.last().is_some() && lane.loss().is_none()
        };
        if history.lanes().iter().any(awaited) {
            return Ok(());
        }
        let mut fallen = std::mem::take(&mut self.fallen);
        fallen.sort_by_key(|&(iteration, lane, _)| (iteration, lane));
        for (iteration, lane, loss) in fallen {
            self.losses(history, iteration.saturating_sub(1), out)?;
            let name = history.lane(lane).map_or_else(String::new, |lane| sanitized(&lane.card.name));
            writeln!(out, "{name} diverged at iteration {}: its loss was {loss}", thousands(iteration))?;
        }
        self.losses(history, history.iteration(), out)
    }

    /// Prints the lines of losses up to an iteration: the first one's, then every hundredth's.
    fn losses(&mut self, history: &History, until: u64, out: &mut impl Write) -> io::Result<()> {
        // No honest race comes so far at once.
        self.printed = self.printed.max(until.saturating_sub(MOST_AT_ONCE) / EVERY * EVERY);
        loop {
            let next = if self.printed == 0 { 1 } else { (self.printed / EVERY + 1) * EVERY };
            if next > until {
                return Ok(());
            }
            self.line(history, next, out)?;
        }
    }

    /// Prints the iteration at which the race stands, wherever that is; a race without a lane that runs has
    /// nothing more to say.
    fn last_line(&mut self, history: &History, out: &mut impl Write) -> io::Result<()> {
        let runs = history.lanes().iter().any(|lane| lane.card.state == LaneState::Running);
        if runs && history.iteration() > self.printed {
            self.line(history, history.iteration(), out)?;
        }
        Ok(())
    }

    fn line(&mut self, history: &History, iteration: u64, out: &mut impl Write) -> io::Result<()> {
        let first = ("iteration".to_owned(), "iteration".len());
        let lanes = history.lanes().iter().map(|lane| {
            let name = sanitized(&lane.card.name);
            let width = name.width().max(NARROWEST);
            (name, width)
        });
        let header: Vec<(String, usize)> = std::iter::once(first).chain(lanes).collect();
        if self.count.is_multiple_of(HEADER_EVERY) {
            let cells = header.iter().map(|(name, width)| (name.as_str(), *width, Align::Right));
            writeln!(out, "{}", line(cells))?;
        }
        let losses = history.lanes().iter().map(|lane| cell(lane, iteration));
        let values: Vec<String> = std::iter::once(thousands(iteration)).chain(losses).collect();
        let cells =
            values.iter().zip(&header).map(|(value, (_, width))| (value.as_str(), *width, Align::Right));
        writeln!(out, "{}", line(cells))?;
        self.printed = iteration;
        self.count += 1;
        Ok(())
    }
}

fn cell(lane: &LaneHistory, iteration: u64) -> String {
    match (lane.curve.at(iteration), lane.card.state) {
        (Some(value), _) => loss(value),
        (None, state) => match state.end() {
            Some((last, how)) if iteration >= last => how.into(),
            _ => NOTHING.into(),
        },
    }
}

/// Says what is raced, in two lines and one more for every lane.
fn introduce(card: &Card, out: &mut impl Write) -> io::Result<()> {
    let (config, data) = (&card.config, &card.data);
    let sizes: Vec<String> = card.sizes.iter().map(ToString::to_string).collect();
    writeln!(
        out,
        "{} ({} images, {} to test), {} {}, {} parameters",
        sanitized(&data.name),
        thousands(data.train as u64),
        thousands(data.test as u64),
        sizes.join("-"),
        config.activation.name(),
        thousands(card.parameters as u64),
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
        card.fingerprint
    )?;
    card.lanes.iter().try_for_each(|lane| writeln!(out, "  {}", describe(lane)))
}

/// A lane's name and every setting that does something.
fn describe(lane: &LaneCard) -> String {
    let (name, kind) = (sanitized(&lane.name), lane.kind.name());
    let rule = if name == kind { String::new() } else { format!(" = {kind}") };
    let value = |setting| lane.settings.get(setting);
    let shown = lane.kind.settings().filter(|&key| value(key) != 0.0);
    let settings: Vec<String> = shown.map(|key| format!("{} {}", key.key(), setting(value(key)))).collect();
    format!("{name}{rule}: {}", settings.join(", "))
}
