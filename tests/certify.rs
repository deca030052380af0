//! `downhill certify` as a library: the update rules beside PyTorch's. `golden.rs` has the losses of the book's race.

use downhill::{certify, optim::OptimizerKind};

#[test]
fn every_rule_takes_pytorchs_steps() {
    let checks = certify::check_rules();
    assert_eq!(checks.len(), OptimizerKind::ALL.len());
    for check in checks {
        assert!(check.passed() && check.steps == 25, "{check:?}");
    }
}
