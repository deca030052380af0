//! Golden files made on the spot: whole ones pass, broken ones are refused with what is wrong.

use std::collections::HashMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use safetensors::{Dtype, tensor::TensorView};

use super::{golden::parse, replay::replay, *};

/// A tensor's name, kind of numbers, shape and bytes.
type TensorPiece = (&'static str, Dtype, Vec<usize>, Vec<u8>);

/// What a small file is made of: 4 inputs, 3 hidden, 10 outputs, 2 batches of 2.
struct Pieces {
    tensors: Vec<TensorPiece>,
    metadata: HashMap<String, String>,
}

fn f32s(count: usize) -> Vec<u8> {
    (0..count).flat_map(|index| ((index as f32 * 0.7).sin() * 0.5).to_le_bytes()).collect()
}

fn f64s(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn u32s(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn images() -> Images {
    Images::new((0..24).map(|index| (index * 37 % 256) as u8).collect(), vec![0, 1, 2, 3, 4, 9], 2, 2)
}

fn pieces() -> Pieces {
    let tensors = vec![
        ("init.W1", Dtype::F32, vec![4, 3], f32s(12)),
        ("init.b1", Dtype::F32, vec![3], f32s(3)),
        ("init.W2", Dtype::F32, vec![3, 10], f32s(30)),
        ("init.b2", Dtype::F32, vec![10], f32s(10)),
        ("batches", Dtype::U32, vec![2, 2], u32s(&[0, 5, 3, 3])),
        ("loss.SGD", Dtype::F64, vec![2], f64s(&[1.0, 1.0])),
        ("loss.Lion", Dtype::F64, vec![2], f64s(&[1.0, 1.0])),
        ("loss.SuperSGD", Dtype::F64, vec![1], f64s(&[1.0])),
    ];
    let metadata = [
        ("activation", "tanh"),
        ("hidden", "3"),
        ("batch_size", "2"),
        ("weight_decay", "0.1"),
        ("rate.SGD", "0.1"),
        ("rate.Lion", "0.001"),
    ];
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value.to_owned())).into_iter().collect();
    Pieces { tensors, metadata }
}

impl Pieces {
    fn bytes(&self) -> Vec<u8> {
        let views = self.tensors.iter().map(|(name, dtype, shape, bytes)| {
            (*name, TensorView::new(*dtype, shape.clone(), bytes).unwrap())
        });
        safetensors::serialize(views, Some(self.metadata.clone())).unwrap()
    }

    fn with(mut self, name: &'static str, dtype: Dtype, shape: &[usize], bytes: Vec<u8>) -> Self {
        self.tensors.retain(|piece| piece.0 != name);
        self.tensors.push((name, dtype, shape.to_vec(), bytes));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.tensors.retain(|piece| piece.0 != name);
        self
    }

    fn told(mut self, key: &str, value: &str) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }

    /// What is wrong with the file.
    fn fault(&self) -> String {
        parse(&self.bytes(), &images()).unwrap_err()
    }
}

#[test]
fn losses_computed_here_pass_when_they_come_back_as_a_file() {
    let golden = parse(&pieces().bytes(), &images()).unwrap();
    let first = replay(&golden, &images());
    assert!(!first.passed());
    assert_eq!(first.unknown, ["SuperSGD"]);
    let losses = |name: &str| {
        let lane = first.checks.iter().find(|lane| lane.name == name).unwrap();
        f64s(&lane.losses.iter().copied().map(f64::from).collect::<Vec<_>>())
    };
    let again = pieces().with("loss.SGD", Dtype::F64, &[2], losses("SGD")).with(
        "loss.Lion",
        Dtype::F64,
        &[2],
        losses("Lion"),
    );
    let certificate = replay(&parse(&again.bytes(), &images()).unwrap(), &images());
    assert!(certificate.passed(), "{certificate:?}");
    let csv = String::from_utf8(certificate.csv().unwrap()).unwrap();
    assert!(csv.starts_with("iteration,SGD,Lion\n1,"), "{csv}");
    assert_eq!(csv.lines().count(), 3);
}

#[test]
fn a_wrong_loss_is_named_with_its_iteration() {
    let golden = parse(&pieces().bytes(), &images()).unwrap();
    let certificate = replay(&golden, &images());
    let mut report = Vec::new();
    certificate.write(&mut report).unwrap();
    let report = String::from_utf8(report).unwrap();
    assert!(report.contains("FAILED; above it from iteration 1 on"), "{report}");
    assert!(report.contains("SuperSGD     not known here, left out"), "{report}");
}

/// What f32 can't follow decides nothing: after as many steps as the file's own float32 does, or the first ones.
#[test]
fn a_right_file_passes_where_float32_itself_strays_and_the_report_says_how_it_was_judged() {
    let steps = 300;
    let batches: Vec<u32> = (0..2 * steps).map(|index| index * 5 % 6).collect();
    let long =
        || pieces().with("batches", Dtype::U32, &[steps as usize, 2], u32s(&batches)).without("loss.Lion");
    let unknown = || long().without("loss.SuperSGD").with("loss.SGD", Dtype::F64, &[300], f64s(&[1.0; 300]));
    let ours = &replay(&parse(&unknown().bytes(), &images()).unwrap(), &images()).checks[0].losses;
    // From iteration 251 on as another path would be.
    let strayed: Vec<f64> =
        (0..).zip(ours).map(|(at, loss)| f64::from(*loss) * if at < 250 { 1.0 } else { 1.1 }).collect();
    let single = |until: usize| -> Vec<u8> {
        let follow = |(at, loss): (usize, &f64)| (loss * if at < until { 1.0 } else { 0.9 }) as f32;
        strayed.iter().enumerate().map(follow).flat_map(f32::to_le_bytes).collect()
    };
    let judged = |file: Pieces| {
        let certificate = replay(&parse(&file.bytes(), &images()).unwrap(), &images());
        let mut report = Vec::new();
        certificate.write(&mut report).unwrap();
        (certificate.passed(), certificate.checks[0].span, String::from_utf8(report).unwrap())
    };
    let file = || unknown().with("loss.SGD", Dtype::F64, &[300], f64s(&strayed));
    let (passed, span, report) = judged(file());
    assert!(passed && span == 200, "{report}");
    assert!(report.contains("from iteration 251 on, which decides nothing"), "{report}");
    assert!(report.contains("Judged by the first steps of 300"), "{report}");
    for (until, right) in [(250, true), (251, false), (300, false), (0, false)] {
        let (passed, span, report) = judged(file().with("loss32.SGD", Dtype::F32, &[300], single(until)));
        assert_eq!((passed, span), (right, until as u64), "{report}");
        assert_eq!(report.contains("its maker's own float32"), until < 300, "{report}");
    }
    let short = file().with("loss32.SGD", Dtype::F32, &[2], f32s(2)).fault();
    assert_eq!(short, "the tensor loss32.SGD is 2, but must be 300");
    // A wrong rule is wrong from the first step on.
    let (passed, ..) = judged(unknown());
    assert!(!passed);
}

#[test]
fn losses_that_are_not_finite_agree_with_their_like_only() {
    let wild = || pieces().told("rate.SGD", "1000000").without("loss.Lion");
    let losses = f64s(&[f64::NAN, f64::INFINITY]);
    let golden = parse(&wild().with("loss.SGD", Dtype::F64, &[2], losses).bytes(), &images()).unwrap();
    let certificate = replay(&golden, &images());
    let lane = &certificate.checks[0];
    let finite = lane.losses.iter().position(|loss| loss.is_finite());
    assert_eq!(lane.passed(), finite.is_none(), "{lane:?}");
    assert!(finite.is_none() || lane.largest_error.is_infinite(), "{lane:?}");
}

#[test]
fn missing_and_misshapen_tensors_are_named() {
    let w1 =
        |shape: &[usize]| pieces().with("init.W1", Dtype::F32, shape, f32s(shape.iter().product())).fault();
    assert_eq!(pieces().without("init.W1").fault(), "the tensor init.W1 is missing");
    assert_eq!(pieces().without("init.b2").fault(), "the tensor init.b2 is missing");
    assert_eq!(pieces().without("batches").fault(), "the tensor batches is missing");
    assert!(
        w1(&[3, 4]).starts_with("the tensor init.W1 is 3 × 4, but must be 4 × outputs"),
        "{}",
        w1(&[3, 4])
    );
    assert!(w1(&[4, 0]).contains("4 × 0"), "{}", w1(&[4, 0]));
    assert!(w1(&[12]).contains("is 12, but"), "{}", w1(&[12]));
    let short = pieces().with("init.b1", Dtype::F32, &[2], f32s(2)).fault();
    assert_eq!(short, "the tensor init.b1 is 2, but must be 3");
    let few = pieces().without("init.W2").fault();
    assert!(few.starts_with("the tensor init.W1 is 4 × 3, but must be 4 × 10"), "{few}");
    let long = pieces().with("loss.SGD", Dtype::F64, &[3], f64s(&[1.0; 3])).fault();
    assert_eq!(long, "the tensor loss.SGD is 3, but must be 2");
    let empty = pieces().with("batches", Dtype::U32, &[0, 2], Vec::new()).fault();
    assert!(empty.contains("0 × 2, but must be iterations × batch size"), "{empty}");
}

#[test]
fn other_kinds_of_numbers_and_images_that_do_not_exist_are_refused() {
    let wide = pieces().with("init.W1", Dtype::F64, &[4, 3], f64s(&[0.0; 12])).fault();
    assert_eq!(wide, "the tensor init.W1 holds F64, not F32");
    let beyond = pieces().with("batches", Dtype::U32, &[2, 2], u32s(&[0, 5, 3, 6])).fault();
    assert_eq!(beyond, "batches: image 6 at place 2 of batch 2, but there are 6");
}

#[test]
fn metadata_are_needed_and_must_agree_with_the_tensors() {
    let mut bare = pieces();
    bare.metadata.remove("activation");
    assert_eq!(bare.fault(), "the metadata lack activation, which must be relu, sigmoid or tanh");
    assert!(pieces().told("activation", "gelu").fault().contains("“gelu” in the metadata must be relu"));
    assert!(pieces().told("hidden", "3,3").fault().contains("must be 3, as the weights are"));
    assert!(pieces().told("batch_size", "128").fault().contains("must be 2, as the batches are"));
    assert!(pieces().told("rate.SGD", "-1").fault().contains("above 0"));
    assert!(pieces().told("weight_decay", "nan").fault().contains("from 0 to 1"));
    let nobody = pieces().without("loss.SGD").without("loss.Lion").fault();
    assert!(nobody.starts_with("no tensor loss.<optimizer>"), "{nobody}");
}

#[test]
fn what_only_a_header_claims_is_never_allocated() {
    let claim = |header: &str| [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
    for header in [
        r#"{"init.W1":{"dtype":"F32","shape":[4,4611686018427387904],"data_offsets":[0,8]}}"#,
        r#"{"batches":{"dtype":"U32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#,
        r#"{"init.W1":{"dtype":"F32","shape":[4,100000000],"data_offsets":[0,1600000000]}}"#,
    ] {
        let fault = parse(&claim(header), &images()).unwrap_err();
        assert!(fault.starts_with("no whole safetensors file"), "{header}: {fault}");
    }
    assert!(parse(&u64::MAX.to_le_bytes(), &images()).is_err());
    let wide = pieces().with("batches", Dtype::U32, &[1, 65_536], u32s(&vec![0; 65_536]));
    let wide = wide.told("batch_size", "65536").with("init.W1", Dtype::F32, &[4, 2_000], f32s(8_000));
    assert!(
        wide.with("init.W2", Dtype::F32, &[2_000, 10], f32s(20_000))
            .told("hidden", "2000")
            .fault()
            .contains("room")
    );
}

#[test]
fn a_truncated_file_is_refused_at_every_length() {
    let whole = pieces().bytes();
    for length in 0..whole.len() {
        assert!(parse(&whole[..length], &images()).is_err(), "{length} bytes were taken");
    }
}

/// 4,000 files with one to eight bytes changed: refused or replayed, but never a panic.
#[test]
fn changed_bytes_never_make_it_panic() {
    let whole = pieces().bytes();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (mut refused, mut replayed) = (0, 0);
    for file in 0..4_000 {
        let mut bytes = whole.clone();
        // Every other file keeps its header, or hardly any would get past it.
        let first = if file % 2 == 0 { 0 } else { bytes.len() - 400 };
        for _ in 0..rng.random_range(1..=8) {
            let place = rng.random_range(first..bytes.len());
            bytes[place] = rng.random();
        }
        match parse(&bytes, &images()) {
            Ok(golden) => {
                replay(&golden, &images());
                replayed += 1;
            }
            Err(fault) => {
                assert!(!fault.contains(char::is_control), "{fault}");
                refused += 1;
            }
        }
    }
    assert!(refused > 500 && replayed > 500, "{refused} refused, {replayed} replayed");
}

#[test]
fn a_path_that_is_no_file_is_named_in_the_error() {
    let message = |path: &str| file(Path::new(path), &images()).unwrap_err().to_string();
    assert_eq!(message("/no/such.safetensors"), "/no/such.safetensors: there is no such file");
    assert_eq!(message("/"), "/: must be a file");
    #[cfg(target_os = "linux")]
    assert_eq!(message("/dev/zero"), "/dev/zero: must be a file");
}
