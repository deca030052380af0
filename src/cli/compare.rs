//! The subcommand `compare`: recorded races side by side, on the screen or as plain lines, and as files.

use std::{
    collections::HashSet,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use clap::Args;

use super::front_end::{Feed, FrontEnd, watch_signals};
use super::{Environment, Usage, outcome::RaceOutcome, output, screen::ScreenArgs};
use crate::{
    config::{MAX_LANES, parse_target, suggested},
    history::{History, Smoothing},
    record::{RunFolder, recorded_history},
    replay,
    text::{excerpt, sanitized, shown},
    tui::{ExitReason, Place},
};

const HELP: &str = "\
Examples:
  downhill compare run1 run2
      every lane of two races on one chart, with the settings that differ
  downhill compare run1 run2 run3 --lane Adam --headless
      the lanes called Adam of these races, as a table
  downhill compare run1 run2 --target 0.2 --headless
      and when each lane first got to that loss
  downhill compare run1 run2 --out both
      a folder with the figure, a report and the losses of both

Keys: as in a race, but for those that would change it; w writes figure, report and losses.

Lanes are aligned by iteration. A race may be compared while it runs: it counts as far as it has come.
In a race, + with a recorded run in the place of an optimizer lays one of its lanes under the others.

Exit codes: 0 done; 1 a recording can't be read or nothing can be written; 2 wrong usage";

/// Compare recorded races: one chart and one table, figure and report, and the settings that differ
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct CompareArgs {
    /// The folders that the races were recorded into
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,

    /// Only lanes of these names, with commas between them [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    lane: Vec<String>,

    /// Tell when the smoothed loss of each lane first got there: the iteration, and how long its race had run
    #[arg(long, value_name = "LOSS", value_parser = parse_target, allow_hyphen_values = true)]
    target: Option<f32>,

    /// Write figure, report and losses into that folder, which must be new or empty
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,

    #[command(flatten)]
    screen: ScreenArgs,
}

impl CompareArgs {
    pub(super) fn prepare(self, environment: Environment) -> Result<output::Work, Usage> {
        let mut front_end = FrontEnd::new(&self.screen, environment)?;
        if let FrontEnd::Screen(options, _) = &mut front_end {
            options.target = self.target;
        }
        if let [only] = &self.folders[..] {
            let wrong = format!("{}: one race can't be compared; name another folder beside it", shown(only));
            return Err(Usage::new(wrong));
        }
        let mut seen = HashSet::new();
        let again = |folder: &&PathBuf| !seen.insert(folder.canonicalize().unwrap_or((*folder).clone()));
        if let Some(folder) = self.folders.iter().find(again) {
            return Err(Usage::new(format!("{}: named twice; each race is compared once", shown(folder))));
        }
        Ok(Box::new(move |out| self.run(front_end, out)))
    }

    fn run(self, front_end: FrontEnd, out: &mut output::Out) -> anyhow::Result<u8> {
        let history = self.history()?;
        let target = self.out.as_deref().map(RunFolder::create_empty).transpose()?;
        let save = |history: &History| {
            let save = |folder: RunFolder| folder.save(history, Smoothing::default(), "");
            target.map(save).transpose()
        };
        if front_end == FrontEnd::Plain {
            let saved = save(&history);
            let outcome = RaceOutcome::new(history, ExitReason::Quit);
            return RaceOutcome { target: self.target, ..outcome }.report(saved, out);
        }
        let signals = watch_signals()?;
        let files = front_end.open_files(&self.folders)?;
        let (session, updates) = replay::stand_still().context("no thread to answer keys")?;
        let feed = Feed { history, files, ..Feed::new(session, updates, &signals, Place::Comparison) };
        let outcome = front_end.show(feed, out)?;
        let saved = save(&outcome.history);
        RaceOutcome { target: self.target, ..outcome }.report(saved, out)
    }

    /// The races as one history.
    fn history(&self) -> anyhow::Result<History> {
        let mut runs = Vec::with_capacity(self.folders.len());
        let mut known: Vec<String> = Vec::new();
        for (folder, name) in self.folders.iter().zip(names(&self.folders)) {
            let mut history = recorded_history(folder)?;
            known.extend(history.lanes().iter().map(|lane| lane.info.name.clone()));
            if !self.lane.is_empty() {
                history.keep_lanes(&self.lane);
            }
            runs.push((name, history));
        }
        if let Some(missing) = self.lane.iter().find(|name| !known.contains(name)) {
            let mut known: Vec<&str> = known.iter().map(String::as_str).collect();
            known.sort_unstable();
            known.dedup();
            bail!("no lane “{}” in these races; there are {}", excerpt(missing), suggested(missing, &known));
        }
        let lanes: usize = runs.iter().map(|(_, history)| history.lanes().len()).sum();
        if lanes > MAX_LANES {
            bail!(
                "these races have {lanes} lanes, and at most {MAX_LANES} can be compared; --lane NAMES chooses some"
            );
        }
        History::compare(runs).context("there is nothing to compare")
    }
}

/// A short name for each folder: its own name, with the one before it where two have the same, and without what all
/// begin with.
fn names(folders: &[PathBuf]) -> Vec<String> {
    let parts: Vec<Vec<String>> = folders.iter().map(|folder| parts(folder)).collect();
    let name = |parts: &[String], count: usize| parts[parts.len().saturating_sub(count)..].join("/");
    let deepest = parts.iter().map(Vec::len).max().unwrap_or(1);
    let distinct = |count: &usize| {
        let names: HashSet<String> = parts.iter().map(|parts| name(parts, *count)).collect();
        names.len() == parts.len()
    };
    let count = (1..=deepest).find(distinct).unwrap_or(deepest);
    let names: Vec<String> = parts.iter().map(|parts| name(parts, count)).collect();
    let Some(first) = names.first() else { return names };
    // Up to the last sign at which a name can be taken apart.
    let same = first.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| {
        names.iter().all(|name| name.len() > *end && name.get(..*end) == first.get(..*end))
    });
    let begin = same.filter(|end| first[..*end].ends_with(['-', '_', '/'])).last().unwrap_or(0);
    names.iter().map(|name| name[begin..].to_owned()).collect()
}

/// The names on a folder's path.
fn parts(folder: &Path) -> Vec<String> {
    let path = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let own = |name: &OsStr| sanitized(&name.to_string_lossy());
    let parts: Vec<String> = path.iter().map(own).collect();
    if parts.is_empty() { vec![shown(folder)] } else { parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(folders: &[&str]) -> Vec<String> {
        names(&folders.iter().map(PathBuf::from).collect::<Vec<_>>())
    }

    #[test]
    fn runs_are_called_by_what_tells_them_apart() {
        assert_eq!(short(&["/r/wide", "/r/narrow"]), ["wide", "narrow"]);
        assert_eq!(short(&["/a/run", "/b/run"]), ["a/run", "b/run"]);
        assert_eq!(
            short(&["/r/downhill-2026-11-27-0912-seed-0", "/r/downhill-2026-11-27-0915-seed-1"]),
            ["0912-seed-0", "0915-seed-1"]
        );
        assert_eq!(short(&["/r/run", "/r/run-2"]), ["run", "run-2"]);
        assert_eq!(short(&["/r/run-1", "/r/run-10"]), ["1", "10"]);
    }
}
