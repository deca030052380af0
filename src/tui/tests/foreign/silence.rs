//! How long nothing has come from a training of another program.

use std::time::{Duration, Instant};

use super::steered;
use crate::{
    session::{State, Update},
    tui::{
        app::App,
        context::Context,
        glyphs::Plot,
        screen::Place,
        testing::screen,
        theme::{ColorDepth, Palette, Theme},
    },
};

#[test]
fn a_pause_and_what_was_before_one_looked_is_no_silence() {
    let at = |app: &App, seconds: u64| app.context.heard + Duration::from_secs(seconds);
    let mut app = steered();
    let paused = at(&app, 5);
    app.apply(&Update::State { state: State::Paused, iteration: 240 }, paused);
    assert!(!app.advance(paused + Duration::from_mins(10)) && app.due().is_none());
    let resumed = paused + Duration::from_mins(10);
    app.apply(&Update::State { state: State::Running, iteration: 240 }, resumed);
    assert_eq!((app.context.silence(), app.due()), (None, Some(resumed + Duration::from_secs(10))));
    app.advance(resumed + Duration::from_secs(12));
    assert!(screen(&app, 120, 40).contains("silent for 0:12"), "{}", screen(&app, 120, 40));
    app.apply(&Update::Logged(vec!["still here".into()]), resumed + Duration::from_secs(13));
    assert_eq!(app.context.silence(), None);
    // Who attaches hears nothing at first, and counts from then on.
    let (now, theme) = (Instant::now(), Theme::new(Palette::Dark, ColorDepth::Sixteen));
    let history = app.context.history.clone();
    let mut app = App::new(Context::new(history, Place::Background, theme, Plot::Braille, now));
    assert_eq!((app.context.silence(), app.due()), (None, Some(now + Duration::from_secs(10))));
    app.advance(now + Duration::from_secs(11));
    assert_eq!(app.context.silence(), Some(Duration::from_secs(11)));
}
