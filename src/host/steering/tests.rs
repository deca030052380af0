//! A trainer made of lines: what its watchers are sent, and what it is asked.

use std::io::Cursor;

use crossbeam_channel::bounded;

use super::*;
use crate::{
    history::History,
    host::read_lines,
    session::{MetricKind, Session, Target},
};

const ATTACH: &str = r#"{"attach":{"protocol":1,"name":"resnet","program":"/home/a/train.py","host":"box","pid":7,
    "total":100,"can":["pause","step","stop"],"knobs":[{"key":"lr_factor","value":1,"min":1e-6,"max":1e6,"turn":"ratio"},
    {"key":"lr","value":0.1,"min":0,"max":1,"turn":"ratio"}]}}"#;

/// What a host sends of these lines, and what it writes to the trainer for these commands, which come first.
fn followed(commands: Vec<Command>, lines: &[&str]) -> (Vec<Update>, Vec<String>) {
    let Ok(TrainerMessage::Attach(attach)) = TrainerMessage::parse(ATTACH.as_bytes()) else {
        panic!("no trainer")
    };
    let (out, asked) = bounded(16);
    let (more, given) = bounded(64);
    let (session, [updates]) =
        Session::follow::<1>(move |mailbox| Steering::new(*attach, out, mailbox).run(&given)).unwrap();
    let count = commands.len();
    for command in commands {
        assert!(session.send(command));
    }
    let mut all: Vec<Update> = Vec::new();
    // The answers come before the trainer says anything.
    while all.iter().filter(|update| matches!(update, Update::Answered)).count() < count {
        all.push(updates.recv().unwrap());
    }
    for line in read_lines(Cursor::new(lines.join("\n") + "\n")).unwrap() {
        more.send(line).unwrap();
    }
    drop(more);
    loop {
        let update = updates.recv().unwrap();
        let over = matches!(update, Update::Failed { .. } | Update::State { state: State::Finished, .. });
        all.push(update);
        if over {
            break;
        }
    }
    drop(session);
    all.extend(updates.try_iter());
    (all, asked.try_iter().collect())
}

fn known(updates: &[Update]) -> History {
    let mut history = History::default();
    for update in updates {
        history.apply(update);
    }
    history
}

#[test]
fn what_a_loop_measures_is_known_and_that_it_has_finished() {
    let (updates, _) = followed(
        Vec::new(),
        &[
            r#"{"step":1,"time":10,"values":{"loss":2.5,"accuracy":0.1,"learning rate":0.1}}"#,
            r#"{"step":2,"time":12,"values":{"loss":2.0,"accuracy":0.2}}"#,
            r#"{"text":"an epoch is over"}"#,
            r#"{"end":"finished","message":"","step":2}"#,
        ],
    );
    let history = known(&updates);
    let lane = &history.lanes()[0];
    assert_eq!((lane.info.name.as_str(), history.end, history.iteration()), ("resnet", Some(100), 2));
    assert_eq!((lane.latest(MetricKind::Loss), lane.best), (Some(2.0), Some(2.0)));
    assert_eq!(lane.latest(MetricKind::LearningRate), Some(0.1));
    assert_eq!((history.elapsed, history.state()), (Duration::from_secs(2), State::Finished));
    assert_eq!(history.log.lines().collect::<Vec<_>>(), ["an epoch is over"]);
    let facts = &history.foreign().unwrap().facts;
    assert_eq!(facts[0], ("program".to_owned(), "train.py".to_owned()));
    // Metrics of the same steps come together.
    let stretches = updates.iter().filter(|update| matches!(update, Update::Measured(_))).count();
    assert!((1..=2).contains(&stretches), "{updates:?}");
}

#[test]
fn commands_are_passed_on_and_their_answers_tell_the_step() {
    let set = |number, value| {
        let (target, setting) = (Target::Lane(LANE), KnobKey::Declared(number));
        Command::Set { target, setting, value }
    };
    let commands = vec![
        Command::Pause,
        set(1, 0.05),
        set(1, 7.0),
        set(9, 0.1),
        Command::Step(3),
        Command::Checkpoint,
        Command::GoTo(5),
    ];
    let (updates, asked) = followed(
        commands,
        &[
            r#"{"answer":1,"step":10,"changed":[]}"#,
            r#"{"state":"paused","step":10}"#,
            r#"{"answer":2,"step":10,"changed":[["lr",0.1,0.05]]}"#,
            r#"{"answer":3,"step":10,"refused":"not now"}"#,
            r#"{"answer":99,"step":10,"changed":[["lr",0.05,0.9]]}"#,
            r#"{"end":"stopped","message":"","step":12}"#,
        ],
    );
    let lines = [
        r#"{"id":1,"do":"pause"}"#,
        r#"{"id":2,"do":"set","knob":"lr","value":0.05}"#,
        r#"{"id":3,"do":"step","count":3}"#,
    ];
    assert_eq!(asked.iter().map(|line| line.trim_end()).collect::<Vec<_>>(), lines);
    let refusals: Vec<&Refusal> = updates
        .iter()
        .filter_map(|update| if let Update::Refused { reason } = update { Some(reason) } else { None })
        .collect();
    let wrong = Refusal::Setting { setting: KnobKey::Declared(1), value: "7".into() };
    let not_now = Refusal::Trainer("not now".into());
    assert_eq!(refusals, [&wrong, &Refusal::CantDo, &Refusal::CantDo, &Refusal::CantDo, &not_now]);
    let history = known(&updates);
    assert_eq!((history.marks.len(), history.marks[0].iteration), (1, 10));
    assert_eq!(history.lanes()[0].info.declared()[1].value.to_bits(), 0.05_f64.to_bits());
    assert_eq!(history.state(), State::Finished);
}

#[test]
fn a_trainer_that_dies_or_fails_says_how_and_where() {
    let step = r#"{"step":1240,"time":10,"values":{"loss":2.5}}"#;
    let (updates, _) = followed(Vec::new(), &[step]);
    let history = known(&updates);
    let why = "the trainer (process 7) has ended without a word, at step 1,240: it was killed";
    assert_eq!((history.state(), history.failure()), (State::Failed, Some(why)));
    let end = r#"{"end":"failed","message":"ValueError: no","step":1241}"#;
    let (updates, _) = followed(Vec::new(), &[step, end]);
    let history = known(&updates);
    assert_eq!(history.failure(), Some("the training has failed at step 1,241: ValueError: no"));
    assert_eq!(
        history.log.lines().next_back(),
        Some("! the training has failed at step 1,241: ValueError: no")
    );
}
