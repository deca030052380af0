//! `downhill certify` as a library: the goldens in the binary, and files of other people, whole and broken.

#![expect(clippy::unwrap_used, reason = "a test that can't go on stops there")]

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
