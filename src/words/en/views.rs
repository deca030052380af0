//! In English: the names of the views.

pub(crate) const RACE: &str = "race";
pub(crate) const SURFACE: &str = "surface";
pub(crate) const INSIDE: &str = "inside";
pub(crate) const DIGITS: &str = "digits";
pub(crate) const IMAGES: &str = "images";
pub(crate) const RATES: &str = "rates";
pub(crate) const EXPLAIN: &str = "explain";
