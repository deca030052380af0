//! Other keys for actions, by the names that the tables of keys give them: `pause=p,lane-up=up k`.

use super::{
    app, key_names,
    keymap::AnyKeys,
    options::Rebinding,
    views::{self, view::View},
};
use crate::{terminal::Key, text::excerpt};

/// The most keys of one action.
const MAX_KEYS: usize = 8;

impl Rebinding {
    /// Reads names of actions with the keys that they get, a comma between two actions and a blank between two keys.
    ///
    /// # Errors
    /// If there is no such action or key; the message says which are near.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut rebound: Vec<(&'static str, Vec<Key>)> = Vec::new();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let Some((name, keys)) = part.split_once('=') else {
                return Err(format!("{} must be an action and its keys, such as pause=p", excerpt(part)));
            };
            let name = action(name.trim())?;
            let keys: Vec<Key> = keys.split_whitespace().map(key_names::parse).collect::<Result<_, _>>()?;
            if keys.is_empty() || keys.len() > MAX_KEYS {
                return Err(format!("{name} needs 1 to {MAX_KEYS} keys, with blanks between them"));
            }
            rebound.retain(|(earlier, _)| *earlier != name);
            rebound.push((name, keys));
        }
        Ok(Self(rebound))
    }

    /// Checks that no key has two meanings in one table.
    ///
    /// # Errors
    /// If one has; the message says which, and how to mend it.
    pub(crate) fn check(&self) -> Result<(), String> {
        for table in tables() {
            let mut taken: Vec<(Key, &str)> = Vec::new();
            for (name, keys) in table.iter().flat_map(|keys| keys.named(self)) {
                for key in keys {
                    let written = key_names::written(key);
                    if let Some((_, other)) = taken.iter().find(|(taken, _)| *taken == key) {
                        // The one that was given the key stands first.
                        let is_given = |name: &str| self.keys(name).is_some_and(|keys| keys.contains(&key));
                        let (given, other) = if is_given(name) { (name, *other) } else { (*other, name) };
                        return Err(format!(
                            "{given} and {other} would both be {written}; give {other} another key, too"
                        ));
                    }
                    if table.iter().any(|keys| keys.has_in_range(key)) {
                        return Err(format!("{name} can't be {written}, which chooses a view"));
                    }
                    taken.push((key, name));
                }
            }
        }
        Ok(())
    }

    /// Every action that can be given other keys, with those that it has.
    pub(crate) fn actions(&self) -> Vec<(&'static str, String)> {
        let mut actions: Vec<(&'static str, String)> = Vec::new();
        for (name, keys) in tables().iter().flatten().flat_map(|keys| keys.named(self)) {
            if !actions.iter().any(|(known, _)| *known == name) {
                let keys: Vec<String> = keys.into_iter().map(key_names::written).collect();
                actions.push((name, keys.join(" ")));
            }
        }
        actions
    }

    /// Whether a key does something at some time.
    pub(super) fn has(&self, key: Key) -> bool {
        tables().iter().flatten().any(|keys| keys.has(key, self))
    }
}

/// The tables within which a key has one meaning: what views share, and what each view has.
fn tables() -> Vec<Vec<Box<dyn AnyKeys>>> {
    let own = views::all().into_iter().map(|view| vec![of_view(view)]);
    [app::keys::shared().into()].into_iter().chain(own).collect()
}

fn of_view(view: Box<dyn View>) -> Box<dyn AnyKeys> {
    view
}

/// The action of that name, or a near one.
fn action(wanted: &str) -> Result<&'static str, String> {
    let names = Rebinding::default().actions().into_iter().map(|(name, _)| name);
    let names: Vec<&'static str> = names.collect();
    if let Some(name) = names.iter().find(|name| **name == wanted) {
        return Ok(name);
    }
    let near = names.iter().map(|name| (strsim::jaro_winkler(name, wanted), name));
    let near = near.filter(|(likeness, _)| *likeness > 0.75).max_by(|one, other| one.0.total_cmp(&other.0));
    let hint =
        near.map_or_else(|| "downhill config lists them".into(), |(_, name)| format!("did you mean {name}?"));
    Err(format!("{}: there is no such action; {hint}", excerpt(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        session::Command,
        tui::{
            app::App,
            keymap::Effect,
            options::Locks,
            testing::{press, racing, screen, type_in},
        },
    };

    fn rebound(text: &str) -> App {
        let mut app = racing(100);
        app.context.rebinding = Rebinding::parse(text).unwrap();
        app
    }

    fn refusal(text: &str) -> String {
        Rebinding::parse(text).and_then(|rebinding| rebinding.check()).unwrap_err()
    }

    #[test]
    fn every_key_that_a_view_or_all_views_have_belongs_to_an_action_with_a_name() {
        let none = Rebinding::default();
        let app = racing(100);
        none.check().unwrap();
        for table in tables().iter().flatten() {
            let named: Vec<Key> = table.named(&none).into_iter().flat_map(|(_, keys)| keys).collect();
            for entry in table.entries(&app.context) {
                for key in entry.keys.iter().filter(|key| **key != Key::Ctrl('c')) {
                    assert!(named.contains(key), "{key:?} has no name: {}", entry.sign);
                }
            }
        }
        for (name, keys) in none.actions() {
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert_eq!(Rebinding::parse(&format!("{name}={keys}")).unwrap().check(), Ok(()), "{name}={keys}");
        }
    }

    #[test]
    fn an_action_has_the_keys_that_it_was_given_and_no_others() {
        let mut app = rebound("pause=p,plot-next=w,write=ctrl-x");
        let shown = screen(&app, 100, 24);
        assert!(shown.contains("p pause") && !shown.contains("space"), "{shown}");
        assert_eq!(type_in(&mut app, " "), []);
        assert!(screen(&app, 100, 24).contains("space does nothing here"));
        assert_eq!(press(&mut app, [Key::Ctrl('x')]), [Effect::Save]);
        assert_eq!(type_in(&mut app, "p"), [Effect::Send(Command::Pause)]);
        type_in(&mut app, "?");
        let help = screen(&app, 100, 130);
        assert!(help.contains("Ctrl-X") && help.contains("w P"), "{help}");
    }

    #[test]
    fn signs_of_several_keys_show_the_new_ones_and_presenter_mode_what_was_pressed() {
        let mut app = rebound("lane-up=w,write=ctrl-x,view-next=v,range=ctrl-v");
        app.context.present(true);
        type_in(&mut app, "w");
        let presenter = app.context.presenter.take().unwrap();
        assert!(format!("{presenter:?}").contains('w'), "{presenter:?}");
        let shown = screen(&app, 120, 40);
        assert!(shown.contains("w↓ lane"), "{shown}");
        assert!(app.entries(|_| true).iter().any(|entry| entry.sign == "v 1-7"));
        press(&mut app, [Key::Down, Key::Down]);
        type_in(&mut app, "w");
        assert_eq!(app.context.selected.map(|lane| lane.0), Some(1));
    }

    #[test]
    fn locks_are_of_the_keys_as_they_are_bound() {
        let mut app = rebound("pause=p,plot-next=Y");
        app.context.locks = Locks::parse("p").unwrap();
        assert_eq!(type_in(&mut app, "p"), []);
        app.context.locks = Locks::parse("Y").unwrap();
        assert!(app.context.locks.check(&app.context.rebinding).is_ok());
        assert!(app.context.locks.check(&Rebinding::default()).is_err());
        assert_eq!(type_in(&mut app, "p"), [Effect::Send(Command::Pause)]);
        // What always leaves does so still.
        let mut app = rebound("quit=Y");
        assert_eq!(press(&mut app, [Key::Ctrl('c')]), [Effect::Quit]);
    }

    #[test]
    fn what_can_not_be_bound_is_one_clear_line() {
        assert_eq!(
            refusal("pause=p"),
            "pause and plot-next would both be p; give plot-next another key, too"
        );
        assert_eq!(
            refusal("plot-next=space"),
            "plot-next and pause would both be space; give pause another key, too"
        );
        assert_eq!(
            refusal("start-left=f"),
            "start-left and function-next would both be f; give function-next another key, too"
        );
        assert_eq!(refusal("pause=3"), "pause can't be 3, which chooses a view");
        assert_eq!(refusal("paus=p"), "paus: there is no such action; did you mean pause?");
        assert_eq!(refusal("xyzzy=p"), "xyzzy: there is no such action; downhill config lists them");
        assert_eq!(refusal("pause"), "pause must be an action and its keys, such as pause=p");
        assert_eq!(refusal("pause="), "pause needs 1 to 8 keys, with blanks between them");
        assert!(refusal("pause=ctrl-c").starts_with("ctrl-c is no key; a key is"));
        // Two actions may change places.
        assert_eq!(Rebinding::parse("pause=p,plot-next=space").unwrap().check(), Ok(()));
    }
}
