//! Front ends fed with made-up updates, for the tests of this room: no thread, clock or terminal.

use std::time::{Duration, Instant};

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use unicode_width::UnicodeWidthStr;

use super::{
    Place,
    app::{App, Effect},
    glyphs::Plot,
    keys::Key,
    theme::{Depth, Palette, Theme},
};
use crate::{
    config::{Config, LaneConfig},
    history::History,
    optim::OptimizerKind,
    race::{Evaluation, LaneId, LaneState, Sample},
    session::{Bucket, Card, DataCard, LaneCard, Losses, State, Update},
};

/// The race of those rules at iteration 0.
pub fn started(kinds: &[OptimizerKind]) -> Update {
    let configs: Vec<LaneConfig> = kinds.iter().copied().map(LaneConfig::new).collect();
    let card = |(index, lane): (u32, &LaneConfig)| LaneCard {
        id: LaneId(index),
        name: lane.name.clone(),
        kind: lane.kind,
        settings: lane.settings,
        schedule: lane.schedule,
        state: LaneState::Running,
    };
    Update::Started(Box::new(Card {
        lanes: (0..).zip(&configs).map(card).collect(),
        config: Config { lanes: configs, ..Config::default() },
        data: DataCard { name: "MNIST".into(), folder: None, train: 60_000, test: 10_000, hash: None },
        sizes: vec![784, 100, 100, 100, 100, 10],
        parameters: 109_810,
        fingerprint: "39ebd081".into(),
        pace: None,
    }))
}

/// A falling loss with noise that is always the same.
fn loss(lane: u32, iteration: u64) -> f32 {
    let noise = (iteration.wrapping_mul(2_654_435_761) >> 7 & 0xff) as f32 / 255.0 - 0.5;
    let slowness = [120.0, 60.0, 30.0, 45.0][lane as usize % 4];
    let floor = [0.25, 0.12, 0.05, 0.07][lane as usize % 4];
    (2.2 * (-(iteration as f32) / slowness).exp() + floor) * (1.0 + 0.5 * noise)
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
        let evaluation = Evaluation { images: 1_000, accuracies };
        updates.push(Update::Evaluated { iteration: iterations, sample: Sample::Part, evaluation });
    }
    told(&updates)
}

/// A front end that has heard those updates.
pub fn told(updates: &[Update]) -> App {
    let mut app =
        App::new(History::default(), Place::Here, Theme::new(Palette::Dark, Depth::Sixteen), Plot::Braille);
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
