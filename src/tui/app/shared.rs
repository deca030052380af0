//! The tables of keys that views share.

use super::{lane_keys::LaneKeys, program_keys::ProgramKeys, race_keys::RaceKeys};
use crate::{
    terminal::Key,
    tui::{
        context::Context,
        keymap::{AnyKeys, Entry, Holds},
        views::lesson::keys::LessonKeys,
    },
};

/// The tables that views share.
const SHARED: [&dyn AnyKeys; 4] = [&LessonKeys, &RaceKeys, &LaneKeys, &ProgramKeys];

/// The bindings of the tables that views share.
pub(super) fn entries(context: &Context) -> impl Iterator<Item = Entry> {
    SHARED.iter().flat_map(|table| table.entries(context))
}

/// The binding of the first table that has a key now.
pub(super) fn entry(key: Key, holds: Holds, context: &Context) -> Option<Entry> {
    SHARED.iter().find_map(|table| table.entry(key, holds, context))
}

/// The keys that do, at some time, the same as `key` by the tables that views share.
pub(in crate::tui) fn keys_like(key: Key) -> Vec<Key> {
    SHARED.iter().flat_map(|table| table.keys_like(key)).collect()
}
