//! A popup with typed values: every setting of a lane and the batch size, or a lane to be added.

use std::fmt::Display;

use super::field::{Content, Field};
use crate::{
    config::{Bounds, LaneConfig, parse_target},
    history::LaneHistory,
    optim::{OptimizerKind, RateCurve, Schedule},
    race::LaneId,
    session::{Command, KnobKey, Target},
    tui::{direction::Direction, number},
};

/// What a form is for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Purpose {
    /// Change a lane of that name.
    Edit(LaneId, String),
    Add,
    /// Show a lane of a recorded race.
    AddRecorded,
    /// Go to an iteration.
    GoTo,
    /// Choose a loss to get to, or a value of another metric.
    Target,
}

/// A form with its lines.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Form {
    pub(crate) purpose: Purpose,
    pub(crate) fields: Vec<Field>,
    /// The line that keys go to.
    pub(crate) chosen: usize,
    /// What is wrong with it.
    pub(crate) problem: Option<String>,
    /// Whether the next character replaces the line.
    fresh: bool,
}

/// Characters of a field at the most: more than any number or schedule that means anything has.
const MAX_TEXT: usize = 24;

/// A loss that most optimizers get to within the default race.
const FIRST_TARGET: &str = "0.2";

/// The schedules that the arrows turn through; others can be typed.
const CURVES: [&str; 5] = ["constant", "step@500x0.5", "exponential@500x0.5", "cosine", "onecycle"];

impl Form {
    /// A form for every setting of a lane, and the batch size of all.
    pub(crate) fn edit(lane: &LaneHistory, batch_size: usize) -> Self {
        let mut fields: Vec<Field> = (0..).zip(lane.info.declared()).map(Field::knob).collect();
        if let Some(rule) = lane.info.rule() {
            let value =
                |setting| Field::new(Content::Setting(setting), number::setting(rule.settings.get(setting)));
            fields.extend(rule.kind.settings().map(value));
            fields.extend(Field::schedule(rule.schedule));
            fields.push(Field::new(Content::BatchSize, batch_size.to_string()));
        }
        let purpose = Purpose::Edit(lane.info.id, lane.info.name.clone());
        Self { purpose, fields, chosen: 0, problem: None, fresh: true }
    }

    /// A form for one more lane.
    pub(crate) fn add(kind: OptimizerKind) -> Self {
        let defaults = kind.default_settings();
        let value = |setting| Field::new(Content::Setting(setting), number::setting(defaults.get(setting)));
        let mut fields = vec![Field::new(Content::Optimizer(kind), kind.name().into())];
        fields.extend(kind.settings().map(value));
        fields.extend(Field::schedule(Schedule::default()));
        Self { purpose: Purpose::Add, fields, chosen: 0, problem: None, fresh: true }
    }

    /// The one for a lane of a recorded race, which is chosen from a list.
    fn add_recorded() -> Self {
        let fields = vec![Field::new(Content::Recorded, String::new())];
        Self { purpose: Purpose::AddRecorded, fields, chosen: 0, problem: None, fresh: true }
    }

    /// The form for the next kind of lane, or for the one before: an optimizer, or behind all of them a recorded lane.
    fn add_next(kind: Option<OptimizerKind>, direction: Direction) -> Self {
        let kinds: Vec<_> = OptimizerKind::ALL.into_iter().map(Some).chain([None]).collect();
        direction.neighbour(&kinds, kind).map_or_else(Self::add_recorded, Self::add)
    }

    /// A form for an iteration to go to, from that one.
    pub(crate) fn go_to(now: u64) -> Self {
        let fields = vec![Field::new(Content::Iteration, now.to_string())];
        Self { purpose: Purpose::GoTo, fields, chosen: 0, problem: None, fresh: true }
    }

    /// A form for a loss to get to.
    pub(crate) fn target(now: Option<f32>) -> Self {
        let text = now.map_or_else(|| FIRST_TARGET.to_owned(), |loss| loss.to_string());
        let fields = vec![Field::new(Content::Loss, text)];
        Self { purpose: Purpose::Target, fields, chosen: 0, problem: None, fresh: true }
    }

    /// The same for a value of the metric that a training of another program is judged by.
    pub(crate) fn target_of(metric: String, now: Option<f32>) -> Self {
        let text = now.map_or_else(String::new, |value| value.to_string());
        let fields = vec![Field::new(Content::Value(metric), text)];
        Self { purpose: Purpose::Target, fields, chosen: 0, problem: None, fresh: true }
    }

    /// What was typed to get to, `None` if it was removed.
    ///
    /// # Errors
    /// If it is none; the form says what would be right.
    pub(super) fn target_typed(&mut self) -> Result<Option<f32>, String> {
        let field = &self.fields[self.chosen];
        let (name, typed) = match &field.content {
            Content::Value(metric) => (metric.as_str(), parse_value(&field.text)),
            _ => ("loss", parse_target(&field.text).map_err(|error| error.to_string())),
        };
        let target = if field.text.trim().is_empty() { Ok(None) } else { typed.map(Some) };
        self.problem = target.as_ref().err().map(|error| format!("{name} {error}"));
        target
    }

    /// Goes on to the next field, or to the one before.
    pub(super) fn choose_next(&mut self, direction: Direction) {
        self.choose(direction.around(self.chosen, self.fields.len()));
    }

    /// What the form asks for; `None` if a field is wrong, which is chosen then, with what would be right.
    pub(super) fn submit(&mut self) -> Option<Vec<Command>> {
        match self.commands() {
            Ok(commands) => Some(commands),
            Err((field, problem)) => {
                self.choose(field);
                self.problem = Some(problem);
                None
            }
        }
    }

    fn choose(&mut self, field: usize) {
        self.chosen = field;
        self.fresh = true;
    }

    pub(super) fn write(&mut self, c: char) {
        let field = &mut self.fields[self.chosen];
        if field.is_turned_only() || c == ' ' || c.is_control() {
            return;
        }
        if std::mem::take(&mut self.fresh) {
            field.text.clear();
        }
        if field.text.chars().count() < MAX_TEXT {
            field.text.push(c);
        }
        self.problem = None;
    }

    /// Removes the last character.
    pub(super) fn erase(&mut self) {
        let field = &mut self.fields[self.chosen];
        if !field.is_turned_only() {
            field.text.pop();
            self.fresh = false;
            self.problem = None;
        }
    }

    /// The next rule or schedule, or the next value, such as the next of 1, 2, 5 of a decade.
    pub(super) fn turn(&mut self, direction: Direction) {
        self.problem = None;
        let up = direction == Direction::More;
        let by_100 = |value: u64| if up { value + 100 } else { value.saturating_sub(100) };
        let field = &mut self.fields[self.chosen];
        let next = match &field.content {
            &Content::Optimizer(kind) => {
                *self = Self::add_next(Some(kind), direction);
                return;
            }
            Content::Recorded => {
                *self = Self::add_next(None, direction);
                return;
            }
            Content::Knob(_, knob) => knob
                .parse(&field.text)
                .ok()
                .and_then(|value| number::next_value(&knob.allowed, value, direction).map(number::setting)),
            Content::Setting(setting) => {
                // From 0 there is no next of a decade.
                let value = setting.parse(&field.text).ok().filter(|value| *value > 0.0);
                let next = value.map(|value| number::next_of_decade(value, up));
                next.filter(|next| setting.check(*next).is_ok()).map(number::setting)
            }
            Content::Curve => Some(direction.neighbour(&CURVES, &field.text).to_owned()),
            Content::WarmUp => {
                let next = Schedule::parse_warm_up(&field.text).ok().map(by_100);
                next.filter(|next| Schedule::check_warm_up(*next).is_ok()).map(|next| next.to_string())
            }
            Content::Loss | Content::Value(_) => {
                // Below 0 there is no next of a decade.
                parse_target(&field.text).ok().map(|loss| number::next_of_decade(loss.into(), up).to_string())
            }
            Content::Iteration => {
                Bounds::ITERATIONS.parse(&field.text).ok().map(|iteration| by_100(iteration).to_string())
            }
            Content::BatchSize => {
                let size = Bounds::BATCH_SIZE.parse(&field.text).ok();
                let next = size.map(|size| if up { size * 2 } else { size / 2 }.to_string());
                next.filter(|next| Bounds::BATCH_SIZE.parse(next).is_ok())
            }
        };
        if let Some(next) = next {
            field.text = next;
        }
    }

    /// What the form asks for, or the first field that is wrong and why.
    fn commands(&self) -> Result<Vec<Command>, (usize, String)> {
        let mut commands = Vec::new();
        let mut lane = None;
        let mut schedule = Schedule::default();
        for (index, field) in self.fields.iter().enumerate() {
            let wrong = |problem: &dyn Display| (index, problem.to_string());
            match &field.content {
                &Content::Optimizer(kind) => lane = Some(LaneConfig::new(kind)),
                Content::Recorded | Content::Loss | Content::Value(_) => {}
                Content::Knob(number, knob) => {
                    let (Purpose::Edit(id, _), true) = (&self.purpose, field.is_changed()) else { continue };
                    let value = knob.parse(&field.text).map_err(|error| wrong(&error))?;
                    let (target, setting) = (Target::Lane(*id), KnobKey::Declared(*number));
                    commands.push(Command::Set { target, setting, value });
                }
                &Content::Setting(setting) => {
                    let value = setting.parse(&field.text).map_err(|error| wrong(&error))?;
                    match (&self.purpose, &mut lane) {
                        (Purpose::Edit(id, _), _) if field.is_changed() => {
                            let (target, setting) = (Target::Lane(*id), setting.into());
                            commands.push(Command::Set { target, setting, value });
                        }
                        (Purpose::Add, Some(lane)) => {
                            lane.settings.set(setting, value).map_err(|error| wrong(&error))?;
                        }
                        _ => {}
                    }
                }
                Content::Curve => {
                    schedule.curve = field.text.parse::<RateCurve>().map_err(|error| wrong(&error))?;
                }
                Content::WarmUp => {
                    schedule.warm_up = Schedule::parse_warm_up(&field.text).map_err(|error| wrong(&error))?;
                }
                Content::Iteration => {
                    let iteration = Bounds::ITERATIONS.parse(&field.text);
                    let iteration = iteration.map_err(|error| wrong(&format_args!("iteration {error}")))?;
                    commands.push(Command::GoTo(iteration));
                }
                Content::BatchSize => {
                    let size = Bounds::BATCH_SIZE.parse_size(&field.text);
                    let size = size.map_err(|error| wrong(&format_args!("batch size {error}")))?;
                    if field.is_changed() {
                        commands.push(Command::SetBatchSize(size));
                    }
                }
            }
        }
        let is_schedule = |field: &&Field| matches!(field.content, Content::Curve | Content::WarmUp);
        let turned = self.fields.iter().filter(is_schedule).any(Field::is_changed);
        match &self.purpose {
            Purpose::Edit(lane, _) if turned => commands.push(Command::SetSchedule { lane: *lane, schedule }),
            Purpose::Edit(..) | Purpose::AddRecorded | Purpose::GoTo | Purpose::Target => {}
            Purpose::Add => {
                commands.extend(lane.map(|lane| Command::AddLane(Box::new(LaneConfig { schedule, ..lane }))));
            }
        }
        Ok(commands)
    }
}

/// Reads any number.
fn parse_value(text: &str) -> Result<f32, String> {
    let value = text.trim().parse().ok().filter(|value: &f32| value.is_finite());
    value.ok_or_else(|| "must be a number".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optim::Setting;

    fn typed(form: &mut Form, text: &str) {
        for c in text.chars() {
            form.write(c);
        }
    }

    #[test]
    fn a_lane_is_added_with_typed_settings() {
        let mut form = Form::add(OptimizerKind::Sgd);
        form.turn(Direction::More);
        form.choose_next(Direction::More);
        typed(&mut form, "0.5");
        let commands = form.submit().unwrap();
        let [Command::AddLane(lane)] = &commands[..] else { panic!("{commands:?}") };
        assert_eq!(lane.kind, OptimizerKind::Momentum);
        assert!((lane.settings.get(Setting::LearningRate) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_wrong_value_keeps_the_form_open_and_says_what_would_be_right() {
        let mut form = Form::add(OptimizerKind::Momentum);
        form.choose_next(Direction::More);
        form.choose_next(Direction::More);
        typed(&mut form, "1.5");
        form.choose_next(Direction::Less);
        assert_eq!(form.submit(), None);
        assert_eq!(form.chosen, 2);
        assert_eq!(form.problem.as_deref(), Some("momentum can't be 1.5: a number from 0 to below 1"));
        form.write('0');
        assert_eq!(form.problem, None);
    }

    #[test]
    fn a_setting_of_nothing_has_no_next_of_a_decade_and_stays() {
        let mut form = Form::add(OptimizerKind::Momentum);
        form.choose_next(Direction::More);
        form.choose_next(Direction::More);
        typed(&mut form, "0");
        for direction in [Direction::More, Direction::Less] {
            form.turn(direction);
            assert_eq!(form.fields[form.chosen].text, "0");
        }
    }

    #[test]
    fn a_lane_is_added_with_a_schedule_turned_or_typed() {
        let mut form = Form::add(OptimizerKind::Sgd);
        let at = form.fields.iter().position(|field| field.content == Content::Curve).unwrap();
        for _ in 0..at {
            form.choose_next(Direction::More);
        }
        form.turn(Direction::Less);
        assert_eq!(form.fields[at].text, "onecycle");
        typed(&mut form, "cosine@500");
        form.choose_next(Direction::More);
        typed(&mut form, "50");
        let commands = form.submit().unwrap();
        let [Command::AddLane(lane)] = &commands[..] else { panic!("{commands:?}") };
        assert_eq!(lane.schedule.to_string(), "sched=cosine@500:warmup=50");
    }
}
