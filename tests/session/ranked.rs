//! What trials are ranked by: the cross-entropy, without the penalty that a lane's loss has in it.

use downhill::{
    config::{Config, LaneConfig, LossKind},
    optim::{OptimizerKind, Setting},
    race::Race,
};

use super::{config, images};

fn raced(loss: LossKind) -> Race {
    let decayed = |value| {
        let mut lane = LaneConfig::new(OptimizerKind::Sgd);
        lane.settings.set(Setting::WeightDecay, value).unwrap();
        lane.name = format!("decay {value}");
        lane
    };
    let config = Config { lanes: vec![decayed(0.0), decayed(0.1)], loss, ..config() };
    let data = super::Dataset {
        name: "stripes".into(),
        folder: None,
        train: images(200),
        test: images(50),
        classes: 2,
    };
    let mut race = Race::new(config, data.into());
    race.advance(8);
    race
}

#[test]
fn the_cross_entropy_is_the_loss_without_the_penalty_and_changes_no_weight() {
    let (whole, alone) = (raced(LossKind::Objective), raced(LossKind::CrossEntropy));
    for (one, other) in whole.lanes().iter().zip(alone.lanes()) {
        assert_eq!(one.net().parameters(), other.net().parameters(), "{}", one.name());
    }
    assert_eq!(whole.lanes()[0].losses(), alone.lanes()[0].losses());
    let net = whole.lanes()[1].net();
    let weights = net.shapes().into_iter().filter(|shape| shape.rows > 1);
    let squares: f64 = weights
        .flat_map(|shape| net.parameters()[shape.range].iter().map(|weight| f64::from(*weight).powi(2)))
        .sum();
    let last = |race: &Race| f64::from(*race.lanes()[1].losses().last().unwrap());
    let penalty = last(&whole) - last(&alone);
    assert!((penalty - 0.05 * squares).abs() < 1e-5 && penalty > 0.1, "{penalty}, not {}", 0.05 * squares);
}
