//! Logs that grow, are written anew, cut, rotated and removed while they are read.

use std::io::Write as _;

use super::*;
use crate::events::write_record;

#[test]
fn a_table_that_is_written_anew_says_only_what_is_new() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("metrics.csv");
    fs::write(&path, "step,loss\n1,0.5\n2,0.2").unwrap();
    let mut source = Source::open(&path).unwrap();
    assert_eq!(readings(&mut source), ["@1 loss=0.5"]);
    append(&path, b"5\n");
    assert_eq!(readings(&mut source), ["@2 loss=0.25"]);
    fs::write(&path, "step,loss,\"val\nloss\"\n1,0.5,\n2,0.25,\n2,,0.75\n").unwrap();
    assert_eq!(readings(&mut source), ["@2 val\nloss=0.75"]);
    fs::write(&path, "step,loss\n1,0.5\n2,0.125\n").unwrap();
    assert_eq!(readings(&mut source), [" restarts at 2", "@2 loss=0.125"]);
    fs::write(&path, "1,2\n3,4\n").unwrap();
    assert!(readings(&mut source)[0].ends_with("a table needs a header such as step,loss"));
    fs::remove_file(&path).unwrap();
    assert_eq!(news(&mut source), (Vec::new(), Poll::Gone));
}

#[test]
fn a_table_without_steps_that_is_written_anew_keeps_the_rows_before_the_first_that_differs() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("log.csv");
    fs::write(&path, "lane,loss\na,3\na,2\nb,5\na,1\n").unwrap();
    let mut source = Source::open(&path).unwrap();
    assert_eq!(readings(&mut source), ["a@- loss=3", "a@- loss=2", "b@- loss=5", "a@- loss=1"]);
    fs::write(&path, "lane,loss\na,3\na,2.5\nb,5\nb,4\n").unwrap();
    let expected = ["a restarts at 2", "b restarts at 1", "a@- loss=2.5", "b@- loss=5", "b@- loss=4"];
    assert_eq!(readings(&mut source), expected);
}

#[test]
fn a_last_line_without_its_end_is_taken_when_nobody_waits_for_the_rest() {
    let place = tempfile::tempdir().unwrap();
    for (name, text, whole, last) in [
        ("log.csv", "step,loss\n1,0.5\n2,0.25", "@1 loss=0.5", "@2 loss=0.25"),
        ("log.txt", "step 1 loss 0.5\nstep 2 loss 0.25", "@1 loss=0.5", "@2 loss=0.25"),
        ("log.jsonl", "{\"loss\":1}\n{\"loss\":2}", "@- loss=1", "@- loss=2"),
    ] {
        let path = place.path().join(name);
        fs::write(&path, text).unwrap();
        let mut source = Source::open(&path).unwrap();
        assert_eq!(readings(&mut source), [whole], "{name}");
        assert_eq!(rest(&mut source), [last], "{name}");
        assert_eq!(rest(&mut source), [""; 0], "{name}");
    }
}

#[test]
fn lines_are_followed_through_cutting_rotation_and_removal() {
    let place = tempfile::tempdir().unwrap();
    let (path, old) = (place.path().join("log.jsonl"), place.path().join("log.1"));
    fs::write(&path, "{\"step\":1,\"loss\":0.5}\n{\"step\":2").unwrap();
    let mut source = Source::open(&path).unwrap();
    assert_eq!((source.format(), source.name()), (Format::JsonLines, "log"));
    assert_eq!(readings(&mut source), ["@1 loss=0.5"]);
    append(&path, b",\"loss\":0.25}\n");
    assert_eq!(readings(&mut source), ["@2 loss=0.25"]);
    fs::rename(&path, &old).unwrap();
    append(&old, b"{\"step\":3,\"loss\":0.25}\n");
    append(&path, b"{\"step\":4,\"loss\":0.25}\n");
    assert_eq!(readings(&mut source), ["@3 loss=0.25", "@4 loss=0.25"]);
    fs::write(&path, "{\"step\":1,\"loss\":1}\n").unwrap();
    assert_eq!(readings(&mut source), [" restarts at 0", "@1 loss=1"]);
    fs::remove_file(&path).unwrap();
    assert_eq!(news(&mut source), (Vec::new(), Poll::Gone));
}

/// The bytes of an event of one scalar.
fn event(step: i64, value: f64) -> Vec<u8> {
    let scalars = vec![crate::events::Scalar { tag: "loss".into(), value }];
    let event = crate::events::SummaryEvent { wall_time: 1.0, step, restarts: false, scalars };
    let mut bytes = Vec::new();
    write_record(&mut bytes, &event.bytes()).unwrap();
    bytes
}

#[test]
fn event_files_and_folders_that_come_later_are_found_and_damage_is_told() {
    let place = tempfile::tempdir().unwrap();
    let mut source = Source::open(place.path()).unwrap();
    assert_eq!((source.format(), news(&mut source)), (Format::Nothing, (Vec::new(), Poll::UpToDate)));
    assert_eq!(source.take_unwatched(), [place.path()]);
    let first = place.path().join("events.out.tfevents.1");
    let (one, two) = (event(1, 0.5), event(2, 0.25));
    fs::write(&first, [&one[..], &two[..9]].concat()).unwrap();
    assert_eq!(a_second_later(&mut source), ["@1 loss=0.5"]);
    append(&first, &two[9..]);
    assert_eq!((readings(&mut source), source.format()), (vec!["@2 loss=0.25".into()], Format::TensorBoard));
    let mut damaged = [event(3, 0.5), event(4, 0.5), event(5, 0.5)].concat();
    damaged[one.len() + 14] ^= 1;
    damaged[2 * one.len()] ^= 1;
    fs::write(place.path().join("events.out.tfevents.2"), damaged).unwrap();
    fs::create_dir(place.path().join("later")).unwrap();
    fs::write(place.path().join("later/events.out.tfevents.1"), event(7, 0.5)).unwrap();
    std::os::unix::fs::symlink(place.path(), place.path().join("later/circle")).unwrap();
    let told = a_second_later(&mut source);
    assert_eq!((&told[0][..], &told[3][..], told.len()), ("@3 loss=0.5", "later@7 loss=0.5", 4));
    assert!(
        told[1].ends_with(&format!("the record at byte {} is damaged, and is left out", one.len())),
        "{told:?}"
    );
    assert!(told[2].contains(&format!("the length of the record at byte {}", 2 * one.len())), "{told:?}");
    assert_eq!(source.take_unwatched(), [place.path().join("later")]);
}

/// How fast events are read, in bytes a second: by hand, in a build with optimisation.
#[test]
#[ignore = "measures for a minute, and writes 1 GB"]
fn a_gigabyte_of_events_is_read_in_seconds() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("events.out.tfevents.1");
    let mut out = io::BufWriter::new(fs::File::create(&path).unwrap());
    let (mut bytes, mut count) = (0, 0_u64);
    while bytes < 1 << 30 {
        let event = event(count as i64, 0.5);
        out.write_all(&event).unwrap();
        bytes += event.len();
        count += 1;
    }
    out.flush().unwrap();
    let mut source = Source::open(&path).unwrap();
    let (start, mut read) = (std::time::Instant::now(), 0_u64);
    while source.poll(&mut |reading| read += u64::from(matches!(reading, Reading::Values(_)))) == Poll::More {
    }
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(read, count);
    let speed = bytes as f64 / seconds / 1e6;
    assert!(speed > 200.0, "{speed:.0} MB/s of {count} events");
    // Shown by `--nocapture`.
    let _ = writeln!(io::stderr(), "{speed:.0} MB/s of {count} events");
}
