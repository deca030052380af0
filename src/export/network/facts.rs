//! What a file says of its networks, as pairs of texts: what they were trained on, how, and how far they came.

use crate::{
    history::History,
    optim::Setting,
    race::{LaneSnapshot, Snapshot},
    session::{DataInfo, OwnRace},
    text::sanitized,
};

/// Keys and values, in the order in which they are written.
pub(super) type Facts = Vec<(&'static str, String)>;

/// What holds for every network of a race.
pub(super) fn of_race(snapshot: &Snapshot, race: &OwnRace) -> Facts {
    let config = &snapshot.config;
    let list = |sizes: &[usize]| sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
    let (inputs, outputs) = (race.sizes.first(), race.sizes.last());
    let mut facts = vec![
        ("program", format!("downhill {}", env!("CARGO_PKG_VERSION"))),
        ("iteration", snapshot.iteration.to_string()),
        ("inputs", inputs.map_or_else(String::new, usize::to_string)),
        ("hidden", list(&config.hidden)),
        ("outputs", outputs.map_or_else(String::new, usize::to_string)),
        ("activation", config.activation.name().to_owned()),
        ("seed", config.seed.to_string()),
        ("batch_size", config.batch_size.to_string()),
        ("data", sanitized(&race.data.name)),
        ("pixels", pixels(&race.data).to_owned()),
    ];
    facts.extend(race.data.hash.clone().map(|hash| ("data_sha256", hash)));
    if !race.data.classes.is_empty() {
        let classes: Vec<String> = (0..race.data.classes.len()).map(|class| race.data.class(class)).collect();
        facts.push(("classes", classes.join("\n")));
    }
    facts
}

/// What holds for the network of one lane.
pub(super) fn of_lane(lane: &LaneSnapshot, history: &History) -> Facts {
    let settings = &lane.config.settings;
    let mut facts = vec![
        ("lane", lane.config.name.clone()),
        ("optimizer", lane.config.kind.key().to_owned()),
        ("learning_rate", settings.get(Setting::LearningRate).to_string()),
        ("weight_decay", settings.get(Setting::WeightDecay).to_string()),
        ("schedule", lane.config.schedule.to_string()),
    ];
    let Some(known) = history.lane(lane.id) else { return facts };
    // The shortest texts that read back as the same numbers.
    facts.extend(known.loss().map(|loss| ("loss", format!("{loss:?}"))));
    if let (Some(tested), Some(accuracy)) = (history.tested, known.accuracy) {
        facts.push(("test_accuracy", format!("{accuracy:?}")));
        facts.push(("test_images", tested.images.to_string()));
        facts.push(("tested_at_iteration", tested.iteration.to_string()));
    }
    facts
}

/// How an image becomes the inputs of a network.
pub(super) const fn pixels(data: &DataInfo) -> &'static str {
    match (data.folder.is_some(), data.transpose) {
        (false, _) => "0 to 1 (bytes / 255), row by row",
        (true, false) => "0 to 1 (bytes / 255; float tables as they are), row by row",
        (true, true) => "0 to 1 (bytes / 255; float tables as they are), column by column",
    }
}
