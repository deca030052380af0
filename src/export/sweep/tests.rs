//! Sweeps built by hand, and their files.

use super::*;
use crate::{
    config::{Config, parse_lanes},
    sweep::{Objective, PointSampler, Pruner, Rungs, Space, SweepData, SweepPlan, TrialStanding, TrialState},
};

/// A sweep of which nothing has run.
fn sweep(optimizers: &str, space: &str, points: u64, repeats: u64) -> SweepStanding {
    let plan = SweepPlan {
        base: Config { lanes: parse_lanes(optimizers, 0.0).unwrap(), seed: 7, ..Config::default() },
        space: Space::parse(&[space.to_owned()]).unwrap(),
        sampler: PointSampler::Sobol,
        points: Some(points),
        repeats,
        rungs: Rungs::new(Pruner::None, 1, 2, 2_000),
        objective: Objective::Loss,
    };
    let trials = plan.trials().unwrap();
    SweepStanding {
        folder: "sweep".into(),
        title: "sweeps/first_try".into(),
        data: SweepData::default(),
        standings: vec![TrialStanding::WAITING; trials.len()],
        trials: trials.into(),
        plan: plan.into(),
        seconds_left: None,
    }
}

fn finished(loss: f32) -> TrialStanding {
    TrialStanding {
        state: TrialState::Finished,
        iterations: 2_000,
        loss: Some(loss),
        accuracy: Some(1.0 / (1.0 + 0.3 * loss)),
        seconds: 12.5,
        reason: None,
    }
}

fn diverged() -> TrialStanding {
    let (state, iterations) = (TrialState::Diverged, 40);
    TrialStanding { state, iterations, loss: None, accuracy: Some(0.098), ..finished(1.0) }
}

/// The same sweep with all trials run: a valley over the learning rate, with cliffs at its upper end.
fn run(mut sweep: SweepStanding) -> SweepStanding {
    let standing = |number: usize| {
        let trial = &sweep.trials[number];
        let first = trial.values.first().and_then(|value| value.as_ref()?.parse::<f64>().ok());
        let away = first.map_or(0.3, |rate| (rate.log10() + 1.5 + trial.optimizer as f64 / 2.0).abs());
        // Any numbers between 0 and 1 that look like chance.
        let chance = (number as f64 * 0.618_034).fract();
        if first.is_some_and(|rate| rate > 0.3) && chance > 0.3 {
            return diverged();
        }
        finished((0.05 + 0.4 * away * away + 0.1 * chance) as f32)
    };
    sweep.standings = (0..sweep.trials.len()).map(standing).collect();
    sweep.data.tested = Some(10_000);
    sweep
}

fn with_plan(sweep: SweepStanding, change: impl FnOnce(&mut SweepPlan)) -> SweepStanding {
    let mut plan = (*sweep.plan).clone();
    change(&mut plan);
    SweepStanding { plan: plan.into(), ..sweep }
}

/// One of the files, as text.
fn text(sweep: &SweepStanding, name: &str) -> String {
    let (_, make) = FILES.iter().find(|(own, _)| *own == name).unwrap();
    String::from_utf8(make(sweep, &outcomes(sweep)).unwrap()).unwrap()
}

/// Text that would act on a terminal, break a table, or end a tag.
const HOSTILE: &str = "\u{1b}[2J]]></text> | <b> `x` $\\write18{ls}\n# \u{202e}=1+1, \"q\"";

#[test]
fn a_sweep_has_five_files_whatever_has_come_of_it() {
    let space = "lr=loguniform(1e-4,1)";
    let mut hostile = run(sweep("sgd:name=a_b&%#,adam:name=x{y}~^", space, 8, 1));
    hostile.title = HOSTILE.into();
    let failed = TrialStanding { reason: Some(HOSTILE.into()), ..failed() };
    hostile.standings[0] = failed;
    let nothing =
        SweepStanding { trials: Vec::new().into(), standings: Vec::new(), ..sweep("sgd", space, 1, 1) };
    let mut odd = sweep("sgd", space, 4, 1);
    odd.standings = [f32::INFINITY, 0.0, 1e30, -1e-7].map(finished).to_vec();
    odd.standings[0].seconds = f64::NAN;
    let cases = [sweep("sgd,adam", space, 8, 1), hostile, nothing, odd, sweep("sgd", "", 1, 1)];
    for (sweep, objective) in cases.into_iter().zip([Objective::Loss, Objective::Accuracy].iter().cycle()) {
        let files = sweep_files(&with_plan(sweep, |plan| plan.objective = *objective)).unwrap();
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["results.csv", "figure.svg", "figure.png", "report.md", "table.tex"]);
        assert!(files[2].1.starts_with(b"\x89PNG"));
        for (name, bytes) in files.into_iter().filter(|(name, _)| *name != "figure.png") {
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\r']), "{name}: {text}");
            let mut words = text.split(|c: char| !c.is_alphanumeric());
            assert!(words.all(|word| word != "NaN" && word != "inf"), "{name}: {text}");
        }
    }
}

fn failed() -> TrialStanding {
    TrialStanding {
        state: TrialState::Failed,
        reason: Some("No space left".into()),
        ..TrialStanding::WAITING
    }
}

#[test]
fn every_trial_is_a_row_and_what_is_not_known_is_empty() {
    let mut sweep = sweep("sgd,momentum", "lr=0.1 momentum=0.8,0.9 seed=3,4", 6, 1);
    sweep.standings[0] = finished(0.1);
    sweep.standings[1] = diverged();
    sweep.standings[2] = TrialStanding { reason: Some("=cmd\u{7}, \"x\"".into()), ..failed() };
    let csv = text(&sweep, "results.csv");
    let mut rows = ::csv::Reader::from_reader(csv.as_bytes());
    let header: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        header.join(","),
        "trial,optimizer,lr,momentum,seed,state,iterations,loss,test_accuracy,seconds,reason"
    );
    let rows: Vec<Vec<String>> =
        rows.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(rows.len(), sweep.trials.len());
    let (seed, value) = (sweep.trials[0].seed, sweep.trials[1].values[1].as_deref().unwrap());
    assert_eq!(rows[0][..9].join(","), format!("0,SGD,0.1,,{seed},finished,2000,0.1,0.97087383"));
    assert_eq!(rows[1][1..4], ["Momentum", "0.1", value]);
    assert_eq!(rows[1][5..9], ["diverged", "40", "", "0.098"]);
    assert_eq!(rows[2][5..], ["failed", "0", "", "", "", "'=cmd�, \"x\""]);
    assert_eq!(rows[3][5..], ["waiting", "0", "", "", "", ""]);
}

#[test]
fn a_report_names_the_best_its_settings_its_doubts_and_what_failed() {
    let mut sweep = run(sweep("sgd,momentum,adam", "lr=loguniform(1e-4,1) momentum=0.8,0.9", 90, 1));
    for trial in 40..65 {
        sweep.standings[trial] = failed();
    }
    let report = text(&sweep, "report.md");
    for part in [
        "# sweeps/first\\_try\n\n90 trials, ",
        "![what every trial came to](figure.svg)",
        "the best of many is also the luckiest",
        "One seed each can't say who is level with it",
        "|  | trial | optimizer | learning rate | momentum | loss | test accuracy |",
        " ± says how far the accuracy",
        "| learning rate | from 0.0001 to 1, evenly in the logarithm |",
        "| momentum | 0.8, 0.9 |",
        "| sampler | sobol: Sobol's sequence",
        "| failed | 25 |",
        "- trial 40: No space left\n",
        "and 5 more.",
    ] {
        assert!(report.contains(part.trim_start()), "{part} is missing in\n{report}");
    }
    assert_eq!(report.matches("```sh\ndownhill --no-config --seed 7 --optimizers ").count(), 3);
    assert_eq!(report.matches("- trial ").count(), 20);
    let by_accuracy = with_plan(sweep, |plan| plan.objective = Objective::Accuracy);
    assert!(text(&by_accuracy, "report.md").contains("measured on the same test images"));
}

#[test]
fn repeats_are_one_row_with_their_spread_and_say_who_is_level() {
    let mut sweep = sweep("sgd,adam", "lr=0.1,0.2", 4, 3);
    // Adam's two are level with each other, SGD's are far behind; a seed of the best diverged.
    sweep.standings = sweep
        .trials
        .iter()
        .map(|trial| finished(if trial.optimizer == 1 { 0.1 } else { 0.5 } + 0.01 * (trial.seed - 7) as f32))
        .collect();
    let outcomes = outcomes(&sweep);
    let ended = outcome::ended(&sweep, &outcomes);
    assert!(ended.iter().all(|one| one.trials.len() == 3 && one.finished == 3));
    let loss = ended[0].loss.unwrap();
    assert_eq!(loss.loss(), "0.1100 ± 0.0100");
    let adams = ended.iter().filter(|one| one.optimizer(&sweep) == 1).count();
    assert_eq!(outcome::level(Objective::Loss, &ended), Some(adams));
    let report = text(&sweep, "report.md");
    assert!(report.contains("mean of 3 seeds: loss 0.1100 ± 0.0100"), "{report}");
    assert!(report.contains(" --repeat 3\n"), "{report}");
    assert!(report.contains("From 3 seeds such errors"), "{report}");
    assert!(text(&sweep, "table.tex").contains(r"$0.1100 \pm 0.0100$"));
    assert!(text(&sweep, "figure.svg").contains("mean of seeds ± one standard deviation"));
}

#[test]
fn the_same_settings_drawn_twice_from_one_seed_are_no_repeats() {
    let sweep = run(sweep("sgd", "activation=relu,tanh", 12, 1));
    let outcomes = outcomes(&sweep);
    assert!(!outcome::is_repeated(&outcomes), "a standard error of the same race would be 0");
    assert_eq!(outcomes.len(), 2);
}

#[test]
fn a_figure_has_a_mark_a_trial_an_arrow_where_one_diverged_and_a_ring_around_the_best() {
    let points = |sweep: &SweepStanding| SweepFigure::new(sweep, &outcomes(sweep)).points;
    let mut sweep = run(sweep("sgd,adam", "lr=loguniform(1e-4,0.1) batch-size=32,64", 40, 1));
    sweep.standings[3] = diverged();
    sweep.standings[4] = finished(1e12);
    sweep.standings[5] = TrialStanding { state: TrialState::Pruned, iterations: 100, ..finished(1.0) };
    sweep.standings[6] = TrialStanding::WAITING;
    let shown = points(&sweep);
    assert_eq!(shown.len(), 39);
    assert_eq!(shown.iter().filter(|point| point.arrow.is_some()).count(), 2);
    assert_eq!(shown.iter().filter(|point| point.is_best).count(), 1);
    assert!(shown.last().unwrap().is_best, "it is on top");
    assert_eq!(shown.iter().filter(|point| !point.is_whole && point.y.is_some()).count(), 1);
    let svg = text(&sweep, "figure.svg");
    for text in ["learning rate", "0.001", "smoothed loss", "pale: stopped", "far above", "SGD", "40 trials"]
    {
        assert!(svg.contains(text), "no {text} in the figure");
    }
    assert!(!svg.contains("NaN"));
}

#[test]
fn words_stand_evenly_along_the_frame_and_without_a_dimension_the_optimizers_do() {
    let svg = |space: &str| text(&run(sweep("sgd,adam", space, 12, 1)), "figure.svg");
    let words = svg("activation=relu,tanh init=he,xavier");
    assert!(["relu", "tanh", "activation"].iter().all(|text| words.contains(text)));
    assert!(svg("seed=1,2,3").contains("optimizer"));
    assert!(svg("momentum=0.8,0.9 lr=uniform(0,1)").contains("learning rate"));
}

#[test]
fn a_huge_sweep_has_a_figure_of_bounded_size() {
    let sweep = run(sweep("sgd,adam", "lr=loguniform(1e-4,1)", 20_000, 1));
    let outcomes = outcomes(&sweep);
    let picture = SweepFigure::new(&sweep, &outcomes);
    assert!(picture.points.len() <= 4_000 && picture.points.last().unwrap().is_best);
    assert!(picture.subtitle.contains(" marks"), "{}", picture.subtitle);
}

#[test]
fn a_table_for_a_paper_is_escaped() {
    let sweep = run(sweep("sgd:name=a_b&c,adam", "lr=loguniform(1e-8,1e-7)", 8, 1));
    let tex = text(&sweep, "table.tex");
    assert!(tex.contains(r"a\_b\&c & $") && tex.contains(r"\times10^{-8}$"), "{tex}");
    assert_eq!(tex.matches(r"\\").count(), 3, "a header and two rows: {tex}");
    assert!(tex.ends_with("  \\bottomrule\n\\end{tabular}\n"));
}

#[test]
fn data_of_ones_own_are_in_the_command() {
    let mut sweep = run(sweep("sgd", "lr=0.1", 1, 1));
    let plain = best_command(&sweep, 0).unwrap();
    assert!(!plain.contains("--data"), "{plain}");
    let folder = Some("/data/my set".to_owned());
    sweep.data = SweepData { folder, transpose: true, all_labels: true, tested: None };
    let own = best_command(&sweep, 0).unwrap();
    assert_eq!(own, plain + " --data '/data/my set' --transpose --all-labels");
    assert_eq!(best_command(&sweep, 1), None);
}
