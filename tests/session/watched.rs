//! What is told to whoever watches: nothing unasked, and at no cost to the race.

use std::time::{Duration, Instant};

use downhill::{
    config::Config,
    data::load_embedded,
    race::{ImageFilter, LaneId, Race, Sample},
    session::{Command, State, Update, Watch},
};

use super::{PAUSED, RUNNING, Watched, config};

fn is_watched(update: &Update) -> bool {
    matches!(update, Update::Guessed(_) | Update::GuessedDrawn(_) | Update::Inside(_))
}

#[test]
fn watching_changes_no_bit_of_a_race_and_unwatched_nothing_is_told() {
    let mut alone = Watched::start(config(), RUNNING);
    alone.until_state(State::Finished);
    assert!(!alone.told.iter().any(is_watched));

    let mut watched = Watched::start(config(), PAUSED);
    let looks = [
        Watch::Digits { which: ImageFilter::All, from: 0 },
        Watch::Digits { which: ImageFilter::Disputed, from: 0 },
        Watch::Digits { which: ImageFilter::Mistakes(LaneId(1)), from: 24 },
        Watch::Drawn(vec![7; 16]),
        Watch::Inside { lane: LaneId(0), layer: 0 },
        Watch::Inside { lane: LaneId(1), layer: 1 },
    ];
    for watch in looks.into_iter().cycle().take(12) {
        watched.send(Command::Watch(watch));
        watched.until(is_watched);
        watched.send(Command::Step(5));
        watched.until_state(State::Running);
        watched.until_state(State::Paused);
    }
    watched.send(Command::Resume);
    watched.until_state(State::Finished);
    for lane in [0, 1] {
        assert_eq!(watched.losses(lane), alone.losses(lane));
    }
    let followed =
        |update: &Update| matches!(update, Update::CommandTaken { command: Command::Watch(_), .. });
    assert!(!watched.told.iter().any(followed), "what is watched is of no race");
}

#[test]
fn guesses_are_of_the_whole_test_set_where_the_race_stands_and_add_up() {
    let mut watched = Watched::start(config(), RUNNING);
    watched.until_state(State::Finished);
    watched.send(Command::Watch(Watch::Digits { which: ImageFilter::All, from: 24 }));
    let Update::Guessed(guesses) = watched.until(is_watched) else { unreachable!() };
    assert_eq!((guesses.images, guesses.listed, guesses.from, guesses.page.len()), (50, 50, 24, 24));
    assert_eq!((guesses.size, guesses.classes), ((4, 4), 2));
    for ((lane, counts), shown) in guesses.confusion.iter().zip(watched.history.lanes()) {
        assert_eq!(counts.iter().sum::<u32>(), 50);
        let right = f64::from(counts[0] + counts[3]) / 50.0;
        assert_eq!((*lane, right as f32), (shown.info.id, shown.accuracy.unwrap()));
    }
    let digit = &guesses.page[1];
    assert_eq!((digit.index, digit.label, digit.pixels.len()), (25, 1, 16));
    assert!(digit.opinions.iter().all(|opinion| opinion.guess().0 == 1));
}

#[test]
fn a_drawing_is_guessed_by_every_lane_until_the_watch_ends_and_one_of_another_size_is_refused() {
    let mut watched = Watched::start(config(), PAUSED);
    watched.send(Command::Step(60));
    watched.until(|update| matches!(update, Update::State { state: State::Paused, iteration: 60 }));
    let bright_above = [[250; 8], [10; 8]].concat();
    watched.send(Command::Watch(Watch::Drawn(bright_above)));
    let Update::GuessedDrawn(opinions) = watched.until(is_watched) else { unreachable!() };
    assert_eq!(opinions.iter().map(|opinion| opinion.guess().0).collect::<Vec<_>>(), [0, 0]);

    watched.send(Command::Watch(Watch::Nothing));
    watched.send(Command::Step(20));
    watched.until(|update| matches!(update, Update::State { state: State::Paused, iteration: 80 }));
    let after = watched.told.iter().rposition(is_watched).unwrap();
    let running = |update: &Update| matches!(update, Update::State { state: State::Running, iteration: 60 });
    assert!(watched.told[after..].iter().any(running), "told after the watch had ended");

    for nothing in [Watch::Inside { lane: LaneId(0), layer: 2 }, Watch::Drawn(vec![0; 784])] {
        watched.send(Command::Watch(nothing));
        watched.until(|update| matches!(update, Update::Refused { .. }));
    }
    assert!(watched.updates.recv_timeout(Duration::from_millis(400)).is_err(), "refused once");
}

/// Not a test of pass or fail: `cargo test --release --test session look_costs -- --ignored --nocapture`.
#[test]
#[ignore = "prints a measurement"]
#[expect(clippy::print_stderr, reason = "a measurement is to be read")]
fn what_a_look_costs_beside_eight_iterations() {
    let data = load_embedded(&mut |_| ()).unwrap();
    let mut race = Race::new(Config::default(), data.into());
    let names =
        ["8 iterations", "inside, layer 1", "inside, layer 2", "1,000 digits", "10,000 digits", "drawn"];
    let mut times = names.map(|_| Vec::new());
    for round in 0..60 {
        let lane = LaneId(round % 4);
        for (which, times) in times.iter_mut().enumerate() {
            let start = Instant::now();
            match which {
                0 => assert_eq!(race.advance(8), 8),
                1 | 2 => assert!(race.look_inside(lane, which - 1).is_some()),
                3 => assert_eq!(race.guess(Sample::Part, ImageFilter::Disputed, 0).images, 1_000),
                4 => assert_eq!(race.guess(Sample::Whole, ImageFilter::Mistakes(lane), 0).images, 10_000),
                _ => assert!(race.guess_drawn(&[9; 784]).is_some()),
            }
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    for (name, times) in names.iter().zip(&mut times) {
        times.sort_by(f64::total_cmp);
        eprintln!("{name:>16}: {:.2} ms, nine of ten below {:.2} ms", times[30], times[54]);
    }
}
