//! Presenter mode and locked keys, as they look.

use std::time::Instant;

use crate::tui::tests::{assert_picture, crowded, marked};
use crate::{
    race::LaneId,
    session::{State, Update},
    terminal::Key,
    tui::{
        app::App,
        glyphs::Plot,
        keymap::Effect,
        options::Locks,
        testing::{app_after, buffer, press, screen, type_in},
        theme::{ColorDepth, Palette, Theme},
        views::presenter::state::Presenter,
    },
};

fn presenting(mut app: App) -> App {
    type_in(&mut app, "z");
    app
}

#[test]
fn presenter_mode_at_four_sizes() {
    let mut app = presenting(marked());
    press(&mut app, [Key::Down, Key::Right, Key::Right]);
    for size in [(80, 24), (120, 40), (200, 50), (40, 12)] {
        assert_picture("presenter", &app, size);
    }
}

#[test]
fn presenter_mode_with_a_crowd_in_ascii_and_with_a_diverged_lane() {
    assert_picture("presenter_crowd", &presenting(crowded()), (120, 40));
    let mut app = presenting(marked());
    app.apply(&Update::Diverged { lane: LaneId(0), iteration: 1_212, loss: f32::NAN }, Instant::now());
    app.apply(&Update::State { state: State::Paused, iteration: 1_240 }, Instant::now());
    app.context.plot = Plot::Ascii;
    assert!(screen(&app, 80, 24).is_ascii(), "{}", screen(&app, 80, 24));
    assert_picture("presenter_ascii", &app, (80, 24));
    app.context.plot = Plot::Block;
    assert_picture("presenter_diverged", &app, (80, 24));
}

#[test]
fn z_turns_it_off_again_and_leaves_everything_as_it_was() {
    let mut app = marked();
    let before = buffer(&app, 80, 24);
    type_in(&mut app, "z");
    assert_ne!(buffer(&app, 80, 24), before);
    type_in(&mut app, "z");
    assert_eq!(buffer(&app, 80, 24), before);
}

#[test]
fn keys_are_shown_with_what_they_mean_now_and_how_often() {
    let mut app = presenting(marked());
    press(&mut app, [Key::Right, Key::Right, Key::Char('e'), Key::Char('7'), Key::Esc, Key::Char('§')]);
    let shown: Vec<(String, String, u32)> = app
        .context
        .presenter
        .iter()
        .flat_map(Presenter::presses)
        .map(|press| (press.sign.clone(), press.meaning.clone(), press.times))
        .collect();
    let shown_as = |sign: &str, meaning: &str, times| (sign.to_owned(), meaning.to_owned(), times);
    assert_eq!(
        shown,
        [
            shown_as("§", "", 1),
            shown_as("Esc", "", 1),
            shown_as("7", "", 1),
            shown_as("e", "edit", 1),
            shown_as("→", "rate", 2)
        ]
    );
    app.apply(&Update::State { state: State::Paused, iteration: 1_240 }, Instant::now());
    press(&mut app, [Key::Char(' ')]);
    assert!(app.context.presenter.as_ref().unwrap().presses().any(|press| press.meaning == "go on"));
}

#[test]
fn a_presenters_screen_has_no_dim_label_and_without_colour_none() {
    let mut app = marked();
    app.context.theme = Theme::new(Palette::Dark, ColorDepth::None);
    let app = presenting(app);
    let buffer = buffer(&app, 80, 24);
    let plain = ratatui::style::Color::Reset;
    assert!(buffer.content.iter().all(|cell| cell.fg == plain && cell.bg == plain));
    let letters =
        buffer.content.iter().filter(|cell| cell.symbol().chars().all(|c| c.is_ascii_alphanumeric()));
    assert!(letters.into_iter().all(|cell| !cell.modifier.contains(ratatui::style::Modifier::DIM)));
}

#[test]
fn a_locked_key_says_so_is_not_in_the_footer_and_marked_in_the_help() {
    let mut app = marked();
    app.context.locks = Locks::parse("q,space,left").unwrap();
    let footer = |app: &App| screen(app, 120, 40).lines().last().unwrap().to_owned();
    assert!(!footer(&app).contains("pause") && !footer(&app).contains("quit"), "{}", footer(&app));
    assert!(footer(&app).contains("←→ rate") && footer(&app).contains("? help"), "{}", footer(&app));
    for (key, told) in
        [(Key::Char('q'), "q is locked"), (Key::Char(' '), "space is locked"), (Key::Left, "← is locked")]
    {
        assert!(press(&mut app, [key]).is_empty());
        assert!(footer(&app).contains(told), "{}", footer(&app));
    }
    assert!(!press(&mut app, [Key::Right]).is_empty());
    assert_eq!(press(&mut app, [Key::Ctrl('c')]), [Effect::Quit]);
    type_in(&mut app, "?");
    let help = screen(&app, 120, 60);
    assert!(help.contains("locked: pause or go on"), "{help}");
    assert!(help.contains("partly locked: learning rate down"), "{help}");
    // Its q closes the help; that is no way out of the program.
    assert!(type_in(&mut app, "q").is_empty());
    assert!(!screen(&app, 120, 60).contains("locked: pause"));
}

#[test]
fn before_the_race_and_after_a_failure_it_says_what_there_is() {
    assert!(screen(&presenting(app_after(&[])), 80, 24).contains("loading"));
    let failed = presenting(app_after(&[Update::Failed { message: "no images".into() }]));
    assert!(screen(&failed, 80, 24).contains("no images"));
}
