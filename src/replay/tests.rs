//! What a player sends of a log, the present one and one of the first format.

mod networks;

use std::{fs, path::Path, time::Duration};

use crossbeam_channel::Receiver;
use tempfile::{TempDir, tempdir};

use super::{NetworkSource, PlaybackPace, play};
use crate::{
    data,
    race::LaneId,
    record::{CheckpointChoice, Log, Recorder, RunFolder},
    session::{
        Bucket, Command, DataInfo, LaneInfo, Losses, Measured, MetricKind, RaceInfo, RecorderChannels, State,
        Update,
    },
};

/// A recording of format 1 with a changed rate, a rewind and a fork, that was stopped after 63 of 120 iterations.
fn first_format() -> TempDir {
    of_format(1)
}

/// The recording of a format.
fn of_format(format: u32) -> TempDir {
    let place = tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/run-format-{format}"));
    fs::copy(fixture.join("run.jsonl"), place.path().join("run.jsonl")).unwrap();
    place
}

/// The newest checkpoint, on the data in the binary.
fn usual_networks() -> NetworkSource {
    let loader = Box::new(|progress: &mut dyn FnMut(data::LoadProgress)| data::load_embedded(progress));
    NetworkSource { checkpoint: CheckpointChoice::Newest, loader, threads: 1 }
}

/// Everything until the player is at its end.
fn until_end(updates: &Receiver<Update>) -> Vec<Update> {
    let mut all = Vec::new();
    loop {
        let update = updates.recv_timeout(Duration::from_secs(20)).unwrap();
        let ends = matches!(update, Update::State { state: State::Finished | State::Paused, .. });
        all.push(update);
        if ends {
            return all;
        }
    }
}

#[test]
fn a_recording_of_the_first_format_plays_to_its_end() {
    let place = first_format();
    let (_session, updates) = play(place.path(), PlaybackPace::Fastest, false, usual_networks()).unwrap();
    let all = until_end(&updates);
    let mut losses = all.iter().rev().filter_map(|update| match update {
        Update::Progressed(losses) => Some(losses),
        _ => None,
    });
    assert_eq!(losses.next().map(|losses| (losses.last(), losses.lanes.len())), Some((63, 3)));
    assert_eq!(all.iter().filter(|update| matches!(update, Update::Rewound { .. })).count(), 1);
    let evaluated = |update: &&Update| matches!(update, Update::Evaluated { evaluation, .. } if evaluation.losses.is_empty());
    assert_eq!(all.iter().filter(evaluated).count(), 4);
    assert!(!all.iter().any(|update| matches!(update, Update::Measured(_))));
}

#[test]
fn recordings_of_later_formats_play_to_their_end_and_from_any_step() {
    let last = |updates: &[Update]| {
        updates.iter().rev().find_map(|update| match update {
            Update::Progressed(losses) => Some(losses.last()),
            Update::Measured(measured) if measured.elapsed.is_some() => measured.iterations.last().copied(),
            _ => None,
        })
    };
    // A race of 60 iterations, and a training of another program that went back from step 39 to 20 and on to 60.
    for (format, ways_back) in [(2, 0), (3, 1)] {
        let place = of_format(format);
        let (session, updates) = play(place.path(), PlaybackPace::Fastest, false, usual_networks()).unwrap();
        let all = until_end(&updates);
        let ends = matches!(all.last(), Some(Update::State { state: State::Finished, .. }));
        assert_eq!((last(&all), ends), (Some(60), true), "{format}");
        let back = all.iter().filter(|update| matches!(update, Update::WentBack { iteration: Some(20), .. }));
        assert_eq!(back.count(), ways_back);
        assert!(session.send(Command::GoTo(30)));
        let all = until_end(&updates);
        let Some(Update::State { state: State::Paused, iteration }) = all.last() else { panic!("{all:?}") };
        assert_eq!((*iteration, last(&all)), (30, Some(30)), "{format}");
    }
}

/// The start of a race of one lane.
fn started() -> Update {
    let place = first_format();
    let mut log = Log::open(place.path(), None).unwrap();
    let Some(Ok(Update::Started(info))) = log.next() else { panic!() };
    let lanes: Vec<LaneInfo> = info.lanes[..1].to_vec();
    let mut info = RaceInfo { lanes, ..*info };
    info.own_mut().data = DataInfo::built_in();
    Update::Started(Box::new(info))
}

#[test]
fn measurements_come_with_the_losses_of_their_iterations_wherever_the_player_goes() {
    let place = tempdir().unwrap();
    let (messages, received) = crossbeam_channel::unbounded();
    let (status, _statuses) = crossbeam_channel::unbounded();
    let folder = RunFolder::create(&place.path().join("run"), false).unwrap();
    let recorder = Recorder::start(folder, RecorderChannels { messages: received, status }).unwrap();
    let value = |iteration: u64| Bucket::of(1.0 / iteration as f32);
    messages.send(started().into()).unwrap();
    for first in (1..=200).step_by(8) {
        let losses = (first..first + 8).map(value).collect();
        let losses = Losses {
            first,
            stride: 1,
            iterations: 8,
            lanes: vec![(LaneId(0), losses)],
            elapsed: Duration::from_millis(first + 7),
        };
        messages.send(Update::Progressed(losses).into()).unwrap();
        for iteration in (first..first + 8).filter(|at| at % 10 == 0) {
            let metrics = vec![(MetricKind::GradientNorm, vec![(LaneId(0), vec![value(iteration)])])];
            messages
                .send(
                    Update::Measured(Measured { iterations: vec![iteration], metrics, elapsed: None }).into(),
                )
                .unwrap();
        }
    }
    drop(messages);
    recorder.finish().result.unwrap();

    let run = place.path().join("run");
    let (session, updates) = play(&run, PlaybackPace::Fastest, true, usual_networks()).unwrap();
    let measured = |updates: &[Update]| {
        let lists = updates.iter().filter_map(|update| match update {
            Update::Measured(measured) => Some(measured),
            _ => None,
        });
        let pairs =
            lists.flat_map(|list| list.iterations.iter().copied().zip(list.metrics[0].1[0].1.clone()));
        pairs.collect::<Vec<(u64, Bucket)>>()
    };
    let expected = |range: std::ops::RangeInclusive<u64>| {
        range.filter(|at| at % 10 == 0).map(|at| (at, value(at))).collect::<Vec<_>>()
    };
    let go_to = |iteration: u64| {
        assert!(session.send(Command::GoTo(iteration)));
        until_end(&updates)
    };
    assert_eq!(measured(&go_to(0)), []);
    // What was sent at the start is the pause that it begins with.
    assert_eq!(measured(&go_to(55)), []);
    assert_eq!(measured(&go_to(155)), expected(1..=55));
    // Back: from the start again.
    assert_eq!(measured(&go_to(99)), expected(56..=155));
    assert_eq!(measured(&go_to(200)), expected(1..=99));
    assert_eq!(measured(&go_to(200)), expected(100..=200));
}

#[test]
fn back_between_steps_far_apart_leads_to_the_earlier_one() {
    let place = tempdir().unwrap();
    let (messages, received) = crossbeam_channel::unbounded();
    let (status, _statuses) = crossbeam_channel::unbounded();
    let run = place.path().join("run");
    let folder = RunFolder::create(&run, false).unwrap();
    let recorder = Recorder::start(folder, RecorderChannels { messages: received, status }).unwrap();
    messages.send(Update::Started(Box::new(RaceInfo::of_others(&["net"]))).into()).unwrap();
    for iteration in [100, 200, 300] {
        let metrics = vec![(MetricKind::Loss, vec![(LaneId(0), vec![Bucket::of(1.0)])])];
        let elapsed = Some(Duration::from_millis(iteration));
        messages
            .send(Update::Measured(Measured { iterations: vec![iteration], metrics, elapsed }).into())
            .unwrap();
    }
    drop(messages);
    recorder.finish().result.unwrap();
    let (session, updates) = play(&run, PlaybackPace::Fastest, true, usual_networks()).unwrap();
    until_end(&updates);
    for (to, reached) in [(300, 300), (299, 200), (190, 100), (250, 300), (99, 0)] {
        assert!(session.send(Command::GoTo(to)));
        let all = until_end(&updates);
        let Some(Update::State { iteration, .. }) = all.last() else { panic!("{all:?}") };
        assert_eq!(*iteration, reached, "{to}");
    }
}
