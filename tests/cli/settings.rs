//! Settings from a file and from variables: what counts, what is refused, and a run that is repeated by its file.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use tempfile::TempDir;

use super::{SMALL, downhill, losses, stderr, stdout};

/// A home with a settings file.
struct Home(TempDir);

impl Home {
    fn new(settings: &str) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(home.file().parent().unwrap()).unwrap();
        fs::write(home.file(), settings).unwrap();
        home
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("downhill/config.toml")
    }

    fn run(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = downhill();
        command.env("XDG_CONFIG_HOME", self.0.path()).envs(variables.iter().copied());
        command.current_dir(self.0.path()).args(arguments).output().unwrap()
    }

    /// What `downhill config` says of a setting, without the comment's mark.
    fn listed(&self, key: &str, variables: &[(&str, &str)], arguments: &[&str]) -> String {
        let output = self.run(variables, &[&["config"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let text = stdout(&output);
        let mut lines = text.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
        let line = lines.find(|line| line.starts_with(&format!("{key} = ")));
        line.unwrap_or_else(|| panic!("{key} is not in\n{text}")).to_owned()
    }

    /// Runs into wrong usage, and gives back its one line without the path of the file.
    fn refused(&self, variables: &[(&str, &str)], arguments: &[&str]) -> String {
        let output = self.run(variables, arguments);
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(output.stdout.is_empty());
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(message.trim_end().chars().all(|c| !c.is_control()), "{message:?}");
        message.trim_end().replace(self.file().to_str().unwrap(), "FILE")
    }
}

#[test]
fn a_flag_counts_before_a_variable_before_the_file_before_the_default() {
    let home = Home::new("# mine\nseed = 7\n");
    let seed = |variables: &[(&str, &str)], arguments: &[&str]| home.listed("seed", variables, arguments);
    let file = home.file();
    let variable = [("DOWNHILL_SEED", "8")];
    assert_eq!(seed(&[], &[]), format!("seed = 7  # {}:2", file.display()));
    assert_eq!(seed(&variable, &[]), "seed = 8  # DOWNHILL_SEED");
    assert_eq!(seed(&variable, &["--seed", "9"]), "seed = 9  # flag");
    assert_eq!(seed(&[("DOWNHILL_SEED", "")], &["--no-config"]), "seed = 0  # default");
    assert_eq!(seed(&variable, &["--no-config"]), "seed = 0  # default");
    // And in a race.
    let race = |variables: &[(&str, &str)], arguments: &[&str]| {
        let output = home.run(variables, &[&SMALL[..], arguments].concat());
        stdout(&output).split_once("seed ").unwrap().1.split(',').next().unwrap().to_owned()
    };
    assert_eq!(race(&[], &[]), "7");
    assert_eq!(race(&variable, &[]), "8");
    assert_eq!(race(&variable, &["--seed", "9"]), "9");
    assert_eq!(race(&variable, &["--no-config"]), "0");
}

#[test]
fn every_flag_of_a_race_is_listed_and_what_is_listed_is_a_settings_file() {
    let home = Home::new("");
    let output = home.run(&[], &["config"]);
    let text = stdout(&output);
    let help = stdout(&home.run(&[], &["race", "--help"]));
    let flags = help.lines().filter_map(|line| line.trim_start().strip_prefix("--"));
    let flags: Vec<&str> = flags.map(|flag| flag.split(' ').next().unwrap()).collect();
    assert!(flags.len() > 30, "{flags:?}");
    for flag in flags {
        let has = text.contains(&format!("\n# {flag} = ")) || text.contains(&format!("\n[{flag}]\n"));
        let is_setting = !["config", "no-config", "force", "overwrite", "repeat", "json"].contains(&flag);
        assert_eq!(has, is_setting, "{flag}");
    }
    // With every default written out it comes to the same.
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting) if line.ends_with("# default") && !setting.contains(" = \"DIR\"") => {
            let is_named = ["NAMES", "NAME", "N", "KEYS", "FILE", "TEXT"]
                .iter()
                .any(|name| setting.contains(&format!(" = \"{name}\"")));
            if is_named { line } else { setting }
        }
        _ => line,
    });
    let whole: Vec<&str> = lines.collect();
    let written = Home::new(&whole.join("\n"));
    let again = stdout(&written.run(&[], &["config"]));
    let values = |text: &str| {
        let line = |line: &str| line.trim_start_matches("# ").split("  # ").next().unwrap().to_owned();
        text.lines().filter(|line| line.contains(" = ")).map(line).collect::<Vec<_>>()
    };
    assert_eq!(values(&again), values(&text));
    assert!(again.contains("\nseed = 0  # ") && again.contains("\npause = \"space\"  # "), "{again}");
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_line() {
    let wrong = [
        ("sede = 1", "FILE:1: sede: there is no such setting; did you mean seed?"),
        ("\n\nbatch_size = 1", "FILE:3: batch_size: there is no such setting; did you mean batch-size?"),
        ("language = 'ko'", "FILE:1: language: it is called --lang here"),
        ("lr = 0.1", "FILE:1: lr: lr is a setting of a lane: --optimizers sgd:lr=0.1"),
        ("xyzzy = 1", "FILE:1: xyzzy: there is no such setting; downhill config lists them"),
        ("overwrite = true", "FILE:1: overwrite: this is a flag only; it is given with each command"),
        ("seed = 1\nfps = 0", "FILE:2: fps 0: must be a whole number from 1 to 120"),
        ("theme = 'pink'", "FILE:1: theme pink: must be one of auto, dark, light, any"),
        ("presenter = 1", "FILE:1: presenter: must be true or false"),
        ("seed = true", "FILE:1: seed true: must be a whole number from 0 to 18,446,744,073,709,551,615"),
        ("seed = {a = 1}", "FILE:1: seed: must be a text, a number, or true or false"),
        ("hidden = [[1]]", "FILE:1: hidden: must be a list of texts or numbers"),
        ("seed = 1\nkeys = 'p'", "FILE:2: keys: must be a table: [keys], and below it pause = \"p\""),
        ("[keys]\npaus = 'p'", "FILE:2: paus: there is no such action; did you mean pause?"),
        ("[keys]\npause = 'spcae'", "FILE:2: pause: spcae is no key; is space meant?"),
        (
            "[keys]\n\npause = 'p'",
            "FILE:3: keys: pause and plot-next would both be p; give plot-next another key, too",
        ),
        ("optimizers = ['sgd', 'sdg']", "FILE:1: optimizers sgd,sdg: no optimizer “sdg”; there are sgd, "),
        ("out = 'a'\nkeep = true", "FILE:1: out and --keep: only one of them can be meant"),
        ("seed = ", "FILE:1: this is no TOML: "),
        ("seed = 1\nseed = 2", "FILE:2: this is no TOML: duplicate key"),
    ];
    for (settings, expected) in wrong {
        let message = Home::new(settings).refused(&[], &[]);
        assert!(message.starts_with(&format!("downhill: {expected}")), "{settings}: {message}");
    }
    // A wrong value is not taken over silently because a flag has another, nor by a command that doesn't need it.
    assert!(Home::new("fps = 0").refused(&[], &["--fps", "9"]).contains("FILE:1: fps 0"));
    assert!(Home::new("seed = 'x'").refused(&[], &["attach"]).contains("FILE:1: seed x"));
}

#[test]
fn a_wrong_variable_is_named() {
    let home = Home::new("");
    for (name, value, expected) in [
        ("DOWNHILL_FPS", "0", "downhill: DOWNHILL_FPS 0: must be a whole number from 1 to 120"),
        ("DOWNHILL_PRESENTER", "perhaps", "downhill: DOWNHILL_PRESENTER perhaps: must be true or false"),
        (
            "DOWNHILL_KEYS",
            "pause=p",
            "downhill: DOWNHILL_KEYS: pause and plot-next would both be p; give plot-next another key, too",
        ),
        ("DOWNHILL_CONFIG", "nowhere.toml", "downhill: DOWNHILL_CONFIG nowhere.toml: there is no such file"),
    ] {
        assert_eq!(home.refused(&[(name, value)], &[]), expected);
    }
    let listed = stdout(&home.run(&[("DOWNHILL_SED", "1")], &["config"]));
    assert!(listed.ends_with("# DOWNHILL_SED: there is no such setting; did you mean seed?\n"), "{listed}");
}

#[test]
fn a_switch_that_a_file_turns_on_is_turned_off_by_a_variable() {
    let home = Home::new("own-weights = true\nkeep = true");
    assert!(home.listed("own-weights", &[], &[]).starts_with("own-weights = true"));
    assert!(
        home.listed("own-weights", &[("DOWNHILL_OWN_WEIGHTS", "no")], &[]).starts_with("own-weights = false")
    );
    // What was typed counts before what can't stand beside it.
    let output = home.run(&[], &[&SMALL[..], &["--out", "run"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(home.0.path().join("run/losses.csv").exists());
}

#[test]
fn what_is_no_file_of_settings_is_one_clear_line() {
    let home = Home::new("");
    let place = |name: &str| home.0.path().join(name);
    fs::create_dir(place("folder")).unwrap();
    fs::write(place("bytes"), [0xff, 0xfe]).unwrap();
    fs::File::create(place("huge")).unwrap().set_len(200 << 30).unwrap();
    let wrong = [
        ("folder", "downhill: folder: a folder, where a file is needed"),
        ("bytes", "downhill: bytes: must be UTF-8 text"),
        ("huge", "downhill: huge: too long for settings; it must be at most 1 MiB of TOML"),
        ("none", "downhill: --config none: there is no such file"),
        ("/dev/null", "downhill: /dev/null: a pipe, socket or device, where a file is needed"),
    ];
    for (file, expected) in wrong {
        assert_eq!(home.refused(&[], &["--config", file]), expected);
        // Before the command, too.
        assert_eq!(home.refused(&[], &["--config", file, "replay", "run"]), expected);
    }
    // Neither help nor what needs no settings minds a broken file.
    let broken = Home::new("=");
    for arguments in [&["--help"][..], &["list"], &["--no-config", "config"], &["manual", "keys"]] {
        let output = broken.run(&[], arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn habits_that_need_a_screen_do_no_harm_without_one() {
    let home = Home::new(
        "paused = true\npresenter = true\n[keys]\npause = 'p'\nplot-next = 'w'\nwrite = 'ctrl-w'\n",
    );
    let output = home.run(&[], &SMALL);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_run_is_repeated_by_its_own_settings() {
    let home = Home::new("weight-decay = 0.5\nown-weights = true\nbatch-size = 5\n");
    let lanes = "sgd:lr=0.5:sched=cosine:warmup=2:name=bold,adam:beta1=0.8,adam,muon";
    let race =
        ["--optimizers", lanes, "--seed", "18446744073709551615", "--init", "0.05", "--activation", "tanh"];
    let out =
        |name| ["--headless", "--eval-every", "2", "--iterations", "5", "--hidden", "9,8", "--out", name];
    let first = home.run(&[], &[&race[..], &out("first")].concat());
    let again = home.run(&[("DOWNHILL_LANG", "ko")], &["--config", "first/config.toml", "--out", "again"]);
    let lines = |output: &Output| {
        losses(output)
            .into_iter()
            .filter(|line| !line.contains("first") && !line.contains("again"))
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&first), lines(&again));
    let read = |name: &str| fs::read_to_string(home.0.path().join(name)).unwrap();
    assert_eq!(read("first/losses.csv"), read("again/losses.csv"));
    assert_eq!(read("first/losses.csv").lines().count(), 6);
    // The line in it does the same, whatever the settings are.
    let line = read("first/config.toml").lines().next().unwrap().trim_start_matches("# downhill ").to_owned();
    let mut shell = Command::new("sh");
    shell
        .env("XDG_CONFIG_HOME", home.0.path())
        .current_dir(home.0.path())
        .args(["-c", &format!("\"$0\" {line} --out third")]);
    let third = shell.arg(downhill().get_program()).output().unwrap();
    assert_eq!(third.status.code(), Some(0), "{}", stderr(&third));
    assert_eq!(read("first/losses.csv"), read("third/losses.csv"));
    // Another seed is another race, and that file can be given back, too.
    let other = home.run(&[], &["--config", "first/config.toml", "--seed", "3", "--out", "other"]);
    assert_eq!(other.status.code(), Some(0));
    assert_ne!(read("first/losses.csv"), read("other/losses.csv"));
}

#[test]
fn a_run_on_data_of_its_own_is_repeated_and_one_that_was_changed_is_refused() {
    let home = Home::new("");
    let mut run = "version = '0.1.0'\nseed = 1\nstart = 'fair'\nfingerprint = 'eb5ffc0c'\niterations = 3\nbatch_size = 8\nhidden = [8]\nactivation = 'relu'\ninit = 'he'\neval_every = 0\n".to_owned();
    let (data, lane) = (
        "[data]\nname = 'x'\nfolder = '/nowhere/at all'\ntranspose = true\ntrain = 1\ntest = 1\n",
        "[[lanes]]\nkind = 'sgd'\nname = 'SGD'\non = true\nschedule = 'constant'\nwarmup = 0\nsettings = {lr = 0.1}\n",
    );
    fs::write(home.0.path().join("run.toml"), format!("{run}{data}{lane}")).unwrap();
    let listed = |key| home.listed(key, &[], &["--config", "run.toml"]);
    assert_eq!(listed("data"), "data = \"/nowhere/at all\"  # run.toml");
    assert_eq!(listed("transpose"), "transpose = true  # run.toml");
    assert_eq!(
        listed("optimizers"),
        "optimizers = \"sgd:lr=0.1:sched=constant:warmup=0:name=SGD\"  # run.toml"
    );
    run += "changed_at = 2\n";
    fs::write(home.0.path().join("run.toml"), format!("{run}{data}{lane}")).unwrap();
    let refusal = home.refused(&[], &["--config", "run.toml"]);
    assert!(
        refusal.starts_with(
            "downhill: run.toml: this race was changed on the way, which no settings can repeat"
        )
    );
    fs::write(home.0.path().join("run.toml"), "fingerprint = 'eb5ffc0c'\nseed = 1\n").unwrap();
    let refusal = home.refused(&[], &["--config", "run.toml"]);
    assert_eq!(refusal, "downhill: run.toml: not a recorded race as downhill writes it: start is missing");
}
