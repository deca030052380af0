//! Reading a lesson's file: TOML, in which every name is checked and every fault has its line.

use serde::Deserialize;
use toml::Spanned;

use super::{
    claim::Claim,
    content::{ChartAxis, Lesson, LessonError, LessonText, Question, Step},
    order,
};
use crate::{
    config::{Bounds, Config, check_pace, parse_activation, parse_hidden, parse_init, parse_lanes},
    optim::Setting,
    session::Command,
    text::{plain_fault, sanitized},
    words::Lang,
};

/// The longest text, in characters: more would not fit into the strip below a race.
const MAX_TEXT: usize = 600;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    title: Spanned<LessonText>,
    data: Option<Spanned<String>>,
    #[serde(default)]
    race: RaceScript,
    pace: Option<Spanned<f64>>,
    #[serde(default)]
    axis: ChartAxis,
    step: Spanned<Vec<Spanned<StepScript>>>,
}

/// Settings of a race that differ from the defaults.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RaceScript {
    optimizers: Option<Spanned<String>>,
    iterations: Option<Spanned<u64>>,
    seed: Option<u64>,
    batch_size: Option<Spanned<u64>>,
    hidden: Option<Spanned<String>>,
    init: Option<Spanned<String>>,
    activation: Option<Spanned<String>>,
    weight_decay: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepScript {
    text: Spanned<LessonText>,
    question: Option<Spanned<LessonText>>,
    #[serde(default)]
    answers: Vec<Spanned<LessonText>>,
    right: Option<Spanned<u64>>,
    race: Option<RaceScript>,
    #[serde(default, rename = "do")]
    orders: Vec<Spanned<String>>,
    #[serde(default)]
    claim: Vec<Spanned<String>>,
}

/// What is wrong, and where in the file, in bytes.
struct ScriptFault {
    place: usize,
    what: String,
}

fn fault<T>(at: &Spanned<T>, what: impl Into<String>) -> ScriptFault {
    ScriptFault { place: at.span().start, what: what.into() }
}

impl Lesson {
    /// Reads a lesson's file; an error message begins with `name`.
    pub(crate) fn read(name: &str, text: &str) -> Result<Self, LessonError> {
        let fault_at = |place: usize, what: &str| {
            let line = text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1;
            LessonError(sanitized(&format!("{name}:{line}: {}", plain_fault(what))))
        };
        let script: Script = toml::from_str(text)
            .map_err(|error| fault_at(error.span().map_or(0, |place| place.start), error.message()))?;
        script.lesson(name).map_err(|fault| fault_at(fault.place, &fault.what))
    }
}

impl Script {
    fn lesson(self, name: &str) -> Result<Lesson, ScriptFault> {
        let config = self.race.over(Config::default())?;
        let pace = self.pace.map(|pace| checked(&pace, |pace| check_pace(*pace))).transpose()?;
        if self.step.get_ref().is_empty() {
            return Err(fault(&self.step, "a lesson needs a step: [[step]] with a text"));
        }
        let mut state = ScriptState { config: config.clone(), iteration: 0, raced_before: false };
        let steps = self.step.into_inner().into_iter().map(|step| step.into_inner().step(&mut state));
        let steps = steps.collect::<Result<_, _>>()?;
        let data = self.data.map(Spanned::into_inner);
        Ok(Lesson {
            name: name.to_owned(),
            title: plain(self.title)?,
            data,
            config,
            pace,
            axis: self.axis,
            steps,
        })
    }
}

impl RaceScript {
    /// The race with the settings given here.
    fn over(&self, mut config: Config) -> Result<Config, ScriptFault> {
        let decay = self
            .weight_decay
            .as_ref()
            .map(|decay| checked(decay, |decay| weight_decay(*decay)))
            .transpose()?;
        if let Some(lanes) = &self.optimizers {
            config.lanes = checked(lanes, |text| parse_lanes(text, decay.unwrap_or(0.0)))?;
        } else if let (Some(decay), Some(place)) = (decay, &self.weight_decay) {
            for lane in &mut config.lanes {
                let set = lane.settings.set(Setting::WeightDecay, decay);
                set.map_err(|error| fault(place, error.to_string()))?;
            }
        }
        if let Some(activation) = &self.activation {
            config.activation = checked(activation, |name| parse_activation(name))?;
        }
        if let Some(iterations) = &self.iterations {
            let count = checked(iterations, |count| Bounds::ITERATIONS.parse(&count.to_string()))?;
            config.iterations = (count > 0).then_some(count);
        }
        if let Some(size) = &self.batch_size {
            config.batch_size = checked(size, |size| Bounds::BATCH_SIZE.parse_size(&size.to_string()))?;
        }
        if let Some(hidden) = &self.hidden {
            config.hidden = checked(hidden, |text| parse_hidden(text))?;
        }
        if let Some(init) = &self.init {
            config.init = checked(init, |text| parse_init(text))?;
        }
        config.seed = self.seed.unwrap_or(config.seed);
        Ok(config)
    }
}

fn weight_decay(decay: f64) -> Result<f64, String> {
    let setting = Setting::WeightDecay;
    setting.check(decay).map_err(|_| format!("a weight decay must be {}", setting.allowed()))
}

/// Checks a value, and adds its place to the error.
fn checked<T, U, E: std::fmt::Display>(
    value: &Spanned<T>,
    check: impl FnOnce(&T) -> Result<U, E>,
) -> Result<U, ScriptFault> {
    check(value.get_ref()).map_err(|error| fault(value, error.to_string()))
}

/// Checks that a text can be shown: it is not empty, and no character of it acts or hides.
fn plain(text: Spanned<LessonText>) -> Result<LessonText, ScriptFault> {
    // One without a language is empty in all.
    for lang in Lang::ALL {
        let shown = text.get_ref().get(lang);
        let short = (1..=MAX_TEXT).contains(&shown.trim().chars().count());
        if !short || sanitized(shown) != shown {
            let wrong = format!(
                "a text needs en or ko, one line of 1 to {MAX_TEXT} characters, none of them a control"
            );
            return Err(fault(&text, wrong));
        }
    }
    Ok(text.into_inner())
}

/// Where the race stands after the steps read so far: what the next one may name depends on it.
struct ScriptState {
    config: Config,
    iteration: u64,
    /// Whether there was an attempt before the present one.
    raced_before: bool,
}

impl StepScript {
    fn step(self, state: &mut ScriptState) -> Result<Step, ScriptFault> {
        let question = match (self.question, self.right) {
            (Some(text), Some(right)) => Some(question(text, self.answers, &right)?),
            (Some(text), None) => {
                return Err(fault(&text, "a question needs right = N, the number of the right answer"));
            }
            (None, Some(right)) => {
                return Err(fault(&right, "right needs a question and its answers"));
            }
            (None, None) => None,
        };
        let mut orders = Vec::new();
        if let Some(race) = self.race {
            state.config = race.over(state.config.clone())?;
            state.start_over();
            orders.push(Command::Begin(Box::new(state.config.clone())));
        }
        let count = self.orders.len();
        for (number, text) in (1..).zip(self.orders) {
            let order = checked(&text, |text| order::parse(text, &state.config))?;
            state.apply(&order, number == count).map_err(|wrong| fault(&text, wrong))?;
            orders.push(order);
        }
        let claim = |text: Spanned<String>| {
            let claim = checked(&text, |text| Claim::parse(text, &state.config))?;
            state.check(&claim, &orders).map_err(|wrong| fault(&text, wrong))?;
            Ok(claim)
        };
        let claims = self.claim.into_iter().map(claim).collect::<Result<_, _>>()?;
        Ok(Step { text: plain(self.text)?, question, orders, claims })
    }
}

fn question(
    text: Spanned<LessonText>,
    answers: Vec<Spanned<LessonText>>,
    right: &Spanned<u64>,
) -> Result<Question, ScriptFault> {
    if !(2..=4).contains(&answers.len()) {
        return Err(fault(&text, "a question needs 2 to 4 answers"));
    }
    let place = right.get_ref().checked_sub(1).and_then(|right| usize::try_from(right).ok());
    let right = place.filter(|right| *right < answers.len()).ok_or_else(|| {
        fault(right, format!("right must be the number of an answer, 1 to {}", answers.len()))
    })?;
    Ok(Question {
        text: plain(text)?,
        answers: answers.into_iter().map(plain).collect::<Result<_, _>>()?,
        right,
    })
}

impl ScriptState {
    fn start_over(&mut self) {
        self.raced_before = self.iteration > 0;
        self.iteration = 0;
    }

    /// Applies an order to the state, or says why it can't come here.
    fn apply(&mut self, order: &Command, last: bool) -> Result<(), String> {
        match *order {
            Command::Reset(_) => self.start_over(),
            Command::GoTo(_) if !last => return Err("go must be the last order of a step".into()),
            Command::GoTo(to) if to <= self.iteration => {
                return Err(format!("the race is at {} already: go further, or reset first", self.iteration));
            }
            Command::GoTo(to) if self.config.iterations.is_some_and(|end| to > end) => {
                return Err(format!("go {to} is past the race's end: give it iterations = {to}"));
            }
            Command::GoTo(to) => self.iteration = to,
            // No other order of a lesson moves the race.
            _ => {}
        }
        Ok(())
    }

    fn check(&self, claim: &Claim, orders: &[Command]) -> Result<(), String> {
        if !matches!(orders.last(), Some(Command::GoTo(_))) {
            return Err("a claim needs go N as the step's last order".into());
        }
        if claim.at > self.iteration {
            return Err(format!("the step goes to {} only", self.iteration));
        }
        if claim.looks_back() && !self.raced_before {
            return Err("nothing was raced before: reset first".into());
        }
        Ok(())
    }
}
