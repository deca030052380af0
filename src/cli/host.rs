//! The subcommand `host`: a training loop of another program, which has started it, is shown and steered. And `python`,
//! which prints the client that such a program uses.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context as _, bail};
use clap::Args;
use crossbeam_channel::{Receiver, bounded};

use super::{background, front_end, output};
use crate::{
    history::History,
    host::{Attach, HostGreeting, PROTOCOL, PYTHON_CLIENT, Steering, TrainerMessage, read_lines},
    record::{Recorder, RunFolder, RunWriter},
    remote::Socket,
    session::{MAX_NAME, Session},
    text::shortened,
};

/// Commands that wait for a trainer that doesn't read.
const QUEUE: usize = 256;

const HELP: &str = "\
A training loop starts it beside itself: downhill python > downhill.py writes the client for Python, whose first lines \
say how. It reads JSON lines on standard input and writes commands to standard output; downhill manual training has both.

Exit codes: 0 the training has finished; 1 it has failed, or the folder can't be written; 2 wrong usage";

/// Show and steer the training loop that has started it
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct HostArgs {
    /// Record into this folder; if it holds a run already, into NAME-2 beside it [default: one named by date and name]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// What the training is called [default: as it says itself]
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    name: Option<String>,
}

impl HostArgs {
    pub(super) fn prepare(self) -> output::Work {
        Box::new(move |out| self.run(out))
    }

    fn run(self, out: &mut output::Out) -> anyhow::Result<u8> {
        let signals = front_end::watch_signals()?;
        let lines = read_lines(io::stdin()).context("no thread to read the trainer")?;
        let mut attach = match lines.recv() {
            Ok(Ok(TrainerMessage::Attach(attach))) => *attach,
            Ok(Ok(_)) => bail!("the first line of a trainer must say what it is: {{\"attach\": {{...}}}}"),
            Ok(Err(wrong)) => bail!("{wrong}"),
            Err(_) => bail!(
                "nothing comes from a trainer; downhill python > downhill.py writes the client that does"
            ),
        };
        if let Some(name) = &self.name {
            attach.name = shortened(name, MAX_NAME);
        }
        let folder = self.folder(&attach)?;
        // Its terminal is the trainer's, which may close it.
        background::leave_terminal();
        let socket = Socket::open(folder.path())?;
        let writer = RunWriter::new(folder);
        let (to_trainer, commands) = bounded(QUEUE);
        let follow = move |mailbox| Steering::new(attach, to_trainer, mailbox).run(&lines);
        let (session, [updates], channels) =
            Session::follow_recorded::<1>(follow).context("no thread for the training")?;
        let recorder = Recorder::spawn(writer, channels).context("no thread to record the training")?;
        let ready = move |folder: &Path, _: Option<&str>| {
            // A trainer that has gone is noticed by its silence.
            let _ = write_commands(&folder.to_string_lossy(), commands);
        };
        let mut outcome = front_end::serve(session, &updates, History::default(), socket, &signals, ready)?;
        let recorded = recorder.finish();
        outcome.answer_stop_requests(&recorded);
        // Nobody reads a summary here.
        drop(out.flush());
        outcome.report(recorded.result.map(Some), &mut io::sink())
    }

    /// The folder that it is recorded into.
    fn folder(&self, attach: &Attach) -> anyhow::Result<RunFolder> {
        if let Some(folder) = &self.out {
            return RunFolder::create_beside(folder).context("--out");
        }
        let plain = |c: char| if c.is_alphanumeric() || "._".contains(c) { c } else { '-' };
        // No system has names of more than 255 bytes.
        let name: String = attach.name.chars().map(plain).take(40).collect();
        Ok(RunFolder::dated(".".as_ref(), &name)?)
    }
}

/// Greets the trainer, and passes commands on in a thread of its own: one that reads nothing keeps nobody waiting.
fn write_commands(folder: &str, commands: Receiver<String>) -> io::Result<()> {
    let greeting = HostGreeting { protocol: PROTOCOL, downhill: env!("CARGO_PKG_VERSION"), folder };
    let greeting = serde_json::json!({ "host": greeting }).to_string() + "\n";
    let write = move || {
        for line in std::iter::once(greeting).chain(commands) {
            let mut out = io::stdout().lock();
            if out.write_all(line.as_bytes()).and_then(|()| out.flush()).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("commands".into()).spawn(write).map(drop)
}

/// The client for Python, as text.
pub(super) const fn python_client() -> &'static str {
    PYTHON_CLIENT
}
