//! The view of images with other classes than ten digits, and images of other sizes.

use std::time::Instant;

use crate::{
    optim::OptimizerKind::{Adam, Sgd},
    race::{ImageFilter, LaneId, Prediction, TestImage, TestPredictions},
    session::{State, Update},
    tui::{
        app::App,
        glyphs::Plot,
        testing::{app_after, screen, started, type_in},
    },
};

const FASHION: [&str; 10] =
    ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

/// The view open on images of `side` × `side` pixels in those classes. Each lane is sure: the first that it is the
/// last class, which is right, the second that it is the one before.
fn images(names: &[String], side: usize) -> App {
    let classes = names.len();
    let Update::Started(mut info) = started(&[Sgd, Adam]) else { panic!("no card") };
    let race = info.own_mut();
    race.data.name = "others".into();
    race.data.folder = Some("/others".into());
    race.data.classes = names.to_vec();
    race.sizes = vec![side * side, 100, classes];
    let opinion = |lane: u32, class: usize| {
        let mut probabilities = vec![0; classes];
        probabilities[class] = 1_000;
        Prediction { lane: LaneId(lane), probabilities }
    };
    let label = classes - 1;
    let digit = |index| TestImage {
        index,
        label: label as u8,
        pixels: (0..side * side).map(|pixel| (pixel * 255 / (side * side)) as u8).collect(),
        opinions: vec![opinion(0, label), opinion(1, label - 1)],
    };
    // Every class is taken for every other, the first for the second most often.
    let mut confusion: Vec<u32> = (0..classes * classes).map(|at| u32::from(at % 3 == 0)).collect();
    confusion[1] = 77;
    let guesses = TestPredictions {
        iteration: 10,
        images: 1_000,
        size: (side, side),
        classes,
        confusion: vec![(LaneId(0), confusion.clone()), (LaneId(1), confusion)],
        which: ImageFilter::All,
        listed: 24,
        from: 0,
        page: (0..24).map(digit).collect(),
    };
    let running = Update::State { state: State::Running, iteration: 0 };
    let mut app = app_after(&[Update::Started(info), running]);
    app.apply(&Update::Guessed(Box::new(guesses)), Instant::now());
    type_in(&mut app, "4");
    app
}

fn numbers(classes: usize) -> Vec<String> {
    (0..classes).map(|class| class.to_string()).collect()
}

fn fashion() -> Vec<String> {
    FASHION.map(str::to_owned).to_vec()
}

/// The row of the screen that a lane's answer stands in.
fn answer(screen: &str, lane: &str) -> String {
    screen.lines().find(|line| line.contains(lane) && line.contains('%')).unwrap_or_default().to_owned()
}

const WINDOWS: [(u16, u16); 3] = [(80, 24), (120, 40), (60, 18)];

#[test]
fn a_class_and_its_share_never_touch_and_every_number_of_classes_has_bars() {
    for classes in [2, 10, 26, 47, 120, 256] {
        for (width, height) in WINDOWS {
            let shown = screen(&images(&numbers(classes), 28), width, height);
            for (lane, class) in [("SGD", classes - 1), ("Adam", classes - 2)] {
                let row = answer(&shown, lane);
                assert!(
                    row.contains(&format!(" {class} 100 %")) || row.contains(&format!(" {class}  100 %")),
                    "{classes} at {width}×{height}:\n{shown}"
                );
                if width >= 80 {
                    assert!(row.contains('█'), "no bar for {classes} at {width}×{height}:\n{shown}");
                }
            }
        }
    }
}

#[test]
fn classes_are_called_by_their_names_in_every_look() {
    for (width, height) in WINDOWS {
        let mut app = images(&fashion(), 28);
        let shown = screen(&app, width, height);
        let row = answer(&shown, "SGD");
        assert!(row.contains("Ankle boot 100 %") || width < 80 && row.contains("Ankle"), "{shown}");
        assert!(
            shown.contains("Ankle boot") && shown.contains("4 images") && !shown.contains("digit"),
            "{shown}"
        );
        type_in(&mut app, "jv");
        let shown = screen(&app, width, height);
        assert!(shown.contains("Ankle bo…≠Bag") || shown.contains("Ankle boot not Bag"), "{shown}");
        type_in(&mut app, "v");
        let shown = screen(&app, width, height);
        assert!(
            shown.contains("Ankle boot") && (shown.contains("Pull…") || shown.contains("T-shirt → Trouser")),
            "{shown}"
        );
    }
}

#[test]
fn a_matrix_that_does_not_fit_is_a_list_of_the_commonest_mistakes_and_says_how_many_are_left_out() {
    for classes in [26, 47, 120] {
        let mut app = images(&numbers(classes), 28);
        type_in(&mut app, "vv");
        let shown = screen(&app, 80, 24);
        assert!(shown.contains(&format!("of {classes} classes")), "{shown}");
        assert!(shown.contains("77  0 → 1"), "{shown}");
        assert!(shown.contains(" more "), "{shown}");
    }
    // With room it is a matrix: 26 columns of three.
    let mut app = images(&numbers(26), 28);
    type_in(&mut app, "vv");
    let shown = screen(&app, 120, 40);
    assert!(shown.contains("rows: actual class") && shown.contains(" 24  25"), "{shown}");
}

#[test]
fn large_images_leave_room_for_the_answers() {
    for side in [3, 28, 33, 64, 256, 1_000] {
        for (width, height) in [(80, 24), (120, 40), (60, 18), (40, 12), (200, 50)] {
            let mut app = images(&numbers(10), side);
            let shown = screen(&app, width, height);
            assert!(
                answer(&shown, "SGD").contains('9') && answer(&shown, "Adam").contains("100 %"),
                "{side} at {width}×{height}:\n{shown}"
            );
            type_in(&mut app, "v");
            let shown = screen(&app, width, height);
            assert!(shown.contains("▸ 9"), "{side} at {width}×{height}:\n{shown}");
        }
    }
}

#[test]
fn names_of_classes_stay_in_ascii_where_only_that_is_shown() {
    let mut app = images(&fashion(), 64);
    app.context.plot = Plot::Ascii;
    for typed in ["", "v", "v", "i"] {
        type_in(&mut app, typed);
        assert!(screen(&app, 120, 40).is_ascii(), "{}", screen(&app, 120, 40));
    }
}

#[test]
fn the_pad_asks_for_the_classes_that_there_are() {
    let mut app = images(&fashion(), 28);
    type_in(&mut app, "i");
    assert!(screen(&app, 120, 40).contains("draw one of: T-shirt, Trouser"), "{}", screen(&app, 120, 40));
}
