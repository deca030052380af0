//! What the session refuses, and trouble with saving, in English.
