//! What the formats are made from: the networks of a race at one iteration.

use super::facts::{self, Facts};
use crate::{
    config::{Activation, unique_name},
    export::run_file::ExportError,
    history::History,
    race::{LayerNumbers, Snapshot},
    session::DataInfo,
    text,
};

/// The networks of a race at one iteration.
#[derive(Debug, Clone)]
pub(crate) struct Networks {
    /// The sizes of the layers, from inputs to classes.
    pub(super) sizes: Vec<usize>,
    pub(super) activation: Activation,
    pub(super) data: DataInfo,
    /// What holds for all of them.
    pub(super) facts: Facts,
    pub(super) lanes: Vec<Network>,
    /// The lanes that have ended, and so have no weights, with how.
    ended: Vec<(String, String)>,
}

/// The network of one lane.
#[derive(Debug, Clone)]
pub(super) struct Network {
    /// The lane's name.
    pub(super) name: String,
    /// The name without slashes, which stands before that of a tensor: `SGD/layer1.weight`.
    pub(super) label: String,
    pub(super) facts: Facts,
    /// From the inputs on.
    pub(super) layers: Vec<LayerNumbers>,
}

/// An array with its name.
#[derive(Debug)]
pub(super) struct NamedTensor<'a> {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    /// Row by row.
    pub(super) values: &'a [f32],
}

impl Networks {
    /// The networks of all lanes that have weights.
    ///
    /// # Errors
    /// If nothing is known of the race, or the weights are not of networks such as it has.
    pub(crate) fn new(snapshot: &Snapshot, history: &History) -> Result<Self, ExportError> {
        let race = history.own().ok_or(ExportError::NoRace)?;
        let (mut lanes, mut ended) = (Vec::<Network>::new(), Vec::new());
        for lane in &snapshot.lanes {
            let name = lane.config.name.clone();
            let Some(numbers) = &lane.numbers else {
                ended.push((name, lane.state.ending().unwrap_or_default()));
                continue;
            };
            let other = || ExportError::OtherNetwork(name.clone(), text::network(&race.sizes));
            let layers = numbers.layers(&race.sizes).ok_or_else(other)?;
            let taken: Vec<&str> = lanes.iter().map(|lane| lane.label.as_str()).collect();
            let label = unique_name(&label(&name), &taken);
            lanes.push(Network { name, label, facts: facts::of_lane(lane, history), layers });
        }
        Ok(Self {
            sizes: race.sizes.clone(),
            activation: snapshot.config.activation,
            data: race.data.clone(),
            facts: facts::of_race(snapshot, race),
            lanes,
            ended,
        })
    }

    /// The names of the lanes that have weights.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.lanes.iter().map(|lane| lane.name.as_str())
    }

    /// The lanes that have none, each with how it has ended.
    pub(crate) fn ended(&self) -> &[(String, String)] {
        &self.ended
    }

    /// Only the network of the lane of that name.
    pub(crate) fn only(mut self, name: &str) -> Self {
        self.lanes.retain(|lane| lane.name == name);
        self
    }

    /// Each network by itself, with a name for its file.
    pub(crate) fn one_by_one(self) -> impl Iterator<Item = (String, Self)> {
        let (lanes, others) = (self.lanes, Self { lanes: Vec::new(), ended: Vec::new(), ..self });
        let alone = move |lane: Network| (lane.label.clone(), Self { lanes: vec![lane], ..others.clone() });
        lanes.into_iter().map(alone)
    }

    /// The number of tensors of all networks.
    pub(crate) fn tensor_count(&self) -> usize {
        self.tensors().count()
    }

    /// The tensors of all networks, each with the label of its lane: `SGD/layer1.weight`.
    pub(super) fn tensors(&self) -> impl Iterator<Item = NamedTensor<'_>> {
        self.lanes.iter().flat_map(|lane| lane.tensors(format!("{}/", lane.label)))
    }

    /// All that is said of the networks by keys; that of a lane has its label before it: `SGD/loss`.
    pub(super) fn all_facts(&self) -> impl Iterator<Item = (String, &str)> {
        let of_race = self.facts.iter().map(|(key, value)| ((*key).to_owned(), value.as_str()));
        of_race.chain(self.lanes.iter().flat_map(|lane| {
            lane.facts.iter().map(|(key, value)| (format!("{}/{key}", lane.label), value.as_str()))
        }))
    }
}

impl Network {
    /// Its tensors, `layer1.weight` and so on, with something before their names.
    pub(super) fn tensors(&self, before: String) -> impl Iterator<Item = NamedTensor<'_>> {
        (1..).zip(&self.layers).flat_map(move |(number, layer)| {
            let name = |part: &str| format!("{before}layer{number}.{part}");
            let shape = vec![layer.outputs, layer.inputs];
            [
                NamedTensor { name: name("weight"), shape, values: &layer.weights },
                NamedTensor { name: name("bias"), shape: vec![layer.outputs], values: &layer.bias },
            ]
        })
    }
}

/// A lane's name as the first part of other names, or of a file's: one part, and none that leads elsewhere.
fn label(name: &str) -> String {
    let label = name.replace(['/', '\\'], "_");
    if label.starts_with('.') { label.replacen('.', "_", 1) } else { label }
}

impl NamedTensor<'_> {
    /// Its numbers in bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }
}
