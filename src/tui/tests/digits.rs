//! Pictures of the digits view and its pad, and what its keys ask for.

use std::time::Instant;

use crate::tui::tests::{SIZES, assert_picture, marked};
use crate::{
    race::{ImageFilter, LaneId},
    session::{Command, SavedNetworks, Update, Watch},
    terminal::{Key, MouseAction, MouseEvent},
    tui::{
        app::App,
        glyphs::Plot,
        screen::Place,
        testing::{buffer, guessed, opinion, point, press, racing, screen, type_in},
        theme::{ColorDepth, Palette, Theme},
    },
};

fn digits() -> App {
    let mut app = marked();
    app.apply(&guessed(ImageFilter::All), Instant::now());
    type_in(&mut app, "4llll");
    app
}

#[test]
fn one_digit_at_four_sizes() {
    for size in SIZES {
        assert_picture("digits", &digits(), size);
    }
}

#[test]
fn many_digits_and_the_confusion_matrix() {
    let mut app = digits();
    type_in(&mut app, "v");
    assert_picture("digits_many", &app, (80, 24));
    type_in(&mut app, "v");
    assert_picture("digits_confusion", &app, (80, 24));
}

#[test]
fn digits_in_ascii_and_without_colour() {
    let mut app = digits();
    app.context.plot = Plot::Ascii;
    assert_picture("digits_ascii", &app, (80, 24));
    for typed in ["", "v", "v", "i"] {
        type_in(&mut app, typed);
        assert!(screen(&app, 120, 40).is_ascii(), "{}", screen(&app, 120, 40));
    }
    let mut app = digits();
    app.context.theme = Theme::new(Palette::Dark, ColorDepth::None);
    assert_picture("digits_plain", &app, (80, 24));
}

#[test]
fn the_pad_with_a_bar_drawn_on_it() {
    let mut app = digits();
    press(&mut app, [Key::Char('i'), Key::Char(' ')].into_iter().chain([Key::Down; 12]));
    let opinions =
        vec![opinion(0, 7, 1, 612), opinion(1, 1, 7, 804), opinion(2, 1, 4, 999), opinion(3, 1, 2, 1_000)];
    app.apply(&Update::GuessedDrawn(opinions), Instant::now());
    for size in [(80, 24), (120, 40), (40, 12)] {
        assert_picture("pad", &app, size);
    }
}

#[test]
fn only_an_open_view_asks_to_be_told_and_only_when_something_else_is_to_be() {
    let mut app = racing(100);
    assert_eq!(app.ask(), None);
    type_in(&mut app, "4");
    assert_eq!(app.ask(), Some(Command::Watch(Watch::Digits { which: ImageFilter::All, from: 0 })));
    assert_eq!(app.ask(), None);
    app.apply(&guessed(ImageFilter::All), Instant::now());
    type_in(&mut app, "LL");
    assert_eq!(app.ask(), None);
    type_in(&mut app, "L");
    assert_eq!(app.ask(), Some(Command::Watch(Watch::Digits { which: ImageFilter::All, from: 24 })));
    type_in(&mut app, "jmm");
    let mistakes = Watch::Digits { which: ImageFilter::Mistakes(LaneId(1)), from: 0 };
    assert_eq!(app.ask(), Some(Command::Watch(mistakes)));
    type_in(&mut app, "1");
    assert_eq!(app.ask(), Some(Command::Watch(Watch::Nothing)));
}

#[test]
fn the_mouse_draws_where_it_is_and_is_listened_to_only_while_the_pad_is_open() {
    let mut app = digits();
    assert!(!app.uses_mouse());
    type_in(&mut app, "i");
    assert!(app.uses_mouse());
    // The pad's first cell is behind its frame, below header, bar and names.
    let mouse = |action, column, row| MouseEvent { action, column, row };
    let events =
        [mouse(MouseAction::Down, 2, 4), mouse(MouseAction::Drag, 2, 17), mouse(MouseAction::Up, 2, 17)];
    point(&mut app, (80, 24), events);
    let shown = buffer(&app, 80, 24);
    assert!((5..=16).all(|row| shown[(2, row)].symbol() == "█"), "{}", screen(&app, 80, 24));
    let Some(Command::Watch(Watch::Drawn(drawn))) = app.ask() else { panic!("nothing was drawn") };
    assert_eq!(drawn.len(), 784);
    press(&mut app, [Key::Esc]);
    assert!(!app.uses_mouse());
}

#[test]
fn a_replay_says_of_which_iteration_its_networks_are() {
    let mut app = digits();
    app.context.place = Place::Recording;
    assert!(matches!(app.ask(), Some(Command::Watch(Watch::Digits { .. }))));
    let mut say = |iteration, reached, lanes: &[(u32, &str)]| {
        let lanes = lanes.iter().map(|(id, name)| (LaneId(*id), (*name).to_owned())).collect();
        app.apply(&Update::Networks(SavedNetworks::Loaded { iteration, lanes, reached }), Instant::now());
        screen(&app, 80, 24)
    };
    let all = [(0, "SGD"), (1, "Momentum"), (2, "AdaGrad"), (3, "Adam")];
    let note = "networks of iteration 2,000, the recording's checkpoint";
    assert!(say(2_000, false, &all).contains(note));
    assert!(!say(2_000, true, &all).contains(note));
    say(2_000, false, &all);
    let narrow = screen(&app, 40, 12);
    assert!(narrow.contains("networks of iteration 2,000") && !narrow.contains("the rec"), "{narrow}");
    // The pad says it, too.
    type_in(&mut app, "i");
    assert!(app.uses_mouse() && screen(&app, 120, 40).contains(note));
    press(&mut app, [Key::Char(' '), Key::Down]);
    assert!(screen(&app, 120, 40).contains(note));
}

#[test]
fn a_replay_without_networks_says_why_and_offers_no_keys_for_them() {
    let mut app = racing(100);
    app.context.place = Place::Recording;
    type_in(&mut app, "4");
    assert!(screen(&app, 120, 40).contains("asking the networks …"));
    let why = "run: no checkpoint in it; a race recorded with --out DIR or --keep has one";
    app.apply(&Update::Networks(SavedNetworks::Missing(why.into())), Instant::now());
    let shown = screen(&app, 120, 40);
    assert!(shown.contains(&format!("no networks to look into: {why}")), "{shown}");
    assert!(!shown.contains("draw"), "{shown}");
    type_in(&mut app, "i");
    assert!(!app.uses_mouse());
    type_in(&mut app, "3");
    assert!(screen(&app, 120, 40).contains(why));
    // In a narrow window it has more lines.
    let narrow = screen(&app, 40, 12);
    assert!(narrow.contains("no networks to look into: run: no") && narrow.contains("has one"), "{narrow}");
}
