//! The sentence below: which trial is best so far, or what goes wrong.

use unicode_width::UnicodeWidthStr;

use super::{
    names,
    state::{SweepRows, SweepView},
};
use crate::{sweep::TrialState, text::sanitized, tui::context::Context, words::say};

/// What there is to say in as many columns; `None` before anything is known.
pub(super) fn sentence(view: &SweepView, context: &Context, room: usize) -> Option<String> {
    let (sweep, lang, sheet) = (view.sweep.as_ref()?, context.lang(), &view.sheet);
    let why = |trial: usize| sweep.standings[trial].reason.as_deref().map(sanitized);
    // Whoever chooses a trial that has failed asks why.
    if let Some((trial, why)) = view.picked.and_then(|trial| Some((trial, why(trial)?))) {
        return Some(say!(lang, sweep::failed_because(trial, &why)));
    }
    let count = |state: TrialState| {
        sheet.counts.iter().zip(TrialState::ALL).find(|(_, own)| *own == state).map_or(0, |(count, _)| *count)
    };
    let all = sweep.standings.len();
    let Some(best) = sheet.best else {
        let failed = sweep.standings.iter().position(|standing| standing.state == TrialState::Failed);
        let failed = failed.and_then(|trial| Some((trial, why(trial)?)));
        return Some(match failed {
            Some((_, why)) if count(TrialState::Failed) == all => say!(lang, sweep::all_failed(all, &why)),
            Some((trial, why)) => say!(lang, sweep::failed_because(trial, &why)),
            None if count(TrialState::Waiting) == all => say!(lang, sweep::NONE_BEGUN).to_owned(),
            None if sweep.is_over() => say!(lang, sweep::NOTHING_SOUND).to_owned(),
            None => say!(lang, sweep::NONE_FINISHED).to_owned(),
        });
    };
    // As many settings as there is room for.
    let fitting = |trial: usize, told: &dyn Fn(&str) -> String| {
        let all = names::settings_of(lang, sweep, trial);
        let texts = (1..=all.len()).rev().map(|count| told(&all[..count].join(", ")));
        texts.reduce(|fits, shorter| if fits.width() <= room { fits } else { shorter })
    };
    let group =
        sheet.settings.first().filter(|group| view.rows == SweepRows::Settings && group.mean.is_some());
    if let Some(group) = group {
        let value = names::spread(sweep, group.mean, group.deviation);
        let told = |settings: &str| say!(lang, sweep::best_of_repeats(&value, settings, group.trials.len()));
        return fitting(*group.trials.first()?, &told);
    }
    let value = names::value(sweep, best);
    fitting(best, &|settings| {
        if sweep.is_over() {
            say!(lang, sweep::best(&value, settings))
        } else {
            say!(lang, sweep::best_so_far(&value, settings))
        }
    })
}
