//! In Korean: the names of the views.

pub(crate) const RACE: &str = "경주";
pub(crate) const SURFACE: &str = "곡면";
pub(crate) const INSIDE: &str = "내부";
pub(crate) const DIGITS: &str = "숫자";
pub(crate) const IMAGES: &str = "이미지";
pub(crate) const RATES: &str = "학습률";
pub(crate) const EXPLAIN: &str = "설명";
