//! What is made of a sweep's standing once, so that a frame costs little: the order of its trials, where each stands on every
//! axis, and how much each parameter explains.

use unicode_width::UnicodeWidthStr;

use crate::{
    sweep::{
        Coordinate, Objective, Parameter, RepeatedTrials, SweepStanding, TrialRanking, TrialStanding,
        TrialState, importance,
    },
    tui::views::points,
};

/// What is made of a standing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    /// Trials by their number, the best first.
    pub(super) order: Vec<usize>,
    /// The same settings with several seeds, the best first; empty where each was tried once.
    pub(super) settings: Vec<RepeatedTrials>,
    /// The best trial that went all the way.
    pub(super) best: Option<usize>,
    pub(super) axes: Vec<SweepAxis>,
    /// The lowest and the highest outcome that an axis shows.
    pub(super) ends: Option<(f64, f64)>,
    /// How many trials are in each state, in the order of [`TrialState::ALL`].
    pub(super) counts: [usize; TrialState::ALL.len()],
}

/// Something that differs from trial to trial.
#[derive(Debug, Clone)]
pub(crate) struct SweepAxis {
    /// A dimension of the space, or else the optimizer.
    pub(super) parameter: Option<Parameter>,
    /// Its place in the values of a trial.
    pub(super) dimension: usize,
    pub(super) coordinate: Coordinate,
    /// Where each trial stands, by its number; `None` where its optimizer has no such parameter.
    pub(super) places: Vec<Option<f64>>,
    /// The share of the outcome's variance that it explains alone.
    pub(super) share: Option<f64>,
    /// Columns of its widest value.
    pub(super) widest: usize,
}

impl Sheet {
    pub(super) fn new(sweep: &SweepStanding) -> Self {
        let ranking = TrialRanking::new(sweep);
        let outcomes =
            || sweep.standings.iter().filter_map(|standing| outcome(sweep, standing)).map(f64::from);
        let ends = match sweep.plan.objective {
            Objective::Loss => {
                let capped = |(low, high): (f64, f64)| {
                    if low < points::FAR { (low, high.min(points::FAR)) } else { (low, high) }
                };
                points::fitted(outcomes()).map(capped)
            }
            Objective::Accuracy => {
                let ends = |(low, high): (f64, f64), value: f64| (low.min(value), high.max(value));
                Some(outcomes().fold((f64::INFINITY, f64::NEG_INFINITY), ends))
                    .filter(|(low, high)| low <= high)
            }
        };
        Self {
            settings: if sweep.plan.is_repeated() { ranking.repeated() } else { Vec::new() },
            best: ranking.best(),
            order: ranking.order,
            axes: axes(sweep),
            ends,
            counts: TrialState::ALL.map(|state| sweep.count(state)),
        }
    }
}

/// What a trial is ranked by, as it is told; `None` before it has any, or where that is no number.
pub(super) fn outcome(sweep: &SweepStanding, standing: &TrialStanding) -> Option<f32> {
    match sweep.plan.objective {
        Objective::Loss => standing.score(Objective::Loss),
        Objective::Accuracy => standing.accuracy.filter(|_| standing.state != TrialState::Diverged),
    }
}

/// The dimensions of the space, and behind them the optimizer where there are several.
fn axes(sweep: &SweepStanding) -> Vec<SweepAxis> {
    let lanes = &sweep.plan.base.lanes;
    let outcome_of = |standing: &TrialStanding| {
        let outcome = outcome(sweep, standing).filter(|_| standing.state == TrialState::Finished)?;
        Some(match sweep.plan.objective {
            Objective::Loss => f64::from(outcome).max(1e-12).ln(),
            Objective::Accuracy => f64::from(outcome),
        })
    };
    let outcomes: Vec<Option<f64>> = sweep.standings.iter().map(outcome_of).collect();
    let share = |places: &[Option<f64>]| importance(places.iter().copied().zip(outcomes.iter().copied()));
    let dimensions = sweep.plan.space.0.iter().enumerate().map(|(at, dimension)| {
        let coordinate = Coordinate::new(&dimension.domain);
        let value = |trial: usize| sweep.trials[trial].values.get(at).and_then(Option::as_ref);
        let places: Vec<Option<f64>> =
            (0..sweep.trials.len()).map(|trial| coordinate.place(value(trial)?)).collect();
        let widest = (0..sweep.trials.len()).filter_map(value).map(|value| value.width()).max().unwrap_or(0);
        let (parameter, share) = (Some(dimension.parameter), share(&places));
        SweepAxis { parameter, dimension: at, coordinate, places, share, widest }
    });
    let mut axes: Vec<SweepAxis> = dimensions.collect();
    if lanes.len() > 1 || axes.is_empty() {
        let coordinate = Coordinate::Words(lanes.iter().map(|lane| lane.name.clone()).collect());
        let place = |optimizer: usize| Some(coordinate.place_of(optimizer as f64));
        let places: Vec<Option<f64>> = sweep.trials.iter().map(|trial| place(trial.optimizer)).collect();
        let share = share(&places);
        axes.push(SweepAxis { parameter: None, dimension: 0, coordinate, places, share, widest: 0 });
    }
    axes
}
