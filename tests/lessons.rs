//! Every lesson in the binary shows what it claims, on the real data.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

#[path = "support/forms.rs"]
mod forms;

use std::time::Duration;

use crossbeam_channel::Receiver;
use downhill::{
    data::load_embedded,
    history::{History, Trend},
    lesson::{Lesson, LessonPhase, Runner},
    session::{Command, Loader, Session, SessionOptions, Update},
    words::Lang,
};
use unicode_width::UnicodeWidthStr;

/// A lesson that is run as fast as it goes.
struct Class {
    session: Session,
    updates: Receiver<Update>,
    history: History,
    runner: Runner,
}

impl Class {
    fn start(lesson: Lesson) -> Self {
        let opening = SessionOptions { paused: true, ..SessionOptions::default() };
        let loader: Loader = Box::new(|progress: &mut dyn FnMut(_)| load_embedded(progress));
        let (session, [updates]) = Session::start(lesson.config.clone(), opening, loader).unwrap();
        let mut class = Self { session, updates, history: History::default(), runner: Runner::new(lesson) };
        while class.history.info().is_none() {
            class.hear();
        }
        class
    }

    fn hear(&mut self) {
        let update = self.updates.recv_timeout(Duration::from_mins(1)).expect("an update");
        self.history.apply(&update);
        let asked = self.runner.receive(&update, &self.history);
        self.send(asked);
    }

    fn send(&self, commands: Vec<Command>) {
        for command in commands.into_iter().filter(|command| !matches!(command, Command::Pace(_))) {
            assert!(self.session.send(command));
        }
    }

    /// Goes on from a text and waits until the next one can be read.
    fn go_on(&mut self) {
        let asked = self.runner.go_on(&self.history);
        self.send(asked);
        while matches!(self.runner.stage(), LessonPhase::Going { .. }) {
            self.hear();
        }
    }
}

/// The lesson that is about two certain seeds: from others it shows what it says, another winner.
const OF_ITS_SEED: &str = "one-start";

/// The lesson with every race of it from another seed.
fn from_seed(mut lesson: Lesson, seed: u64) -> Lesson {
    lesson.config.seed = seed;
    for order in lesson.steps.iter_mut().flat_map(|step| &mut step.orders) {
        if let Command::Begin(config) = order {
            config.seed = seed;
        }
    }
    lesson
}

/// What a narrator is to say of each lane after a step, where there is something to point at.
fn narrated_well(lesson: &str, step: usize, doings: &[Trend]) -> bool {
    use Trend::{Ahead, Behind, Diverged, Stalled, Swinging};
    match (lesson, step) {
        ("momentum", 1) => doings == [Behind, Ahead],
        ("too-high", 1) => matches!(doings, [_, Diverged(_)]),
        ("too-high", 2) => matches!(doings, [Ahead, Swinging | Behind]),
        ("too-low", 1) => doings == [Stalled, Ahead],
        ("bad-start", 1) => doings[..2] == [Stalled, Stalled],
        _ => true,
    }
}

#[expect(clippy::print_stderr, reason = "the measured numbers are to be read")]
fn every_lesson_shows_what_it_claims_and_is_narrated_well_from_any_seed(seeds: u64) {
    let mut missed = Vec::new();
    let seeds_of = |lesson: &Lesson| match lesson.config.seed {
        own if lesson.name == OF_ITS_SEED => own..own + 1,
        _ => 0..seeds,
    };
    for (lesson, seed) in
        Lesson::shipped().unwrap().iter().flat_map(|lesson| seeds_of(lesson).map(move |seed| (lesson, seed)))
    {
        let mut class = Class::start(from_seed(lesson.clone(), seed));
        let mut steps = 0;
        while class.runner.stage() != LessonPhase::Over {
            class.go_on();
            steps += 1;
            let told = class.runner.last_result();
            for finding in &told.findings {
                let line = format!("{} {seed}: {}", lesson.name, finding.text(Lang::En));
                eprintln!("{line}");
                if !finding.held {
                    missed.push(line);
                }
            }
            for line in Lang::ALL.iter().flat_map(|lang| told.lines(*lang)) {
                assert!(line.width() <= 98, "“{line}” takes two lines at 100 columns");
            }
            let doings: Vec<Trend> =
                class.history.lanes().iter().map(|lane| Trend::of(lane, &class.history)).collect();
            eprintln!("{} {seed}: after step {steps} {doings:?}", lesson.name);
            if !narrated_well(&lesson.name, steps, &doings) {
                missed.push(format!("{} {seed}: after step {steps} {doings:?}", lesson.name));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

forms::forms!(every_lesson_shows_what_it_claims_and_is_narrated_well_from_any_seed, short 3, long 10, "ten seeds, a minute and a half");

#[test]
fn a_pause_a_step_and_a_reset_on_the_way_do_not_lose_the_lesson() {
    let mut class = Class::start(Lesson::find("momentum").unwrap());
    let asked = class.runner.go_on(&class.history);
    class.send(asked);
    while class.history.iteration() < 10 {
        class.hear();
    }
    // The last of these forgets where the session was to stop.
    class.send(vec![Command::Pause, Command::Step(3), Command::Pause, Command::Resume]);
    while matches!(class.runner.stage(), LessonPhase::Going { .. }) {
        class.hear();
    }
    assert!(class.history.iteration() >= 100);
    assert_eq!(class.runner.number(), 2);
    assert_eq!(class.runner.last_result().findings.len(), 1);
}
