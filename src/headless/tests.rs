//! Plain lines from lists of updates, and summaries.

use std::time::Duration;

use super::*;
use crate::{
    config::{Config, parse_lanes},
    race::{Evaluation, LaneId, Sample},
    session::{Bucket, Losses, RaceInfo},
};

fn started(lanes: &str) -> Update {
    let config = Config { lanes: parse_lanes(lanes, 0.0).unwrap(), ..Config::default() };
    let mut small = RaceInfo::at_start(&config);
    let race = small.own_mut();
    (race.sizes, race.parameters, race.fingerprint) = (vec![784, 100, 10], 79_510, "0badcafe".into());
    Update::Started(Box::new(small))
}

/// Losses from iteration `first` on, a list for each lane.
fn progressed(first: u64, lanes: &[&[f32]]) -> Update {
    let iterations = lanes.iter().map(|losses| losses.len()).max().unwrap() as u64;
    let buckets = |losses: &[f32]| losses.iter().copied().map(Bucket::of).collect();
    Update::Progressed(Losses {
        first,
        stride: 1,
        iterations,
        lanes: (0..).zip(lanes).map(|(id, losses)| (LaneId(id), buckets(losses))).collect(),
        elapsed: Duration::from_millis((first + iterations - 1) * 10),
    })
}

fn diverged(lane: u32, iteration: u64) -> Update {
    Update::Diverged { lane: LaneId(lane), iteration, loss: f32::NAN }
}

fn finished(iteration: u64) -> Update {
    Update::State { state: State::Finished, iteration }
}

/// The lines printed of some updates, and the history after them.
fn printed(updates: &[Update]) -> (Vec<String>, History) {
    let (mut history, mut lines, mut out) = (History::default(), Lines::default(), Vec::new());
    for update in updates {
        history.apply(update);
        lines.write_update(update, &history, &mut out).unwrap();
    }
    (String::from_utf8(out).unwrap().lines().map(str::to_owned).collect(), history)
}

fn summarised(history: &History) -> Vec<String> {
    let mut out = Vec::new();
    write_summary(history, None, &mut out).unwrap();
    String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_race_is_introduced_with_its_lanes_and_their_settings() {
    let (lines, _) = printed(&[started("sgd:lr=1e-5,adam:name=bold:wd=0.1")]);
    assert_eq!(
        lines,
        [
            "MNIST (60,000 images, 10,000 to test), 784-100-10 relu, 79,510 parameters",
            "batch 128, seed 0, start he 0badcafe (alike for all lanes), 2,000 iterations",
            "  SGD: lr 1e-5",
            "  bold = Adam: lr 0.001, beta1 0.9, beta2 0.999, epsilon 1e-7, weight-decay 0.1",
        ]
    );
}

#[test]
fn the_first_every_hundredth_and_the_last_iteration_have_a_line() {
    let losses = vec![0.5; 250];
    let (lines, _) = printed(&[started("sgd"), progressed(1, &[&losses]), finished(250)]);
    assert_eq!(
        lines[3..],
        [
            "iteration       SGD",
            "        1    0.5000",
            "      100    0.5000",
            "      200    0.5000",
            "      250    0.5000",
        ]
    );
}

#[test]
fn the_same_race_prints_the_same_lines_however_its_iterations_come_in() {
    let (mut falls, mut stays) = (vec![0.5_f32; 99], vec![0.5_f32; 120]);
    falls[98] = f32::NAN;
    stays[119] = f32::INFINITY;
    let at_once = [started("sgd,adam"), progressed(1, &[&falls, &stays]), diverged(0, 99), diverged(1, 120)];
    let piecewise = [
        started("sgd,adam"),
        progressed(1, &[&falls, &stays[..99]]),
        diverged(0, 99),
        progressed(100, &[&[], &stays[99..]]),
        diverged(1, 120),
    ];
    let (lines, _) = printed(&at_once);
    assert_eq!(lines, printed(&piecewise).0);
    assert_eq!(
        lines[5..],
        [
            "        1    0.5000    0.5000",
            "SGD diverged at iteration 99: its loss was NaN",
            "      100  diverged    0.5000",
            "Adam diverged at iteration 120: its loss was NaN",
        ]
    );
}

#[test]
fn the_header_comes_back_every_twenty_lines() {
    let losses = vec![0.5; 4_000];
    let (lines, _) = printed(&[started("sgd"), progressed(1, &[&losses])]);
    assert_eq!(lines.iter().filter(|line| line.starts_with("iteration")).count(), 3);
}

#[test]
fn sixty_four_lanes_with_wide_names_keep_their_columns() {
    let written: Vec<String> = (0..64).map(|index| format!("sgd:name=犬の最適化その{index}")).collect();
    let losses = [0.5_f32];
    let all = vec![&losses[..]; 64];
    let (lines, history) = printed(&[started(&written.join(",")), progressed(1, &all)]);
    let [.., header, row] = &lines[..] else { panic!("{lines:?}") };
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    assert_eq!(width(header), width(row));
    let table = summarised(&history);
    assert_eq!(table.len(), 1 + 1 + 64 + 2 + 1);
    assert!(table[66].ends_with(", level with 63 others"), "{table:?}");
}

#[test]
fn the_summary_tells_losses_accuracies_and_speeds() {
    let evaluation = Evaluation { images: 10_000, accuracies: vec![(LaneId(0), 0.9123)], losses: Vec::new() };
    let (_, history) = printed(&[
        started("sgd,adam:lr=1000"),
        progressed(1, &[&[2.0, 1.0], &[3.0, f32::NAN]]),
        diverged(1, 2),
        Update::Evaluated { iteration: 2, sample: Sample::Whole, evaluation },
        finished(2),
    ]);
    assert_eq!(
        summarised(&history),
        [
            "",
            "lane  rate  in force    loss  smoothed    best  test accuracy",
            "SGD   0.01      0.01  1.0000    1.4402  1.0000        91.23 %",
            "Adam  1000      1000       -         -  3.0000              -  diverged at 2",
            "lowest smoothed loss: SGD 1.4402",
            "best on test images: SGD 91.23 +- 0.55 %",
            "2 iterations in 0.0 s: 100 iterations/s, 200 optimizer-iterations/s",
        ]
    );
    assert!((history.lanes()[1].info.rate().unwrap() - 1_000.0).abs() < 1e-9);
}

#[test]
fn a_measurement_on_the_way_says_on_what_it_was_made() {
    let evaluation = Evaluation { images: 500, accuracies: vec![(LaneId(0), 0.5)], losses: Vec::new() };
    let (_, history) = printed(&[
        started("sgd"),
        progressed(1, &[&[2.0, 1.0]]),
        Update::Evaluated { iteration: 1, sample: Sample::Part, evaluation },
    ]);
    let last = summarised(&history).pop();
    assert_eq!(last.as_deref(), Some("test accuracy on 500 of 10,000 images at iteration 1"));
}

#[test]
fn no_control_character_of_a_name_is_printed() {
    let Update::Started(mut info) = started("sgd") else { unreachable!() };
    info.lanes[0].name = "\u{1b}[31mred\u{7}\n".into();
    info.own_mut().data.name = "\u{1b}]52;c;x\u{7}".into();
    let started = Update::Started(info);
    let (lines, history) = printed(&[started, progressed(1, &[&[1.0]]), diverged(0, 2)]);
    let shown = lines.into_iter().chain(summarised(&history));
    assert!(shown.flat_map(|line| line.chars().collect::<Vec<_>>()).all(|c| !c.is_control()));
}
