//! Front ends fed with made-up updates, for the tests of this room: no thread, clock or terminal.

use std::time::{Duration, Instant};

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use unicode_width::UnicodeWidthStr;

use super::{
    app::App,
    context::Context,
    glyphs::Plot,
    keymap::Effect,
    layout,
    screen::Place,
    theme::{ColorDepth, Palette, Theme},
};
use crate::{
    config::{Config, LaneConfig},
    history::History,
    optim::{OptimizerKind, Setting},
    race::{
        Evaluation, ImageFilter, Inside, LaneId, MomentChange, PARTS, Prediction, Sample, Spread, TestImage,
        TestPredictions,
    },
    session::{Bucket, Command, Losses, RaceInfo, State, Update},
    terminal::{Key, MouseEvent},
};

/// The race of those rules at iteration 0.
pub fn started(kinds: &[OptimizerKind]) -> Update {
    let lanes = kinds.iter().copied().map(LaneConfig::new).collect();
    started_with(&Config { lanes, ..Config::default() })
}

/// A race of that config at iteration 0.
pub fn started_with(config: &Config) -> Update {
    Update::Started(Box::new(RaceInfo::at_start(config)))
}

/// A falling loss with noise that is always the same.
fn loss(lane: u32, iteration: u64) -> f32 {
    let noise = (iteration.wrapping_mul(2_654_435_761) >> 7 & 0xff) as f32 / 255.0 - 0.5;
    let slowness = [120.0, 60.0, 30.0, 45.0][lane as usize % 4];
    let floor = [0.25, 0.12, 0.05, 0.07][lane as usize % 4];
    (2.2 * (-(iteration as f32) / slowness).exp() + floor) * (1.0 + 0.5 * noise)
}

/// Trials of the default race's rates, done, with the lowest loss of each optimizer at its usual rate.
pub fn tried() -> App {
    let mut app = racing(1_240);
    type_in(&mut app, "5");
    let effects = press(&mut app, [Key::Enter]);
    let [Effect::StartTrials(config)] = &effects[..] else { panic!("{effects:?}") };
    let loss = |lane: &LaneConfig| {
        let usual = lane.kind.default_settings().get(Setting::LearningRate);
        let away = (lane.settings.get(Setting::LearningRate) / usual).log10();
        Bucket::of(0.1 + 0.4 * (away * away) as f32)
    };
    let lanes = (0..).zip(&config.lanes).map(|(id, lane)| (LaneId(id), vec![loss(lane); 200]));
    let losses =
        Losses { first: 1, stride: 1, iterations: 200, lanes: lanes.collect(), elapsed: Duration::ZERO };
    let highest = config.lanes.len() as u32 - 1;
    let told = [
        started_with(config),
        Update::State { state: State::Paused, iteration: 0 },
        Update::Progressed(losses),
        Update::Diverged { lane: LaneId(highest), iteration: 200, loss: f32::NAN },
        Update::State { state: State::Paused, iteration: 200 },
    ];
    for update in &told {
        app.apply_trials(update);
    }
    app
}

/// The default race from five starts, of which so many have ended; Adam is lowest in four, and Momentum diverges in the
/// fourth.
pub fn started_anew(ended: u64) -> App {
    let mut app = racing(1_240);
    type_in(&mut app, "7");
    let effects = press(&mut app, [Key::Left, Key::Right, Key::Enter]);
    let [Effect::StartTrials(config)] = &effects[..] else { panic!("{effects:?}") };
    let mut config = (**config).clone();
    for start in 0..5.min(ended + 1) {
        let spread = |lane: u64| 1.0 + 0.09 * ((start * 7 + lane * 3) % 5) as f32;
        let loss = |lane: u64| [0.26, 0.14, 0.052, 0.048][lane as usize] * spread(lane);
        let done = if start < ended { 2_000 } else { 220 };
        let lanes = (0..4).map(|lane| (LaneId(lane), vec![Bucket::of(loss(lane.into())); done as usize]));
        let losses =
            Losses { first: 1, stride: 1, iterations: done, lanes: lanes.collect(), elapsed: Duration::ZERO };
        app.apply_trials(&started_with(&config));
        app.apply_trials(&Update::State { state: State::Paused, iteration: 0 });
        app.apply_trials(&Update::Progressed(losses));
        if start >= ended {
            break;
        }
        if start == 3 {
            app.apply_trials(&Update::Diverged { lane: LaneId(1), iteration: 1_990, loss: f32::NAN });
        }
        let accuracy = |lane: u32| {
            (
                LaneId(lane),
                [0.919, 0.958, 0.97, 0.969][lane as usize] / spread(lane.into()).sqrt().sqrt().sqrt(),
            )
        };
        let accuracies = (0..4).filter(|lane| (start, *lane) != (3, 1)).map(accuracy).collect();
        let evaluation = Evaluation { images: 10_000, accuracies, losses: Vec::new() };
        app.apply_trials(&Update::Evaluated { iteration: done, sample: Sample::Whole, evaluation });
        let finished = Update::State { state: State::Finished, iteration: done };
        if let [Effect::SendTrials(Command::Begin(next))] = &app.apply_trials(&finished)[..] {
            config = (**next).clone();
        }
    }
    app.context.message = None;
    app
}

/// The losses of a stretch for so many lanes, at 500 iterations a second.
pub fn progressed(lanes: u32, first: u64, last: u64) -> Update {
    let curve = |lane| (first..=last).map(|iteration| Bucket::of(loss(lane, iteration))).collect();
    Update::Progressed(Losses {
        first,
        stride: 1,
        iterations: last + 1 - first,
        lanes: (0..lanes).map(|lane| (LaneId(lane), curve(lane))).collect(),
        elapsed: Duration::from_millis(last * 2),
    })
}

/// The default race, running, with that many iterations done.
pub fn racing(iterations: u64) -> App {
    use OptimizerKind::{AdaGrad, Adam, Momentum, Sgd};
    let state = State::Running;
    let mut updates = vec![started(&[Sgd, Momentum, AdaGrad, Adam]), Update::State { state, iteration: 0 }];
    if iterations > 0 {
        updates.push(progressed(4, 1, iterations / 2 + 1));
        updates.push(progressed(4, iterations / 2 + 2, iterations));
        let accuracies = [(0, 0.919), (1, 0.958), (2, 0.97), (3, 0.969)];
        let accuracies = accuracies.map(|(lane, accuracy)| (LaneId(lane), accuracy)).to_vec();
        let evaluation = Evaluation { images: 1_000, accuracies, losses: Vec::new() };
        updates.push(Update::Evaluated { iteration: iterations, sample: Sample::Part, evaluation });
    }
    app_after(&updates)
}

/// A ring, a bar or a hook of 28×28 pixels.
pub fn image(label: u8) -> Vec<u8> {
    let ink = |x: f32, y: f32| {
        let edge = match label % 3 {
            0 => ((x - 13.5).hypot((y - 13.5) * 0.7) - 6.5).abs(),
            1 => (x - 13.5).abs().max((y - 13.5).abs() - 9.0),
            _ => (x - 19.0 + y * 0.4)
                .abs()
                .min((y - 5.0).abs().max((x - 12.0).abs() - 6.0))
                .max((y - 13.5).abs() - 9.0),
        };
        ((2.2 - edge).clamp(0.0, 1.0) * 255.0) as u8
    };
    (0..784_u16).map(|at| ink(f32::from(at % 28), f32::from(at / 28))).collect()
}

/// What a lane thinks of an image: mostly one class, partly another.
pub fn opinion(lane: u32, guess: usize, other: usize, likely: u16) -> Prediction {
    let mut probabilities = vec![0; 10];
    probabilities[other] = 1_000 - likely;
    probabilities[guess] = likely;
    Prediction { lane: LaneId(lane), probabilities }
}

/// What four lanes take test images for; every fourth one they don't agree on.
pub fn guessed(which: ImageFilter) -> Update {
    let digit = |index: usize| {
        let label = (index % 10) as u8;
        let opinions = (0..4).map(|lane| {
            let wrong = index.is_multiple_of(4) && lane < 2;
            let other = (index + 3) % 10;
            let (guess, other) =
                if wrong { (other, usize::from(label)) } else { (usize::from(label), other) };
            opinion(lane, guess, other, 998 - 97 * lane as u16 - 8 * index as u16)
        });
        TestImage { index: index * 10, label, pixels: image(label), opinions: opinions.collect() }
    };
    let counts = |lane: u32| {
        (0..100).map(move |at| if at % 11 == 0 { 90 } else { u32::from(at % 13 == 4 + lane) * (at % 7) })
    };
    Update::Guessed(Box::new(TestPredictions {
        iteration: 1_240,
        images: 1_000,
        size: (28, 28),
        classes: 10,
        confusion: (0..4).map(|lane| (LaneId(lane), counts(lane).collect())).collect(),
        which,
        listed: if which == ImageFilter::All { 1_000 } else { 17 },
        from: 0,
        page: (0..if which == ImageFilter::All { 24 } else { 17 }).map(digit).collect(),
    }))
}

/// The next step of a lane of that rule, in the second layer.
pub fn looked_inside(lane: u32, kind: OptimizerKind) -> Update {
    let spread = |size: f32, middle: usize, zeros| {
        let count =
            |part: usize| (4_000_u32 >> (part.abs_diff(middle) * 2).min(20)) + u32::from(part < middle) * 9;
        Spread { size: Some(size), counts: (0..PARTS).map(count).collect(), zeros }
    };
    let moment =
        |index: usize| MomentChange { before: Some(0.0114), after: spread(0.009_59, 18 - 5 * index, 0.0) };
    Update::Inside(Box::new(Inside {
        lane: LaneId(lane),
        kind,
        settings: kind.default_settings(),
        layer: 1,
        layers: 5,
        shape: (100, 100),
        iteration: 1_241,
        weights: (Some(14.651), Some(14.652)),
        gradient: spread(0.487_8, 23, 0.04),
        step: spread(0.009_59, 18, 0.01),
        memory: (0..kind.memory().len()).map(moment).collect(),
        numbers: vec![0.1, 0.7],
        activations: spread(31.2, 35, 0.43),
        rates: Some([0.004_1, 0.036_01, 107.6]),
        dead: Some(0.02),
    }))
}

/// A front end after those updates.
pub fn app_after(updates: &[Update]) -> App {
    let theme = Theme::new(Palette::Dark, ColorDepth::Sixteen);
    let context = Context::new(History::default(), Place::Here, theme, Plot::Braille, Instant::now());
    let mut app = App::new(context);
    for update in updates {
        app.apply(update, Instant::now());
    }
    app
}

/// Types keys and collects what they ask for.
pub fn press(app: &mut App, keys: impl IntoIterator<Item = Key>) -> Vec<Effect> {
    keys.into_iter().flat_map(|key| app.key(key, Instant::now())).collect()
}

/// Types characters.
pub fn type_in(app: &mut App, text: &str) -> Vec<Effect> {
    press(app, text.chars().map(Key::Char))
}

/// Uses the mouse in a window of that size.
pub fn point(app: &mut App, window: (u16, u16), events: impl IntoIterator<Item = MouseEvent>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for event in events {
        let target = layout::target(app, window, event);
        effects.extend(app.mouse(event, target, Instant::now()));
    }
    effects
}

/// The screen of that size as a buffer.
pub fn buffer(app: &App, width: u16, height: u16) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    app.render(area, &mut buffer);
    buffer
}

/// The screen of that size as text.
pub fn screen(app: &App, width: u16, height: u16) -> String {
    let buffer = buffer(app, width, height);
    let line = |y| {
        let (mut line, mut after) = (String::new(), 0);
        for x in 0..width {
            // The second cell of a wide character is no blank that anybody sees.
            if x >= after {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                after = x + u16::try_from(symbol.width()).unwrap_or(1).max(1);
            }
        }
        line.trim_end().to_owned()
    };
    (0..height).map(line).collect::<Vec<_>>().join("\n")
}
