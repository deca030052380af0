//! Which keys trainings of other programs have.

use std::time::Instant;

use super::{begun, lane, logs, measured, steered};
use crate::{
    race::LaneId,
    session::{Allowed, Capability, Command, Knob, KnobKey, MetricKind, Target, TrainingSource, Update},
    terminal::Key,
    tui::{
        app::App,
        keymap::{Effect, When},
        screen::Place,
        testing::{app_after, press, racing, screen, type_in},
    },
};

/// A loop whose settings can be turned, with these.
pub(super) fn steered_by(knobs: Vec<Knob>) -> App {
    let mut updates = begun("net", TrainingSource::Loop, None, &[Capability::Set]);
    updates.extend([lane(0, "net", knobs), measured(0, MetricKind::Loss, 40, |step| 1.0 / (1.0 + step))]);
    let mut app = app_after(&updates);
    app.context.place = Place::Background;
    app
}

pub(super) fn knob(name: &str) -> Knob {
    Knob { name: name.into(), value: 0.5, allowed: Allowed::Linear(0.0, 1.0), scheduled: false }
}

/// The keys that the help lists.
fn listed(app: &App) -> Vec<Key> {
    app.entries(|entry| entry.help.is_some()).into_iter().flat_map(|entry| entry.keys).collect()
}

#[test]
fn a_training_without_settings_has_no_form_and_no_arrows_for_them() {
    let mut app = steered_by(Vec::new());
    for key in [Key::Char('e'), Key::Left, Key::Right, Key::Char('a')] {
        assert_eq!(press(&mut app, [key]), []);
        assert!(app.layer().is_none(), "{key:?}");
        assert!(screen(&app, 80, 24).contains("does nothing now"), "{}", screen(&app, 80, 24));
        assert!(!listed(&app).contains(&key), "{key:?}");
    }
    // Settings may come later.
    app.apply(&Update::Knobs { lane: LaneId(0), knobs: vec![knob("momentum")] }, Instant::now());
    type_in(&mut app, "e");
    assert!(screen(&app, 80, 24).contains("momentum"));
}

#[test]
fn arrows_are_for_rates_and_the_form_for_all_settings() {
    let mut app = steered_by(vec![knob("momentum")]);
    assert_eq!(press(&mut app, [Key::Right, Key::Char('a')]), []);
    assert!(!listed(&app).contains(&Key::Right) && listed(&app).contains(&Key::Char('e')));
    let mut app = steered_by(vec![knob("momentum"), knob("lr")]);
    let (target, setting) = (Target::Lane(LaneId(0)), KnobKey::Declared(1));
    let turned = Effect::Send(Command::Set { target, setting, value: 0.51 });
    assert_eq!(press(&mut app, [Key::Right]), [turned]);
    assert!(listed(&app).contains(&Key::Right));
}

#[test]
fn what_only_races_of_ours_have_is_not_offered_elsewhere() {
    let ours = [Key::Char('X'), Key::Char('T'), Key::Enter, Key::PageDown, Key::Tab, Key::Char('D')];
    let race = racing(100);
    for mut app in [logs(), steered()] {
        for key in ours {
            assert!(listed(&race).contains(&key) && !listed(&app).contains(&key), "{key:?}");
            app.context.message = None;
            assert_eq!(press(&mut app, [key]), []);
            let said = app.context.message.take().map(|message| message.text);
            assert!(said.is_some_and(|said| said.ends_with("does nothing now")), "{key:?}");
        }
        assert!(app.layer().is_none() && !app.context.chart.split);
    }
}

#[test]
fn names_of_views_are_offered_where_there_are_several() {
    let places =
        [Place::Here, Place::Recorded, Place::Background, Place::Recording, Place::Comparison, Place::Log];
    for mut app in [racing(100), logs(), steered(), app_after(&[])] {
        for place in places {
            app.context.place = place;
            let several = app.view_names().len() > 1;
            assert_eq!(When::WithViews.is_offered(&app.context), several, "{place:?}");
        }
    }
    assert!(!screen(&logs(), 80, 24).contains("1 race"));
}
