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
fn lanes_beyond_the_bound_are_left_out() {
    let lines: Vec<String> =
        (0..MAX_LANES + 9).map(|lane| format!("{{\"lane\":\"{lane}\",\"loss\":1}}\n")).collect();
    let lines = lines.concat();
    let readings = in_pieces(lines.as_bytes(), lines.len());
    assert_eq!(readings.len(), MAX_LANES + 1);
    assert!(matches!(readings.last(), Some(Reading::Problem(_))));
}

#[test]
fn a_replaced_stream_restarts_a_lane_only_if_its_steps_go_back() {
    let (mut reader, mut readings) = (LineReader::new(), Vec::new());
    reader.feed(b"step=5 loss=1\n", &mut |reading| readings.push(reading));
    reader.replace();
    reader.feed(b"step=6 loss=1\nstep=2 loss=1\n", &mut |reading| readings.push(reading));
    assert_eq!(readings.len(), 4);
    assert_eq!(readings[2], Reading::Restarted { lane: String::new(), step: 2 });
    reader.start_over(&mut |reading| readings.push(reading));
    assert_eq!(readings[4], Reading::Restarted { lane: String::new(), step: 0 });
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
