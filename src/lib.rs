//! `downhill` races optimizers down the same loss, live in a terminal.
//!
//! # Map
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
//! | [`kernel`] | matrix products on vectors, the same bits with all that have fused multiply-adds | make products faster |
//! | [`nn`] | the network: forward, backward, activations, loss | add an activation |
//! | [`optim`] | the update rules, a file each, their settings and schedules | add an optimizer |
//! | [`data`] | data sets: MNIST in the binary, IDX files, batches | read IDX files of another kind |
//! | [`import`] | CSV, NPZ and PNG turned into IDX files | add a data format |
//! | [`config`] | the validated settings of a race | add a setting of the race |
//! | [`race`] | lanes that step on the same batches; pure | change what an iteration does |
//! | [`session`] | the race in its thread: commands in, updates out | add a command |
//! | [`history`] | what the updates said: curves in bounded memory, who is best, several races as one | keep another fact about a race |
//! | [`surface`] | functions of two variables and the rules on them; pure | add a function |
//! | [`sweep`] | search spaces, plans of trials, which of them go on, how they rank; pure | add a search method |
//! | [`trials`] | the trials of a sweep in its folder, and who runs them: this process, Slurm, GNU parallel | add a scheduler |
//! | [`lesson`] | lessons: reading, running and checking them | add a kind of claim |
//! | [`host`] | a training loop of another program, shown and steered; its client for Python | let a command reach a loop |
//! | [`events`] | TensorBoard's event files, read and written | read another kind of summary |
//! | [`export`] | the files of a run, screenshots and networks, as text and bytes | add an exporter |
//! | [`record`] | run folders on disk: log, checkpoints, locks | change how a run is saved |
//! | [`replay`] | recorded races: played, trained again, looked into, compared | change what a recording can do |
//! | [`remote`] | races in the background, and their clients | change the socket's protocol |
//! | [`headless`] | plain lines and the summary | change plain output |
//! | [`terminal`] | the terminal: capabilities, keys, writing frames, restoring it | support another terminal |
//! | [`tui`] | the screen: a file a view, with a folder where it is large, widgets, layers, the key map | add a view or a key |
//! | [`watch`] | logs of foreign trainings, read while they grow, made into updates | read another format |
//! | [`words`] | the languages and sentences of the screen | change a text, add a language |
//! | [`manual`] | the pages of `downhill manual` and their layout | add a page |
//! | [`certify`] | the update rules compared with other implementations | check another rule |
//! | [`bench`](mod@bench) | the speed of this machine | measure another shape |
//! | [`cli`] | the command line, a file a subcommand | add a flag or a subcommand |
//! | [`input`] | files and texts from outside, checked as they come in | read another file |
//! | [`memory`] | how much memory a race needs and how much there is | refine an estimate |
//! | [`signals`] | the signals that end, stop and continue the program | treat another signal |
//! | [`system`] | errors of the operating system, in one line; the cores that may be used | ask another scheduler |
//! | [`text`] | numbers, paths and foreign text, safe to show | write a number another way |
//!
//! `downhill manual contributing` has recipes: which files an optimizer, an activation, a data format, a key, a view
//! or an exporter touches.
//!
//! # Rules
//!
//! 1. `kernel`, `nn`, `optim`, `data`, `race`, `surface` and `history` know no terminal; `tui`, `headless`, `record` and
//!    `export` know no matrices.
//! 2. `race` and `surface` are pure: the same config, seed and changes at the same iterations give the same bits.
//! 3. Only `cli` knows the command line, only `terminal` crossterm and termios; only `main` chooses the exit code.
//! 4. There are no globals and no locks: the session owns the networks, front ends own histories, messages go between.
//! 5. Drawing only reads.
//! 6. No files need each other in a circle.
//!
//! `tests/architecture.rs` checks them.

pub mod bench;
pub mod certify;
pub mod cli;
pub mod config;
pub mod data;
pub mod events;
pub mod export;
pub mod headless;
pub mod history;
pub mod host;
pub mod import;
pub mod input;
pub mod kernel;
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
pub mod trials;
pub mod tui;
pub mod watch;
pub mod words;
