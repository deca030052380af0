//! The view into a step, and what is said of networks that were saved.

use crate::text::thousands;

texts! {
    no_networks(why: &str) = "no networks to look into: {why}" / "들여다볼 신경망이 없습니다: {why}";
    networks_of_checkpoint(iteration: u64 as thousands) = "networks of iteration {iteration}, the recording's checkpoint"
        / "신경망은 {iteration}회의 것(기록의 체크포인트)";
    networks_of_iteration(iteration: u64 as thousands) = "networks of iteration {iteration}"
        / "신경망은 {iteration}회의 것";
    no_network_of(lane: &str) = "{lane} has no network in the recording's checkpoint"
        / "{lane}: 기록의 체크포인트에 신경망이 없습니다";
    NO_LANE = "no lane to look into" / "들여다볼 레인이 없습니다";
    ASKING = "asking the lane …" / "레인에게 묻는 중 …";
    takes_no_more_steps(lane: &str, ended: &str) = "{lane} {ended}: it takes no more steps"
        / "{lane} {ended}: 더 걷지 않습니다";
    layer_of(layer: usize, layers: usize) = "layer {layer} of {layers}" / "층 {layers}개 가운데 {layer}번째";
    step_at(iteration: &str) = "its step at iteration {iteration}" / "{iteration}회째의 걸음";

    NORMS_BELOW = "second lines: lengths ‖ ‖; in a sum they don't add up" / "둘째 줄: 수 묶음의 길이 ‖ ‖ (합의 길이는 길이의 합이 아님)";
    step_is(size: &str, share: &str, weights: &str) = "step: {size}, {share} of the weights ({weights})"
        / "걸음: {size}, 가중치({weights})의 {share}";
    step_is_product(product: &str, size: &str, share: &str, weights: &str)
        = "step: {product} = {size}, {share} of the weights ({weights})"
        / "걸음: {product} = {size}, 가중치({weights})의 {share}";

    WEIGHTS = "weights" / "가중치";
    GRADIENT = "gradient" / "기울기";
    STEP = "step" / "걸음";
    STEP_TO_WEIGHT = "step/weight" / "걸음/가중치";
    DEAD_RELUS = "dead ReLUs" / "죽은 ReLU";
    RATE_PER_WEIGHT = "step/slope (median)" / "걸음/기울기(중앙값)";
    RATES_OF_MOST_WEIGHTS = "middle 80 %" / "가운데 80 %";

    range(low: &str, high: &str) = "{low} to {high}" / "{low} ~ {high}";
    moment(letter: &str) = "moment {letter}" / "모멘트 {letter}";
    ACTIVATIONS = "activations" / "활성값";
    HOW_LARGE = "how large →" / "크기 →";
    HOW_MANY = "height: how many" / "높이: 개수";
    zeros(percent: f32) = "{percent:.0} % zeros" / "0이 {percent:.0} %";
}
