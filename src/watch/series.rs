//! The values of one metric of one lane as they come: in order, repeated, late, or of a training that has gone back.

/// How the step of a value follows those before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum StepOrder {
    /// After all of them.
    Next,
    /// Where there is one already.
    Repeated,
    /// After all of them, though the one that came before it was late: that one is dropped.
    NextAfterLate,
    /// Among them; the next one will tell what that means.
    Held,
    /// Among them, and the second in a row: the training has gone back to before this one, which was held.
    WentBack { held: (u64, f32) },
}

/// The values of one metric of one lane.
#[derive(Debug, Default)]
pub(super) struct StepSeries {
    /// The step of the last value.
    last: Option<u64>,
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
        if step > last {
            let late = self.held.take().is_some();
            self.push(step, value);
            return if late { StepOrder::NextAfterLate } else { StepOrder::Next };
        }
        if step == last {
            return StepOrder::Repeated;
        }
        match self.held {
            Some(held) if step > held.0 => {
                self.held = None;
                StepOrder::WentBack { held }
            }
            _ => {
                self.held = Some((step, value));
                StepOrder::Held
            }
        }
    }

    fn push(&mut self, step: u64, value: f32) {
        self.last = Some(step);
        self.told = self.hole;
        self.hole = !value.is_finite();
        self.gathered.push((step, value));
    }

    /// Forgets everything after a step.
    pub(super) fn cut(&mut self, step: u64) {
        self.gathered.retain(|(own, _)| *own <= step);
        self.last = self.last.map(|last| last.min(step));
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
