//! A disk that gets full while a race is recorded: it is said, training goes on, and saving does once there is room.

use std::{
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use super::{PROGRAM, may_mount, process::wait_for};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Records onto a disk of its own, which is filled once a checkpoint is there and has room again once that was told.
/// What is on it in the end is copied to where others see it.
const SCRIPT: &str = r#"
mount -t tmpfs -o size=2m tmpfs "$1/disk"
"$0" --headless --iterations 0 --hidden 16 --batch-size 8 --pace 500 --save-every 0.1 --out "$1/disk/run" > "$1/lines" &
race=$!
until [ -e "$1/disk/run/checkpoint.previous.safetensors" ]; do sleep 0.05; done
dd if=/dev/zero of="$1/disk/filler" bs=64k 2> /dev/null
until grep -q 'saving is tried again' "$1/lines"; do sleep 0.05; done
cp "$1/disk/run/"*.safetensors "$1/full/"
cp "$1/disk/run/run.jsonl" "$1/full/"
sleep 1
rm "$1/disk/filler"
until grep -q 'saving goes on' "$1/lines"; do sleep 0.05; done
sleep 0.5
kill -s TERM $race
wait $race
code=$?
cp -r "$1/disk/run" "$1/run"
exit $code
"#;

#[test]
fn a_full_disk_is_told_stops_nothing_and_spoils_nothing() {
    if !may_mount("a disk that gets full") {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    for folder in ["disk", "full"] {
        fs::create_dir(place.path().join(folder)).unwrap();
    }
    let mut script = Command::new("unshare")
        .args(["-m", "bash", "-c", SCRIPT, PROGRAM])
        .arg(place.path())
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let ended = wait_for(PATIENCE, || place.path().join("run/figure.png").exists());
    let lines = fs::read_to_string(place.path().join("lines")).unwrap_or_default();
    if !ended {
        let _ = script.kill();
    }
    assert_eq!(script.wait().unwrap().code(), Some(143), "{lines}");
    assert!(lines.contains("No space left on device"), "{lines}");
    // What was there when the disk was full was whole.
    let whole = downhill::record::newest_checkpoint(&place.path().join("full"));
    assert!(whole.is_ok(), "{:?}", whole.err());
    // And nothing of the race is missing.
    let again = Command::new(PROGRAM)
        .args(["replay", "--rerun"])
        .arg(place.path().join("run"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(told.contains("every one the same bits"), "{told}{}", String::from_utf8_lossy(&again.stderr));
    assert!(told.contains("the same bits as the checkpoint's"), "{told}");
}
