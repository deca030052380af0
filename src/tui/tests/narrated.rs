//! What is told of a race while it runs, and for how long.

use std::time::{Duration, Instant};

use crate::{
    optim::{
        OptimizerKind::{AdaGrad, Adam, Momentum, Sgd},
        Setting,
    },
    race::LaneId,
    session::{Bucket, Change, Losses, State, Update},
    tui::{
        screen::Place,
        testing::{app_after, progressed, screen, started, tried, type_in},
    },
};

#[test]
fn a_sentence_stays_for_five_seconds_and_goes_as_soon_as_it_is_not_so() {
    let mut app = app_after(&[started(&[Sgd, Momentum, AdaGrad, Adam])]);
    let start = Instant::now();
    let later = |milliseconds: u64| start + Duration::from_millis(milliseconds);
    app.apply(&Update::State { state: State::Running, iteration: 0 }, start);
    let guess = (0..4).map(|lane| (LaneId(lane), vec![Bucket::of(2.31); 3])).collect();
    let elapsed = Duration::from_millis(6);
    app.apply(
        &Update::Progressed(Losses { first: 1, stride: 1, iterations: 3, lanes: guess, elapsed }),
        start,
    );
    assert!(screen(&app, 100, 30).contains("are guessing among 10."), "{}", screen(&app, 100, 30));
    app.apply(&progressed(4, 4, 300), later(100));
    let silent = screen(&app, 100, 30);
    assert!(!silent.contains("guessing") && !silent.contains("leads"), "{silent}");
    app.apply(&progressed(4, 301, 400), later(1_600));
    let leads = screen(&app, 100, 30);
    let ahead = "AdaGrad leads: its recent losses are ";
    let told =
        leads.lines().find(|line| line.contains(ahead)).unwrap_or_else(|| panic!("{leads}")).to_owned();
    // Its number holds still meanwhile.
    app.apply(&progressed(4, 401, 600), later(6_500));
    assert!(screen(&app, 100, 30).contains(&told));
    app.apply(&progressed(4, 601, 900), later(6_700));
    let next = screen(&app, 100, 30);
    assert!(next.contains(ahead) && !next.contains(&told), "{next}");
}

#[test]
fn trials_are_told_of_by_what_they_say_of_the_race() {
    let mut app = tried();
    type_in(&mut app, "5");
    let told = screen(&app, 80, 24);
    assert!(told.contains("Lowest: Adam at 0.001. Every lane races near its best rate."), "{told}");
    let change =
        Change::Setting { lane: LaneId(0), setting: Setting::LearningRate.into(), from: 0.01, to: 1.0 };
    app.apply(&Update::Changed { iteration: 100, change }, Instant::now());
    let told = screen(&app, 80, 24);
    assert!(told.contains("Lowest: Adam at 0.001. SGD races at 1, but is best here at 0.0063."), "{told}");
}

#[test]
fn the_surface_tells_of_its_own_rollers_and_not_of_the_race() {
    let mut app = app_after(&[started(&[Sgd, AdaGrad])]);
    app.apply(&Update::State { state: State::Running, iteration: 0 }, Instant::now());
    app.apply(&progressed(2, 1, 300), Instant::now());
    type_in(&mut app, "2N");
    let told = screen(&app, 80, 24);
    assert!(told.contains("SGD jumps across and back"), "{told}");
    type_in(&mut app, "r");
    assert!(!screen(&app, 80, 24).contains("jumps across"), "{}", screen(&app, 80, 24));
}

#[test]
fn advice_is_given_only_where_its_key_works() {
    for (place, advised) in [(Place::Here, true), (Place::Recording, false)] {
        let mut app = app_after(&[started(&[Sgd, Adam])]);
        app.context.place = place;
        app.apply(&Update::State { state: State::Running, iteration: 0 }, Instant::now());
        app.apply(&progressed(2, 1, 60), Instant::now());
        app.apply(&Update::Diverged { lane: LaneId(0), iteration: 61, loss: f32::NAN }, Instant::now());
        let told = screen(&app, 100, 30);
        assert!(told.contains("SGD diverged at 61: steps too long."), "{told}");
        assert_eq!(told.contains("U goes back, at half its rate."), advised, "{told}");
    }
}
