//! Numbers made by other people's code: the book's classes (`NumPy`, float64). `tests/fixtures` holds them, and
//! `data/golden` those that the program carries for `downhill certify`.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use downhill::{
    certify,
    config::{Config, LaneConfig, SimdChoice},
    data::{Dataset, load_embedded},
    history::{Smoother, Smoothing},
    nn::{Activation, Batch, Mlp},
    optim::{OptimizerKind, Setting, Shape},
    race::Race,
};
use ndarray::Array2;
use safetensors::SafeTensors;

fn bytes(file: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn json(name: &str) -> serde_json::Value {
    serde_json::from_slice(&bytes(&format!("tests/fixtures/{name}"))).unwrap()
}

fn numbers(value: &serde_json::Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// The race of the book's classes: its tensors by name.
struct Golden(Vec<u8>);

impl Golden {
    fn bytes(&self, name: &str) -> Vec<u8> {
        SafeTensors::deserialize(&self.0).unwrap().tensor(name).unwrap().data().to_vec()
    }

    fn f32(&self, name: &str) -> Vec<f32> {
        self.bytes(name).as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    }

    fn f64(&self, name: &str) -> Vec<f64> {
        self.bytes(name).as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
    }

    /// Indices of the images of each batch.
    fn batches(&self) -> Vec<Vec<usize>> {
        let bytes = self.bytes("batches");
        let all: Vec<usize> =
            bytes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes) as usize).collect();
        all.chunks(128).map(<[usize]>::to_vec).collect()
    }

    fn start(&self) -> Mlp {
        let mut net = Mlp::zeros(&[784, 100, 100, 100, 100, 10], Activation::Relu);
        for (index, shape) in net.shapes().into_iter().enumerate() {
            let letter = if index % 2 == 0 { "W" } else { "b" };
            let name = format!("init.{letter}{}", index / 2 + 1);
            net.parameters_mut()[shape.range].copy_from_slice(&self.f32(&name));
        }
        net
    }
}

/// A batch with its pixels as the network takes them.
fn batch(data: &Dataset, indices: &[usize]) -> (Array2<f32>, Vec<u8>) {
    let mut pixels = Array2::zeros((indices.len(), data.train.inputs()));
    for (mut row, &index) in pixels.rows_mut().into_iter().zip(indices) {
        data.train.write(index, row.as_slice_mut().unwrap());
    }
    (pixels, indices.iter().map(|&index| data.train.labels()[index]).collect())
}

fn mnist() -> Dataset {
    load_embedded(&mut |_| {}).unwrap()
}

fn kind(name: &str) -> OptimizerKind {
    name.parse().unwrap()
}

#[test]
fn the_first_gradients_are_the_books_within_1e_5() {
    let golden = Golden(bytes("data/golden/race.safetensors"));
    let (pixels, labels) = batch(&mnist(), &golden.batches()[0]);
    for simd in SimdChoice::available() {
        let mut net = golden.start();
        net.compute_with(simd);
        let mut work = net.workspace(128);
        net.gradient(Batch::dense(&pixels.view(), &labels), 0.0, &mut work);
        for (index, shape) in net.shapes().into_iter().enumerate() {
            let ours = &work.gradients()[shape.range];
            let name = format!("grad.{}{}", if index % 2 == 0 { "W" } else { "b" }, index / 2 + 1);
            if name == "grad.W1" {
                let norm = ours.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt();
                let theirs = golden.f64("grad.W1.norm")[0];
                assert!((norm / theirs - 1.0).abs() < 1e-5, "{name}: {norm} {theirs}");
                continue;
            }
            let theirs = golden.f64(&name);
            let size = theirs.iter().map(|g| g * g).sum::<f64>().sqrt();
            let off = ours.iter().zip(&theirs).map(|(a, b)| (f64::from(*a) - b).powi(2)).sum::<f64>().sqrt();
            assert!(off / size < 1e-5, "{name}: {off} of {size}");
        }
    }
}

/// The book's race is trained once, by `certify`, whose own verdict and losses are both held against the book's.
#[test]
fn losses_follow_the_books_for_as_long_as_f32_can() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/golden/race.safetensors");
    let golden = Golden(bytes("data/golden/race.safetensors"));
    let certificate = certify::file(&path, &mnist().train).unwrap();
    assert!(certificate.passed(), "{certificate:?}");
    let csv = String::from_utf8(certificate.csv().unwrap()).unwrap();
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 201);
    let lengths =
        [("SGD", 200), ("Momentum", 200), ("AdaGrad", 200), ("Adam", 200), ("Nesterov", 50), ("RMSprop", 3)];
    for (name, iterations) in lengths {
        let theirs = golden.f64(&format!("loss.{name}"));
        let column = rows[0].iter().position(|heading| *heading == name).unwrap();
        for (row, theirs) in rows[1..].iter().zip(theirs).take(iterations) {
            let loss: f64 = row[column].parse().unwrap();
            assert!((loss / theirs - 1.0).abs() < 1e-4, "{name}, iteration {}: {loss}, not {theirs}", row[0]);
        }
    }
}

#[test]
fn every_rule_rolls_down_the_surface_as_the_books_does() {
    let surface = json("surface.json");
    for (name, run) in surface["optimizers"].as_object().unwrap() {
        let kind = kind(name);
        let mut settings = kind.default_settings();
        settings.set(Setting::LearningRate, run["learning_rate"].as_f64().unwrap()).unwrap();
        let mut optimizer = kind.build(&[Shape { rows: 1, columns: 2, range: 0..2 }]);
        let mut at = [-7.0_f32, 2.0];
        for (step, theirs) in run["path"].as_array().unwrap().iter().map(numbers).enumerate() {
            for (ours, theirs) in at.iter().zip(&theirs) {
                let off = (f64::from(*ours) - theirs).abs();
                assert!(off <= 1e-6 * theirs.abs().max(1.0), "{name}, step {step}: {at:?}, not {theirs:?}");
            }
            let slope = [at[0] / 10.0, 2.0 * at[1]];
            optimizer.step(&settings, &mut at, &slope, 1);
        }
    }
}

#[test]
fn smoothing_is_the_figures_within_1e_9() {
    let smooth = json("smooth.json");
    let (input, output) = (numbers(&smooth["input"]), numbers(&smooth["output"]));
    let smoother = Smoother::new(Smoothing::Kaiser(11));
    for (index, theirs) in (0..).zip(&output) {
        let ours = smoother.smooth(index, input.len() as u64, |place| Some(input[place as usize])).unwrap();
        assert!((ours - theirs).abs() < 1e-9, "{index}: {ours}, not {theirs}");
    }
}

/// The losses of 16 iterations by lane, of batches of more images than are summed by themselves.
fn raced(kinds: &[OptimizerKind], simd: SimdChoice, threads: usize, stretches: &[usize]) -> Losses {
    const ITERATIONS: usize = 16;
    let lanes = kinds.iter().copied().map(LaneConfig::new).collect();
    let config = Config { lanes, hidden: vec![60, 20], batch_size: 300, simd, ..Config::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let mut race = Race::new(config, mnist().into());
        let mut losses = Losses::new();
        for stretch in stretches.iter().cycle() {
            let left = ITERATIONS - usize::try_from(race.iteration()).unwrap();
            race.advance(left.min(*stretch));
            for lane in race.lanes() {
                let bits = lane.losses().iter().map(|loss| loss.to_bits());
                losses.entry(lane.name().to_owned()).or_default().extend(bits);
            }
            if left <= *stretch {
                break;
            }
        }
        losses
    })
}

/// The bits of every loss by lane.
type Losses = BTreeMap<String, Vec<u32>>;

#[test]
fn threads_and_stretches_never_change_a_bit() {
    for kinds in [&OptimizerKind::ALL[..], &[OptimizerKind::Adam], &OptimizerKind::ALL[11..]] {
        let once = raced(kinds, SimdChoice::Auto, 1, &[8]);
        assert!(once.values().all(|losses| losses.len() == 16), "{once:?}");
        for threads in [2, 3, 4, 7, 16] {
            assert!(raced(kinds, SimdChoice::Auto, threads, &[8]) == once, "{kinds:?} on {threads} threads");
        }
        assert!(raced(kinds, SimdChoice::Auto, 4, &[1, 3, 7]) == once, "{kinds:?} in other stretches");
    }
}

#[test]
fn instruction_sets_with_fused_multiply_adds_give_the_same_bits_and_plain_code_nearly() {
    let auto = raced(&OptimizerKind::ALL, SimdChoice::Auto, 2, &[8]);
    for simd in SimdChoice::available() {
        let other = raced(&OptimizerKind::ALL, simd, 2, &[8]);
        if simd != SimdChoice::Plain {
            assert!(other == auto, "{simd:?}");
        }
        // The first losses differ in their last digits at most.
        for (name, losses) in &auto {
            let [one, other] = [losses, &other[name]].map(|losses| f32::from_bits(losses[0]));
            assert!((one / other - 1.0).abs() < 1e-4, "{simd:?} {name}: {one} {other}");
        }
    }
}
