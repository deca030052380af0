//! What the terminal's title and progress bar say of the race: `downhill 62 % · Adam 0.041`.

use super::{context::Context, frame::header, glyphs::Plot, number, screen::Place, widgets::cut};
use crate::{
    history::History,
    session::State,
    terminal::{Announcement, Progress},
    text::{sanitized, thousands},
    words::say,
};

/// The most columns of a lane's name: a tab is narrow.
const MAX_NAME: usize = 24;

/// What is known of the race, whether or not the view is frozen.
pub(crate) fn announcement(context: &Context) -> Announcement {
    let title = title(context);
    // Without UTF-8 other characters would be several.
    let is_ascii = context.plot == Plot::Ascii;
    let fit = |c: char| if is_ascii && !c.is_ascii() { '?' } else { c };
    // Races that are compared are as far as they are.
    let goes_on = context.place != Place::Comparison;
    let progress = if goes_on { progress(&context.history) } else { Progress::Nothing };
    Announcement { title: title.chars().map(fit).collect(), progress }
}

fn title(context: &Context) -> String {
    let (history, lang) = (&context.history, context.lang());
    let done = || match header::percent(history) {
        Some(percent) => format!("{percent} %"),
        None => thousands(history.iteration()),
    };
    let state = match history.state() {
        State::Loading => say!(lang, frame::TITLE_LOADING).to_owned(),
        State::Failed => say!(lang, frame::TITLE_FAILED).to_owned(),
        _ if context.place == Place::Comparison => say!(lang, frame::COMPARISON).to_owned(),
        State::Finished => say!(lang, frame::TITLE_FINISHED).to_owned(),
        State::Paused => format!("{} {}", done(), say!(lang, frame::TITLE_PAUSED)),
        State::Running => done(),
    };
    let point = if context.plot == Plot::Ascii { "-" } else { "·" };
    let leader = context.leader(history).map(|(lane, value)| {
        let name = cut(&sanitized(&lane.info.name), MAX_NAME);
        format!(" {point} {name} {}", number::short_loss(value))
    });
    format!("downhill {state}{}", leader.unwrap_or_default())
}

fn progress(history: &History) -> Progress {
    let percent = header::percent(history).map(|percent| u8::try_from(percent.min(100)).unwrap_or(100));
    match (history.state(), percent) {
        (State::Loading, _) | (State::Running, None) => Progress::Unknown,
        (State::Running, Some(percent)) => Progress::Normal(percent),
        (State::Paused, Some(percent)) => Progress::Paused(percent),
        (State::Paused, None) | (State::Finished, _) => Progress::Nothing,
        (State::Failed, percent) => Progress::Failed(percent.unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::{
        config::{Config, LaneConfig},
        optim::OptimizerKind,
        session::Update,
        tui::{
            app::App,
            testing::{app_after, progressed, racing, started_with, type_in},
        },
        words::Lang,
    };

    fn said(app: &App) -> (String, Progress) {
        let Announcement { title, progress } = announcement(&app.context);
        (title, progress)
    }

    fn after(state: State) -> (String, Progress) {
        let mut app = racing(1_240);
        app.apply(&Update::State { state, iteration: 1_240 }, Instant::now());
        said(&app)
    }

    #[test]
    fn the_title_has_the_percentage_and_who_leads() {
        assert_eq!(after(State::Running), ("downhill 62 % · AdaGrad 0.053".into(), Progress::Normal(62)));
        assert_eq!(
            after(State::Paused),
            ("downhill 62 % paused · AdaGrad 0.053".into(), Progress::Paused(62))
        );
        assert_eq!(after(State::Finished), ("downhill finished · AdaGrad 0.053".into(), Progress::Nothing));
        assert_eq!(said(&app_after(&[])), ("downhill loading".into(), Progress::Unknown));
        assert_eq!(said(&racing(0)), ("downhill 0 %".into(), Progress::Normal(0)));
        let failed = app_after(&[Update::Failed { message: "no data".into() }]);
        assert_eq!(said(&failed), ("downhill failed".into(), Progress::Failed(0)));
    }

    #[test]
    fn races_that_are_compared_make_no_progress() {
        let mut app = racing(1_240);
        app.context.place = Place::Comparison;
        assert_eq!(said(&app), ("downhill comparison · AdaGrad 0.053".into(), Progress::Nothing));
    }

    #[test]
    fn it_tells_of_the_race_while_the_view_is_frozen_and_in_the_language_of_the_screen() {
        let mut app = racing(1_000);
        type_in(&mut app, "f");
        app.apply(&progressed(4, 1_001, 1_240), Instant::now());
        assert!(said(&app).0.starts_with("downhill 62 %"), "{:?}", said(&app));
        app.context.lang = Lang::Ko;
        app.apply(&Update::State { state: State::Paused, iteration: 1_240 }, Instant::now());
        assert!(said(&app).0.starts_with("downhill 62 % 멈춤"), "{:?}", said(&app));
    }

    #[test]
    fn a_race_without_an_end_counts_iterations_and_a_name_does_no_harm() {
        let mut lane = LaneConfig::new(OptimizerKind::Sgd);
        lane.name = "é\u{1b}]2;x\u{7} and a name that is longer than any tab".into();
        let config = Config { lanes: vec![lane], iterations: None, ..Config::default() };
        let mut app = app_after(&[
            started_with(&config),
            Update::State { state: State::Running, iteration: 0 },
            progressed(1, 1, 1_240),
        ]);
        let (title, progress) = said(&app);
        assert!(
            title.starts_with("downhill 1,240 · é\u{fffd}]2;x\u{fffd} and a name") && title.contains("… 0."),
            "{title}"
        );
        assert_eq!((title.chars().any(char::is_control), progress), (false, Progress::Unknown));
        app.context.plot = Plot::Ascii;
        assert!(said(&app).0.is_ascii(), "{:?}", said(&app));
    }
}
