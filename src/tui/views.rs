//! The views: a folder each, with its state, its keys and how it is drawn. One more is a folder and a line in [`ALL`].

pub(crate) mod digits;
pub(crate) mod explain;
pub(crate) mod inside;
pub(crate) mod lanes;
pub(crate) mod lesson;
pub(crate) mod networks;
pub(crate) mod points;
pub(crate) mod presenter;
pub(crate) mod race;
pub(crate) mod rates;
pub(crate) mod starts;
pub(crate) mod surface;
pub(crate) mod sweep;
pub(crate) mod view;

use crate::terminal::Key;
use view::View;

/// Makes a view as it is at first.
type NewView = fn() -> Box<dyn View>;

/// Every view with its number, in the order of those; two of one number are never offered together.
const ALL: &[(usize, NewView)] = &[
    (1, || Box::new(race::RaceView)),
    (2, || Box::<surface::SurfaceView>::default()),
    (3, || Box::<inside::InsideView>::default()),
    (4, || Box::<digits::DigitsView>::default()),
    (5, || Box::<rates::RatesView>::default()),
    (5, || Box::<sweep::SweepView>::default()),
    (6, || Box::new(explain::ExplainView)),
    (7, || Box::<starts::StartsView>::default()),
];

/// Every view as it is at first, in the order of their numbers.
pub(crate) fn all() -> Vec<Box<dyn View>> {
    ALL.iter().map(|(_, view)| view()).collect()
}

/// The number of the view of that place among all.
pub(crate) fn number(place: usize) -> usize {
    ALL.get(place).map_or(0, |(number, _)| *number)
}

/// The number of a view, if a key is its digit.
pub(crate) fn numbered(key: Key) -> Option<usize> {
    let Key::Char(digit) = key else { return None };
    let wanted = digit.to_digit(10)? as usize;
    ALL.iter().map(|(number, _)| *number).find(|number| *number == wanted)
}
