//! A popup with typed values: every setting of a lane and the batch size, or a lane to be added.

use crate::tui::{action::Way, keys::Key, number};
use crate::{
    config::{Bounds, LaneConfig},
    history::LaneHistory,
    optim::{OptimizerKind, RateCurve, Schedule, Setting},
    race::LaneId,
    session::{Command, Target},
    words::{Lang, say},
};

/// What a form is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// Change a lane of that name.
    Edit(LaneId, String),
    /// Add one.
    Add,
    /// Go to an iteration.
    GoTo,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The update rule, turned with the arrows.
    Optimizer(OptimizerKind),
    /// A number.
    Setting(Setting),
    /// What the learning rate does by itself.
    Curve,
    /// Iterations of its warm-up.
    WarmUp,
    /// Images a batch, of all lanes.
    BatchSize,
    /// An iteration.
    Iteration,
}

/// One line of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it holds.
    pub what: What,
    /// What is typed.
    pub text: String,
    /// What stood there when the form was opened.
    before: String,
}

/// A form with its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// What it is for.
    pub purpose: Purpose,
    /// Its lines.
    pub fields: Vec<Field>,
    /// The line that keys go to.
    pub chosen: usize,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Whether the next character replaces the line.
    fresh: bool,
}

/// The schedules that the arrows turn through; others can be typed.
const CURVES: [&str; 5] = ["constant", "step@500x0.5", "exponential@500x0.5", "cosine", "onecycle"];

/// What a key did to a form.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// It stays open.
    Open,
    /// It is closed, and this is to be sent.
    Done(Vec<Command>),
}

impl Field {
    fn new(what: What, text: String) -> Self {
        Self { what, before: text.clone(), text }
    }

    /// The two lines of a schedule.
    fn schedule(schedule: Schedule) -> [Self; 2] {
        [
            Self::new(What::Curve, schedule.curve.to_string()),
            Self::new(What::WarmUp, schedule.warm_up.to_string()),
        ]
    }

    /// What stands before the value.
    pub const fn label(&self, lang: Lang) -> &'static str {
        match self.what {
            What::Optimizer(_) => say!(lang, forms::OPTIMIZER),
            What::Setting(setting) => say!(lang, settings::name(setting)),
            What::Curve => say!(lang, forms::SCHEDULE),
            What::WarmUp => say!(lang, forms::WARM_UP),
            What::BatchSize => say!(lang, forms::BATCH_SIZE),
            What::Iteration => say!(lang, forms::ITERATION),
        }
    }

    /// Whether something else was typed than stood there.
    pub fn is_changed(&self) -> bool {
        self.text != self.before
    }
}

impl Form {
    /// A form for every setting of a lane, and the batch size of all.
    pub fn edit(lane: &LaneHistory, batch_size: usize) -> Self {
        let value =
            |setting| Field::new(What::Setting(setting), number::setting(lane.card.settings.get(setting)));
        let mut fields: Vec<Field> = lane.card.kind.settings().map(value).collect();
        fields.extend(Field::schedule(lane.card.schedule));
        fields.push(Field::new(What::BatchSize, batch_size.to_string()));
        let purpose = Purpose::Edit(lane.card.id, lane.card.name.clone());
        Self { purpose, fields, chosen: 0, problem: None, fresh: true }
    }

    /// A form for one more lane.
    pub fn add(kind: OptimizerKind) -> Self {
        let defaults = kind.default_settings();
        let value = |setting| Field::new(What::Setting(setting), number::setting(defaults.get(setting)));
        let mut fields = vec![Field::new(What::Optimizer(kind), kind.name().into())];
        fields.extend(kind.settings().map(value));
        fields.extend(Field::schedule(Schedule::default()));
        Self { purpose: Purpose::Add, fields, chosen: 0, problem: None, fresh: true }
    }

    /// A form for an iteration to go to, from that one.
    pub fn go_to(now: u64) -> Self {
        let fields = vec![Field::new(What::Iteration, now.to_string())];
        Self { purpose: Purpose::GoTo, fields, chosen: 0, problem: None, fresh: true }
    }

    /// Follows a key.
    pub fn key(&mut self, key: Key) -> Outcome {
        match key {
            Key::Esc => return Outcome::Done(Vec::new()),
            Key::Enter => match self.commands() {
                Ok(commands) => return Outcome::Done(commands),
                Err((field, problem)) => {
                    self.choose(field);
                    self.problem = Some(problem);
                }
            },
            Key::Up | Key::BackTab => self.choose((self.chosen + self.fields.len() - 1) % self.fields.len()),
            Key::Down | Key::Tab => self.choose((self.chosen + 1) % self.fields.len()),
            Key::Left => self.turn(Way::Less),
            Key::Right => self.turn(Way::More),
            Key::Backspace => self.rub_out(),
            Key::Char(c) => self.write(c),
            Key::Ctrl(_) | Key::PageUp | Key::PageDown | Key::Mouse(_) => {}
        }
        Outcome::Open
    }

    fn choose(&mut self, field: usize) {
        self.chosen = field;
        self.fresh = true;
    }

    fn write(&mut self, c: char) {
        /// Longer than any number or schedule that means anything.
        const LONGEST: usize = 24;
        let field = &mut self.fields[self.chosen];
        if matches!(field.what, What::Optimizer(_)) || c == ' ' || c.is_control() {
            return;
        }
        if std::mem::take(&mut self.fresh) {
            field.text.clear();
        }
        if field.text.chars().count() < LONGEST {
            field.text.push(c);
        }
        self.problem = None;
    }

    fn rub_out(&mut self) {
        let field = &mut self.fields[self.chosen];
        if !matches!(field.what, What::Optimizer(_)) {
            field.text.pop();
            self.fresh = false;
            self.problem = None;
        }
    }

    /// The next rule, or the next of 1, 2, 5 of a decade.
    fn turn(&mut self, way: Way) {
        self.problem = None;
        let field = &mut self.fields[self.chosen];
        match field.what {
            What::Optimizer(kind) => {
                let all = OptimizerKind::ALL;
                let at = all.iter().position(|other| *other == kind).unwrap_or(0);
                let step = if way == Way::More { 1 } else { all.len() - 1 };
                *self = Self::add(all[(at + step) % all.len()]);
            }
            What::Setting(setting) => {
                // From 0 there is no next of a decade.
                let Some(value) = setting.parse(&field.text).ok().filter(|value| *value > 0.0) else {
                    return;
                };
                let next = number::next_of_decade(value, way == Way::More);
                if setting.check(next).is_ok() {
                    field.text = number::setting(next);
                }
            }
            What::Curve => {
                let at = CURVES.iter().position(|curve| *curve == field.text).unwrap_or(0);
                let step = if way == Way::More { 1 } else { CURVES.len() - 1 };
                CURVES[(at + step) % CURVES.len()].clone_into(&mut field.text);
            }
            What::WarmUp => {
                let Ok(warm_up) = Schedule::parse_warm_up(&field.text) else { return };
                let next = if way == Way::More { warm_up + 100 } else { warm_up.saturating_sub(100) };
                if Schedule::check_warm_up(next).is_ok() {
                    field.text = next.to_string();
                }
            }
            What::Iteration => {
                let Ok(iteration) = Bounds::ITERATIONS.parse(&field.text) else { return };
                let next = if way == Way::More { iteration + 100 } else { iteration.saturating_sub(100) };
                field.text = next.to_string();
            }
            What::BatchSize => {
                let Ok(size) = Bounds::BATCH_SIZE.parse(&field.text) else { return };
                let next = if way == Way::More { size * 2 } else { size / 2 };
                if Bounds::BATCH_SIZE.parse(&next.to_string()).is_ok() {
                    field.text = next.to_string();
                }
            }
        }
    }

    /// What the form asks for, or the first field that is wrong and why.
    fn commands(&self) -> Result<Vec<Command>, (usize, String)> {
        let mut commands = Vec::new();
        let mut lane = None;
        let mut schedule = Schedule::default();
        for (index, field) in self.fields.iter().enumerate() {
            match field.what {
                What::Optimizer(kind) => lane = Some(LaneConfig::new(kind)),
                What::Setting(setting) => {
                    let value = setting.parse(&field.text).map_err(|error| (index, error.to_string()))?;
                    match (&self.purpose, &mut lane) {
                        (Purpose::Edit(id, _), _) if field.is_changed() => {
                            commands.push(Command::Set { target: Target::Lane(*id), setting, value });
                        }
                        (Purpose::Add, Some(lane)) => {
                            lane.settings.set(setting, value).map_err(|error| (index, error.to_string()))?;
                        }
                        _ => {}
                    }
                }
                What::Curve => {
                    let read = field.text.parse::<RateCurve>();
                    schedule.curve = read.map_err(|error| (index, error.to_string()))?;
                }
                What::WarmUp => {
                    let read = Schedule::parse_warm_up(&field.text);
                    schedule.warm_up = read.map_err(|error| (index, error.to_string()))?;
                }
                What::Iteration => {
                    let iteration = Bounds::ITERATIONS.parse(&field.text);
                    let iteration = iteration.map_err(|error| (index, format!("iteration {error}")))?;
                    commands.push(Command::GoTo(iteration));
                }
                What::BatchSize => {
                    let size = Bounds::BATCH_SIZE.parse_size(&field.text);
                    let size = size.map_err(|error| (index, format!("batch size {error}")))?;
                    if field.is_changed() {
                        commands.push(Command::SetBatchSize(size));
                    }
                }
            }
        }
        let is_schedule = |field: &&Field| matches!(field.what, What::Curve | What::WarmUp);
        let turned = self.fields.iter().filter(is_schedule).any(Field::is_changed);
        match &self.purpose {
            Purpose::Edit(lane, _) if turned => commands.push(Command::SetSchedule { lane: *lane, schedule }),
            Purpose::Edit(..) | Purpose::GoTo => {}
            Purpose::Add => {
                commands.extend(lane.map(|lane| Command::AddLane(Box::new(LaneConfig { schedule, ..lane }))));
            }
        }
        Ok(commands)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(form: &mut Form, text: &str) {
        for c in text.chars() {
            assert_eq!(form.key(Key::Char(c)), Outcome::Open);
        }
    }

    #[test]
    fn a_lane_is_added_with_typed_settings() {
        let mut form = Form::add(OptimizerKind::Sgd);
        form.key(Key::Right);
        form.key(Key::Down);
        typed(&mut form, "0.5");
        let Outcome::Done(commands) = form.key(Key::Enter) else { panic!("{form:?}") };
        let [Command::AddLane(lane)] = &commands[..] else { panic!("{commands:?}") };
        assert_eq!(lane.kind, OptimizerKind::Momentum);
        assert!((lane.settings.get(Setting::LearningRate) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_wrong_value_keeps_the_form_open_and_says_what_would_be_right() {
        let mut form = Form::add(OptimizerKind::Momentum);
        form.key(Key::Down);
        form.key(Key::Down);
        typed(&mut form, "1.5");
        form.key(Key::Up);
        assert_eq!(form.key(Key::Enter), Outcome::Open);
        assert_eq!(form.chosen, 2);
        assert_eq!(form.problem.as_deref(), Some("momentum can't be 1.5: a number from 0 to below 1"));
        form.key(Key::Char('0'));
        assert_eq!(form.problem, None);
    }

    #[test]
    fn a_setting_of_nothing_has_no_next_of_a_decade_and_stays() {
        let mut form = Form::add(OptimizerKind::Momentum);
        form.key(Key::Down);
        form.key(Key::Down);
        typed(&mut form, "0");
        for key in [Key::Right, Key::Left] {
            assert_eq!(form.key(key), Outcome::Open);
            assert_eq!(form.fields[form.chosen].text, "0");
        }
    }

    #[test]
    fn a_lane_is_added_with_a_schedule_turned_or_typed() {
        let mut form = Form::add(OptimizerKind::Sgd);
        let at = form.fields.iter().position(|field| field.what == What::Curve).unwrap();
        for _ in 0..at {
            form.key(Key::Down);
        }
        form.key(Key::Left);
        assert_eq!(form.fields[at].text, "onecycle");
        typed(&mut form, "cosine@500");
        form.key(Key::Down);
        typed(&mut form, "50");
        let Outcome::Done(commands) = form.key(Key::Enter) else { panic!("{form:?}") };
        let [Command::AddLane(lane)] = &commands[..] else { panic!("{commands:?}") };
        assert_eq!(lane.schedule.to_string(), "sched=cosine@500:warmup=50");
    }

    #[test]
    fn escape_discards() {
        assert_eq!(Form::add(OptimizerKind::Adam).key(Key::Esc), Outcome::Done(Vec::new()));
    }
}
