//! The views: a folder each, with its state, its keys and how it is drawn. One more is a folder and a line in [`ALL`].

pub(crate) mod digits;
pub(crate) mod explain;
pub(crate) mod inside;
pub(crate) mod lanes;
pub(crate) mod lesson;
pub(crate) mod networks;
pub(crate) mod presenter;
pub(crate) mod race;
pub(crate) mod rates;
pub(crate) mod starts;
pub(crate) mod surface;
pub(crate) mod view;

use crate::terminal::Key;
use view::View;

/// Every view as it is at first, in the order of their numbers.
const ALL: &[fn() -> Box<dyn View>] = &[
    || Box::new(race::RaceView),
    || Box::<surface::SurfaceView>::default(),
    || Box::<inside::InsideView>::default(),
    || Box::<digits::DigitsView>::default(),
    || Box::<rates::RatesView>::default(),
    || Box::new(explain::ExplainView),
    || Box::<starts::StartsView>::default(),
];

/// Every view as it is at first, in the order of their numbers.
pub(crate) fn all() -> Vec<Box<dyn View>> {
    ALL.iter().map(|view| view()).collect()
}

/// The place of the view with that digit, which counts from 1.
pub(crate) fn numbered(key: Key) -> Option<usize> {
    let Key::Char(digit) = key else { return None };
    let number = digit.to_digit(10)? as usize;
    (1..=ALL.len()).contains(&number).then(|| number - 1)
}
