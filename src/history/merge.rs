//! Lanes of recorded races: beside those of another race, or several races as one history, their lanes side by side by
//! iteration.

use super::{
    History, LaneHistory, Mark,
    comparison::{Comparison, DifferingFact, Fact},
    other_race::OtherRace,
};
use crate::{
    optim::{OptimizerKind, Setting},
    race::LaneId,
    session::{Change, LaneInfo, RaceInfo, State},
};

impl LaneHistory {
    /// The same with another number, among others whose colours and markers are taken.
    pub(crate) fn numbered<'a>(mut self, id: LaneId, others: impl Iterator<Item = &'a Self> + Clone) -> Self {
        self.info.id = id;
        self.copy = Self::free_copy(self.info.rule(), others);
        self
    }
}

impl History {
    /// Its lanes for another history, named by this race and by what they were called.
    pub(crate) fn into_recorded(self, run: &str) -> Vec<LaneHistory> {
        let recorded = OtherRace { images: self.images(), clock: self.clock, end: self.end };
        let lanes = self.lanes.into_iter().map(|lane| LaneHistory {
            info: LaneInfo { name: format!("{run}/{}", lane.info.name), ..lane.info },
            recorded: Some(Box::new(recorded.clone())),
            ..lane
        });
        lanes.collect()
    }
}

/// A lane of a race that is compared, as it was at the start.
struct Compared {
    info: RaceInfo,
    changed_at: Option<u64>,
    lane: LaneInfo,
}

impl Compared {
    fn value(&self, fact: Fact) -> Option<String> {
        fact.of(&self.info, self.changed_at, &self.lane)
    }
}

impl History {
    /// One history of several, each with the name of its race, aligned by iteration; `None` without any race. It is
    /// finished: nothing happens in it any more.
    pub(crate) fn compare(runs: Vec<(String, Self)>) -> Option<Self> {
        let first = runs.first()?.1.info.clone()?;
        let batch_size = first.own().map_or(0, |race| race.config.batch_size);
        let mut all = Self { state: State::Finished, batch_size, ..Self::default() };
        let mut comparison = Comparison::default();
        let mut compared: Vec<Compared> = Vec::new();
        for (name, run) in runs {
            let Some(info) = run.info.as_deref().cloned() else { continue };
            comparison.runs.push((name.clone(), run.iteration));
            if run.iteration >= all.iteration {
                (all.iteration, all.elapsed, all.clock) = (run.iteration, run.elapsed, run.clock.clone());
            }
            let (changed_at, marks, tested) = (run.changed_at, run.marks.clone(), run.tested);
            all.tested = if compared.is_empty() || all.tested == tested { tested } else { None };
            for lane in run.into_recorded(&name) {
                let (before, id) = (lane.info.id, LaneId(all.lanes.len() as u32));
                let at_start = info.lanes.iter().find(|start| start.id == before).unwrap_or(&lane.info);
                let at_start = LaneInfo { id, name: lane.info.name.clone(), ..at_start.clone() };
                compared.push(Compared { info: info.clone(), changed_at, lane: at_start });
                all.marks.extend(marks.iter().filter_map(|mark| moved(mark, before, id)));
                let lane = lane.numbered(id, all.lanes.iter());
                all.lanes.push(lane);
            }
        }
        all.end = Some(all.iteration);
        all.marks.make_contiguous().sort_by_key(|mark| mark.iteration);
        (comparison.shared, comparison.differing) = (shared(&compared), differing(&compared));
        all.comparison = Some(Box::new(comparison));
        let lanes = compared.into_iter().map(|compared| compared.lane).collect();
        all.info = Some(Box::new(RaceInfo { lanes, ..*first }));
        Some(all)
    }

    /// Leaves out every lane but those of these names.
    pub(crate) fn keep_lanes(&mut self, names: &[String]) {
        self.lanes.retain(|lane| names.contains(&lane.info.name));
    }
}

/// A change of one lane's settings, now that the lane has another number.
fn moved(mark: &Mark, before: LaneId, id: LaneId) -> Option<Mark> {
    let change = match &mark.change {
        Change::Setting { lane, setting, from, to } if *lane == before => {
            Change::Setting { lane: id, setting: *setting, from: *from, to: *to }
        }
        Change::Schedule { lane, from, to } if *lane == before => {
            Change::Schedule { lane: id, from: *from, to: *to }
        }
        _ => return None,
    };
    Some(Mark { iteration: mark.iteration, change })
}

/// What is the same for all races.
fn shared(lanes: &[Compared]) -> Vec<(Fact, String)> {
    let fact = |fact: Fact| {
        let mut values = lanes.iter().map(|lane| lane.value(fact));
        let first = values.next()??;
        values.all(|value| value.as_ref() == Some(&first)).then_some((fact, first))
    };
    Fact::OF_RACES.into_iter().filter_map(fact).collect()
}

/// What is not the same for all races and, of settings, for all lanes of one optimizer.
fn differing(lanes: &[Compared]) -> Vec<DifferingFact> {
    let of_lanes = Setting::ALL.into_iter().map(Fact::Setting).chain([Fact::Schedule]);
    let of_races = Fact::OF_RACES.into_iter().map(|fact| (fact, false));
    let facts = of_races.chain(of_lanes.map(|fact| (fact, true)));
    let differs = |(fact, by_optimizer): (Fact, bool)| {
        let values: Vec<Option<String>> = lanes.iter().map(|lane| lane.value(fact)).collect();
        let group = |lane: &Compared| by_optimizer.then(|| lane.lane.rule().map(|rule| rule.kind));
        let own = lanes.iter().map(group).zip(&values);
        let first = |kind: Option<Option<OptimizerKind>>| own.clone().find(|(other, _)| *other == kind);
        let is_other = |(kind, value): (Option<Option<OptimizerKind>>, &Option<String>)| {
            first(kind).is_some_and(|(_, first)| first != value)
        };
        own.clone().any(is_other).then_some(DifferingFact { fact, values })
    };
    facts.filter_map(differs).collect()
}
