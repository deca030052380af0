//! What stands around every view, in English.
