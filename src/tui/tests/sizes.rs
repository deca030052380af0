//! Every size of window with every view and popup: nothing panics, nothing leaves its area.

use std::time::Instant;

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use crate::tui::tests::{
    crowded,
    foreign::{logs, steered},
    forms::forms,
    marked,
    sweep::sweeping,
};
use crate::{
    data::LoadProgress,
    lesson::{Course, Lesson},
    optim::OptimizerKind,
    race::{ImageFilter, LaneId},
    session::{State, Update},
    terminal::Key,
    tui::{
        app::App,
        frame::MIN_WINDOW,
        glyphs::Plot,
        testing::{app_after, guessed, looked_inside, press, racing, screen, started_anew, type_in},
    },
    words::Lang,
};

/// What stands around the area and must stay.
const OUTSIDE: &str = "@";

/// Every state that has a look of its own, and what is typed on top of each.
fn states() -> Vec<(&'static str, App)> {
    let mut loading = app_after(&[]);
    loading.apply(&Update::Loading(LoadProgress { done: 25, total: 100 }), Instant::now());
    let message = "data/größe: no images in it, and a long message after that ".repeat(8);
    let failed = app_after(&[Update::Failed { message: message.clone() }]);
    let mut failed_later = racing(30);
    failed_later.apply(&Update::Failed { message: message.clone() }, Instant::now());
    let mut finished = racing(2_000);
    for lane in 0..4 {
        finished
            .apply(&Update::Diverged { lane: LaneId(lane), iteration: 7, loss: f32::NAN }, Instant::now());
    }
    finished.apply(&Update::State { state: State::Finished, iteration: 2_000 }, Instant::now());
    let mut warned = marked();
    warned.context.warn(message);
    let mut lesson = marked();
    lesson.open_course(Course::beginning_with(Lesson::find("bad-start").unwrap()).unwrap());
    lesson.context.lang = Lang::Ko;
    let mut ascii = crowded();
    ascii.context.plot = Plot::Ascii;
    let mut digits = marked();
    digits.apply(&guessed(ImageFilter::All), Instant::now());
    digits.apply(&looked_inside(0, OptimizerKind::AmsGrad), Instant::now());
    vec![
        ("nothing yet", app_after(&[])),
        ("loading", loading),
        ("failed", failed),
        ("failed later", failed_later),
        ("iteration 0", racing(0)),
        ("iteration 1", racing(1)),
        ("marked", marked()),
        ("finished", finished),
        ("warned", warned),
        ("crowded", crowded()),
        ("lesson in Korean", lesson),
        ("ascii", ascii),
        ("digits", digits),
        ("starts", started_anew(5)),
        ("training elsewhere", steered()),
        ("logs", logs()),
        ("sweep", sweeping()),
    ]
}

/// The other views come last: what is typed stays in the view that is shown.
const TYPED: [&str; 27] = [
    "", "T", "?", "?jjj  ", "e", "+", "f", "hy", "yv", "o===<<", "ypsaj", "z", "je", "2NN", "2fNCN", "2?",
    "4l", "4v", "4vL", "4mi ", "3l", "5mj", "6", "7lj", "5", "p", "p",
];

/// Draws an area within a larger buffer and looks at what is around it.
fn draw_within(app: &App, width: u16, height: u16) -> Result<(), String> {
    let area = Rect::new(2, 1, width, height);
    let around = Rect::new(0, 0, width + 4, height + 2);
    let mut buffer = Buffer::filled(around, ratatui::buffer::Cell::new(OUTSIDE));
    for at in area.positions() {
        buffer[at].reset();
    }
    app.render(area, &mut buffer);
    let spoilt = around.positions().find(|at| !area.contains(*at) && buffer[*at].symbol() != OUTSIDE);
    spoilt.map_or(Ok(()), |at| Err(format!("{at} is outside {area} and reads {:?}", buffer[at].symbol())))
}

/// The widths and heights at which something changes, and those of usual windows.
const WIDTHS: [u16; 8] = [59, 60, 61, 79, 80, 99, 110, 200];
const HEIGHTS: [u16; 8] = [15, 16, 17, 24, 29, 30, 33, 60];

fn no_size_panics_with_any_view_or_popup_and_nothing_is_written_outside(every: bool) {
    let sizes = |small: u16, largest: u16, others: [u16; 8]| -> Vec<u16> {
        if every { (0..=largest).collect() } else { (0..=small).chain(others).collect() }
    };
    let (widths, heights) = (sizes(42, 200, WIDTHS), sizes(12, 60, HEIGHTS));
    for (name, mut app) in states() {
        let message = app.context.message.clone();
        for typed in TYPED {
            press(&mut app, [Key::Esc, Key::Esc]);
            type_in(&mut app, typed);
            app.context.message.clone_from(&message);
            for &height in &heights {
                for &width in &widths {
                    let drawn = draw_within(&app, width, height);
                    assert_eq!(drawn, Ok(()), "{name}, typed {typed:?}, at {width}×{height}");
                }
            }
        }
    }
}

forms!(no_size_panics_with_any_view_or_popup_and_nothing_is_written_outside, short false, long true, "every size to 200×60");

#[test]
fn a_window_that_is_too_small_reads_what_would_be_enough() {
    let app = marked();
    let enough = format!("{}×{}", MIN_WINDOW.0, MIN_WINDOW.1);
    for height in 1..=60 {
        for width in 0..=200 {
            let shown = screen(&app, width, height);
            let small = width < MIN_WINDOW.0 || height < MIN_WINDOW.1;
            // A window of one to three columns has no room for any size.
            assert!(!small || width < 4 || shown.contains(&enough), "{width}×{height}: {shown}");
            assert!(small || !shown.contains(&enough), "{width}×{height}: {shown}");
        }
    }
}
