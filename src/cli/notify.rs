//! Running a command of the person's when a race ends, when a lane diverges, and when something fails.

use std::{
    process::{Child, Command, Stdio},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crossbeam_channel::Receiver;

use crate::{
    history::History,
    session::{State, Update},
    text::thousands,
};

/// How long the program's end waits for a command that has begun: a message is on its way by then.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// What happened, as the command's first argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Finished,
    Diverged,
    Failed,
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Diverged => "diverged",
            Self::Failed => "failed",
        }
    }
}

/// A thread that listens to a session and runs the command; the program waits for it when this is dropped.
pub(super) struct Notifier {
    thread: Option<JoinHandle<()>>,
}

impl Notifier {
    /// Listens until the session has ended.
    pub(super) fn start(command: String, updates: Receiver<Update>) -> std::io::Result<Self> {
        let listen = move || {
            let mut history = History::default();
            let mut running: Vec<Child> = Vec::new();
            for update in updates {
                // Of losses nothing is told.
                if !matches!(update, Update::Progressed(_) | Update::Measured(_)) {
                    history.apply(&update);
                }
                if let Some((event, text)) = event(&history, &update) {
                    running.retain_mut(is_running);
                    running.extend(run(&command, event, &text));
                }
            }
            // One that goes on for long is left to itself.
            let end = Instant::now() + MAX_WAIT;
            while running.iter_mut().any(is_running) && Instant::now() < end {
                thread::sleep(Duration::from_millis(10));
            }
        };
        let thread = thread::Builder::new().name("notify".into()).spawn(listen)?;
        Ok(Self { thread: Some(thread) })
    }
}

impl Drop for Notifier {
    fn drop(&mut self) {
        // A panic there has been reported, and ends nothing else.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// What an update means to somebody who isn't there, in a sentence.
fn event(history: &History, update: &Update) -> Option<(Event, String)> {
    let name = |id| history.lane(id).map_or("a lane", |lane| lane.info.name.as_str()).to_owned();
    match update {
        Update::State { state: State::Finished, iteration } => {
            let best = history.lanes().iter().filter_map(|lane| Some((lane, lane.accuracy?)));
            let best = best.reduce(|best, other| if other.1 > best.1 { other } else { best });
            let best = best.map_or_else(String::new, |(lane, accuracy)| {
                format!("; {} has the best test accuracy, {:.1} %", lane.info.name, accuracy * 100.0)
            });
            Some((
                Event::Finished,
                format!("the race has finished at iteration {}{best}", thousands(*iteration)),
            ))
        }
        Update::Diverged { lane, iteration, .. } => Some((
            Event::Diverged,
            format!("{} diverged at iteration {}", name(*lane), thousands(*iteration)),
        )),
        Update::Faulted { lane, iteration, message } => {
            let at = thousands(*iteration);
            Some((Event::Failed, format!("{} was stopped at iteration {at}: {message}", name(*lane))))
        }
        Update::Failed { message } => Some((Event::Failed, message.clone())),
        _ => None,
    }
}

/// Runs the command in a shell, away from the screen; one that can't be run has nobody to be told of it.
fn run(command: &str, event: Event, text: &str) -> Option<Child> {
    let mut shell = Command::new("sh");
    shell.args(["-c", command, "downhill", event.name(), text]);
    shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
}

fn is_running(child: &mut Child) -> bool {
    matches!(child.try_wait(), Ok(None))
}
