//! A lesson without a screen: its texts, the lines of its races, and which claims of each step held.

use std::io::{self, Write};

use crossbeam_channel::{Receiver, select};

use super::lines::Lines;
use crate::{
    history::History,
    lesson::{Finding, LessonPhase, Runner},
    session::{Command, Session, Update},
    signals::Signals,
    words::{Lang, say},
};

/// How a lesson without a screen has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LessonOutcome {
    /// It was run to its end.
    Done {
        /// Claims that did not hold.
        missed: usize,
    },
    Signal(i32),
    Failed(String),
}

/// Prints a lesson from its first text to its last, as fast as its races run: it waits for nobody and ignores paces.
///
/// # Errors
/// If a line can't be printed.
pub(crate) fn teach(
    session: &Session,
    updates: &Receiver<Update>,
    mut runner: Runner,
    signals: &Signals,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<LessonOutcome> {
    let mut history = History::default();
    let mut lines = Lines::start(&history, out)?;
    let mut missed = 0;
    let send = |commands: Vec<Command>| {
        for command in commands.into_iter().filter(|command| !matches!(command, Command::Pace(_))) {
            // The end of a session comes as an update.
            let _ = session.send(command);
        }
    };
    writeln!(out, "{}", runner.lesson().title.get(lang))?;
    loop {
        while history.info().is_some() && matches!(runner.stage(), LessonPhase::Reading | LessonPhase::Over) {
            missed += write_findings(&runner, lang, out)?;
            if runner.stage() == LessonPhase::Over {
                return Ok(LessonOutcome::Done { missed });
            }
            write_step(&runner, lang, out)?;
            send(runner.go_on(&history));
        }
        let update = select! {
            recv(updates) -> update => update,
            recv(signals.receiver()) -> signal => return Ok(LessonOutcome::Signal(signal.unwrap_or_default())),
        };
        let Ok(update) = update else { return Ok(LessonOutcome::Failed("the race has ended".into())) };
        history.apply(&update);
        if let Update::Failed { message } = update {
            return Ok(LessonOutcome::Failed(message));
        }
        lines.write_update(&update, &history, out)?;
        send(runner.receive(&update, &history));
    }
}

/// Prints what came of the step before, and returns how many of its claims did not hold.
fn write_findings(runner: &Runner, lang: Lang, out: &mut impl Write) -> io::Result<usize> {
    let told = runner.last_result();
    if let Some((question, _)) = &told.vote {
        writeln!(out, "{}", say!(lang, lesson::answer(question.answers[question.right].get(lang))))?;
    }
    for finding in &told.findings {
        let sign =
            if finding.held { say!(lang, lesson::AS_CLAIMED) } else { say!(lang, lesson::NOT_AS_CLAIMED) };
        writeln!(out, "{sign}: {}", finding.text(lang))?;
    }
    Ok(told.findings.iter().filter(|finding| !finding.held).map(Finding::claims).sum())
}

fn write_step(runner: &Runner, lang: Lang, out: &mut impl Write) -> io::Result<()> {
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
