//! A network as ONNX: a graph from pixels to logits, with any number of images.
//!
//! ```text
//! pixels ─▶ Gemm layer1 ─▶ Relu ─▶ Gemm layer2 ─▶ … ─▶ logits
//! ```
//!
//! Messages and the numbers of their fields are those of <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>;
//! a comment at each message names its fields in their order.

use super::{
    model::{NamedTensor, Network, Networks},
    protobuf::Protobuf,
    python,
};
use crate::{config::Activation, export::run_file::ExportError};

/// The version of the file format: that of ONNX 1.12 (2022).
const IR_VERSION: u64 = 8;

/// The version of the operators: that of ONNX 1.12 (2022).
const OPSET: u64 = 17;

/// The number of float32 among the types of elements.
const FLOAT: u64 = 1;

/// The number of a whole number among the types of attributes.
const INT: u64 = 2;

/// The longest file, in bytes: no reader of protocol buffers takes more.
const MAX_BYTES: usize = 0x7fff_ffff;

/// The names of the graph's input, of its output, and of the number of images in both.
const INPUT: &str = "pixels";
const OUTPUT: &str = "logits";
const IMAGES: &str = "images";

pub(super) fn onnx(networks: &Networks) -> Result<Vec<u8>, ExportError> {
    let Some(lane) = networks.lanes.first() else { return Err(ExportError::NoRace) };
    // Before it is put together, which takes its memory several times.
    let size: usize = lane.tensors(String::new()).map(|tensor| size_of_val(tensor.values)).sum();
    let too_large = ExportError::OnnxTooLarge(MAX_BYTES);
    if size > MAX_BYTES {
        return Err(too_large);
    }
    let facts = networks.facts.iter().chain(&lane.facts);
    // StringStringEntryProto: key, value.
    let facts = facts.map(|(key, value)| Protobuf::default().bytes(1, key).bytes(2, value));
    // OperatorSetIdProto: domain, version.
    let operators = Protobuf::default().bytes(1, "").number(2, OPSET);
    // ModelProto: ir_version, producer_name, producer_version, graph, opset_import, metadata_props.
    let model = Protobuf::default()
        .number(1, IR_VERSION)
        .bytes(2, "downhill")
        .bytes(3, env!("CARGO_PKG_VERSION"))
        .message(7, &graph(networks, lane))
        .message(8, &operators)
        .messages(14, facts);
    if model.0.len() > MAX_BYTES { Err(too_large) } else { Ok(model.0) }
}

fn graph(networks: &Networks, lane: &Network) -> Protobuf {
    let count = lane.layers.len();
    let mut nodes = Vec::new();
    let mut from = INPUT.to_owned();
    for number in 1..=count {
        let layer = format!("layer{number}");
        let is_last = number == count;
        let sums = if is_last { OUTPUT.to_owned() } else { layer.clone() };
        // AttributeProto: name, i, type. The weights have a row for each output.
        let transposed = Protobuf::default().bytes(1, "transB").number(3, 1).number(20, INT);
        let inputs = [&from, &format!("{layer}.weight"), &format!("{layer}.bias")];
        nodes.push(node("Gemm", &layer, &inputs, &sums).message(5, &transposed));
        from = format!("{layer}.activation");
        if !is_last {
            nodes.push(node(operator(networks.activation), &from, &[&sums], &from));
        }
    }
    let [inputs, outputs] = [networks.sizes.first(), networks.sizes.last()].map(Option::<&usize>::copied);
    // GraphProto: node, name, initializer, input, output.
    Protobuf::default()
        .messages(1, nodes)
        .bytes(2, &lane.label)
        .messages(5, lane.tensors(String::new()).map(|tensor| initializer(&tensor)))
        .message(11, &value(INPUT, inputs.unwrap_or_default()))
        .message(12, &value(OUTPUT, outputs.unwrap_or_default()))
}

/// The operator of an activation.
const fn operator(activation: Activation) -> &'static str {
    match activation {
        Activation::Relu => "Relu",
        Activation::Sigmoid => "Sigmoid",
        Activation::Tanh => "Tanh",
    }
}

fn node(operator: &str, name: &str, inputs: &[&String], output: &str) -> Protobuf {
    // NodeProto: input, output, name, op_type; where it has one, attribute follows with 5.
    let node = inputs.iter().fold(Protobuf::default(), |node, input| node.bytes(1, input));
    node.bytes(2, output).bytes(3, name).bytes(4, operator)
}

fn initializer(tensor: &NamedTensor<'_>) -> Protobuf {
    // TensorProto: dims, data_type, name, raw_data.
    let shape = tensor.shape.iter().fold(Protobuf::default(), |all, &size| all.number(1, size as u64));
    shape.number(2, FLOAT).bytes(8, &tensor.name).bytes(9, tensor.bytes())
}

/// An input or output: float32 with a row for each image.
fn value(name: &str, width: usize) -> Protobuf {
    // TensorShapeProto has a dim for each size, with dim_value or dim_param; TypeProto.Tensor has elem_type and shape,
    // TypeProto has tensor_type, and ValueInfoProto name and type.
    let rows = Protobuf::default().bytes(2, IMAGES);
    let columns = Protobuf::default().number(1, width as u64);
    let shape = Protobuf::default().message(1, &rows).message(1, &columns);
    let tensor = Protobuf::default().number(1, FLOAT).message(2, &shape);
    Protobuf::default().bytes(1, name).message(2, &Protobuf::default().message(1, &tensor))
}

/// How it is loaded into PyTorch, and run on arrays of NumPy.
pub(super) fn python(networks: &Networks, file: &str) -> [Vec<String>; 2] {
    let mut torch = vec![
        "import onnx, torch".to_owned(),
        format!(
            "w = {{t.name: torch.tensor(onnx.numpy_helper.to_array(t)) for t in onnx.load({file}).graph.initializer}}"
        ),
    ];
    torch.extend(python::torch_alone(networks, |name| format!("w[{name}]")));
    let numpy = vec![
        "import onnxruntime".to_owned(),
        format!("net = onnxruntime.InferenceSession({file})"),
        format!("x = net.run(None, {{\"{INPUT}\": x}})[0]"),
    ];
    [torch, numpy]
}
