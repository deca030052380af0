//! What is told of a race while it runs, and for how long.

use std::time::{Duration, Instant};

use crate::{
    optim::OptimizerKind::{AdaGrad, Adam, Momentum, Sgd},
    race::LaneId,
    session::{Bucket, Losses, State, Update},
    tui::testing::{app_after, progressed, screen, started},
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
    let told = leads.lines().find(|line| line.contains("AdaGrad leads with a loss of ")).unwrap().to_owned();
    // Its numbers hold still meanwhile.
    app.apply(&progressed(4, 401, 430), later(6_500));
    assert!(screen(&app, 100, 30).contains(&told));
    app.apply(&progressed(4, 431, 460), later(6_700));
    let next = screen(&app, 100, 30);
    assert!(next.contains("AdaGrad leads with a loss of ") && !next.contains(&told), "{next}");
}
