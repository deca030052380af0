//! What stands around every view, in Korean.
