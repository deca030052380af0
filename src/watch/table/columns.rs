//! What the columns of a table are for, told by their names.

use csv::ByteRecord;

use crate::watch::{
    line::joined,
    object::{Role, role},
    reading::{MAX_METRICS, Values, number, short_name, wall_time, whole},
};

/// What a table's cells are.
#[derive(Debug)]
pub(super) struct TableColumns {
    prefix: String,
    kind: TableKind,
    step: Option<usize>,
    total: Option<usize>,
    time: Option<usize>,
    lane: Option<usize>,
    /// The columns that are metrics or, of losses, lanes.
    metrics: Vec<(usize, String)>,
}

#[derive(Debug, PartialEq)]
enum TableKind {
    /// A column is a metric.
    Wide,
    /// A column is the loss of a lane.
    Losses,
    /// A row is one value; the columns of its metric's name and of its value.
    Long { metric: usize, value: usize },
}

/// Which of the usual signs separates the cells of the first line.
pub(super) fn delimiter(bytes: &[u8]) -> u8 {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| line.split(|byte| *byte == sign).count();
    // Of equally many the first: the comma.
    [b'\t', b';', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

/// Whether a text begins as a table does: a header of several names, and a row of as many cells, some of them numbers.
pub(crate) fn looks_like_table(text: &[u8]) -> bool {
    let sign = delimiter(text);
    let mut lines = text.split(|byte| *byte == b'\n').map(|line| line.split(|byte| *byte == sign));
    let (Some(header), Some(row)) = (lines.next(), lines.next()) else { return false };
    let names = header.clone().count();
    let is_name = |cell: &[u8]| {
        let cell = String::from_utf8_lossy(cell);
        number(cell.trim()).is_none() && !cell.contains(['=', ':', '{'])
    };
    let is_number =
        |cell: &[u8]| str::from_utf8(cell).is_ok_and(|cell| number(cell.trim().trim_matches('"')).is_some());
    let (mut row, mut header) = (row.peekable(), header);
    row.peek().is_some()
        && names > 1
        && header.all(is_name)
        && row.clone().count() == names
        && row.any(is_number)
}

impl TableColumns {
    pub(super) fn read(header: &ByteRecord, is_losses: bool, prefix: &str) -> Result<Self, &'static str> {
        let names: Vec<String> =
            header.iter().map(|name| short_name(&String::from_utf8_lossy(name))).collect();
        if names.iter().all(|name| name.is_empty() || number(name).is_some()) {
            return Err("the first line has no names: a table needs a header such as step,loss");
        }
        let find = |wanted: Role| names.iter().position(|name| role(name) == wanted);
        let place = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
        let mut steps: Vec<(usize, usize)> = (names.iter().enumerate())
            .filter_map(|(at, name)| if let Role::Step(rank) = role(name) { Some((rank, at)) } else { None })
            .collect();
        steps.sort_unstable();
        let step = steps.first().map(|(_, at)| *at).or_else(|| find(Role::Epoch));
        let kind = match (place("metric"), place("value")) {
            _ if is_losses && names[0] == "iteration" => TableKind::Losses,
            (Some(metric), Some(value)) => TableKind::Long { metric, value },
            _ => TableKind::Wide,
        };
        let (total, time, lane) = (find(Role::Total), find(Role::Time), find(Role::Lane));
        let is_metric = |at: usize, name: &str| match kind {
            TableKind::Losses => at > 0,
            TableKind::Long { value, .. } => at == value,
            TableKind::Wide => {
                ![step, total, time, lane].contains(&Some(at)) && !matches!(role(name), Role::Step(_))
            }
        };
        let metrics = names.iter().cloned().enumerate().filter(|(at, name)| is_metric(*at, name));
        let mut metrics: Vec<(usize, String)> = metrics.take(MAX_METRICS).collect();
        if kind == TableKind::Losses {
            for (_, name) in &mut metrics {
                *name = joined(prefix, name);
            }
            return Ok(Self {
                prefix: String::new(),
                kind,
                step: Some(0),
                total: None,
                time: None,
                lane: None,
                metrics,
            });
        }
        Ok(Self { prefix: prefix.to_owned(), kind, step, total, time, lane, metrics })
    }

    /// The values of a row. One without a step belongs to that of the row before.
    pub(super) fn values(&self, row: &ByteRecord, last_step: Option<u64>) -> Vec<Values> {
        let text = |at: usize| row.get(at).and_then(|cell| str::from_utf8(cell).ok()).unwrap_or_default();
        let cell = |at: usize| number(text(at));
        let values = Values {
            lane: self.prefix.clone(),
            step: self.step.and_then(cell).and_then(whole).or(last_step),
            total: self.total.and_then(cell).and_then(whole),
            time: self.time.and_then(cell).and_then(wall_time),
            values: Vec::new(),
        };
        if self.kind == TableKind::Losses {
            let losses = self.metrics.iter().filter_map(|(at, lane)| {
                let loss = vec![("loss".to_owned(), cell(*at)?)];
                Some(Values { lane: lane.clone(), values: loss, ..values.clone() })
            });
            return losses.collect();
        }
        let mut values = values;
        if let Some(lane) = self.lane {
            values.lane = joined(&self.prefix, &short_name(text(lane)));
        }
        match self.kind {
            TableKind::Long { metric, value } => {
                if let Some(number) = cell(value) {
                    values.add(text(metric), number);
                }
            }
            _ => {
                for (at, name) in &self.metrics {
                    if let Some(number) = cell(*at) {
                        values.values.push((name.clone(), number));
                    }
                }
            }
        }
        if values.values.is_empty() { Vec::new() } else { vec![values] }
    }
}
