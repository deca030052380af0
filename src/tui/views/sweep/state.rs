//! What of a sweep is shown, and which trial is chosen. What is made of the standing is made once for each.

use std::sync::Arc;

use super::sheet::Sheet;
use crate::{
    sweep::{Parameter, SweepStanding},
    tui::direction::{Direction, Stride},
};

/// Rows that are passed at once.
const FAR: usize = 10;

/// What stands above the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SweepPanel {
    /// A point a trial, over one parameter.
    Points,
    /// A line a trial, over all of them.
    Parallel,
    /// How much each parameter explains.
    Explained,
}

/// What the rows of the table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SweepRows {
    Trials,
    /// The same settings with several seeds.
    Settings,
}

/// The state of the view.
#[derive(Debug, Clone)]
pub(crate) struct SweepView {
    pub(super) sweep: Option<Arc<SweepStanding>>,
    /// What is made of it.
    pub(super) sheet: Sheet,
    /// The trial that a person has chosen; before that it is the first one in the table.
    pub(super) picked: Option<usize>,
    /// Which axis is the horizontal one; `None` before any was chosen.
    axis: Option<usize>,
    pub(super) panel: SweepPanel,
    pub(super) rows: SweepRows,
}

impl Default for SweepView {
    fn default() -> Self {
        Self {
            sweep: None,
            sheet: Sheet::default(),
            picked: None,
            axis: None,
            panel: SweepPanel::Points,
            rows: SweepRows::Trials,
        }
    }
}

impl SweepView {
    /// Takes in how the sweep stands; true if that is another standing than before.
    pub(super) fn take_in(&mut self, sweep: Option<&Arc<SweepStanding>>) -> bool {
        let is_same = match (&self.sweep, sweep) {
            (Some(own), Some(sweep)) => Arc::ptr_eq(own, sweep),
            (own, sweep) => own.is_none() && sweep.is_none(),
        };
        if !is_same {
            self.sheet = sweep.map_or_else(Sheet::default, |sweep| Sheet::new(sweep));
            self.sweep = sweep.cloned();
        }
        !is_same
    }

    /// The place of the horizontal axis among all: the learning rate, or else the first, until another is chosen.
    pub(super) fn axis(&self) -> usize {
        let rate = || self.sheet.axes.iter().position(|axis| axis.parameter.is_some_and(Parameter::is_rate));
        self.axis.filter(|axis| *axis < self.sheet.axes.len()).or_else(rate).unwrap_or(0)
    }

    pub(super) fn turn_axis(&mut self, direction: Direction) {
        self.axis = Some(direction.around(self.axis(), self.sheet.axes.len()));
        self.panel = SweepPanel::Points;
    }

    pub(super) fn turn_panel(&mut self) {
        let all = [SweepPanel::Points, SweepPanel::Parallel, SweepPanel::Explained];
        self.panel = Direction::More.neighbour(&all, self.panel);
    }

    pub(super) fn turn_rows(&mut self) {
        self.rows = Direction::More.neighbour(&[SweepRows::Trials, SweepRows::Settings], self.rows);
    }

    /// How many rows the table has.
    pub(super) fn rows(&self) -> usize {
        match self.rows {
            SweepRows::Trials => self.sheet.order.len(),
            SweepRows::Settings => self.sheet.settings.len(),
        }
    }

    /// The trial of a row, the first of several.
    pub(super) fn trial_of_row(&self, row: usize) -> Option<usize> {
        match self.rows {
            SweepRows::Trials => self.sheet.order.get(row).copied(),
            SweepRows::Settings => self.sheet.settings.get(row)?.trials.first().copied(),
        }
    }

    /// The row of the chosen trial.
    pub(super) fn chosen_row(&self) -> Option<usize> {
        let Some(picked) = self.picked else { return (self.rows() > 0).then_some(0) };
        match self.rows {
            SweepRows::Trials => self.sheet.order.iter().position(|trial| *trial == picked),
            SweepRows::Settings => {
                self.sheet.settings.iter().position(|group| group.trials.contains(&picked))
            }
        }
    }

    pub(super) fn chosen(&self) -> Option<usize> {
        self.picked.or_else(|| self.trial_of_row(0))
    }

    pub(super) fn choose_trial(&mut self, trial: usize) {
        self.picked = Some(trial).filter(|trial| *trial < self.sheet.order.len());
    }

    pub(super) fn choose(&mut self, direction: Direction, stride: Stride) {
        let count = if stride == Stride::Far { FAR } else { 1 };
        let at = self.chosen_row().unwrap_or(0);
        let row = (0..count).fold(at, |at, _| direction.along(at, self.rows()));
        self.picked = self.trial_of_row(row);
    }
}
