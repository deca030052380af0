//! What is said of trainings of other programs.

use std::time::Instant;

use super::{
    begun,
    keys::{knob, steered_by},
    lane, logs, measured, steered,
};
use crate::{
    session::{Capability, Command, Knob, MetricKind, State, TrainingSource, Update},
    terminal::Key,
    tui::{
        app::App,
        screen::Place,
        testing::{app_after, press, screen, type_in},
    },
    words::Lang,
};

#[test]
fn its_help_speaks_of_what_was_measured_and_of_no_images() {
    for lang in Lang::ALL {
        let mut app = steered();
        app.context.lang = lang;
        type_in(&mut app, "?");
        let shown = screen(&app, 160, 100);
        for word in [
            "MNIST",
            "image",
            "network",
            "guessing",
            "epochs or seconds",
            "batch size",
            "이미지",
            "신경망",
            "배치 크기",
        ] {
            assert!(!shown.contains(word), "{word} in\n{shown}");
        }
    }
    let mut app = steered();
    type_in(&mut app, "?");
    let shown = screen(&app, 160, 100);
    assert!(
        shown.contains("what the trainer counts") && shown.contains("every setting that the trainer"),
        "{shown}"
    );
    for (width, height) in [(80, 24), (30, 8)] {
        assert!(screen(&app, width, height).contains("help"), "{}", screen(&app, width, height));
    }
}

#[test]
fn what_is_said_of_a_training_is_not_of_a_race() {
    let mut app = steered();
    let said =
        |app: &App| app.context.message.as_ref().map(|message| message.text.clone()).unwrap_or_default();
    type_in(&mut app, "o");
    assert_eq!(said(&app), "rows: lowest smoothed loss first");
    // At its last step it is not tested.
    app.context.message = None;
    app.apply(&measured(0, MetricKind::Declared(0), 1_000, |step| step / 1_000.0), Instant::now());
    assert!(!screen(&app, 120, 40).contains("testing"), "{}", screen(&app, 120, 40));
    type_in(&mut app, "moo");
    assert_eq!(said(&app), "rows: by val/accuracy");
    type_in(&mut app, "A");
    let form = screen(&app, 80, 24);
    assert!(form.contains("a value to get to") && !form.contains("loss"), "{form}");
    type_in(&mut app, "-0.5");
    press(&mut app, [Key::Enter]);
    assert_eq!(app.context.chart.target, Some(-0.5));
    type_in(&mut app, "Anone");
    press(&mut app, [Key::Enter]);
    assert!(screen(&app, 80, 24).contains("val/accuracy must be a number"), "{}", screen(&app, 80, 24));
}

#[test]
fn a_run_that_begins_after_the_others_have_ended_waits_for_no_key() {
    let mut app = logs();
    let now = Instant::now();
    app.apply(&Update::State { state: State::Finished, iteration: 400 }, now);
    app.apply(&lane(2, "late", Vec::new()), now);
    assert_eq!(app.context.message, None);
}

#[test]
fn a_training_that_waits_is_started_and_no_race() {
    let mut updates = begun("net", TrainingSource::Loop, None, &[Capability::Pause]);
    updates.extend([lane(0, "net", Vec::new()), Update::State { state: State::Paused, iteration: 0 }]);
    let mut app = app_after(&updates);
    app.context.place = Place::Background;
    assert!(screen(&app, 80, 24).contains("Space starts the training."), "{}", screen(&app, 80, 24));
}

#[test]
fn a_long_name_of_a_setting_leaves_its_value_alone_and_is_told_below() {
    let name = "optimizer.param_groups[0].weight_decay";
    let mut app = steered_by(vec![knob(name), knob("lr")]);
    type_in(&mut app, "e");
    let shown = screen(&app, 80, 24);
    let row = shown.lines().find(|line| line.contains("optimizer.para")).unwrap();
    assert!(row.contains("optimizer.para…  0.5_"), "{shown}");
    assert!(shown.contains(&format!("{name}: a number from 0 to 1")), "{shown}");
    press(&mut app, [Key::Down]);
    assert!(!screen(&app, 80, 24).contains(name), "{}", screen(&app, 80, 24));
}

#[test]
fn a_setting_that_a_schedule_drives_says_so() {
    let mut app = steered_by(vec![Knob { scheduled: true, ..knob("lr") }, knob("momentum")]);
    type_in(&mut app, "e");
    let drives = "until it is set, a schedule drives it";
    assert!(screen(&app, 80, 24).contains(drives), "{}", screen(&app, 80, 24));
    press(&mut app, [Key::Down]);
    assert!(!screen(&app, 80, 24).contains(drives), "{}", screen(&app, 80, 24));
}

#[test]
fn that_a_checkpoint_is_saved_is_said_with_its_step() {
    let mut app = steered();
    app.apply(&Update::CommandTaken { iteration: 1_234, command: Command::Checkpoint }, Instant::now());
    let shown = screen(&app, 80, 24);
    assert!(shown.contains("checkpoint saved at step 1,234"), "{shown}");
}

#[test]
fn a_value_that_a_schedule_has_made_can_be_read() {
    let mut app = steered_by(vec![Knob { value: 0.191_375_829_921_434_12, ..knob("lr") }]);
    type_in(&mut app, "e");
    assert!(screen(&app, 80, 24).contains(" 0.191376_ "), "{}", screen(&app, 80, 24));
    assert_eq!(press(&mut app, [Key::Enter]), [], "it was not changed");
}
