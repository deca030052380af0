//! How a recorded race continues in the background after its front end has left.

use std::{ffi::OsString, io::Write, path::Path};

use super::{
    background,
    options::{OnHangup, SavingArgs},
    output::printed,
};

#[derive(Debug)]
pub(super) struct Handover {
    /// Whether the race continues when its terminal is closed.
    pub(super) on_hangup: bool,
    /// The arguments of `downhill resume` beside the folder.
    arguments: Vec<OsString>,
}

impl Handover {
    pub(super) fn new(saving: &SavingArgs, data: Option<&Path>, threads: usize) -> Self {
        let mut arguments: Vec<OsString> = vec![
            "--save-every".into(),
            saving.save_every.as_secs_f64().to_string().into(),
            "--threads".into(),
            threads.to_string().into(),
        ];
        if let Some(data) = data {
            arguments.extend(["--data".into(), data.as_os_str().to_owned()]);
        }
        Self { on_hangup: saving.on_hangup == OnHangup::Detach, arguments }
    }

    /// Resumes the race of a folder that nobody records into any more, in the background.
    pub(super) fn resume(self, folder: &Path, out: &mut impl Write) -> anyhow::Result<()> {
        let resume = ["resume".into(), folder.as_os_str().to_owned()];
        let started = background::start(resume.into_iter().chain(self.arguments))?;
        printed(started.write(out)).map(drop)
    }
}
