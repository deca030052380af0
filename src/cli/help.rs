//! The part of `--help` that no flag tells: what it is, examples, keys, exit codes, environment.
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
       downhill attach [DIR] | list | stop <DIR>
       downhill replay <DIR> [--rerun] [FLAGS]
       downhill lesson [NAME|FILE] [FLAGS]
       downhill import <SOURCE> <DIR> [FLAGS]
       downhill certify [FILE] [--csv FILE]
       downhill bench [--quick] [--json] [--threads N]
       downhill completions <SHELL>";

pub(super) const SHORT: &str = "--help says more, with examples, keys and exit codes.";

pub(super) const LONG: &str = "\
Examples:
  downhill
      the four optimizers, on the screen
  downhill --optimizers all --hidden 50 --pace 50
      every optimizer on a small network, slow enough to talk along
  downhill --optimizers sgd:lr=0.1,sgd:lr=0.01,adam:beta1=0.8 --iterations 0
      SGD at two rates against Adam, until stopped
  downhill --presenter --lock qrR+X --paused
      before a class: large signs, keys shown, and some that do nothing
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

Keys:
  space        pause, go on
  left, right  turn the learning rate of the chosen lane
  up, down     choose a lane
  r            start over
  z            presenter mode, on and off
  w, i         write the race with a report; a picture of the screen
  b            bytes a second that the screen takes
  Ctrl-Z       stop, training too; the shell's fg goes on
  ?            all keys
  q            quit

Plain lines:
  With --headless, where standard output is no terminal, or where TERM is dumb
  or unset, there is no screen but a line per 100 iterations and a summary,
  without any escape sequence.

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
  NO_COLOR     if not empty: no colors; lanes keep their markers
  CLICOLOR     0: no colors
  CLICOLOR_FORCE
               if neither empty nor 0: colors also where TERM has none
  COLORTERM    truecolor or 24bit: richer themes
  TERM         what the terminal knows; dumb or unset: plain lines
  LC_ALL, LC_CTYPE, LANG
               if the first that is set does not name UTF-8: ASCII only
  LC_ALL, LC_MESSAGES, LANG
               if the first that is set begins with ko: Korean on the screen
  SSH_CONNECTION, SSH_TTY
               if one is set: --fps is 10 unless given, and fewer frames are
               drawn where they would take more than 6 KiB a second";

pub(super) const RESUME: &str = "\
It goes on in the same folder, with all settings as they stood, bit for bit. What was recorded after the last
checkpoint is taken anew. A checkpoint that is damaged or of another version is refused.";

pub(super) const ATTACH: &str = "\
d or q leaves, and so does closing the terminal: the race goes on. downhill stop DIR ends it. Several terminals
may show one race at once. Without a screen it prints lines until the race is finished or paused.";

pub(super) const REPLAY: &str = "\
Keys: space pauses, [ and ] play slower and faster, n steps, g goes to an iteration, r plays from the start.

Exit codes: 0 played, or every loss the same; 1 one differs, or the recording can't be read; 2 wrong usage";

pub(super) const LESSON: &str = "\
Keys: Enter goes on. At a question the room votes: digits count for an answer, up and down choose the answer.
All other keys do what they always do. With --headless the texts and what came of them are printed.

A name that is a lesson's means the lesson; ./NAME is a file of that name here.
A file is TOML: title, race, pace and steps, as those in data/lessons of the source.

Exit codes: 0 done, 1 the lesson did not show what it claims, or its file is wrong; 2 wrong usage";

pub(super) const CERTIFY: &str = "\
A file is in safetensors format:
  init.W1, init.b1, init.W2 ...   f32, weights as inputs x outputs
  batches                         u32, iterations x batch size: indices of MNIST's training images
  loss.SGD, loss.Adam ...         f64, one an iteration: of each batch after the update on it
  loss32.SGD, loss32.Adam ...     f32, if wanted: the same by its maker's own float32, which then says how many
                                  iterations decide; else it is the first 200, 50 of Nesterov and Lion, 3 of RMSprop
  metadata                        hidden, activation, weight_decay, batch_size, rate.SGD ...

Exit codes: 0 all are right, 1 one is wrong or the file can't be used, 2 wrong usage";

pub(super) const BENCH: &str = "\
An optimizer-iteration is a gradient, an update and the loss after it, for one optimizer. GFLOP/s count
as if no zero pixel were skipped, so that more than the machine's peak is possible.";

pub(super) const COMPLETIONS: &str = "\
Where they go:
  bash         downhill completions bash > ~/.local/share/bash-completion/completions/downhill
  zsh          downhill completions zsh > _downhill, in a folder of $fpath
  fish         downhill completions fish > ~/.config/fish/completions/downhill.fish";

pub(super) const IMPORT: &str = "\
Examples:
  downhill import mnist.csv mnist --label digit
      a row an image; the label in the column of that name, else in one called label, else in the first
  downhill import mnist.npz mnist
      arrays x_train, y_train, x_test, y_test as Keras has them, or a folder with KMNIST's archives
  downhill import photos photos-idx --invert
      photos/cat/1.png, photos/dog/1.png ...; or photos/train/cat/1.png and photos/test/cat/2.png

Then: downhill --data mnist. What is done about split and scaling is printed. Nothing is overwritten.";
