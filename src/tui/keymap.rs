//! Tables of keys. The program, every view and every layer over a view have one each, of this form; the key map, the
//! footer, the help, a presenter's strip and locks are all made from them.
//!
//! ```text
//!  key ─▶ layer that is open ─▶ votes of a lesson ─▶ view ─▶ lesson ─▶ program      the first that has it
//! ```

mod effect;
mod sign;
mod when;

pub(crate) use effect::{Effect, Popup};
pub(crate) use when::When;

use super::{context::Context, options::Rebinding};
use crate::{
    terminal::Key,
    words::{Lang, Text, say},
};

/// A heading of the help, in its order there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Race,
    Lanes,
    Chart,
    /// What only the view that is shown has; its name is the heading.
    View,
    Program,
}

impl Group {
    pub(crate) const ALL: [Self; 5] = [Self::Race, Self::Lanes, Self::Chart, Self::View, Self::Program];

    /// The heading, over the view of that name.
    pub(crate) const fn name(self, view: &'static str, lang: Lang) -> &'static str {
        match self {
            Self::Race => say!(lang, keys::RACE_GROUP),
            Self::Lanes => say!(lang, keys::LANES_GROUP),
            Self::Chart => say!(lang, keys::CHART_GROUP),
            Self::View => view,
            Self::Program => say!(lang, keys::PROGRAM_GROUP),
        }
    }
}

/// Keys that belong together: one entry of footer and help.
pub(crate) struct Binding<A: 'static> {
    /// The keys, with what each does.
    keys: &'static [(Key, A)],
    /// What keys do that are too many to be listed, such as all that can be typed.
    range: Option<fn(Key) -> Option<A>>,
    /// How the keys are written, where that is not one after the other.
    sign: Option<Text>,
    /// A word or two for the footer, and how early it stands there; without one it is not in the footer.
    label: Option<(u8, Text)>,
    /// A line for the help; without one it is not in the help.
    help: Option<Text>,
    /// That line where another program trains, if it is another there.
    elsewhere: Option<Text>,
    /// Where it stands in the help, if not with the rest of its table.
    group: Option<Group>,
    /// When it works, if not as the rest of its table.
    when: Option<When>,
}

/// The keys that go through a list: the arrows, or k and j.
pub(crate) const fn list_keys<A: Copy>(before: A, next: A) -> [(Key, A); 4] {
    [(Key::Up, before), (Key::Down, next), (Key::Char('k'), before), (Key::Char('j'), next)]
}

/// The key that leaves, whatever is locked or bound otherwise.
pub(crate) const ALWAYS_BOUND: Key = Key::Ctrl('c');

/// The rank of what the footer has room for in any case.
pub(crate) const ALWAYS_SHOWN: u8 = u8::MAX;

impl<A: Copy + PartialEq> Binding<A> {
    /// One with a line in the help.
    pub(crate) const fn new(keys: &'static [(Key, A)], help: Text) -> Self {
        Self { help: Some(help), ..Self::unlisted(keys) }
    }

    /// One of a layer over the view, with a label for the footer.
    pub(crate) const fn of_layer(keys: &'static [(Key, A)], label: Text) -> Self {
        Self::unlisted(keys).label(0, label).when(When::Always)
    }

    /// One that is neither in the footer nor in the help.
    pub(crate) const fn unlisted(keys: &'static [(Key, A)]) -> Self {
        Self {
            keys,
            range: None,
            sign: None,
            label: None,
            help: None,
            elsewhere: None,
            group: None,
            when: None,
        }
    }

    /// The same with a label for the footer, where those of a lower rank stand first: 0 what only the view or the
    /// layer has, 1 lessons, then what views share.
    pub(crate) const fn label(self, rank: u8, label: Text) -> Self {
        Self { label: Some((rank, label)), ..self }
    }

    /// The same with its keys written so.
    pub(crate) const fn sign(self, sign: &'static str) -> Self {
        self.translated_sign(Text::same(sign))
    }

    /// The same with its keys written as the language has it.
    pub(crate) const fn translated_sign(self, sign: Text) -> Self {
        Self { sign: Some(sign), ..self }
    }

    /// The same with more keys than are listed.
    pub(crate) const fn range(self, range: fn(Key) -> Option<A>) -> Self {
        Self { range: Some(range), ..self }
    }

    /// The same with another line for the help where another program trains.
    pub(crate) const fn elsewhere(self, help: Text) -> Self {
        Self { elsewhere: Some(help), ..self }
    }

    pub(crate) const fn group(self, group: Group) -> Self {
        Self { group: Some(group), ..self }
    }

    pub(crate) const fn when(self, when: When) -> Self {
        Self { when: Some(when), ..self }
    }

    /// The keys as they are bound now: for an action that was given others, those.
    fn keys<K: Keys<Action = A>>(&self, rebinding: &Rebinding) -> Vec<(Key, A)> {
        let mut keys: Vec<(Key, A)> = Vec::new();
        for &(key, action) in self.keys {
            match name::<K>(action).and_then(|name| rebinding.keys(name)) {
                Some(chosen) if key != ALWAYS_BOUND => {
                    let others = chosen.iter().filter(|chosen| !keys.contains(&(**chosen, action)));
                    let others: Vec<(Key, A)> = others.map(|&key| (key, action)).collect();
                    keys.extend(others);
                }
                _ => keys.push((key, action)),
            }
        }
        keys
    }

    fn action<K: Keys<Action = A>>(&self, key: Key, rebinding: &Rebinding) -> Option<A> {
        let keys = self.keys::<K>(rebinding);
        let listed = keys.into_iter().find(|(own, _)| *own == key).map(|(_, action)| action);
        listed.or_else(|| self.range?(key))
    }

    /// As footer and help show it.
    fn entry<K: Keys<Action = A>>(&self, table: &K, context: &Context) -> Entry {
        let lang = context.lang();
        let now = self.keys.first().and_then(|&(_, action)| table.label(action, context));
        let keys = self.keys::<K>(&context.rebinding);
        let elsewhere = self.elsewhere.filter(|_| context.history.foreign().is_some());
        Entry {
            locked: keys.iter().filter(|(key, action)| is_locked::<K>(*key, *action, context)).count(),
            sign: self.sign.map_or_else(
                || written(&keys),
                |sign| self.sign_now::<K>(sign.get(lang), &context.rebinding),
            ),
            keys: keys.into_iter().map(|(key, _)| key).collect(),
            label: self.label.map(|(rank, usual)| (rank, now.unwrap_or(usual).get(lang))),
            help: elsewhere.or(self.help).map(|help| help.get(lang)),
            group: self.group.unwrap_or(K::GROUP),
            when: self.when.unwrap_or(K::WHEN),
        }
    }

    /// A sign with the keys that were given to its actions in the place of the usual ones.
    fn sign_now<K: Keys<Action = A>>(&self, sign: &str, rebinding: &Rebinding) -> String {
        let (mut now, mut rest) = (String::new(), sign);
        while let Some(next) = rest.chars().next() {
            let usual = self.keys.iter().map(|&(key, action)| (key.label(), action));
            let found = usual
                .filter(|(label, _)| rest.starts_with(label.as_str()))
                .max_by_key(|(label, _)| label.len());
            let chosen = found.and_then(|(label, action)| {
                Some((label.len(), rebinding.keys(name::<K>(action)?)?.first()?.label()))
            });
            let (passed, label) = chosen.unwrap_or_else(|| (next.len_utf8(), next.into()));
            now.push_str(&label);
            rest = &rest[passed..];
        }
        now
    }
}

/// Keys one after the other; arrows need no blank between them.
fn written<A>(keys: &[(Key, A)]) -> String {
    let is_arrow = |(key, _): &(Key, A)| matches!(key, Key::Up | Key::Down | Key::Left | Key::Right);
    let labels: Vec<String> = keys.iter().map(|(key, _)| key.label()).collect();
    labels.join(if keys.iter().all(is_arrow) { "" } else { " " })
}

/// The name of an action of a table, if it can be given other keys.
fn name<K: Keys>(action: K::Action) -> Option<&'static str> {
    K::NAMES.iter().find(|(_, named)| *named == action).map(|(name, _)| *name)
}

/// A binding as footer, help and presenter show it, in the language of the screen.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) keys: Vec<Key>,
    /// How many of them are locked.
    pub(crate) locked: usize,
    pub(crate) sign: String,
    /// The rank and the words for the footer.
    pub(crate) label: Option<(u8, &'static str)>,
    pub(crate) help: Option<&'static str>,
    pub(crate) group: Group,
    pub(crate) when: When,
}

impl Entry {
    /// The label, or else the beginning of the help; empty without either.
    pub(crate) fn meaning(&self) -> &'static str {
        let help = || self.help.unwrap_or_default().split([',', ';', ':', '.']).next().unwrap_or_default();
        self.label.map_or_else(help, |(_, label)| label)
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.locked > 0 && self.locked == self.keys.len()
    }
}

/// Something that keys go to, with a table of its own.
pub(crate) trait Keys {
    type Action: Copy + PartialEq + 'static;

    /// The heading of the table in the help.
    const GROUP: Group = Group::View;

    /// When its keys work.
    const WHEN: When = When::Racing;

    const BINDINGS: &'static [Binding<Self::Action>];

    /// The names of actions, by which a person gives them other keys: lower-case words with hyphens, the same in every
    /// version and in every table that has the action. What has none keeps its keys, as do layers over a view.
    const NAMES: &'static [(&'static str, Self::Action)] = &[];

    fn handle(&mut self, action: Self::Action, context: &mut Context) -> Vec<Effect>;

    /// What the footer says of an action at the moment, where that is something else than usual.
    fn label(&self, _action: Self::Action, _context: &Context) -> Option<Text> {
        None
    }
}

/// Whether a binding works, by when it does and what there is.
pub(crate) type Holds = fn(When, &Context) -> bool;

/// The same, whatever its actions are.
pub(crate) trait AnyKeys {
    /// Every binding as it is shown.
    fn entries(&self, context: &Context) -> Vec<Entry>;

    /// The binding that has a key now, as it is shown, and whether the key is locked.
    fn entry(&self, key: Key, holds: Holds, context: &Context) -> Option<(Entry, bool)>;

    /// Handles a key; `None` if it does nothing here now.
    fn press(&mut self, key: Key, holds: Holds, context: &mut Context) -> Option<Vec<Effect>>;

    /// Whether a key does something here at some time.
    fn has(&self, key: Key, rebinding: &Rebinding) -> bool;

    /// Whether a key belongs to those that are too many to be listed.
    fn has_in_range(&self, key: Key) -> bool;

    /// Every action that has a name, with its keys.
    fn named(&self, rebinding: &Rebinding) -> Vec<(&'static str, Vec<Key>)>;
}

impl<K: Keys> AnyKeys for K {
    fn entries(&self, context: &Context) -> Vec<Entry> {
        Self::BINDINGS.iter().map(|binding| binding.entry(self, context)).collect()
    }

    fn entry(&self, key: Key, holds: Holds, context: &Context) -> Option<(Entry, bool)> {
        let (binding, action) = find::<K>(key, holds, context)?;
        Some((binding.entry(self, context), is_locked::<K>(key, action, context)))
    }

    fn press(&mut self, key: Key, holds: Holds, context: &mut Context) -> Option<Vec<Effect>> {
        let (_, action) = find::<K>(key, holds, context)?;
        Some(self.handle(action, context))
    }

    fn has(&self, key: Key, rebinding: &Rebinding) -> bool {
        Self::BINDINGS.iter().any(|binding| binding.action::<Self>(key, rebinding).is_some())
    }

    fn has_in_range(&self, key: Key) -> bool {
        Self::BINDINGS.iter().filter_map(|binding| binding.range).any(|range| range(key).is_some())
    }

    fn named(&self, rebinding: &Rebinding) -> Vec<(&'static str, Vec<Key>)> {
        let bound: Vec<(Key, K::Action)> =
            Self::BINDINGS.iter().flat_map(|binding| binding.keys::<Self>(rebinding)).collect();
        let keys = |wanted: K::Action| {
            let own = bound.iter().filter(|(key, action)| *action == wanted && *key != ALWAYS_BOUND);
            own.map(|(key, _)| *key).collect()
        };
        Self::NAMES.iter().map(|&(name, action)| (name, keys(action))).collect()
    }
}

/// The first binding that has a key now, with what the key does.
fn find<K: Keys>(
    key: Key,
    holds: Holds,
    context: &Context,
) -> Option<(&'static Binding<K::Action>, K::Action)> {
    let mut working = K::BINDINGS.iter().filter(|binding| holds(binding.when.unwrap_or(K::WHEN), context));
    working.find_map(|binding| Some((binding, binding.action::<K>(key, &context.rebinding)?)))
}

/// What a key does in a table now, if anything.
pub(crate) fn action_of<K: Keys>(key: Key, context: &Context) -> Option<K::Action> {
    find::<K>(key, When::holds, context).map(|(_, action)| action)
}

/// Whether a key of a table is locked, by itself or by another that does the same there.
fn is_locked<K: Keys>(key: Key, action: K::Action, context: &Context) -> bool {
    let listed = K::BINDINGS.iter().flat_map(|binding| binding.keys::<K>(&context.rebinding));
    let mut alike = listed.filter(|(_, other)| *other == action).map(|(key, _)| key).chain([key]);
    key != ALWAYS_BOUND && alike.any(|key| context.locks.0.contains(&key))
}
