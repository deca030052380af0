//! Lines of every kind, whole and in pieces.

use proptest::prelude::*;

use super::*;

/// What a stream says when it comes in pieces of that length.
fn in_pieces(stream: &[u8], length: usize) -> Vec<Reading> {
    let (mut reader, mut readings) = (LineReader::new(), Vec::new());
    for piece in stream.chunks(length) {
        reader.feed(piece, &mut |reading| readings.push(reading));
    }
    reader.end(&mut |reading| readings.push(reading));
    readings
}

fn shown(stream: &[u8]) -> Vec<String> {
    let shown = |reading| match reading {
        Reading::Values(values) => {
            let step = values.step.map_or_else(|| "-".into(), |step| step.to_string());
            let metrics = values.values.iter().map(|(name, value)| format!(" {name}={value}"));
            format!("{}@{step}{}", values.lane, metrics.collect::<String>())
        }
        Reading::Text(text) => text,
        Reading::Restarted { lane, step } => format!("{lane} restarts at {step}"),
        Reading::Problem(what) => format!("problem: {what}"),
    };
    in_pieces(stream, stream.len().max(1)).into_iter().map(shown).collect()
}

#[test]
fn json_dicts_and_prose_are_told_apart_line_by_line() {
    let stream =
        b"{\"step\": 1, \"loss\": 0.5}\nStarted.\r\n{'loss': 0.25, 'epoch': 0.1}\nstep=3 loss=0.125\n";
    assert_eq!(shown(stream), ["@1 loss=0.5", "Started.", "@- loss=0.25 epoch=0.1", "@3 loss=0.125"]);
    assert_eq!(shown(b"INFO: {'loss': 0.25}\n{\"lane\":\"a\",\"loss\":1}"), ["@- loss=0.25", "a@- loss=1"]);
    assert_eq!(shown(b"{broken 1\n{}\n[1,2]\n"), ["{broken 1", "{}", "[1,2]"]);
}

#[test]
fn carriage_returns_end_lines_and_escapes_are_dropped() {
    let stream = b"\x1b[32mstep=1\x1b[0m loss=0.5\r\x1b]0;title\x07step=2 loss=0.25\x1b[K\r\n\x08\x08\n";
    assert_eq!(shown(stream), ["@1 loss=0.5", "@2 loss=0.25"]);
    assert_eq!(shown(b"a \xff b"), ["a \u{fffd} b"]);
}

#[test]
fn a_long_line_is_cut_and_told_once() {
    let mut stream = vec![b'x'; 3 * MAX_LINE];
    stream.extend_from_slice(b"\nstep=1 loss=0.5\n");
    stream.extend(vec![b'y'; 2 * MAX_LINE]);
    let lines = shown(&stream);
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines[0].starts_with("problem: a line is longer than 64 KiB"));
    assert_eq!((lines[1].len(), &lines[2][..]), (4_096, "@1 loss=0.5"));
}

#[test]
fn lanes_beyond_the_bound_cost_no_memory() {
    let lines: Vec<String> =
        (0..MAX_LANES + 9).map(|lane| format!("{{\"lane\":\"{lane}\",\"loss\":1}}\n")).collect();
    let lines = lines.concat();
    let (mut reader, mut readings) = (LineReader::new(), 0);
    reader.feed(lines.as_bytes(), &mut |_| readings += 1);
    assert_eq!((readings, reader.lanes.len()), (MAX_LANES + 9, MAX_LANES));
}

#[test]
fn only_the_first_step_of_a_lane_in_a_replaced_stream_says_whether_it_starts_over() {
    let (mut reader, mut readings) = (LineReader::new(), Vec::new());
    let mut feed = |reader: &mut LineReader, lines: &[u8]| {
        readings.clear();
        reader.feed(lines, &mut |reading| readings.push(reading));
        let restarts = readings.iter().filter_map(|reading| match reading {
            Reading::Restarted { lane, step } => Some((lane.clone(), *step)),
            _ => None,
        });
        (readings.len(), restarts.collect::<Vec<_>>())
    };
    feed(&mut reader, b"step=5 loss=1\n{\"step\":9,\"lane\":\"a\",\"loss\":1}\n");
    // It goes on, also in the middle of a step; what comes later is for whoever knows its metrics.
    reader.replace();
    assert_eq!(feed(&mut reader, b"step=5 acc=1\nstep=6 loss=1\nstep=2 loss=1\n"), (3, vec![]));
    // It starts over: told once, although each step has two lines.
    reader.replace();
    let again = b"step=1 loss=1\nstep=1 acc=1\nstep=2 loss=1\nstep=2 acc=1\n";
    assert_eq!(feed(&mut reader, again), (5, vec![(String::new(), 1)]));
    // Also a lane of which the stream before had nothing.
    let late = b"{\"step\":3,\"lane\":\"a\",\"loss\":1}\n{\"step\":3,\"lane\":\"a\",\"acc\":1}\n";
    assert_eq!(feed(&mut reader, late), (3, vec![("a".into(), 3)]));
    let mut restarts = 0;
    reader.start_over(&mut |_| restarts += 1);
    assert_eq!(restarts, 2);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stream_says_the_same_in_pieces_of_any_size(
        stream in proptest::collection::vec(
            prop_oneof![Just(b'\n'), Just(b'\r'), Just(b'='), Just(b'1'), Just(b'{'), Just(b'\x1b'), any::<u8>()], 0..300),
        length in 1_usize..20,
    ) {
        // NaN is no equal of itself.
        let shown = |readings: Vec<Reading>| format!("{readings:?}");
        prop_assert_eq!(shown(in_pieces(&stream, length)), shown(in_pieces(&stream, stream.len().max(1))));
    }
}
