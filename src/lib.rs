//! `downhill` races optimizers down the same loss, live in a terminal.
//!
//! # The map of the house
//!
//! ```text
//!               Command                         Update
//!    front end ─────────▶ session (thread) ───────────▶ history ─▶ tui
//!                           │                    ├────▶ record, export
//!                         race                   └────▶ headless
//!                           │
//!                   lanes: nn + optim, on batches of data
//! ```
//!
//! | room | what is in it | go there to |
//! | --- | --- | --- |
//! | [`data`] | IDX files, MNIST in the binary, batches | read another kind of file |
//! | [`nn`] | the network: forward, backward, loss | add an activation |
//! | [`optim`] | update rules, one a file, and their settings | add an optimizer |
//! | [`race`] | lanes that step on the same batches; pure | change what an iteration is |
//! | [`config`] | validated settings of a race | allow another value |
//! | [`sweep`] | which rates are tried, and which trials go on; pure | try something else |
//! | [`session`] | the race in its thread: commands and updates | add a command |
//! | [`surface`] | functions of two variables that the rules roll down on; pure | add a function |
//! | [`history`] | all that updates told, curves in bounded memory, smoothing | know something more of a race |
//! | [`export`] | csv, toml and figures as bytes | write another format |
//! | [`record`] | run folders on disk | save something more |
//! | [`remote`] | races in the background and who watches them | change what goes over the socket |
//! | [`replay`] | recorded races, played or trained again | change what a recording can do |
//! | [`headless`] | plain lines and the summary | change the text |
//! | [`import`] | other people's files made into IDX files | read another format |
//! | [`lesson`] | lessons as scripts: read, run and checked | write another lesson, or another kind of claim |
//! | [`terminal`] | the terminal: what it can do, keys, writing frames, leaving it as it was found | support another terminal |
//! | [`tui`] | the screen: state (`app`), keys, and a file a panel (`view`) | add a panel or a key |
//! | [`bench`](mod@bench) | how fast this machine is, as a table | measure another shape |
//! | [`input`] | files and texts that others have made: what is taken of them | read another file |
//! | [`certify`] | the update rules against other people's numbers | prove another rule |
//! | [`cli`] | flags to settings, and which front end runs | add a flag |
//! | [`manual`] | the pages of `downhill manual`, and how they are laid out | add or change a page |
//! | [`memory`] | what a race takes and what there is of it | estimate something else |
//! | [`signals`] | the signals that end, stop and continue the program | treat another signal |
//! | [`system`] | what the operating system refused: where, what and why in one line | |
//! | [`text`] | numbers, paths and foreign text, safe to show | write a number another way |
//! | [`words`] | the languages of the screen | speak another |
//!
//! # Its rules
//!
//! 1. `nn`, `optim`, `data`, `race`, `surface` and `history` know no terminal; `tui`, `headless`, `record` and
//!    `export` know no matrices.
//! 2. `race` and `surface` are pure: the same config, seed and changes at the same iterations give the same bits.
//! 3. Only `cli` knows the command line, only `terminal` crossterm and termios; only `main` chooses the exit code.
//! 4. No globals and no locks: the trainer owns the networks, front ends own histories, messages go between.
//! 5. Rendering only reads.
//!
//! `tests/architecture.rs` holds the house to them.

pub mod bench;
pub mod certify;
pub mod cli;
pub mod config;
pub mod data;
pub mod export;
pub mod headless;
pub mod history;
pub mod import;
pub mod input;
pub mod lesson;
pub mod manual;
pub mod memory;
pub mod nn;
pub mod optim;
pub mod race;
pub mod record;
pub mod remote;
pub mod replay;
pub mod session;
pub mod signals;
pub mod surface;
pub mod sweep;
pub mod system;
pub mod terminal;
pub mod text;
pub mod tui;
pub mod words;
