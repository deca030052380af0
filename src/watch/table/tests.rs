//! Tables of all kinds, whole and in pieces.

use super::*;

/// What a table says when it comes in pieces of that length, and what is wrong with it.
fn read(text: &str, length: usize) -> (Vec<String>, Option<&'static str>) {
    let mut rows = LogTable::new(PathBuf::from("log.csv"), "").rows;
    let (mut readings, mut fault) = (Vec::new(), None);
    for piece in text.as_bytes().chunks(length) {
        fault = fault.or(rows.feed(piece, &mut |reading| readings.push(format!("{reading:?}"))));
    }
    (readings, fault)
}

fn values(text: &str) -> Vec<(Option<u64>, String, Option<f64>)> {
    let mut rows = LogTable::new(PathBuf::from("log.csv"), "").rows;
    let mut all = Vec::new();
    rows.feed(text.as_bytes(), &mut |reading| {
        if let Reading::Values(values) = reading {
            let metrics: Vec<String> =
                values.values.iter().map(|(name, value)| format!("{name}={value}")).collect();
            all.push((values.step, metrics.join(" "), values.time));
        }
    });
    all
}

#[test]
fn steps_times_and_metrics_are_told_by_their_names() {
    let board = "Wall time,Step,Value\n1700000000.5,3,0.5\n";
    assert_eq!(values(board), [(Some(3), "Value=0.5".into(), Some(1_700_000_000.5))]);
    let tabs = "\u{feff}Epoch\tloss\tnote\r\n1\t0.5\tgood\r\n2\tNA\t\r\n3\tnan\t\r\n";
    assert_eq!(values(tabs), [(Some(1), "loss=0.5".into(), None), (Some(3), "loss=NaN".into(), None)]);
    let both = "epoch;step;loss\n0;10;0,5\n1;;0.5\n";
    assert_eq!(
        values(both),
        [(Some(10), "epoch=0".into(), None), (Some(10), "epoch=1 loss=0.5".into(), None)]
    );
    assert_eq!(values("a,b\n1,2\n"), [(None, "a=1 b=2".into(), None)]);
}

#[test]
fn a_table_says_the_same_in_pieces_of_any_size() {
    let text = "step,\"a\nb\",c\n1,0.5,\n2,\"0.25\",1\n3,,\n";
    let whole = read(text, text.len());
    assert_eq!((whole.0.len(), whole.1), (2, None));
    for length in 1..text.len() {
        assert_eq!(read(text, length), whole, "{length}");
    }
}

#[test]
fn a_table_without_names_or_with_an_endless_quote_is_told() {
    assert!(read("1,2\n3,4\n", 4).1.is_some());
    let endless = format!("step,loss\n\"{}", "x\n".repeat(MAX_ROW));
    assert_eq!(read(&endless, 1 << 16).1, Some("a row is longer than 1 MiB, or a quote has no end"));
}
