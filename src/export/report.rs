//! A race as a report to hand in: Markdown with what was raced, what came out, what was changed on the way,
//! and the command that repeats it.

use std::fmt::Write as _;

use super::{ExportError, RunInput, config_toml, repeat::Repeat};
use crate::{
    config::{SimdChoice, Start},
    history, optim, race, session, text,
};

/// What a cell shows that has no value.
pub(super) const NOTHING: &str = "–";

/// How far the numbers are the same elsewhere.
const FUSED: &str = "The same version gives the same bits on every processor that has fused multiply-adds, whatever the \
                     number of threads.\n";

/// The same for plain code.
const PLAIN: &str = "It was computed by plain code (`--simd plain`), whose last digits are others than those of a \
                     processor's fused multiply-adds; the number of threads changes nothing.\n";

/// The report; `figure` is the name of the figure's file beside it, `verdict` who won.
pub(super) fn report_md(run: &RunInput<'_>, figure: &str, verdict: &str) -> Result<String, ExportError> {
    let RunInput { history, smoothing, hypothesis, recording, .. } = *run;
    let info = history.info().ok_or(ExportError::NoRace)?;
    // Writing to a string can't fail, here and below.
    let mut text = format!("# {}\n\n", title(history));
    if let Some(hypothesis) = hypothesis {
        let _ = write!(text, "> **Hypothesis:** {}\n\n", escaped(hypothesis));
    }
    let _ = write!(text, "{}\n\n![losses of every lane]({figure})\n\n", summary(history, smoothing));
    let _ = writeln!(text, "## Results\n\n{}\n{verdict}", results(history, smoothing));
    let _ = writeln!(text, "## Settings\n\n{}", settings(history, info));
    let changes = config_toml::changes(history);
    if !changes.is_empty() {
        let _ = writeln!(text, "## Changes on the way\n\n{}", change_rows(&changes));
    }
    if let session::Trainer::Own(race) = &info.trainer {
        let _ = write!(text, "## Repeat it\n\n{}", repeat(&Repeat::new(history, recording)?));
        text += match race.config.simd {
            SimdChoice::Plain => PLAIN,
            _ => FUSED,
        };
    }
    Ok(text)
}

fn repeat(how: &Repeat) -> String {
    let began = "Without what was changed on the way it is";
    match how {
        Repeat::Line(line) => fenced(line),
        Repeat::Rerun { rerun, line } => format!(
            "{}It was changed on the way, which no one line can say: this trains the recording again, with every \
             change at its iteration, and compares every loss. {began}\n\n{}",
            fenced(rerun),
            fenced(line)
        ),
        Repeat::ByHand { line } => format!(
            "It was changed on the way, which no one line can say. If it is recorded (`--out DIR`, `--keep`), \
             `downhill replay DIR --rerun` trains it again, with every change at its iteration. {began}\n\n{}",
            fenced(line)
        ),
    }
}

/// A block of code that nothing in it can end.
pub(super) fn fenced(code: &str) -> String {
    // Longer than any run of backticks in it.
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}sh\n{code}\n{fence}\n\n")
}

fn title(history: &history::History) -> String {
    let names: Vec<String> = history.lanes().iter().map(|lane| escaped(&lane.info.name)).collect();
    if names.is_empty() { "A race".into() } else { names.join(", ") }
}

fn summary(history: &history::History, smoothing: history::Smoothing) -> String {
    let done = history.iteration();
    let end = history.end.filter(|_| history.state() != session::State::Finished);
    let state = end.map_or_else(String::new, |end| format!(" of {}", text::thousands(end)));
    let plural = if done == 1 && state.is_empty() { "" } else { "s" };
    let (done, smoothed) = (text::thousands(done), smoothed(smoothing));
    format!("Loss of each batch after the update on it, {done}{state} iteration{plural}.{smoothed}")
}

/// How losses are smoothed, as a sentence that follows another.
pub(super) fn smoothed(smoothing: history::Smoothing) -> String {
    match smoothing {
        history::Smoothing::Off => String::new(),
        smoothing => format!(" Smoothed losses: {smoothing}."),
    }
}

pub(super) fn results(history: &history::History, smoothing: history::Smoothing) -> String {
    let smoother = history::Smoother::new(smoothing);
    let mut text = String::from(
        "| lane | rule | learning rate | in force | loss | smoothed | best | test accuracy | |\n\
         | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n",
    );
    for lane in history.lanes() {
        let rate = lane.info.rate().map_or_else(|| NOTHING.into(), |rate| rate.to_string());
        let rule = lane.info.rule();
        let steady = rule.is_some_and(|rule| rule.schedule == optim::Schedule::default());
        let in_force = history.rate_in_force(lane).filter(|_| !steady);
        let in_force = in_force.map_or_else(|| rate.clone(), text::scheduled_rate);
        let cells = [
            escaped(&lane.info.name),
            rule.map_or(NOTHING, |rule| rule.kind.name()).to_owned(),
            rate,
            in_force,
            loss(lane.loss()),
            loss(lane.smoothed(&smoother)),
            loss(lane.best),
            lane.accuracy.map_or_else(|| NOTHING.into(), |share| format!("{:.2} %", share * 100.0)),
            lane.info.state.ending().unwrap_or_default(),
        ];
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    if let Some(tested) = history.tested {
        let which = match tested.sample {
            race::Sample::Whole => "all",
            race::Sample::Part => "a part of the test set,",
        };
        let (images, iteration) = (text::thousands(tested.images as u64), text::thousands(tested.iteration));
        let _ = writeln!(text, "\nTest accuracy on {which} {images} images, at iteration {iteration}.");
    }
    text
}

fn loss(value: Option<f32>) -> String {
    match value {
        None => NOTHING.into(),
        Some(loss) if loss.abs() < 1_000.0 => crate::text::loss(loss),
        Some(loss) => format!("{loss:.2e}"),
    }
}

pub(super) fn settings(history: &history::History, info: &session::RaceInfo) -> String {
    let rows = match &info.trainer {
        session::Trainer::Own(race) => settings_of(race),
        session::Trainer::Foreign(training) => {
            let fact = |(label, value): &(String, String)| (escaped(label), escaped(value));
            let title = ("training".to_owned(), escaped(&training.title));
            std::iter::once(title).chain(training.facts.iter().map(fact)).collect()
        }
    };
    let program = ("program".to_owned(), format!("downhill {}", env!("CARGO_PKG_VERSION")));
    let mut text = String::from("| | |\n| --- | --- |\n");
    for (name, value) in rows.into_iter().chain([program]) {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    text += "\n| lane | settings |\n| --- | --- |\n";
    for lane in history.lanes() {
        let mut all = String::new();
        if let Some(rule) = lane.info.rule() {
            for setting in rule.kind.settings() {
                let _ = write!(all, "{} {}, ", setting.name(), rule.settings.get(setting));
            }
            let _ = write!(all, "schedule {}", rule.schedule);
        } else {
            let knobs = lane.info.declared().iter().map(|knob| format!("{} {}", knob.name, knob.value));
            all = knobs.collect::<Vec<_>>().join(", ");
        }
        let _ = writeln!(text, "| {} | {} |", escaped(&lane.info.name), escaped(&all));
    }
    text
}

/// A row for each setting of a race.
fn settings_of(race: &session::OwnRace) -> Vec<(String, String)> {
    let config = &race.config;
    let start = match config.start {
        Start::Fair => "the same weights for every lane",
        Start::Own => "weights of its own for each lane",
    };
    let (train, test) = (text::thousands(race.data.train as u64), text::thousands(race.data.test as u64));
    let rows = [
        ("seed", config.seed.to_string()),
        ("start", format!("{}: {start}", escaped(&race.fingerprint))),
        ("data", format!("{}: {train} images to train, {test} to test", escaped(&race.data.name))),
        ("network", text::layers(&race.sizes)),
        ("activation", config.activation.name().to_owned()),
        ("starting weights", escaped(&config.init.to_string())),
        ("batch", config.batch_size.to_string()),
    ];
    rows.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

fn change_rows(changes: &[config_toml::ChangeTable]) -> String {
    let value = |value: &Option<config_toml::ChangeValue>| match value {
        None => String::new(),
        Some(config_toml::ChangeValue::Number(number)) => number.to_string(),
        Some(config_toml::ChangeValue::Text(text)) => escaped(text),
    };
    let mut text =
        String::from("| after iteration | lane | what | from | to |\n| ---: | --- | --- | ---: | ---: |\n");
    for change in changes {
        let lane = change.lane.as_deref().map_or_else(|| "all".into(), escaped);
        let (from, to) = (value(&change.from), value(&change.to));
        // A lane that joined has no value after it, and before it only the lane that it was forked from, if any.
        let (what, from) = match (&change.from, &change.to) {
            (Some(_), None) => (format!("forked from {from}"), String::new()),
            (None, None) => (format!("joins as {}", escaped(&change.what)), from),
            _ => (escaped(&change.what), from),
        };
        let _ = writeln!(text, "| {} | {lane} | {what} | {from} | {to} |", text::thousands(change.iteration));
    }
    text
}

/// Foreign text as Markdown that shows exactly that text.
pub(super) fn escaped(text: &str) -> String {
    let shown = |c| Some('\\').filter(|_| "\\`*_{}[]<>()#+!|~&$^".contains(c)).into_iter().chain([c]);
    text::sanitized(text).chars().flat_map(shown).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{
        config::LaneConfig,
        export::tests::{diverged, history, lane_info, long_race, progressed, started},
        history::{History, Smoothing},
        optim::OptimizerKind,
        session::{Change, LaneInfo, Update},
    };

    fn report(history: &History, hypothesis: Option<&str>) -> String {
        let (smoothing, recording) = (Smoothing::default(), Some(Path::new("/runs/a b")));
        let run = RunInput { history, smoothing, hypothesis, recording, screen: "" };
        report_md(&run, "figure.svg", "Nobody won.\n").unwrap()
    }

    #[test]
    fn a_report_has_hypothesis_results_settings_changes_figure_and_the_command() {
        let text = report(&long_race(&["SGD", "hot"], 200), Some("SGD wins"));
        let parts = [
            "# SGD, hot\n",
            "> **Hypothesis:** SGD wins\n",
            "200 of 2,000 iterations",
            "![losses of every lane](figure.svg)",
            "| SGD | SGD | 0.05 | 0.05 |",
            "| start | 39ebd081: the same weights for every lane |",
            "| seed | 0 |",
            "| 100 | SGD | lr | 0.01 | 0.05 |",
            "## Repeat it\n\n```sh\ndownhill replay '/runs/a b' --rerun\n```\n",
            "```sh\ndownhill --no-config --seed 0 --optimizers ",
        ];
        let mut rest = &text[..];
        for part in ["# SGD, hot\n", "## Results", "## Settings", "## Changes", "## Repeat it"] {
            let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("{part} is missing in\n{text}"));
            rest = after;
        }
        for part in parts {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }

    #[test]
    fn a_lane_that_joined_names_its_rule_and_a_forked_one_its_origin() {
        let twin = |id, forked_from| {
            let lane = LaneConfig { name: "a b".into(), ..LaneConfig::new(OptimizerKind::Sgd) };
            let info = LaneInfo { forked_from, ..lane_info(id, lane) };
            Update::Changed { iteration: 7, change: Change::Added(Box::new(info)) }
        };
        let updates = [
            started(&["SGD"]),
            progressed(1, 7, &[(0, &[1.0; 7])]),
            twin(1, None),
            twin(2, Some("SGD".into())),
        ];
        let text = report(&history(&updates), None);
        for row in ["| 7 | a b | joins as sgd |  |  |", "| 7 | a b | forked from SGD |  |  |"] {
            assert!(text.contains(row), "{row} is missing in\n{text}");
        }
    }

    #[test]
    fn without_hypothesis_and_changes_their_sections_are_left_out() {
        let text = report(&history(&[started(&["SGD"]), progressed(1, 2, &[(0, &[2.0, 1.0])])]), None);
        assert!(!text.contains("Hypothesis") && !text.contains("Changes"));
        assert!(text.contains("| SGD | SGD | 0.01 | 0.01 | 1.0000 |"), "{text}");
    }

    #[test]
    fn foreign_text_stays_text() {
        let names = ["a|b", "<script>", "```\n# x", "[x](http://y)", "\u{202e}z"];
        let text = report(&history(&[started(&names), diverged(1, 7, f32::NAN)]), Some("*2* | _3_\u{1b}[2J"));
        for part in [r"a\|b", r"\<script\>", r"\[x\]\(http://y\)", r"> **Hypothesis:** \*2\* \| \_3\_�\[2J"]
        {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'));
        assert!(text.contains("diverged at 7"));
        // The command ends with the fence that it began with, which is in nothing between.
        let (_, code) = text.split_once("\n````sh\n").unwrap();
        let (command, _) = code.split_once("\n````\n").unwrap();
        assert!(command.starts_with("downhill ") && command.lines().count() == 1, "{command}");
    }
}
