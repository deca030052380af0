//! Sound run logs, checkpoints, lessons and socket messages with one value of them replaced, through the
//! commands that read them: each ends in time, in little memory, without a fault, and prints nothing that acts.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::net::UnixListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use downhill::{history::History, record::Log, text::hex};
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::{
    PROGRAM, crafted_json as crafted,
    forms::forms,
    hostile_text::acting,
    idx_set::IdxSet,
    judge::{Ended, judge},
};

/// A recorded race of a moment, and its data.
struct Recorded {
    place: TempDir,
    _data: IdxSet,
}

impl Recorded {
    fn new() -> Self {
        let (place, data) = (tempfile::tempdir().unwrap(), IdxSet::new());
        let race = "--headless --optimizers sgd,adam:lr=10:name=wild --iterations 12 --eval-every 4 --hidden 3 --batch-size 4";
        let words = race.split(' ').chain(["--hypothesis", "Adam", "--seed", "3", "--out"]);
        let mut command = Command::new(PROGRAM);
        command.args(words).arg(place.path().join("run")).arg("--data").arg(data.folder());
        assert!(command.stdout(Stdio::null()).status().unwrap().success());
        Self { place, _data: data }
    }

    fn run(&self) -> PathBuf {
        self.place.path().join("run")
    }

    /// A folder like it, where a command may do what it likes.
    fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(self.run()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
        copy
    }

    fn lines(&self) -> Vec<Value> {
        let log = fs::read_to_string(self.run().join("run.jsonl")).unwrap();
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn history(&self) -> Value {
        let mut history = History::default();
        for update in Log::open(&self.run(), None).unwrap() {
            history.apply(&update.unwrap());
        }
        serde_json::to_value(&history).unwrap()
    }
}

/// Every input that a value becomes, in an order that is another with every seed.
fn inputs(values: &[Value]) -> Vec<(usize, String)> {
    let of = |(index, value): (usize, &Value)| {
        let places = crafted::places(value);
        places
            .into_iter()
            .flat_map(|place| crafted::replaced(value, &place))
            .map(|json| (index, json))
            .collect::<Vec<_>>()
    };
    let mut inputs: Vec<(usize, String)> = values.iter().enumerate().flat_map(of).collect();
    inputs.shuffle(&mut ChaCha8Rng::seed_from_u64(32));
    inputs
}

/// Tries inputs until so many seconds are over; tells how many, and the slowest.
fn survive(name: &str, seconds: u64, inputs: &[(usize, String)], try_one: impl Fn(usize, &str) -> Ended) {
    let (start, mut count, mut slowest) = (Instant::now(), 0, Duration::ZERO);
    for (index, input) in inputs {
        if start.elapsed() > Duration::from_secs(seconds) {
            break;
        }
        slowest = slowest.max(try_one(*index, input).took);
        count += 1;
    }
    eprintln!("{name}: {count} of {} crafted inputs, slowest {} ms", inputs.len(), slowest.as_millis());
}

/// The log with one line of it replaced.
fn write_log(run: &Path, lines: &[Value], index: usize, input: &str) {
    let mut log = String::new();
    for (at, line) in lines.iter().enumerate() {
        log += &if at == index { input.to_owned() } else { line.to_string() };
        log.push('\n');
    }
    fs::write(run.join("run.jsonl"), log).unwrap();
}

/// A build for people doesn't look: there a sum too large becomes a small one, which no bound lets happen.
#[cfg(debug_assertions)]
#[test]
fn sums_that_overflow_are_faults_in_the_program_under_trial() {
    let one = std::hint::black_box(1_u64);
    assert!(std::panic::catch_unwind(|| u64::MAX + one).is_err());
}

fn crafted_run_logs_are_replayed_or_refused(seconds: u64) {
    let recorded = Recorded::new();
    let lines = recorded.lines();
    survive("replay --headless", seconds, &inputs(&lines), |index, input| {
        write_log(&recorded.run(), &lines, index, input);
        judge(&["replay", "run", "--headless"], recorded.place.path(), input)
    });
}

forms!(crafted_run_logs_are_replayed_or_refused, short 4, long 720, "twelve minutes");

fn crafted_run_logs_are_gone_on_with_or_refused(seconds: u64) {
    let recorded = Recorded::new();
    let lines = recorded.lines();
    let length = fs::metadata(recorded.run().join("run.jsonl")).unwrap().len();
    let checkpoint = fs::read(recorded.run().join("checkpoint.safetensors")).unwrap();
    survive("resume of a log", seconds, &inputs(&lines), |index, input| {
        let folder = recorded.copy();
        write_log(folder.path(), &lines, index, input);
        // As many bytes as the checkpoint names: somebody with ill will makes it fit.
        let now = fs::metadata(folder.path().join("run.jsonl")).unwrap().len();
        let fitted = rewritten(&checkpoint, |metadata| {
            assert_eq!(metadata["log"], length.to_string());
            metadata["log"] = now.to_string().into();
        });
        fs::write(folder.path().join("checkpoint.safetensors"), fitted).unwrap();
        resume(folder.path(), input)
    });
}

forms!(crafted_run_logs_are_gone_on_with_or_refused, short 4, long 720, "twelve minutes");

fn crafted_checkpoints_are_gone_on_with_or_refused(seconds: u64) {
    let recorded = Recorded::new();
    let sound = fs::read(recorded.run().join("checkpoint.safetensors")).unwrap();
    let mut race = Value::Null;
    rewritten(&sound, |metadata| race = serde_json::from_str(metadata["race"].as_str().unwrap()).unwrap());
    survive("resume of a checkpoint", seconds, &inputs(&[race]), |_, input| {
        let folder = recorded.copy();
        let crafted = rewritten(&sound, |metadata| metadata["race"] = input.into());
        fs::write(folder.path().join("checkpoint.safetensors"), crafted).unwrap();
        resume(folder.path(), input)
    });
}

forms!(crafted_checkpoints_are_gone_on_with_or_refused, short 4, long 720, "twelve minutes");

/// Exports the networks of a run and goes on with it; nothing that it writes acts, either.
fn resume(run: &Path, input: &str) -> Ended {
    judge(&["export", ".", "-o", "networks.npz"], run, input);
    let ended = judge(&["resume", ".", "--headless"], run, input);
    for name in ["config.toml", "report.md", "losses.csv", "figure.svg"] {
        let text = fs::read_to_string(run.join(name)).unwrap();
        assert_eq!(acting(&text), None, "{name} after {input}");
    }
    ended
}

/// A checkpoint whose metadata were changed, and its hash with them.
fn rewritten(sound: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let length = usize::try_from(u64::from_le_bytes(sound[..8].try_into().unwrap())).unwrap();
    let mut header: Value = serde_json::from_slice(&sound[8..8 + length]).unwrap();
    let no_hash = "0".repeat(64);
    change(&mut header["__metadata__"]);
    header["__metadata__"]["sha256"] = no_hash.clone().into();
    let text = header.to_string();
    let padded = text.len().next_multiple_of(8);
    let mut bytes = (padded as u64).to_le_bytes().to_vec();
    bytes.extend(format!("{text:padded$}").bytes());
    bytes.extend(&sound[8 + length..]);
    let hash = hex(&Sha256::digest(&bytes));
    let at = bytes.windows(no_hash.len()).position(|window| window == no_hash.as_bytes()).unwrap();
    bytes[at..at + hash.len()].copy_from_slice(hash.as_bytes());
    bytes
}

fn crafted_messages_of_a_server_are_shown_or_refused(seconds: u64) {
    let recorded = Recorded::new();
    let told = |update: &Value| serde_json::json!({ "update": update });
    let mut messages = vec![greeting(), serde_json::json!({ "history": recorded.history() })];
    messages.extend(recorded.lines()[1..].iter().map(told));
    messages.push(told(&serde_json::json!({ "failed": { "message": "enough" } })));
    survive("attach --headless", seconds, &inputs(&messages), |index, input| {
        let place = tempfile::tempdir().unwrap();
        let socket = UnixListener::bind(place.path().join("attach.socket")).unwrap();
        let mut lines: Vec<String> = messages.iter().map(Value::to_string).collect();
        input.clone_into(&mut lines[index]);
        // It ends with the program: whoever asks is answered, and sent away.
        thread::spawn(move || {
            while let Ok((mut stream, _)) = socket.accept() {
                let mut wish = String::new();
                let said = stream
                    .write_all(format!("{}\n", lines[0]).as_bytes())
                    .and_then(|()| BufReader::new(stream.try_clone()?).read_line(&mut wish))
                    .and_then(|_| stream.write_all((lines[1..].join("\n") + "\n").as_bytes()));
                drop(said);
            }
        });
        judge(&["attach", ".", "--headless"], place.path(), input)
    });
}

forms!(crafted_messages_of_a_server_are_shown_or_refused, short 4, long 720, "twelve minutes");

/// What a process that serves a race says first.
fn greeting() -> Value {
    let place = tempfile::tempdir().unwrap();
    let run = |words: &str| {
        let mut command = Command::new(PROGRAM);
        command.args(words.split(' ')).current_dir(place.path()).stdin(Stdio::null()).stdout(Stdio::null());
        assert!(
            command
                .env("XDG_RUNTIME_DIR", place.path())
                .env("XDG_STATE_HOME", place.path())
                .status()
                .unwrap()
                .success()
        );
    };
    run("--detach --out run --iterations 0 --hidden 8 --batch-size 8 --pace 50");
    let stream = std::os::unix::net::UnixStream::connect(place.path().join("run/attach.socket")).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    run("stop run");
    serde_json::from_str(&line).unwrap()
}

fn crafted_lessons_are_taught_or_refused(seconds: u64) {
    let lesson = r#"
title = { en = "A lesson", ko = "수업" }
pace = 50.5
[race]
optimizers = "sgd,adam"
iterations = 60
seed = 3
batch-size = 8
hidden = "4"
init = "0.1"
[[step]]
text = { en = "Look.", ko = "보세요." }
question = { en = "Which?", ko = "어느 것?" }
answers = [{ en = "SGD", ko = "SGD" }, { en = "Adam", ko = "Adam" }]
right = 1
do = ["set SGD lr=0.1", "pace 50", "go 20"]
claim = ["SGD is above 0.001 at 20", "SGD is 0.001 times below Adam at 20"]
"#;
    let sound: Value = serde_json::to_value(toml::from_str::<toml::Value>(lesson).unwrap()).unwrap();
    let place = tempfile::tempdir().unwrap();
    let write = |text: &str| fs::write(place.path().join("mine.toml"), text).unwrap();
    write(lesson);
    let taught = judge(&["lesson", "mine.toml", "--headless"], place.path(), lesson);
    assert!(taught.printed.contains("20"), "{}", taught.printed);
    survive("lesson --headless", seconds, &inputs(&[sound]), |_, input| {
        // What JSON spells and TOML can't stays as it is, and is refused for that.
        let spelled =
            serde_json::from_str::<toml::Value>(input).ok().and_then(|value| toml::to_string(&value).ok());
        write(&spelled.unwrap_or_else(|| input.to_owned()));
        judge(&["lesson", "mine.toml", "--headless"], place.path(), input)
    });
}

forms!(crafted_lessons_are_taught_or_refused, short 4, long 720, "twelve minutes");
