//! What command lines mean, without running anything.

use clap::CommandFactory as _;

use super::{
    destination::Destination, front_end::FrontEnd, outcome::ResultFormat, race::RaceTask,
    screen::ScreenFiles, *,
};
use crate::{
    config::{Config, Start, parse_lanes},
    export::best_command,
    session::{SessionOptions, StartPace},
    sweep::{
        Objective, PointSampler, Pruner, Rungs, Space, SweepData, SweepPlan, SweepStanding, TrialStanding,
    },
    system::granted_cores,
    tui::{Locks, Rebinding, ScreenOptions},
};

const TERMINAL: Environment = Environment { screen: true, ssh: false, color: false };
const PIPE: Environment = Environment { screen: false, ..TERMINAL };
const SSH: Environment = Environment { ssh: true, ..TERMINAL };

fn typed(line: &str) -> impl Iterator<Item = OsString> {
    ["downhill"].into_iter().chain(line.split_whitespace()).map(OsString::from)
}

fn race(line: &str, environment: Environment) -> RaceTask {
    let subcommand = Cli::try_parse_from(typed(line)).unwrap().subcommand();
    let Subcommand::Race(args) = subcommand else { panic!("{line}: no race") };
    RaceTask::new(*args, environment).unwrap_or_else(|usage| panic!("{line}: {usage}"))
}

fn screen(line: &str, environment: Environment) -> (ScreenOptions, ScreenFiles) {
    match race(line, environment).options.front_end {
        FrontEnd::Screen(options, files) => (*options, files),
        FrontEnd::Plain | FrontEnd::Server => panic!("{line}: no screen"),
    }
}

fn message(line: &str, environment: Environment) -> String {
    parse(typed(line), environment, &SettingSources::default())
        .err()
        .map_or_else(|| panic!("{line} was taken"), |usage| usage.to_string())
}

#[test]
fn no_flags_are_the_default_race_on_a_screen() {
    let task = race("", TERMINAL);
    assert_eq!(task.config, Config::default());
    assert_eq!(
        task.options.opening,
        SessionOptions {
            paused: false,
            pace: StartPace::Limited(60.0),
            rewinds: true,
            threads: granted_cores(),
            longer: None,
            fault: None
        }
    );
    let options = ScreenOptions {
        theme: None,
        plot: None,
        axis: None,
        target: None,
        color: None,
        sync: None,
        fps: 30,
        lang: None,
        presenter: false,
        mouse: false,
        title: true,
        locks: Locks::default(),
        rebinding: Rebinding::default(),
        hypothesis: None,
    };
    let front_end = FrontEnd::Screen(Box::new(options), ScreenFiles::default());
    assert_eq!(
        (task.options.front_end, task.data, task.destination),
        (front_end, None, Destination::Nowhere)
    );
}

#[test]
fn the_command_race_may_be_typed_or_left_out() {
    let flags = "--seed 7 --hidden 20,10 --own-weights --iterations 0 --pace 0.5 --out here --force";
    let (with, without) = (race(&format!("race {flags}"), TERMINAL), race(flags, TERMINAL));
    assert_eq!(with.config, without.config);
    assert_eq!((with.config.seed, with.config.start, with.config.iterations), (7, Start::Own, None));
    assert_eq!(with.config.hidden, [20, 10]);
    assert_eq!(with.options.opening.pace, StartPace::Limited(0.5));
    assert_eq!(with.destination, Destination::Replaced("here".into()));
}

#[test]
fn the_last_of_two_equal_flags_counts() {
    assert_eq!(race("--seed 1 --seed 2", TERMINAL).config.seed, 2);
}

#[test]
fn without_a_terminal_or_when_asked_for_there_are_plain_lines() {
    assert_eq!(race("", PIPE).options.front_end, FrontEnd::Plain);
    assert_eq!(race("--headless", TERMINAL).options.front_end, FrontEnd::Plain);
}

#[test]
fn frames_are_fewer_over_ssh_unless_asked_for() {
    let fps = |line, environment| screen(line, environment).0.fps;
    assert_eq!((fps("", SSH), fps("--fps 60", SSH), fps("", TERMINAL)), (10, 60, 30));
}

#[test]
fn a_pause_that_nobody_could_end_is_refused() {
    assert!(race("--paused", TERMINAL).options.opening.paused);
    assert!(message("--paused", PIPE).contains("without a screen"));
    assert!(message("--paused --headless", TERMINAL).contains("--headless"));
}

#[test]
fn json_is_printed_where_there_is_no_screen() {
    let format = |line, environment| race(line, environment).options.format;
    assert_eq!(format("--json --headless", TERMINAL), ResultFormat::Json);
    assert_eq!((format("--json", PIPE), format("", PIPE)), (ResultFormat::Json, ResultFormat::Lines));
    assert!(parse(typed("--json --repeat 2"), TERMINAL, &SettingSources::default()).is_ok());
    for line in ["--json", "resume somewhere --json"] {
        assert_eq!(
            message(line, TERMINAL),
            "--json: needs --headless, or a pipe or a file as standard output"
        );
    }
}

#[test]
fn flags_of_a_presentation_need_a_screen() {
    assert_eq!(screen("", TERMINAL).1, ScreenFiles::default());
    let flags = "--presenter --lock qR,space --screenshot a.svg --cast b.cast --overwrite --hypothesis SGD";
    let (options, files) = screen(flags, TERMINAL);
    assert!(options.presenter && files.overwrite && options.locks != Locks::default());
    assert_eq!((files.screenshot, files.cast), (Some("a.svg".into()), Some("b.cast".into())));
    assert_eq!(
        (options.hypothesis, race("--hypothesis SGD", PIPE).hypothesis),
        (Some("SGD".into()), Some("SGD".into()))
    );
    assert!(
        parse(typed("replay somewhere --presenter --lock q"), TERMINAL, &SettingSources::default()).is_ok()
    );
    assert!(message("--lock spcae", TERMINAL).contains("is space meant?"));
    assert!(message("--cast a.cast", PIPE).contains("--cast: there is no screen here (standard"));
    assert!(
        message("--screenshot a.svg --headless", TERMINAL).contains("there is no screen with --headless")
    );
    assert!(message("--overwrite", TERMINAL).contains("needs --screenshot FILE or --cast FILE"));
    let both = message("--detach --cast a.cast", TERMINAL);
    assert!(both.contains("--detach") && both.contains("--cast") && both.contains("only one"), "{both}");
}

#[test]
fn a_weight_decay_is_every_lanes_that_has_none_of_its_own() {
    let config = race("--optimizers sgd,adam:wd=0.5 --weight-decay 0.1", TERMINAL).config;
    let decays = config.lanes.iter().map(|lane| lane.settings.get(crate::optim::Setting::WeightDecay));
    assert_eq!(decays.collect::<Vec<_>>(), [0.1, 0.5]);
}

#[test]
fn help_and_its_headings_are_ascii_and_fit_80_columns_where_lines_are_fixed() {
    Cli::command().debug_assert();
    let help = Cli::try_parse_from(typed("--help")).unwrap_err();
    assert!(!help.use_stderr());
    let help = help.render().to_string();
    assert!(help.is_ascii());
    let headings = [
        "Race:",
        "Network:",
        "Screen:",
        "Lecture:",
        "Output:",
        "Examples:",
        "Keys:",
        "Exit codes:",
        "Environment:",
    ];
    for heading in headings {
        assert!(help.contains(&format!("\n{heading}\n")), "{heading} is missing");
    }
    assert!(help::LONG.lines().all(|line| line.len() <= 80));
}

/// The words of a command line, with quotes as a shell takes them.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match c {
            '"' | '\'' if quote.is_none() => quote = Some(c),
            c if quote == Some(c) => quote = None,
            ' ' if quote.is_none() => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
            }
            c => word.push(c),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

#[test]
fn every_example_in_the_readme_and_the_manual_parses() {
    let readme = include_str!("../../README.md");
    let pages = crate::manual::PAGES.iter().map(|page| page.markdown);
    let mut examples = 0;
    for line in pages.chain([readme]).flat_map(str::lines) {
        let line = line.split(['#', '|', '>']).next().unwrap_or_default().trim();
        let Some(arguments) =
            line.strip_prefix("downhill ").or_else(|| line.strip_prefix("cargo run --release -- "))
        else {
            continue;
        };
        let typed = ["downhill".to_owned()].into_iter().chain(words(arguments)).map(OsString::from);
        // The files that are named are nowhere.
        let wrong = if line.contains("--config ") {
            Cli::try_parse_from(typed).err().map(|error| error.to_string())
        } else {
            parse(typed, TERMINAL, &SettingSources::default()).err().map(|usage| usage.to_string())
        };
        assert_eq!(wrong, None, "{line}");
        examples += 1;
    }
    assert!(examples > 30, "{examples} examples");
}

#[test]
fn the_command_of_a_trial_is_the_race_that_it_was() {
    let plan = SweepPlan {
        base: Config {
            lanes: parse_lanes("sgd,sgd:lr=0.2,adam:name=my_adam,adamw", 0.01).unwrap(),
            hidden: vec![40, 30],
            eval_every: 0,
            iterations: Some(123),
            seed: u64::MAX - 2,
            ..Config::default()
        },
        space: Space::parse(&["lr=loguniform(1e-9,1) beta1=0.8,0.95 sched=cosine,step@50x0.5 warmup=0,7 \
                               batch-size=int(1,512,log) width=8,16 activation=tanh,relu init=he,0.01,xavier"
            .to_owned()])
        .unwrap(),
        sampler: PointSampler::Sobol,
        points: Some(24),
        repeats: 2,
        rungs: Rungs::new(Pruner::None, 1, 2, 123),
        objective: Objective::Loss,
    };
    let trials = plan.trials().unwrap();
    let sweep = SweepStanding {
        folder: "sweep".into(),
        title: "sweep".into(),
        data: SweepData::default(),
        standings: vec![TrialStanding::WAITING; trials.len()],
        trials: trials.clone().into(),
        plan: plan.clone().into(),
        seconds_left: None,
    };
    for (number, trial) in trials.iter().enumerate() {
        let line = best_command(&sweep, number).unwrap();
        let subcommand =
            Cli::try_parse_from(words(&line).into_iter().map(OsString::from)).unwrap().subcommand();
        let Subcommand::Race(args) = subcommand else { panic!("{line}: no race") };
        let task = RaceTask::new(*args, PIPE).unwrap_or_else(|usage| panic!("{line}: {usage}"));
        assert_eq!(task.config, plan.race(trial).unwrap(), "{line}");
    }
}
