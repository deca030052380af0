//! A lesson without a screen: its texts, the lines of its races, and what came of each step.

use std::io::{self, Write};

use crossbeam_channel::{Receiver, select};

use super::lines::Lines;
use crate::{
    history::History,
    lesson::{Runner, Stage},
    session::{Command, Session, Update},
    signals::Signals,
    words::{Lang, say},
};

/// How a lesson without a screen has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taught {
    /// At its end, with so many claims that did not show.
    Missed(usize),
    /// By a signal.
    Signal(i32),
    /// With its race.
    Failed(String),
}

/// Prints a lesson from its first text to its last; nobody is waited for, and paces are left out.
///
/// # Errors
/// If a line can't be printed.
pub fn teach(
    session: &Session,
    updates: &Receiver<Update>,
    mut runner: Runner,
    signals: &Signals,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<Taught> {
    let mut history = History::default();
    let mut lines = Lines::go_on(&history, out)?;
    let mut missed = 0;
    let ask = |commands: Vec<Command>| {
        for command in commands.into_iter().filter(|command| !matches!(command, Command::Pace(_))) {
            // One that has ended says so by an update.
            let _ = session.send(command);
        }
    };
    writeln!(out, "{}", runner.lesson().title.get(lang))?;
    loop {
        while history.card().is_some() && matches!(runner.stage(), Stage::Reading | Stage::Over) {
            missed += tell_what_came(&runner, lang, out)?;
            if runner.stage() == Stage::Over {
                return Ok(Taught::Missed(missed));
            }
            read(&runner, lang, out)?;
            ask(runner.go_on(&history));
        }
        let update = select! {
            recv(updates) -> update => update,
            recv(signals.receiver()) -> signal => return Ok(Taught::Signal(signal.unwrap_or_default())),
        };
        let Ok(update) = update else { return Ok(Taught::Failed("the race has ended".into())) };
        history.apply(&update);
        if let Update::Failed { message } = update {
            return Ok(Taught::Failed(message));
        }
        lines.tell(&update, &history, out)?;
        ask(runner.hear(&update, &history));
    }
}

/// Prints what came of the step before, and tells how much of what was claimed did not show.
fn tell_what_came(runner: &Runner, lang: Lang, out: &mut impl Write) -> io::Result<usize> {
    let told = runner.told();
    if let Some((question, _)) = &told.vote {
        writeln!(out, "{}", say!(lang, lesson::answer(question.answers[question.right].get(lang))))?;
    }
    for finding in &told.findings {
        let sign =
            if finding.held { say!(lang, lesson::AS_CLAIMED) } else { say!(lang, lesson::NOT_AS_CLAIMED) };
        writeln!(out, "{sign}: {}", finding.text(lang))?;
    }
    Ok(told.findings.iter().filter(|finding| !finding.held).count())
}

fn read(runner: &Runner, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let step = runner.step();
    writeln!(out, "\n{}/{}  {}", runner.number(), runner.lesson().steps.len(), step.text.get(lang))?;
    if let Some(question) = &step.question {
        writeln!(out, "?  {}", question.text.get(lang))?;
        for (letter, answer) in ('a'..).zip(&question.answers) {
            writeln!(out, "   {letter}) {}", answer.get(lang))?;
        }
    }
    out.flush()
}
