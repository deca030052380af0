//! Each format, read again by other means than it was written: safetensors and zip by their crates, arrays and
//! protocol buffers by a few lines here.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
    path::Path,
};

use ::safetensors::SafeTensors;
use zip::ZipArchive;

use super::*;
use crate::{
    config::{Activation, Config, LaneConfig},
    export::tests::{history, progressed, started},
    history::History,
    optim::{OptimizerKind, SavedMemory},
    race::{LaneId, LaneNumbers, LaneSnapshot, LaneState, Snapshot},
    session::Update,
};

/// Inputs, one hidden layer, classes.
const SIZES: [usize; 3] = [3, 4, 2];

/// Weights of 3 × 4 with their 4 biases, and of 4 × 2 with their 2: each parameter is its own place.
fn parameters(lane: usize) -> Vec<f32> {
    (0..26).map(|place| place as f32 + 100.0 * lane as f32).collect()
}

/// The tensors of a lane, as they lie in a file.
fn expected(lane: usize) -> [(&'static str, Vec<usize>, Vec<f32>); 4] {
    let numbers = |places: &[u8]| places.iter().map(|&at| f32::from(at) + 100.0 * lane as f32).collect();
    [
        ("layer1.weight", vec![4, 3], numbers(&[0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])),
        ("layer1.bias", vec![4], numbers(&[12, 13, 14, 15])),
        ("layer2.weight", vec![2, 4], numbers(&[16, 18, 20, 22, 17, 19, 21, 23])),
        ("layer2.bias", vec![2], numbers(&[24, 25])),
    ]
}

fn known(names: &[&str]) -> History {
    let Update::Started(mut info) = started(names) else { panic!("no start") };
    info.own_mut().sizes = SIZES.to_vec();
    let losses: Vec<(u32, &[f32])> = (0..names.len() as u32).map(|lane| (lane, &[2.0, 0.1][..])).collect();
    history(&[Update::Started(info), progressed(1, 2, &losses)])
}

/// A race of such lanes at iteration 2; those called “hot” have diverged.
fn saved(names: &[&str]) -> Snapshot {
    let lane = |(place, name): (usize, &&str)| {
        let numbers = LaneNumbers { weights: parameters(place), memory: SavedMemory::default() };
        let hot = *name == "hot";
        LaneSnapshot {
            id: LaneId(place as u32),
            config: LaneConfig { name: (*name).into(), ..LaneConfig::new(OptimizerKind::Sgd) },
            state: if hot { LaneState::Diverged { iteration: 2 } } else { LaneState::Running },
            numbers: (!hot).then_some(numbers),
        }
    };
    Snapshot {
        config: Config { hidden: vec![4], activation: Activation::Tanh, seed: 7, ..Config::default() },
        iteration: 2,
        sampler: 0,
        next_lane: names.len() as u32,
        lanes: names.iter().enumerate().map(lane).collect(),
    }
}

fn networks(names: &[&str]) -> Networks {
    Networks::new(&saved(names), &known(names)).unwrap()
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect()
}

#[test]
fn safetensors_has_every_tensor_by_the_name_of_its_lane() {
    let networks = networks(&["SGD", "hot", "SGD 2"]);
    let bytes = NetworkFormat::Safetensors.file(&networks).unwrap();
    let read = SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!((read.len(), networks.tensor_count()), (8, 8));
    for (label, lane) in [("SGD", 0), ("SGD 2", 2)] {
        for (name, shape, values) in expected(lane) {
            let tensor = read.tensor(&format!("{label}/{name}")).unwrap();
            assert_eq!((tensor.shape(), floats(tensor.data())), (&*shape, values), "{label}/{name}");
        }
    }
    let (header, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    let facts: BTreeMap<String, String> = metadata.metadata().clone().unwrap().into_iter().collect();
    for (key, value) in [
        ("iteration", "2"),
        ("inputs", "3"),
        ("hidden", "4"),
        ("outputs", "2"),
        ("activation", "tanh"),
        ("seed", "7"),
        ("data", "MNIST"),
        ("pixels", "0 to 1 (bytes / 255), row by row"),
        ("SGD/optimizer", "sgd"),
        ("SGD/learning_rate", "0.01"),
        ("SGD/loss", "0.1"),
        ("SGD 2/lane", "SGD 2"),
    ] {
        assert_eq!(facts.get(key).map(String::as_str), Some(value), "{key} of {facts:?}");
    }
    assert!(header.is_multiple_of(8) && !facts.contains_key("hot/lane"));
    assert_eq!(bytes, NetworkFormat::Safetensors.file(&networks).unwrap(), "the same bytes each time");
}

/// The type, shape and numbers of an array, with what NumPy asks of its header.
fn read_npy(bytes: &[u8]) -> (String, &[u8]) {
    assert!(bytes.starts_with(b"\x93NUMPY\x01\x00"));
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let (header, numbers) = bytes[10..].split_at(length);
    assert!((10 + length).is_multiple_of(64) && header.ends_with(b"\n"));
    (String::from_utf8(header.to_vec()).unwrap().trim_end().to_owned(), numbers)
}

#[test]
fn npz_has_every_array_as_numpy_writes_it_and_the_metadata_as_json() {
    let bytes = NetworkFormat::Npz.file(&networks(&["SGD", "hot", "Ünï"])).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    assert_eq!(archive.len(), 9);
    let mut file = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(&format!("{name}.npy")).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    for (label, lane) in [("SGD", 0), ("Ünï", 2)] {
        for (name, shape, values) in expected(lane) {
            let array = file(&format!("{label}/{name}"));
            let (header, numbers) = read_npy(&array);
            let shape = match *shape {
                [rows, columns] => format!("({rows}, {columns})"),
                [size] => format!("({size},)"),
                _ => panic!("{shape:?}"),
            };
            let expected = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}");
            assert_eq!((header, floats(numbers)), (expected, values), "{label}/{name}");
        }
    }
    let metadata = file("metadata");
    let (header, text) = read_npy(&metadata);
    let letters = text.chunks_exact(4).map(|four| u32::from_le_bytes(four.try_into().unwrap()));
    let text: String = letters.map(|letter| char::from_u32(letter).unwrap()).collect();
    let count = text.chars().count();
    assert_eq!(header, format!("{{'descr': '<U{count}', 'fortran_order': False, 'shape': (), }}"));
    let facts: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
    assert_eq!((&*facts["Ünï/lane"], &*facts["hidden"]), ("Ünï", "4"));
}

/// The value of a field of a message.
#[derive(Debug)]
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message, by number, in the order in which they stand.
struct Message<'a>(Vec<(u64, Field<'a>)>);

impl<'a> Message<'a> {
    fn read(mut bytes: &'a [u8]) -> Self {
        let mut fields = Vec::new();
        while !bytes.is_empty() {
            let key = varint(&mut bytes);
            let value = match key & 7 {
                0 => Field::Number(varint(&mut bytes)),
                2 => {
                    let length = varint(&mut bytes) as usize;
                    let (value, rest) = bytes.split_at(length);
                    bytes = rest;
                    Field::Bytes(value)
                }
                kind => panic!("kind {kind} of field {}", key >> 3),
            };
            fields.push((key >> 3, value));
        }
        Self(fields)
    }

    fn all(&self, field: u64) -> Vec<&'a [u8]> {
        let of = |(number, value): &(u64, Field<'a>)| match value {
            Field::Bytes(bytes) if *number == field => Some(*bytes),
            _ => None,
        };
        self.0.iter().filter_map(of).collect()
    }

    fn texts(&self, field: u64) -> Vec<String> {
        self.all(field).into_iter().map(|text| String::from_utf8(text.to_vec()).unwrap()).collect()
    }

    fn text(&self, field: u64) -> String {
        self.texts(field).remove(0)
    }

    fn messages(&self, field: u64) -> Vec<Message<'a>> {
        self.all(field).into_iter().map(Message::read).collect()
    }

    fn message(&self, field: u64) -> Message<'a> {
        self.messages(field).remove(0)
    }

    fn numbers(&self, field: u64) -> Vec<u64> {
        let of = |(number, value): &(u64, Field<'a>)| match value {
            Field::Number(value) if *number == field => Some(*value),
            _ => None,
        };
        self.0.iter().filter_map(of).collect()
    }
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let end = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap();
    let (number, rest) = bytes.split_at(end + 1);
    *bytes = rest;
    number.iter().rev().fold(0, |number, byte| number << 7 | u64::from(byte & 0x7f))
}

#[test]
fn onnx_is_a_graph_from_pixels_to_logits_with_the_weights_of_one_lane() {
    let (label, alone) = networks(&["hot", "SGD"]).one_by_one().next().unwrap();
    let bytes = NetworkFormat::Onnx.file(&alone).unwrap();
    let model = Message::read(&bytes);
    assert_eq!((label.as_str(), model.numbers(1), model.text(2)), ("SGD", vec![8], "downhill".into()));
    assert_eq!((model.message(8).text(1), model.message(8).numbers(2)), (String::new(), vec![17]));
    let facts: BTreeMap<String, String> =
        model.messages(14).iter().map(|pair| (pair.text(1), pair.text(2))).collect();
    assert_eq!((&*facts["optimizer"], &*facts["activation"], &*facts["loss"]), ("sgd", "tanh", "0.1"));

    let graph = model.message(7);
    let nodes: Vec<(String, Vec<String>, Vec<String>)> =
        graph.messages(1).iter().map(|node| (node.text(4), node.texts(1), node.texts(2))).collect();
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let expected_nodes = [
        ("Gemm", "pixels layer1.weight layer1.bias", "layer1"),
        ("Tanh", "layer1", "layer1.activation"),
        ("Gemm", "layer1.activation layer2.weight layer2.bias", "logits"),
    ];
    assert_eq!(nodes, expected_nodes.map(|(kind, from, to)| (kind.into(), words(from), words(to))));
    // The weights of both have a row for each output.
    for gemm in graph.messages(1).iter().filter(|node| node.text(4) == "Gemm") {
        let attribute = gemm.message(5);
        let (number, kind) = (attribute.numbers(3), attribute.numbers(20));
        assert_eq!((attribute.text(1), number, kind), ("transB".into(), vec![1], vec![2]));
    }
    for (tensor, (name, shape, values)) in graph.messages(5).iter().zip(expected(1)) {
        let shape: Vec<u64> = shape.iter().map(|&size| size as u64).collect();
        assert_eq!((tensor.text(8), tensor.numbers(1), tensor.numbers(2)), (name.into(), shape, vec![1]));
        assert_eq!(floats(tensor.all(9)[0]), values, "{name}");
    }
    for (field, name, width) in [(11, "pixels", 3), (12, "logits", 2)] {
        let value = graph.message(field);
        let tensor = value.message(2).message(1);
        let sizes = tensor.message(2).messages(1);
        assert_eq!((value.text(1), tensor.numbers(1), sizes.len()), (name.into(), vec![1], 2));
        assert_eq!((sizes[0].text(2), sizes[1].numbers(1)), ("images".into(), vec![width]));
    }
}

#[test]
fn lanes_without_weights_are_told_and_names_are_one_part_of_a_path() {
    let names = ["a/b", "a_b", "..", "\\x", "hot"];
    let networks = networks(&names);
    assert_eq!(networks.names().collect::<Vec<_>>(), names[..4]);
    assert_eq!(networks.ended(), [("hot".to_owned(), "diverged at 2".to_owned())]);
    assert_eq!(networks.clone().only("..").names().collect::<Vec<_>>(), [".."]);
    let labels: Vec<String> = networks.one_by_one().map(|(label, _)| label).collect();
    assert_eq!(labels, ["a_b", "a_b 2", "_.", "_x"]);
}

#[test]
fn weights_of_another_network_are_refused() {
    let refused = Networks::new(&saved(&["SGD"]), &history(&[started(&["SGD"])])).unwrap_err();
    assert_eq!(refused.to_string(), "SGD: its weights are not those of a network 784-100×4-10");
    let nothing = Networks::new(&saved(&["SGD"]), &History::default()).unwrap_err();
    assert!(matches!(nothing, ExportError::NoRace));
}

#[test]
fn python_is_told_path_and_lane_whatever_they_are_called() {
    let path = Path::new("a\"b\\\u{1b}.npz");
    let python = NetworkFormat::Npz.python(&networks(&["{n}\"", "SGD"]), path);
    for line in [
        r#"w = np.load("a\"b\\\U0000001b.npz")"#,
        "sizes = [3, 4, 2]",
        r#"net.load_state_dict({f"{2 * n - 2}.{p}": torch.from_numpy(w[f"{{n}}\"/layer{n}.{p}"]) for n in range(1, 3) for p in ("weight", "bias")})"#,
        "for n in range(1, 2):",
        r#"    x = np.tanh(x @ w[f"{{n}}\"/layer{n}.weight"].T + w[f"{{n}}\"/layer{n}.bias"])"#,
        r#"x = x @ w[f"{{n}}\"/layer2.weight"].T + w[f"{{n}}\"/layer2.bias"]"#,
        "# the other lanes, in the place of {n}\": SGD",
    ] {
        assert!(python.lines().any(|own| own == line), "{line} is not in\n{python}");
    }
    let alone = NetworkFormat::Onnx.python(&networks(&["SGD"]), Path::new("x.onnx"));
    assert!(
        alone.contains("\nx = net.run(None, {\"pixels\": x})[0]\n") && !alone.contains("other"),
        "{alone}"
    );
}
