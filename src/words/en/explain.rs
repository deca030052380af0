//! The explanations of the update rules, in English.
