//! Objects in a log, a line of JSON or a printed dict: which of their fields say where in the training they are, and
//! which are metrics.

use super::{
    literal::{Atom, Literal, NoLiteral},
    reading::{Values, number, short_name, wall_time, whole},
};

/// What a field or column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The step; the first one that a log has counts, in the order of [`STEPS`].
    Step(usize),
    /// The step where there is no other, and a metric where there is.
    Epoch,
    Total,
    Time,
    Lane,
    Metric,
}

/// Names of a step, the surest first.
const STEPS: [&str; 6] = ["step", "global_step", "iteration", "iter", "_step", "trainer/global_step"];

/// What a field of that name is for; capitals and spaces make no difference.
pub(super) fn role(name: &str) -> Role {
    // Longer than any name with a role: most metrics need no copy.
    if name.len() > 20 {
        return Role::Metric;
    }
    let name = name.trim().to_ascii_lowercase().replace(' ', "_");
    if let Some(rank) = STEPS.iter().position(|step| *step == name) {
        return Role::Step(rank);
    }
    match &name[..] {
        "epoch" => Role::Epoch,
        "total" | "max_steps" | "total_steps" => Role::Total,
        "time" | "timestamp" | "_timestamp" | "wall_time" => Role::Time,
        "lane" | "run" => Role::Lane,
        _ => Role::Metric,
    }
}

/// A text that is a number in JSON, which has no other way to write these.
pub(super) fn not_finite(text: &str) -> Option<f64> {
    number(text.trim()).filter(|number| !number.is_finite())
}

/// Fields gathered, before it is known which of them are the step.
#[derive(Default)]
struct ObjectFields {
    values: Values,
    step: Option<(usize, u64)>,
    /// Whether it is a record of W&B with values in it.
    wrapped: bool,
    /// An epoch that is written as a whole number, as those are that can be steps, and its place among the metrics.
    epoch: Option<(u64, usize)>,
}

impl ObjectFields {
    fn add(&mut self, path: &str, atom: &Atom) {
        let (value, is_whole) = match atom {
            Atom::Number { value, whole } => (*value, *whole),
            Atom::Text { text, .. } if role(path) == Role::Lane => {
                self.values.lane = short_name(text);
                return;
            }
            // Newer versions of the Trainer print numbers as texts.
            Atom::Text { text, single: true } => match number(text) {
                Some(value) => (value, false),
                None => return,
            },
            Atom::Text { text, single: false } => match not_finite(text) {
                Some(value) => (value, false),
                None => return,
            },
            Atom::Other => return,
        };
        match role(path) {
            Role::Step(rank) => {
                let before = self.step.map_or(usize::MAX, |(rank, _)| rank);
                if let Some(step) = whole(value).filter(|_| rank < before) {
                    self.step = Some((rank, step));
                }
            }
            Role::Total => self.values.total = whole(value),
            Role::Time => self.values.time = wall_time(value),
            Role::Lane => self.values.lane = value.to_string(),
            Role::Epoch => {
                let place = self.values.values.len();
                self.epoch = whole(value).filter(|_| is_whole).map(|epoch| (epoch, place));
                self.values.add(path, value);
            }
            Role::Metric => self.values.add(path, value),
        }
    }

    fn finish(mut self) -> Option<Values> {
        self.values.step = self.step.map(|(_, step)| step);
        if let (None, Some((epoch, place))) = (self.values.step, self.epoch) {
            self.values.step = Some(epoch);
            if place < self.values.values.len() {
                self.values.values.remove(place);
            }
        }
        if self.wrapped {
            self.values.values.retain(|(name, _)| name != "num" && !name.starts_with("history/"));
        }
        (!self.values.values.is_empty()).then_some(self.values)
    }
}

/// Reads the object that comes next; `None` if nothing in it is a metric. Objects in it become `outer/inner`, lists are
/// passed over.
pub(super) fn read_object(literal: &mut Literal) -> Result<Option<Values>, NoLiteral> {
    let mut fields = ObjectFields::default();
    gather(literal, "", &mut fields)?;
    Ok(fields.finish())
}

fn gather(literal: &mut Literal, outer: &str, fields: &mut ObjectFields) -> Result<(), NoLiteral> {
    literal.object(&mut |literal, name| {
        let joined;
        // W&B wraps what a training has logged, and counts its records beside it.
        let wrapped = outer == "history" && name == "item";
        let path = if outer.is_empty() {
            name
        } else if wrapped {
            fields.wrapped = true;
            ""
        } else {
            joined = format!("{outer}/{}", short_name(name));
            &joined
        };
        match literal.peek() {
            Some(b'{') => gather(literal, &short_name(path), fields),
            Some(b'[' | b'(') => literal.skip(),
            _ => literal.atom().map(|atom| fields.add(path, &atom)),
        }
    })
}

/// The values in a line that is one object; `None` if it isn't or has none.
pub(super) fn values(line: &str) -> Option<Values> {
    let mut literal = Literal::new(line);
    let values = read_object(&mut literal).ok()?;
    if literal.is_over() { values } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        values(line).map_or_else(
            || "-".into(),
            |values| {
                let metrics: Vec<String> =
                    values.values.iter().map(|(name, value)| format!("{name}={value}")).collect();
                let step = values.step.map_or_else(|| "-".into(), |step| step.to_string());
                format!("{}@{step} {}", values.lane, metrics.join(" "))
            },
        )
    }

    #[test]
    fn numbers_are_metrics_but_for_step_lane_and_time() {
        let line = r#"{"step":3,"lane":"adam","time":1700000000.5,"loss":0.5,"ok":true,"note":"x","total":9,"all":[1]}"#;
        assert_eq!(shown(line), "adam@3 loss=0.5");
        let read = values(line).unwrap();
        assert_eq!((read.time, read.total), (Some(1_700_000_000.5), Some(9)));
        assert_eq!(
            shown(r#"{"_step":4,"_timestamp":1,"train":{"loss":NaN,"acc":"-inf"}}"#),
            "@4 train/loss=NaN train/acc=-inf"
        );
        assert_eq!(shown(r#"{"trainer/global_step": 7, "iter": 6, "a": 1}"#), "@6 a=1");
        assert_eq!(shown(r#"{"step": 1, "note": "no number"}"#), "-");
    }

    #[test]
    fn an_epoch_is_the_step_only_if_it_is_whole_and_there_is_no_other() {
        assert_eq!(shown(r#"{"epoch":3,"loss":0.5}"#), "@3 loss=0.5");
        assert_eq!(shown(r#"{"epoch":3,"loss":0.5,"step":70}"#), "@70 epoch=3 loss=0.5");
        assert_eq!(shown(r#"{"epoch":1.0,"loss":0.5}"#), "@- epoch=1 loss=0.5");
    }

    #[test]
    fn the_trainers_printed_dicts_are_read() {
        let old = "{'loss': 0.31, 'grad_norm': 1.2, 'learning_rate': 2e-05, 'epoch': 0.1}";
        assert_eq!(shown(old), "@- loss=0.31 grad_norm=1.2 learning_rate=0.00002 epoch=0.1");
        let new = "{'loss': '0.31', 'learning_rate': '2e-05', 'epoch': '1'}";
        assert_eq!(shown(new), "@- loss=0.31 learning_rate=0.00002 epoch=1");
    }
}
