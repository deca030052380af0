//! Folders and recordings in temporary places, from hand-made updates.

mod folder;
mod measured;
mod recording;
mod size;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, unbounded};
use tempfile::{TempDir, tempdir};

use super::*;
use crate::{
    export::{
        CHECKPOINT, LOG, LOSSES, METRICS,
        tests::{long_race, progressed, started},
    },
    history::Smoothing,
    race::LaneId,
    session::{Bucket, Losses, RecorderChannels, RecorderMessage, SaveStatus, Trouble, Update},
};

const CONFIG: &str = "config.toml";
const FIGURE_SVG: &str = "figure.svg";
const FIGURE_PNG: &str = "figure.png";
const REPORT: &str = "report.md";

/// The files that a recording leaves, in the order in which the screen lists them.
const RECORDED: [&str; 8] = [CONFIG, LOG, LOSSES, METRICS, CHECKPOINT, FIGURE_SVG, FIGURE_PNG, REPORT];

/// The names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A recorder in a folder of its own, and what it is connected with.
struct TestRecording {
    place: TempDir,
    recorder: Recorder,
    messages: Sender<RecorderMessage>,
    status: Receiver<SaveStatus>,
}

impl TestRecording {
    fn new() -> Self {
        let place = tempdir().unwrap();
        let ((messages, received), (sent, status)) = (unbounded(), unbounded());
        let folder = RunFolder::create(&place.path().join("run"), false).unwrap();
        let recorder =
            Recorder::start(folder, RecorderChannels { messages: received, status: sent }).unwrap();
        Self { place, recorder, messages, status }
    }

    fn send(&self, update: Update) {
        self.messages.send(update.into()).unwrap();
    }

    fn run(&self) -> PathBuf {
        self.place.path().join("run")
    }

    /// The next trouble, or its end.
    fn trouble(&self) -> Option<Trouble> {
        self.status.recv_timeout(Duration::from_secs(20)).unwrap().trouble
    }

    /// Ends it; the folder stays as long as the first of both.
    fn finish(self) -> (TempDir, Recorded) {
        drop(self.messages);
        (self.place, self.recorder.finish())
    }
}
