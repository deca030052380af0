//! The subcommand `export`: from a run folder to files that other programs load networks from.

use std::{
    ffi::OsString,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser as _},
};

use super::{Usage, output};
use crate::{
    config::suggested,
    export::{NetworkFormat, Networks},
    record::{CheckpointChoice, EventFiles, Existing, OutFile, SavedRace},
    text::{excerpt, shown, thousands},
};

const HELP: &str = "\
Examples:
  downhill export run
      run.safetensors with every lane's network, and the lines of Python that load it
  downhill export run --format npz --lane Adam -o adam.npz
      the network of one lane as arrays of NumPy
  downhill export run --format onnx
      run-SGD.onnx, run-Momentum.onnx ...: a graph for each lane, since a file holds one
  downhill export run --format tensorboard -o events
      the losses and metrics of every lane as event files, a folder for each lane

Tensors are called SGD/layer1.weight, SGD/layer1.bias and so on, by the names of lanes; a weight \
matrix has a row for each output, as torch.nn.Linear has it. Lanes that have diverged have none.

The networks are those of the newest checkpoint; a race may be exported while it runs. \
The lines of Python that load them are printed. More: downhill manual export";

/// What is written where neither --format nor --output says.
const DEFAULT: NetworkFormat = NetworkFormat::Safetensors;

/// What stands for the name of a folder that has none.
const NAMELESS: &str = "network";

/// What TensorBoard's event files are called as a format.
const EVENTS: &str = "tensorboard";

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExportFormat {
    Networks(NetworkFormat),
    /// Losses and metrics as event files.
    Events,
}

impl ExportFormat {
    fn named(name: &str) -> Option<Self> {
        if name == EVENTS { Some(Self::Events) } else { NetworkFormat::named(name).map(Self::Networks) }
    }
}

/// Write the networks of a recorded race for PyTorch, NumPy and ONNX, or its curves for TensorBoard
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct ExportArgs {
    /// The folder that the race was recorded into
    folder: PathBuf,

    /// What the file is [default: by the ending of --output, else safetensors]
    #[arg(long, value_name = "NAME")]
    #[arg(value_parser = PossibleValuesParser::new(NetworkFormat::ALL.map(NetworkFormat::name).into_iter().chain([EVENTS]))
        .try_map(|name| ExportFormat::named(&name).ok_or("is no format")))]
    format: Option<ExportFormat>,

    /// Only the lane of this name [default: all]
    #[arg(long, value_name = "NAME")]
    lane: Option<String>,

    /// The file to write, or of event files the folder [default: one here that is named by the folder]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Take the checkpoint before the newest
    #[arg(long)]
    previous: bool,

    /// Replace files of that name
    #[arg(long, visible_alias = "force")]
    overwrite: bool,
}

impl ExportArgs {
    pub(super) fn prepare(self) -> Result<output::Work, Usage> {
        if self.format == Some(ExportFormat::Events) {
            if let Some(lane) = &self.lane {
                return Err(Usage::value("--lane", lane, "event files are written for all lanes"));
            }
            if self.previous {
                return Err(Usage::new(
                    "--previous: event files are of the whole recording, not of a checkpoint",
                ));
            }
            return Ok(Box::new(move |out| self.run_events(out)));
        }
        let format = self.format()?;
        Ok(Box::new(move |out| self.run(format, out)))
    }

    /// Writes event files and prints where they are.
    fn run_events(&self, out: &mut output::Out) -> anyhow::Result<u8> {
        let folder = self.output.clone().unwrap_or_else(|| {
            let mut name = self.own_name();
            name.push("-events");
            name.into()
        });
        let is_taken = fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
        if is_taken && !self.overwrite {
            bail!(
                "{}: already has files in it; name another folder, or --overwrite adds to it",
                shown(&folder)
            );
        }
        let lanes = EventFiles::write_recorded(&self.folder, &folder)?;
        let print =
            writeln!(out, "wrote {}: the losses and metrics of {}", shown(&folder), counted(lanes, "lane"));
        output::success(print.and_then(|()| out.flush()))
    }

    /// The format that is asked for, or else that of the file's ending.
    fn format(&self) -> Result<NetworkFormat, Usage> {
        let asked = match self.format {
            Some(ExportFormat::Networks(format)) => Some(format),
            _ => None,
        };
        let Some(file) = &self.output else { return Ok(asked.unwrap_or(DEFAULT)) };
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match (asked, ending.as_deref().and_then(NetworkFormat::named)) {
            (Some(asked), Some(ended)) if asked != ended => {
                let wrong = format!("--format is {0}, so that it should end in .{0}", asked.name());
                Err(Usage::value("--output", &shown(file), &wrong))
            }
            (Some(format), _) | (None, Some(format)) => Ok(format),
            (None, None) => {
                let wrong = "must end in .safetensors, .npz or .onnx, or --format says what it is to be";
                Err(Usage::value("--output", &shown(file), wrong))
            }
        }
    }

    /// Writes the files and prints what was written, and how it is loaded.
    fn run(&self, format: NetworkFormat, out: &mut output::Out) -> anyhow::Result<u8> {
        let which = if self.previous { CheckpointChoice::Previous } else { CheckpointChoice::Newest };
        let race = SavedRace::read(&self.folder, which)?;
        let folder = shown(&self.folder);
        let networks = Networks::new(&race.checkpoint.race, &race.history).with_context(|| folder.clone())?;
        let left_out = if self.lane.is_some() { Vec::new() } else { networks.ended().to_vec() };
        let networks = self.choose(networks).with_context(|| folder)?;
        let files = self.files(networks, format)?;
        let mut lines = Vec::new();
        for (file, networks) in &files {
            let bytes = format.file(networks)?;
            file.write(&bytes)?;
            let (name, tensors) = (shown(file.path()), counted(networks.tensor_count(), "tensor"));
            let (lanes, size) = (counted(networks.names().count(), "lane"), thousands(bytes.len() as u64));
            lines.push(format!("wrote {name}: {tensors} of {lanes}, {size} bytes"));
        }
        lines.extend(left_out.iter().map(|(name, how)| format!("left out: {name}, {how}")));
        let python = files.first().map(|(file, networks)| format.python(networks, file.path()));
        let print = writeln!(out, "{}\n\n{}", lines.join("\n"), python.unwrap_or_default().trim_end());
        output::success(print.and_then(|()| out.flush()))
    }

    /// The networks that are asked for.
    fn choose(&self, networks: Networks) -> anyhow::Result<Networks> {
        let (names, ended): (Vec<&str>, _) = (networks.names().collect(), networks.ended());
        let Some(wanted) = &self.lane else {
            let how: Vec<String> = ended.iter().map(|(name, how)| format!("{name} {how}")).collect();
            return match (names.is_empty(), how.is_empty()) {
                (true, true) => bail!("no lane is left in it"),
                (true, false) => bail!("no lane has weights: {}", how.join(", ")),
                (false, _) => Ok(networks),
            };
        };
        let alike: Vec<&str> =
            names.iter().copied().filter(|name| name.eq_ignore_ascii_case(wanted)).collect();
        let chosen = match *alike {
            [one] => Some(one),
            _ => names.iter().copied().find(|name| name == wanted),
        };
        if let Some(chosen) = chosen.map(str::to_owned) {
            return Ok(networks.only(&chosen));
        }
        if let Some((name, how)) = ended.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)) {
            bail!("{name} has no weights: {how}");
        }
        let all: Vec<&str> = names.into_iter().chain(ended.iter().map(|(name, _)| name.as_str())).collect();
        bail!("no lane “{}”; there are {}", excerpt(wanted), suggested(wanted, &all))
    }

    /// The files to be written, none of which may be there, with the networks in each.
    fn files(&self, networks: Networks, format: NetworkFormat) -> anyhow::Result<Vec<(OutFile, Networks)>> {
        let existing = if self.overwrite { Existing::Replaced } else { Existing::Kept };
        let inputs = SavedRace::files(&self.folder);
        let file = |path: &Path| OutFile::new(path, existing, &inputs);
        let Some(path) = &self.output else {
            return if self.lane.is_some() || format.holds_one() {
                let named = |label: String| file(&self.named(Some(&label), format));
                networks.one_by_one().map(|(label, network)| Ok((named(label)?, network))).collect()
            } else {
                Ok(vec![(file(&self.named(None, format))?, networks)])
            };
        };
        let names: Vec<&str> = networks.names().collect();
        if format.holds_one() && names.len() > 1 {
            let (path, format, names) = (shown(path), format.name(), names.join(", "));
            bail!(
                "{path}: an {format} file holds one lane; --lane chooses among {names}, and without -o each gets a file"
            )
        }
        Ok(vec![(file(path)?, networks)])
    }

    /// The name of the run folder.
    fn own_name(&self) -> OsString {
        let whole = fs::canonicalize(&self.folder).ok();
        let own = self.folder.file_name().or_else(|| whole.as_deref()?.file_name());
        own.map_or_else(|| NAMELESS.into(), OsString::from)
    }

    /// A file in the working folder that is named by the run folder.
    fn named(&self, lane: Option<&str>, format: NetworkFormat) -> PathBuf {
        let mut name = self.own_name();
        if let Some(lane) = lane {
            name.push(format!("-{lane}"));
        }
        name.push(format!(".{}", format.name()));
        name.into()
    }
}

fn counted(number: usize, of: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {of}{plural}", thousands(number as u64))
}
