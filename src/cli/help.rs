//! The part of `--help` that belongs to no flag or subcommand: examples, keys, exit codes, environment.
//!
//! Plain ASCII, since help is read in every locale.

pub(super) const ABOUT: &str = "Race optimizers down the same loss on MNIST, live in the terminal";

pub(super) const LONG_ABOUT: &str = "\
Race optimizers down the same loss on MNIST, live in the terminal.

One small network per optimizer learns from the same batches and the same starting weights; their losses fall \
on one chart, and every rate can be turned while they run. Without flags it is SGD, Momentum, AdaGrad and Adam \
on 784-100-100-100-100-10 with batches of 128 for 2,000 iterations.";

pub(super) const USAGE: &str = "\
downhill [race] [FLAGS]
       downhill resume <DIR> [--previous] [FLAGS]
       downhill attach [DIR|NAME] | list | stop [DIR|NAME]
       downhill replay <DIR> [--rerun] [FLAGS]
       downhill compare <DIR> <DIR>... [--lane NAMES] [--out DIR] [FLAGS]
       downhill export <DIR> [--format NAME] [--lane NAME] [-o FILE]
       downhill watch <SOURCE>... [--once] [--json] [FLAGS]
       downhill host [--out DIR] [--name NAME] | python
       downhill lesson [NAME|FILE] [FLAGS]
       downhill import <SOURCE> <DIR> [FLAGS]
       downhill certify [FILE] [--csv FILE]
       downhill bench [--quick] [--json] [--threads N] [--simd NAME]
       downhill config [FLAGS]
       downhill manual [TOPIC]
       downhill completions <SHELL>";

pub(super) const SHORT: &str =
    "--help says more, with examples, keys and exit codes; downhill manual is the manual.";

pub(super) const LONG: &str = "\
Examples:
  downhill
      the four optimizers, on the screen
  downhill --optimizers all --hidden 50 --pace 50
      every optimizer on a small network, slow enough to talk over
  downhill --optimizers sgd:lr=0.1,sgd:lr=0.01,adam:beta1=0.8 --iterations 0
      SGD at two rates against Adam, until stopped
  downhill --presenter --lock qrR+X --paused
      in front of a class: large signs, keys shown, and some locked
  downhill --cast lesson.cast --screenshot last.png --hypothesis \"Adam wins\"
      keeps what was shown, and what was expected of it
  downhill --paused --theme light --seed 7
      for a lecture: waits for space, and takes the same course each time
  downhill --headless --iterations 5000 --out run1 | tee run1.txt
      no screen: plain lines, and a folder with all there is to know of it
  downhill --detach --iterations 0
      in the background; downhill attach shows it on any terminal
  downhill lesson momentum
      a lesson of some minutes; downhill lesson lists them
  downhill resume run1
      goes on where run1 was stopped, by whatever it was
  downhill compare run1 run2
      both races on one chart, and the settings that differ
  downhill export run1 --format onnx
      its networks for other programs: PyTorch, NumPy, ONNX
  python train.py | downhill watch -
      another program's training, by what it prints; also by its logs
  downhill python > downhill.py
      the client with which a training loop in Python is steered

  downhill manual keys
      a page of the manual; downhill manual lists its topics

Keys:
  space        pause, go on
  left, right  turn the learning rate of the chosen lane
  up, down     choose a lane
  r            start over
  z            presenter mode, on and off
  w, i         write the race with a report; a picture of the screen
  b            how many bytes a second the screen takes
  Ctrl-Z       suspend, training included; the shell's fg resumes
  ?            all keys
  q            quit

Plain lines:
  With --headless, where standard output is no terminal, or where TERM is dumb
  or unset, there is no screen but a line per 100 iterations and a summary,
  without any escape sequence. With --json it is one JSON document instead.

Slow terminals:
  While a terminal takes its bytes late, fewer frames are drawn, down to one a
  second. One that takes none costs no iteration, and the program can still be
  left.

Exit codes:
  0            done, also where lanes have diverged or the reader has left
  1            failed: say, data that can't be read or a full disk
  2            wrong usage
  128+n        ended by signal n: 130 by interrupt, 143 by terminate

Environment:
  DOWNHILL_SEED, DOWNHILL_THEME, ...
               one for each flag of a race: counts where the flag is not typed
  DOWNHILL_CONFIG
               the settings file, unless --config names one
  XDG_CONFIG_HOME
               the folder of downhill/config.toml, if not ~/.config
  NO_COLOR     if not empty: no colours; lanes keep their markers
  CLICOLOR     0: no colours
  CLICOLOR_FORCE
               if neither empty nor 0: colours also where TERM has none
  SLURM_CPUS_PER_TASK, SLURM_CPUS_ON_NODE
               the cores that a scheduler has granted: as many threads
  COLORTERM    truecolor or 24bit: richer themes
  TERM         what the terminal knows; dumb or unset: plain lines
  LC_ALL, LC_CTYPE, LANG
               if the first that is set does not name UTF-8: ASCII only
  LC_ALL, LC_MESSAGES, LANG
               if the first that is set begins with ko: Korean on the screen
  SSH_CONNECTION, SSH_TTY
               if one is set: --fps is 10 unless given, and fewer frames are
               drawn where they would take more than 6 KiB a second";
