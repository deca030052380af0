//! The table at the end of a race.

use std::io::{self, Write};

use super::{
    columns::{Align, NONE, iterations, loss, setting, write_table},
    comparison::write_comparison,
    measured::write_measured,
    repeated::write_repeated,
};
use crate::{
    history::{History, LaneHistory, Smoother, Smoothing, Standing, Trend, margin},
    optim::Schedule,
    race::{LaneState, Sample},
    text::{sanitized, scheduled_rate, thousands},
};

/// The columns: the rate in force is that of the last iteration, schedule included; the last column says what became
/// of a lane that does not run.
const COLUMNS: [&str; 8] = ["lane", "rate", "in force", "loss", "smoothed", "best", "test accuracy", ""];

/// The most lanes that are named as level with the best.
const MAX_NAMED: usize = 3;

/// What a race of several lanes can't tell.
const ONE_START: &str = "one start can't decide: --repeat 5 races from five";

/// Prints a race's results: a line for each lane, then iterations, time and speed.
pub(crate) fn write_summary(history: &History, target: Option<f32>, out: &mut impl Write) -> io::Result<()> {
    let smoother = Smoother::new(Smoothing::default());
    if let Some(comparison) = history.comparison() {
        return write_comparison(history, comparison, target, out);
    }
    if history.foreign().is_some() {
        return write_measured(history, &[], out);
    }
    if let Some(repeated) = history.repeated() {
        return write_repeated(history, repeated, out);
    }
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    rows.extend(history.lanes().iter().map(|lane| row(history, lane, &smoother)));
    let align = |column| if column == 0 || column == COLUMNS.len() - 1 { Align::Left } else { Align::Right };
    writeln!(out)?;
    write_table(&rows, align, out)?;
    for line in verdict(history, &smoother) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{}", speed(history))?;
    if let Some(measured) = measured(history) {
        writeln!(out, "{measured}")?;
    }
    out.flush()
}

fn row(history: &History, lane: &LaneHistory, smoother: &Smoother) -> Vec<String> {
    let number = |value: Option<f32>| value.map_or_else(|| NONE.into(), loss);
    let accuracy = lane.accuracy.map_or_else(|| NONE.into(), |share| format!("{:.2} %", share * 100.0));
    let state = match lane.info.state.end() {
        Some((iteration, how)) => format!("{how} at {}", thousands(iteration)),
        None if lane.info.state == LaneState::Off => "off".into(),
        None => String::new(),
    };
    let rate = lane.info.rate().map_or_else(|| NONE.into(), setting);
    let steady = lane.info.rule().is_some_and(|rule| rule.schedule == Schedule::default());
    let in_force =
        history.rate_in_force(lane).filter(|_| !steady).map_or_else(|| rate.clone(), scheduled_rate);
    vec![
        sanitized(&lane.info.name),
        rate,
        in_force,
        number(lane.loss()),
        number(lane.smoothed(smoother)),
        number(lane.best),
        accuracy,
        state,
    ]
}

/// Who is best by loss and on test images, and with whom they are level; nothing to say of a single lane.
fn verdict(history: &History, smoother: &Smoother) -> Vec<String> {
    let named = |(lane, value): &(&LaneHistory, f32), write: &dyn Fn(f32) -> String| {
        format!("{} {}", sanitized(&lane.info.name), write(*value))
    };
    let told = |what: &str, standing: &Standing<'_>, write: &dyn Fn(f32) -> String| {
        let [best, others @ ..] = standing.first() else { return None };
        let level: Vec<String> = others.iter().map(|other| named(other, write)).collect();
        let level = match level.len() {
            0 => String::new(),
            1..=MAX_NAMED => format!(", level with {}", level.join(", ")),
            count => format!(", level with {count} others"),
        };
        Some(format!("{what}: {}{level}", named(best, write)))
    };
    if history.lanes().len() < 2 {
        return Vec::new();
    }
    let by_loss =
        Standing::by_loss(history, smoother).and_then(|by| told("lowest smoothed loss", &by, &loss));
    let by_accuracy = Standing::by_accuracy(history).zip(history.tested).and_then(|(by, tested)| {
        let share =
            |share: f32| format!("{:.2} +- {:.2} %", share * 100.0, margin(share, tested.images) * 100.0);
        told("best on test images", &by, &share)
    });
    let troubles = history.lanes().iter().filter_map(|lane| {
        let what = trouble(Trend::of(lane, history))?;
        Some(format!("{}: {what}", sanitized(&lane.info.name)))
    });
    let finished = history.lanes().iter().filter(|lane| lane.info.state.is_sound()).count();
    let undecided = (finished > 1).then(|| ONE_START.to_owned());
    by_loss.into_iter().chain(by_accuracy).chain(troubles).chain(undecided).collect()
}

/// What went wrong with a lane that takes steps still.
const fn trouble(trend: Trend) -> Option<&'static str> {
    match trend {
        Trend::Rising => Some("its loss was growing at the end; its steps were too long"),
        Trend::Swinging => Some("its loss went up and down at the end; its steps were too long"),
        Trend::Stalled => Some("its loss hardly moved at the end; its steps may have been too short"),
        Trend::Stuck => Some("it leapt up and has been guessing since; its steps were too long"),
        Trend::Beginning
        | Trend::Off
        | Trend::Diverged(_)
        | Trend::Faulted
        | Trend::Ahead
        | Trend::Behind
        | Trend::Learning => None,
    }
}

/// Iterations, time, and both speeds: of the race, and of all its optimizers together.
fn speed(history: &History) -> String {
    let seconds = history.elapsed.as_secs_f64();
    let done = history.iteration();
    let text = format!("{} in {seconds:.1} s", iterations(done));
    if done == 0 || seconds <= 0.0 {
        return text;
    }
    let steps: u64 = history.lanes().iter().map(LaneHistory::steps).sum();
    let per_second = |count: u64| {
        let speed = count as f64 / seconds;
        if speed < 10.0 { format!("{speed:.1}") } else { thousands(speed.round() as u64) }
    };
    format!("{text}: {} iterations/s, {} optimizer-iterations/s", per_second(done), per_second(steps))
}

/// When and on how many images accuracy was measured, unless that was at the end and on all.
fn measured(history: &History) -> Option<String> {
    let tested = history.tested?;
    let images = thousands(tested.images as u64);
    let of = match tested.sample {
        Sample::Whole if tested.iteration == history.iteration() => return None,
        Sample::Whole => format!("all {images}"),
        Sample::Part => {
            let all = history.own().map_or(0, |race| race.data.test);
            format!("{images} of {}", thousands(all as u64))
        }
    };
    Some(format!("test accuracy on {of} images at iteration {}", thousands(tested.iteration)))
}
