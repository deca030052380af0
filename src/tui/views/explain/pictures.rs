//! Each rule as a picture that needs no mathematics, and its idea.

use crate::{optim::OptimizerKind, words::Lang};

/// The rule as a picture.
pub const fn picture(kind: OptimizerKind, lang: Lang) -> &'static str {
    let [english, korean] = kind.picture();
    lang.say(english, korean)
}

/// What is new in the rule.
pub const fn idea(kind: OptimizerKind, lang: Lang) -> &'static str {
    let [english, korean] = kind.idea();
    lang.say(english, korean)
}
