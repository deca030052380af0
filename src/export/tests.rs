//! Histories folded from lists of updates, and what comes out of them.

use std::time::Duration;

use super::{
    config_toml::config_toml,
    figure::{figure_png, figure_svg},
    *,
};
use crate::{
    config::{Config, LaneConfig, parse_lanes},
    history::{History, Smoothing},
    optim::{OptimizerKind, Setting},
    race::LaneId,
    session::{Bucket, Change, DeclaredMetric, LaneInfo, Losses, Measured, MetricKind, RaceInfo, Update},
};

/// A lane as a session sends it.
pub(crate) fn lane_info(id: u32, config: LaneConfig) -> LaneInfo {
    LaneInfo::of_rule(LaneId(id), config)
}

/// The start of a race between lanes of these names, all of them SGD.
pub(crate) fn started(names: &[&str]) -> Update {
    let lane = |name: &&str| LaneConfig { name: (*name).into(), ..LaneConfig::new(OptimizerKind::Sgd) };
    started_with(&Config { lanes: names.iter().map(lane).collect(), ..Config::default() })
}

fn started_with(config: &Config) -> Update {
    Update::Started(Box::new(RaceInfo::at_start(config)))
}

/// Losses of neighbouring iterations, a list for each lane.
pub(crate) fn progressed(first: u64, iterations: u64, lanes: &[(u32, &[f32])]) -> Update {
    let buckets = |losses: &[f32]| losses.iter().copied().map(Bucket::of).collect();
    let lanes = lanes.iter().map(|&(id, losses)| (LaneId(id), buckets(losses))).collect();
    Update::Progressed(Losses { first, stride: 1, iterations, lanes, elapsed: Duration::ZERO })
}

pub(crate) fn diverged(lane: u32, iteration: u64, loss: f32) -> Update {
    Update::Diverged { lane: LaneId(lane), iteration, loss }
}

pub(crate) fn added(id: u32, iteration: u64) -> Update {
    let info = lane_info(id, LaneConfig::new(OptimizerKind::Adam));
    Update::Changed { iteration, change: Change::Added(Box::new(info)) }
}

pub(crate) fn history(updates: &[Update]) -> History {
    let mut history = History::default();
    for update in updates {
        history.apply(update);
    }
    history
}

/// A race of that length with a change of a rate in the middle of it.
pub(crate) fn long_race(names: &[&str], iterations: u64) -> History {
    let falling =
        |lane: u32| (1..=iterations).map(move |i| 2.0 / (1.0 + 0.01 * (i as f32)) + 0.1 * lane as f32);
    let lanes: Vec<Vec<f32>> = (0..).zip(names).map(|(lane, _)| falling(lane).collect()).collect();
    let losses: Vec<(u32, &[f32])> = (0..).zip(lanes.iter().map(Vec::as_slice)).collect();
    let (lane, setting) = (LaneId(0), Setting::LearningRate);
    let change = Change::Setting { lane, setting: setting.into(), from: 0.01, to: 0.05 };
    let changed = Update::Changed { iteration: iterations / 2, change };
    history(&[started(names), progressed(1, iterations, &losses), changed])
}

fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The names of a table's columns.
fn columns(names: &[&str]) -> Vec<String> {
    rows(&losses_csv(&history(&[started(names)])).unwrap()).remove(0)
}

#[test]
fn losses_read_back_as_the_same_bits() {
    let losses = [0.1, 1.0e-38, f32::MIN_POSITIVE / 3.0, 3.4e38, 2.302_586];
    let table = losses_csv(&history(&[started(&["SGD"]), progressed(1, 5, &[(0, &losses)])])).unwrap();
    let read: Vec<u32> =
        rows(&table)[1..].iter().map(|row| row[1].parse::<f32>().unwrap().to_bits()).collect();
    assert_eq!(read, losses.map(f32::to_bits));
}

#[test]
fn cells_are_empty_where_a_lane_did_not_run_and_say_how_it_diverged() {
    let updates = [
        started(&["hot", "SGD"]),
        progressed(1, 3, &[(0, &[9.0, f32::INFINITY]), (1, &[3.0, 2.0, 1.0])]),
        diverged(0, 2, f32::INFINITY),
        added(2, 3),
        progressed(4, 2, &[(2, &[0.5, f32::NAN])]),
        diverged(2, 5, f32::NAN),
    ];
    let table = losses_csv(&history(&updates)).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(
        lines,
        ["iteration,hot,SGD,Adam", "1,9.0,3.0,", "2,inf,2.0,", "3,,1.0,", "4,,,0.5", "5,,,NaN"]
    );
}

#[test]
fn a_hostile_name_is_one_cell_and_no_formula() {
    let names = ["=1+2", "a,\"b\"", "x\u{1b}]52;c\u{7}\r\ny", "iteration", "-3", "＝A1"];
    let columns = columns(&names);
    assert_eq!(columns.len(), 1 + names.len());
    assert_eq!(columns[..3], ["iteration", "'=1+2", "a,\"b\""]);
    assert!(!columns[3].chars().any(char::is_control), "{:?}", columns[3]);
    assert_eq!(columns[4..], ["iteration 2", "'-3", "'＝A1"]);
}

#[test]
fn what_is_held_only_as_means_is_left_out_and_counted() {
    let race = long_race(&["SGD"], 70_000);
    let table = losses_csv(&race).unwrap();
    assert_eq!(rows_left_out(&race), 70_000 - 65_536);
    assert!(rows(&table)[1][0] == "4465" && table.ends_with(&format!("70000,{:?}\n", 2.0_f32 / 701.0)));
}

#[test]
fn without_a_race_there_is_nothing_to_export() {
    let nothing = History::default();
    assert!(matches!(losses_csv(&nothing), Err(ExportError::NoRace)));
    assert!(matches!(config_toml(&nothing, None), Err(ExportError::NoRace)));
    assert!(matches!(figure_svg(&nothing, Smoothing::Off), Err(ExportError::NoRace)));
    assert!(matches!(figure_png(&nothing, Smoothing::Off), Err(ExportError::NoRace)));
}

/// The texts of an SVG whose tags are balanced and whose characters XML allows.
fn texts(svg: &str) -> Vec<String> {
    assert!(!svg.chars().any(|c| c.is_control() && c != '\n'), "a control character");
    let (mut open, mut texts) = (Vec::new(), Vec::new());
    for part in svg.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        let name = tag.split(' ').next().unwrap();
        match name.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed)),
            None if tag.ends_with('/') => {}
            None => open.push(name),
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let unescaped = ["amp", "lt", "gt", "quot", "apos"]
            .iter()
            .fold(text.to_owned(), |text, name| text.replace(&format!("&{name};"), ""));
        assert!(!unescaped.contains(['&', '>']), "{text}");
        texts.extend((name == "text").then(|| text.trim().to_owned()));
    }
    assert!(open.is_empty(), "{open:?} left open");
    texts
}

#[test]
fn an_svg_is_balanced_and_names_every_lane_and_change() {
    let hostile = "<b>&\"'\u{7}\u{1b}]0;x opacity=\"1\"";
    let svg = figure_svg(&long_race(&["SGD", hostile], 2_000), Smoothing::default()).unwrap();
    let texts = texts(&svg);
    for text in ["SGD", "SGD 0.01→0.05", "rate 0.01→0.05", "iterations", "loss", "1.0", "2,000"] {
        assert!(texts.iter().any(|found| found == text), "no {text:?} in {texts:?}");
    }
    assert!(texts.iter().any(|text| text.starts_with("&lt;b&gt;&amp;")), "{texts:?}");
    assert!(texts[0].starts_with("MNIST · 784-100×4-10 · batch 128 · seed 0 · start 39ebd081"), "{texts:?}");
}

#[test]
fn a_figure_of_another_training_shows_what_it_measured_wherever_that_lies() {
    let mut race = history(&[Update::Started(Box::new(RaceInfo::of_others(&["resnet"])))]);
    race.apply(&Update::Declared(vec![DeclaredMetric::named("perplexity")]));
    for step in (0..=40_u16).map(|step| step * 100) {
        let values = vec![Bucket::of(50.0 - f32::from(step) / 100.0)];
        let metrics = vec![(MetricKind::Declared(0), vec![(LaneId(0), values)])];
        race.apply(&Update::Measured(Measured { iterations: vec![step.into()], metrics, elapsed: None }));
    }
    let svg = figure_svg(&race, Smoothing::Off).unwrap();
    let texts = texts(&svg);
    for text in ["training", "resnet", "steps", "perplexity", "perplexity, not smoothed · up to step 4,000"]
    {
        assert!(texts.iter().any(|found| found == text), "no {text:?} in {texts:?}");
    }
    assert_eq!(texts[2..8], ["0", "10", "20", "30", "40", "50"]);
    // One line over the whole width, and not a dot for each value.
    let lines = svg.split("<polyline").filter(|line| line.contains("#0072B2"));
    let points = lines.filter_map(|line| line.split("points=\"").nth(1)?.split('"').next());
    assert_eq!(points.map(|points| points.split_whitespace().count()).max(), Some(41));
}

#[test]
fn a_figure_is_as_large_for_a_million_iterations_as_for_thousands() {
    let size = |iterations| figure_svg(&long_race(&["SGD"], iterations), Smoothing::default()).unwrap().len();
    let (short, long) = (size(4_000), size(1_000_000));
    assert!(long < 2 * short, "{short} and {long} bytes");
}

/// Size and number of different colours of a PNG.
fn decoded(png: &[u8]) -> (u32, u32, usize) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let colours: std::collections::HashSet<&[u8]> = pixels.chunks(3).collect();
    (info.width, info.height, colours.len())
}

#[test]
fn a_png_has_its_size_and_is_not_blank() {
    let (width, height, colours) =
        decoded(&figure_png(&long_race(&["SGD", "Adam"], 300), Smoothing::Off).unwrap());
    assert_eq!((width, height), (1_600, 1_000));
    assert!(colours > 20, "{colours} colours");
}

#[test]
fn odd_races_can_be_drawn_too() {
    let many: Vec<String> = (0..64).map(|lane| format!("a lane with number {lane}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let wide = "W".repeat(10_000);
    let diverged = [started(&["SGD"]), progressed(1, 1, &[(0, &[f32::NAN])]), diverged(0, 1, f32::NAN)];
    let changed = |iteration| Update::Changed { iteration, change: Change::BatchSize { from: 1, to: 2 } };
    let turned: Vec<Update> = [started(&["SGD"]), progressed(1, 600, &[(0, &[0.5; 600])])]
        .into_iter()
        .chain((0..600).map(changed))
        .collect();
    let races = [
        history(&[started(&[])]),
        history(&diverged),
        long_race(&many, 5),
        long_race(&[&wide], 1),
        history(&turned),
    ];
    for race in races {
        assert!(!texts(&figure_svg(&race, Smoothing::Kaiser(11)).unwrap()).is_empty());
    }
}

/// The command line above the settings, and the settings.
fn config_file(history: &History) -> (String, toml::Table) {
    let text = config_toml(history, None).unwrap();
    let command = text.lines().next().unwrap().trim_start_matches("# ").to_owned();
    (command, text.parse().unwrap())
}

#[test]
fn settings_read_back_and_the_command_repeats_them() {
    let lanes = parse_lanes("sgd:lr=0.1,adam:beta1=0.8:name=it's bold", 0.0).unwrap();
    let config = Config { lanes: lanes.clone(), seed: u64::MAX, iterations: None, ..Config::default() };
    let (command, file) = config_file(&history(&[started_with(&config)]));
    assert_eq!(file["seed"].as_str(), Some("18446744073709551615"));
    assert_eq!(file["iterations"].as_integer(), Some(0));
    assert_eq!(file["lanes"][1]["name"].as_str(), Some("it's bold"));
    assert_eq!(file["lanes"][1]["settings"]["beta1"].as_float(), Some(0.8));
    assert!(!file.contains_key("changes"));
    let argument = command.split(" --").find_map(|word| word.strip_prefix("optimizers ")).unwrap();
    let typed = argument.trim_matches('\'').replace(r"'\''", "'");
    assert_eq!(parse_lanes(&typed, 0.0).as_ref(), Ok(&lanes), "{command}");
    assert!(
        command.starts_with("downhill --no-config --seed 18446744073709551615 --optimizers "),
        "{command}"
    );
}

#[test]
fn settings_tell_what_was_changed_on_the_way() {
    let mut race = long_race(&["SGD"], 100);
    race.apply(&added(1, 100));
    let (_, file) = config_file(&race);
    let changes = file["changes"].as_array().unwrap();
    assert_eq!(changes[0]["lane"].as_str(), Some("SGD"));
    assert_eq!((changes[0]["iteration"].as_integer(), changes[0]["to"].as_float()), (Some(50), Some(0.05)));
    assert_eq!(changes[1]["what"].as_str(), Some("adam"));
    assert_eq!(file["lanes"][0]["settings"]["lr"].as_float(), Some(0.01), "as it was at the start");
}

#[test]
fn a_hostile_name_stays_within_its_comment() {
    let (command, file) = config_file(&history(&[started(&["x\ny = 1\u{1b}[2J"])]));
    assert!(!command.chars().any(char::is_control), "{command:?}");
    assert!(!file.contains_key("y"));
}

#[test]
fn a_figure_writes_korean_names_and_names_that_no_font_has() {
    let png = |name: &str| figure_png(&long_race(&[name], 100), Smoothing::default()).unwrap();
    let [one, other, none, same] = ["빠른 길", "느린 길", "犬", "U+72AC"].map(png);
    assert_ne!(one, other, "boxes would be alike");
    assert_eq!(none, same, "a letter that no font has stands as its number");
    let svg = figure_svg(&long_race(&["빠른 길", "犬"], 100), Smoothing::default()).unwrap();
    assert!(svg.contains("빠른 길") && svg.contains('犬'), "a viewer has other fonts");
}
