//! `downhill certify` as a library: the goldens in the binary, and files of other people, whole and broken.

use std::path::Path;

use downhill::{certify, data::load_embedded, optim::OptimizerKind};

#[test]
fn the_built_in_goldens_pass() {
    let data = load_embedded(&mut |_| {}).unwrap();
    let mut report = Vec::new();
    let passed = certify::built_in(&data.train, &mut report).unwrap();
    let report = String::from_utf8(report).unwrap();
    assert!(passed, "{report}");
}

#[test]
fn every_rule_takes_pytorchs_steps() {
    let checks = certify::check_rules();
    assert_eq!(checks.len(), OptimizerKind::ALL.len());
    for check in checks {
        assert!(check.passed() && check.steps == 25, "{check:?}");
    }
}

#[test]
fn the_books_race_passes_as_a_file_and_gives_a_column_for_each_optimizer() {
    let data = load_embedded(&mut |_| {}).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/golden/race.safetensors");
    let certificate = certify::file(&path, &data.train).unwrap();
    assert!(certificate.passed(), "{certificate:?}");
    let csv = String::from_utf8(certificate.csv().unwrap()).unwrap();
    assert!(csv.starts_with("iteration,SGD,Momentum,Nesterov,AdaGrad,RMSprop,Adam\n1,"), "{csv}");
    assert_eq!(csv.lines().count(), 201);
}
