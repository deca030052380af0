//! The values of one metric of one lane as they come: in order, repeated, late, or of a training that has gone back.

/// How the step of a value follows those before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum StepOrder {
    /// After all of them.
    Next,
    /// Where the same value is already, or where it has taken the place of another.
    Known,
    /// Where there is another one that was sent already.
    Repeated,
    /// After all of them, though the one that came before it was late: that one is dropped.
    NextAfterLate,
    /// Among them; the next one will tell what that means.
    Held,
    /// The same, and not behind one that was held before, which was late: that one is dropped.
    HeldAfterLate { late: u64 },
    /// Among them, and the second in a row: the training has gone back to before this one, which was held.
    WentBack { held: (u64, f32) },
}

/// The values of one metric of one lane.
#[derive(Debug, Default)]
pub(super) struct StepSeries {
    /// The step of the last value.
    last: Option<u64>,
    /// The last value.
    value: f32,
    /// Values that have not been sent.
    gathered: Vec<(u64, f32)>,
    /// A value of an earlier step than the last.
    held: Option<(u64, f32)>,
    /// Whether anything was wrong with its steps.
    troubled: bool,
    /// Whether the last value was no number.
    hole: bool,
    told: bool,
}

impl StepSeries {
    pub(super) fn add(&mut self, step: u64, value: f32) -> StepOrder {
        let Some(last) = self.last else {
            self.push(step, value);
            return StepOrder::Next;
        };
        // Two in a row that don't lie behind the last: it goes on from there.
        if let Some(held) = self.held.take_if(|held| (held.0 + 1..=last).contains(&step)) {
            return StepOrder::WentBack { held };
        }
        if step > last {
            let late = self.held.take().is_some();
            self.push(step, value);
            return if late { StepOrder::NextAfterLate } else { StepOrder::Next };
        }
        if step == last {
            // Some logs repeat what they have said.
            if value.to_bits() == self.value.to_bits() {
                return StepOrder::Known;
            }
            // A bar that is drawn anew at the same step has the newer value, while it can still be taken.
            return match self.gathered.last_mut().filter(|(known, _)| *known == step) {
                Some(newest) => {
                    (*newest, self.value) = ((step, value), value);
                    StepOrder::Known
                }
                None => StepOrder::Repeated,
            };
        }
        match self.held.replace((step, value)) {
            Some((late, _)) => StepOrder::HeldAfterLate { late },
            None => StepOrder::Held,
        }
    }

    fn push(&mut self, step: u64, value: f32) {
        (self.last, self.value) = (Some(step), value);
        self.told = self.hole;
        self.hole = !value.is_finite();
        self.gathered.push((step, value));
    }

    /// Forgets everything after a step, or everything, from where the training goes on: with a value that was held.
    pub(super) fn cut(&mut self, step: Option<u64>) {
        self.gathered.retain(|(own, _)| Some(*own) <= step);
        self.last = self.last.min(step);
        if let Some((held, value)) = self.held.take().filter(|(held, _)| Some(*held) > step) {
            self.push(held, value);
        }
    }

    /// Drops the value that waits for what follows it, and says of which step it is.
    pub(super) fn take_held(&mut self) -> Option<u64> {
        self.held.take().map(|(step, _)| step)
    }

    pub(super) const fn gathered(&self) -> usize {
        self.gathered.len()
    }

    pub(super) fn take(&mut self) -> Vec<(u64, f32)> {
        std::mem::take(&mut self.gathered)
    }

    /// Whether this is the first time that something is wrong with its steps.
    pub(super) const fn is_first_trouble(&mut self) -> bool {
        !std::mem::replace(&mut self.troubled, true)
    }

    /// Whether the last value is no number, and the one before was one.
    pub(super) const fn is_first_hole(&self) -> bool {
        self.hole && !self.told
    }
}
