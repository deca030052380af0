//! Every lesson in the binary shows what it claims, on the real data.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

use std::time::Duration;

use crossbeam_channel::Receiver;
use downhill::{
    data::load_embedded,
    history::{Doing, History},
    lesson::{Lesson, Runner, Stage},
    session::{Command, Opening, Session, Update},
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
        let opening = Opening { paused: true, ..Opening::default() };
        let loader = Box::new(|progress: &mut dyn FnMut(_)| load_embedded(progress));
        let (session, [updates]) = Session::start(lesson.config.clone(), opening, loader).unwrap();
        let mut class = Self { session, updates, history: History::default(), runner: Runner::new(lesson) };
        while class.history.card().is_none() {
            class.hear();
        }
        class
    }

    fn hear(&mut self) {
        let update = self.updates.recv_timeout(Duration::from_mins(1)).expect("an update");
        self.history.apply(&update);
        let asked = self.runner.hear(&update, &self.history);
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
        while matches!(self.runner.stage(), Stage::Going { .. }) {
            self.hear();
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "the measured numbers are to be read")]
fn every_lesson_shows_what_it_claims() {
    let mut missed = Vec::new();
    for lesson in Lesson::shipped().unwrap() {
        let mut class = Class::start(lesson);
        while class.runner.stage() != Stage::Over {
            class.go_on();
            for lang in Lang::ALL {
                let line = class.runner.told().line(lang);
                assert!(line.width() <= 78, "“{line}” is cut at 80 columns");
            }
            for finding in &class.runner.told().findings {
                let line = format!("{}: {}", class.runner.lesson().name, finding.text(Lang::En));
                eprintln!("{line}");
                if !finding.held {
                    missed.push(line);
                }
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

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
    while matches!(class.runner.stage(), Stage::Going { .. }) {
        class.hear();
    }
    assert!(class.history.iteration() >= 100);
    assert_eq!(class.runner.number(), 2);
    assert_eq!(class.runner.told().findings.len(), 1);
}

/// What each lane of a lesson is seen to do after that many of its steps.
fn seen(name: &str, steps: usize) -> Vec<Doing> {
    let mut class = Class::start(Lesson::find(name).unwrap());
    for _ in 0..steps {
        class.go_on();
    }
    class.history.lanes().iter().map(|lane| Doing::of(lane, &class.history)).collect()
}

#[test]
fn on_real_losses_it_is_seen_which_lane_is_ahead_behind_stalled_swinging_or_has_diverged() {
    use Doing::{Ahead, Behind, Diverged, Stalled, Swinging};
    assert_eq!(seen("momentum", 1), [Behind, Ahead]);
    assert_eq!(seen("too-high", 1)[1], Diverged(22));
    assert_eq!(seen("too-high", 2), [Ahead, Swinging]);
    assert_eq!(seen("too-low", 1), [Stalled, Ahead]);
    assert_eq!(seen("bad-start", 1)[..3], [Stalled, Stalled, Ahead]);
}
