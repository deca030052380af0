//! A sweep on the screen, or in lines as it goes on.

use std::{io::Write as _, path::Path, sync::Arc, time::Duration};

use anyhow::Context as _;
use crossbeam_channel::{Receiver, select};

use crate::{
    cli::{
        front_end::{Feed, FrontEnd, watch_signals},
        output::{Out, printed},
    },
    headless,
    session::Update,
    signals::{Signals, exit_code},
    sweep::{SweepStanding, TrialState},
    text::shown,
    trials::{self, Scanner, SweepFolder},
    tui::Place,
};

/// How often it is seen that a sweep was stopped.
const CHECK_EVERY: Duration = Duration::from_millis(500);

/// Shows a sweep, whoever runs it, until it is over or the screen is left.
pub(super) fn attach(folder: &Path, front_end: FrontEnd, out: &mut Out) -> anyhow::Result<u8> {
    let sweep = SweepFolder::open(folder)?;
    let signals = watch_signals()?;
    let scanner = Scanner::new(sweep.clone(), shown(folder));
    let (session, updates) = trials::follow(scanner).context("no thread to watch the sweep")?;
    if front_end == FrontEnd::Plain {
        let code = print(&sweep, &updates, &signals, out)?;
        drop(session);
        return Ok(code);
    }
    let feed = Feed::new(session, updates, &signals, Place::Sweep);
    let code = front_end.watch(feed, &[folder.to_owned()], out)?;
    let standing = Scanner::new(sweep, shown(folder)).scan()?;
    // If the terminal has gone, nobody reads that.
    let _ = writeln!(out, "{}", headless::sweep_line(&standing))
        .and_then(|()| match headless::best_so_far(&standing) {
            Some(best) => writeln!(out, "{best}"),
            None => Ok(()),
        })
        .and_then(|()| {
            let folder = shown(folder);
            if standing.is_over() {
                writeln!(out, "downhill sweep report {folder} writes results, figure and report")
            } else {
                writeln!(
                    out,
                    "downhill sweep attach {folder} shows it again, downhill sweep stop {folder} ends it"
                )
            }
        })
        .and_then(|()| out.flush());
    Ok(code)
}

/// A line whenever trials have ended, and a summary once all have, or the sweep was stopped.
fn print(
    sweep: &SweepFolder,
    updates: &Receiver<Update>,
    signals: &Signals,
    out: &mut Out,
) -> anyhow::Result<u8> {
    let mut last: Option<Arc<SweepStanding>> = None;
    loop {
        let update = select! {
            recv(updates) -> update => Some(update),
            recv(signals.receiver()) -> signal => return Ok(signal.map_or(1, exit_code)),
            default(CHECK_EVERY) => None,
        };
        match update {
            Some(Ok(Update::Swept(standing))) => {
                if !standing.is_over() {
                    let line = headless::sweep_line(&standing);
                    if !printed(writeln!(out, "{line}").and_then(|()| out.flush()))? {
                        return Ok(0);
                    }
                }
                last = Some(standing);
            }
            Some(Ok(Update::Failed { message })) => anyhow::bail!("{message}"),
            Some(Err(_)) => return Ok(1),
            Some(Ok(_)) | None => {}
        }
        let Some(standing) = &last else { continue };
        if standing.is_over() {
            printed(headless::write_sweep(standing, out))?;
            return Ok((standing.count(TrialState::Failed) > 0).into());
        }
        if sweep.is_stopped() && standing.count(TrialState::Running) == 0 {
            let line = format!("stopped; downhill sweep retry {} goes on", standing.title);
            printed(writeln!(out, "{line}").and_then(|()| out.flush()))?;
            return Ok(1);
        }
    }
}
