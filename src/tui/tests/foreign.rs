//! Trainings of other programs on the screen: logs of several runs, and a loop that is steered.

mod judged;
mod keys;
mod log;
mod silence;
mod words;

use std::time::{Duration, Instant};

use super::{SIZES, assert_picture};
use crate::{
    race::{LaneId, LaneState},
    session::{
        Allowed, Bucket, Capability, Change, Command, DeclaredMetric, ForeignTraining, Knob, KnobKey,
        LaneInfo, LaneOptimizer, Measured, MetricKind, RaceInfo, Refusal, State, Target, Trainer,
        TrainingSource, Update,
    },
    terminal::Key,
    tui::{
        app::App,
        keymap::Effect,
        screen::Place,
        testing::{app_after, press, screen, type_in},
    },
    words::Lang,
};

fn lane(id: u32, name: &str, knobs: Vec<Knob>) -> Update {
    let optimizer = LaneOptimizer::Declared(knobs);
    let info = LaneInfo {
        id: LaneId(id),
        name: name.into(),
        optimizer,
        state: LaneState::Running,
        forked_from: None,
    };
    Update::Changed { iteration: 0, change: Change::Added(Box::new(info)) }
}

fn begun(
    title: &str,
    source: TrainingSource,
    total: Option<u64>,
    capabilities: &[Capability],
) -> Vec<Update> {
    let training = ForeignTraining {
        title: title.into(),
        source,
        total,
        facts: vec![("program".into(), "train.py".into()), ("host".into(), "gpu-7".into())],
        capabilities: capabilities.to_vec(),
        metrics: vec![DeclaredMetric::named("val/accuracy")],
    };
    let info = RaceInfo { lanes: Vec::new(), pace: None, trainer: Trainer::Foreign(Box::new(training)) };
    vec![Update::Started(Box::new(info)), Update::State { state: State::Running, iteration: 0 }]
}

/// Values of a lane at every fifth step.
fn measured(lane: u32, kind: MetricKind, last: u64, value: impl Fn(f32) -> f32) -> Update {
    let iterations: Vec<u64> = (0..=last).step_by(5).collect();
    let values = iterations.iter().map(|step| Bucket::of(value(*step as f32))).collect();
    let metrics = vec![(kind, vec![(LaneId(lane), values)])];
    Update::Measured(Measured { iterations, metrics, elapsed: Some(Duration::from_millis(last * 20)) })
}

/// The logs of two runs.
pub(super) fn logs() -> App {
    let mut updates = begun("runs", TrainingSource::Log, None, &[]);
    updates.extend([lane(0, "resnet", Vec::new()), lane(1, "vit", Vec::new())]);
    let falls = |rate: f32| move |step: f32| 2.3 * (-step * rate).exp() + 0.1 + 0.02 * (step * 0.7).sin();
    updates.extend([
        measured(0, MetricKind::Loss, 400, falls(0.01)),
        measured(1, MetricKind::Loss, 300, falls(0.006)),
        measured(0, MetricKind::LearningRate, 400, |step| 0.1 / (1.0 + step / 100.0)),
        measured(0, MetricKind::Declared(0), 400, |step| 1.0 - (-step * 0.01).exp()),
        Update::Logged(vec!["saving checkpoint at 300".into(), "! vit: loss is NaN at step 310".into()]),
    ]);
    let mut app = app_after(&updates);
    app.context.place = Place::Log;
    app
}

/// A loop that is steered, at step 240 of 1,000.
pub(super) fn steered() -> App {
    use Capability::{Checkpoint, Pause, Set, Step, Stop};
    let knob = |name: &str, value, allowed| Knob { name: name.into(), value, allowed, scheduled: false };
    let knobs = vec![
        knob("lr_factor", 1.0, Allowed::Ratio(1e-6, 1e6)),
        knob("lr", 0.1, Allowed::Ratio(0.0, 1.0)),
        knob("momentum", 0.9, Allowed::Linear(0.0, 1.0)),
        knob("accumulate", 4.0, Allowed::Whole(1.0, 64.0)),
        knob("precision", 16.0, Allowed::Choice(vec![16.0, 32.0])),
    ];
    let mut updates =
        begun("resnet", TrainingSource::Loop, Some(1_000), &[Pause, Step, Stop, Checkpoint, Set]);
    updates.extend([
        lane(0, "resnet", knobs),
        measured(0, MetricKind::Loss, 240, |step| 2.3 * (-step * 0.01).exp() + 0.1),
    ]);
    let setting = KnobKey::Declared(0);
    let change = Change::Setting { lane: LaneId(0), setting, from: 0.5, to: 1.0 };
    updates.push(Update::Changed { iteration: 120, change });
    let mut app = app_after(&updates);
    app.context.place = Place::Background;
    app
}

#[test]
fn logs_and_a_steered_loop_at_four_sizes() {
    for size in SIZES {
        assert_picture("logs", &logs(), size);
        assert_picture("steered", &steered(), size);
    }
    let mut form = steered();
    type_in(&mut form, "e");
    assert_picture("steered_form", &form, (80, 24));
    let mut log = logs();
    type_in(&mut log, "L");
    assert_picture("logs_text", &log, (80, 24));
    let mut korean = steered();
    korean.context.lang = Lang::Ko;
    assert_picture("steered_ko", &korean, (80, 24));
}

#[test]
fn the_table_goes_by_the_metric_that_the_chart_shows() {
    let mut app = logs();
    let heading = |app: &App| {
        let shown = screen(app, 100, 30);
        shown.lines().find(|line| line.contains("smoothed  ")).map(str::to_owned).unwrap_or_default()
    };
    assert!(heading(&app).contains("loss"), "{}", screen(&app, 100, 30));
    type_in(&mut app, "mm");
    assert!(heading(&app).contains("val/acc"), "{}", screen(&app, 100, 30));
    // Higher is better, and the other lane has none.
    let shown = screen(&app, 100, 30);
    let row = shown.lines().find(|line| line.contains("● resnet   ")).unwrap();
    assert!(row.contains("0.9817"), "{shown}");
    assert!(shown.lines().any(|line| line.contains("✕ vit") && line.contains('—')), "{shown}");
}

#[test]
fn only_what_the_trainer_can_do_is_offered() {
    let mut app = logs();
    assert_eq!(type_in(&mut app, " nrKQ+xFeu[g"), [], "{:?}", app.context.message);
    assert_eq!(app.view_names().len(), 1);
    let mut app = steered();
    let set = |number, value| {
        let (target, setting) = (Target::Lane(LaneId(0)), KnobKey::Declared(number));
        Effect::Send(Command::Set { target, setting, value })
    };
    assert_eq!(press(&mut app, [Key::Right]), [set(0, 2.0)]);
    let answered = |app: &mut App| app.apply(&Update::Answered, Instant::now());
    answered(&mut app);
    assert_eq!(type_in(&mut app, "K"), [Effect::Send(Command::Checkpoint)]);
    answered(&mut app);
    assert_eq!(type_in(&mut app, "QmQ"), [], "another key takes the question back");
    assert_eq!(type_in(&mut app, "QQ"), [Effect::Send(Command::Stop)]);
    answered(&mut app);
    // Neither its lanes nor its iterations can be changed.
    assert_eq!(type_in(&mut app, "r+xFu[g"), []);
    assert!(!screen(&app, 120, 40).contains("restart"));
}

#[test]
fn a_value_that_its_trainer_has_not_declared_stays_in_the_form() {
    let mut app = steered();
    type_in(&mut app, "e");
    press(&mut app, [Key::Down; 3]);
    type_in(&mut app, "100");
    assert_eq!(press(&mut app, [Key::Enter]), []);
    let shown = screen(&app, 120, 40);
    assert!(shown.contains("a whole number from 1 to 64"), "{shown}");
    press(&mut app, [Key::Backspace, Key::Backspace]);
    let (target, setting) = (Target::Lane(LaneId(0)), KnobKey::Declared(3));
    assert_eq!(press(&mut app, [Key::Enter]), [Effect::Send(Command::Set { target, setting, value: 1.0 })]);
}

#[test]
fn what_the_trainer_refuses_is_said_and_silence_is_counted() {
    let mut app = steered();
    let reason = Refusal::Trainer("momentum has to be from 0 to 1".into());
    app.apply(&Update::Refused { reason }, Instant::now());
    assert!(screen(&app, 120, 40).contains("its trainer refuses: momentum has to be from 0 to 1"));
    app.context.message = None;
    let heard = app.context.heard;
    assert!(!screen(&app, 120, 40).contains("silent"));
    assert!(app.advance(heard + Duration::from_secs(130)));
    assert!(screen(&app, 120, 40).contains("silent for 2:10"), "{}", screen(&app, 120, 40));
    assert_eq!(app.due(), Some(heard + Duration::from_secs(131)));
    assert!(!app.advance(heard + Duration::from_millis(130_500)), "nothing to be seen");
}
