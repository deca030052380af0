//! The help.

use super::{Text, frame, inside, race, rates, starts, surface};

texts! {
    lines_of(first: usize, last: usize, all: usize) = " {first} to {last} of {all} "
        / " {all}줄 가운데 {first}~{last} ";
    NOTHING_FOUND = "nothing here matches" / "그런 키나 값이 없습니다";
    LOCKED = "locked" / "잠김";
    PARTLY_LOCKED = "partly locked" / "일부 잠김";
    WORDS = "words" / "낱말";

    // What words and numbers mean.
    LANE_IS = "one network, trained by one optimizer (a rule for weights)" / "최적화 기법(가중치를 바꾸는 규칙)으로 학습하는 신경망 하나";
    ITERATION = "iter." / "반복";
    ITERATION_IS = "one batch of images, and a step of every lane on it"
        / "이미지 한 묶음과 그에 대한 모든 레인의 한 걸음";
    RATE_IS = "learning rate: how far one step goes" / "한 걸음이 얼마나 긴지 정하는 수";
    LOSS_IS = "how wrong it is: 0 is perfect, 2.30 is guessing among ten"
        / "답이 틀린 정도: 0이면 완벽, 2.30이면 열 답 가운데 아무거나 찍는 수준";
    SMOOTHED_IS = "the loss with less noise: the line, and what tells who leads"
        / "배치의 잡음을 덜어 낸 손실, 그래프의 선이고 순위의 기준";
    SO_FAR_IS = "the loss so far as bars, the newest at the right" / "지금까지의 손실을 막대로, 오른쪽이 최근";
    CHANCE = "±" / "±";
    CHANCE_IS = "what chance may add or take: nineteen times in twenty, no more" / "우연이 더하거나 뺄 수 있는 폭: 스무 번에 열아홉 번은 그 안";
    BEST_IS = "the smallest loss so far" / "지금까지 가장 작은 손실";
    CHANGE = "change" / "변화";
    PER_100_IS = "of the smoothed loss over 100 iterations: − is down"
        / "100회 동안 평활한 손실이 바뀐 정도: −면 내려간 것";
    TEST_ACCURACY_IS = "share of test images right; no lane has learned from them"
        / "학습에 쓰지 않은 시험 이미지를 맞힌 비율";
    DOTS = "dots" / "점";
    DOTS_ARE = "the loss of each iteration: some batches are harder" / "반복 하나하나의 손실: 배치마다 어렵고 쉬움이 다릅니다";
    MARKERS = "● ✕ ■" / "● ✕ ■";
    MARKERS_ARE = "signs of the lanes, so that curves are told apart"
        / "곡선마다 다른 레인의 기호";
    DIVERGED = "diverged" / "발산";
    DIVERGED_IS = "the loss is no number any more: steps were too long"
        / "손실이 유한하지 않게 되었습니다. 학습률이 너무 컸습니다";
    // The same of trainings of other programs.
    A_RUN_IS = "one run of a training, in a colour of its own" / "훈련 하나, 저마다 다른 색";
    A_STEP = "step" / "단계";
    A_STEP_IS = "what the trainer counts: batches, or epochs" / "훈련 프로그램이 세는 것: 배치 또는 에포크";
    METRIC = "metric" / "지표";
    METRIC_IS = "what was measured, by the trainer's name for it; m shows the next" / "훈련 프로그램이 잰 값과 그 이름. m으로 다음 것을 봅니다";
    VALUES_ARE = "each value as it was measured" / "잰 값 하나하나";
    SMOOTHED_VALUE_IS = "the same with less noise: the line" / "잡음을 덜어 낸 값, 그래프의 선";
    BEST_VALUE_IS = "the lowest loss so far, or the highest accuracy" / "지금까지 가장 작은 손실, 또는 가장 높은 정확도";
    VALUE_PER_100_IS = "of the smoothed value over 100 steps: − is down" / "100단계 동안 평활한 값이 바뀐 정도: −면 내려간 것";
    BARS = "bars" / "막대";
    BARS_ARE = "the last values, the newest at the right" / "최근 값, 오른쪽이 최근";
    NO_NUMBER_IS = "the loss is no number any more" / "손실이 셀 수 없게 되었습니다";
    SILENT = "silent" / "소식 없음";
    SILENT_IS = "for how long nothing has come from the training" / "훈련에서 아무 소식이 없는 시간";
    START_IS = "hash of the starting weights: equal hashes, equal starts"
        / "출발 가중치의 해시: 같으면 같은 출발입니다";
    DATA_IS = "what is learned from; MNIST: 60,000 handwritten digits"
        / "학습하는 자료. MNIST: 손글씨 숫자 60,000개";
    NETWORK_IS = "784-100×4-10: pixels, four layers of 100 units, ten answers"
        / "784-100×4-10: 픽셀, 유닛 100개의 층 넷, 답 열 가지";
    ACTIVATION_IS = "what a unit makes of its input; relu: nothing below 0" / "유닛이 입력을 바꾸는 법. relu: 0보다 작으면 0";
    GRADIENT = "gradient" / "기울기";
    GRADIENT_IS = "the slope: how steeply the loss rises with each weight"
        / "가중치마다 손실이 얼마나 가파르게 커지는지";
    STEP = "step" / "걸음";
    STEP_IS = "what the rule makes of it, and takes from the weights"
        / "규칙이 그것으로 만들어 가중치에서 빼는 것";
    LENGTH = "‖ ‖" / "‖ ‖";
    LENGTH_IS = "how long a list of numbers is: root of the sum of squares"
        / "수 묶음의 길이: 제곱의 합의 제곱근";
    DEAD = "dead" / "죽은";
    DEAD_IS = "a unit that is 0 for the whole batch: it learns nothing"
        / "배치 전체에서 0이라 아무것도 배우지 못하는 유닛";
    EFFECTIVE_IS = "step divided by slope; huge where slopes are tiny"
        / "걸음을 기울기로 나눈 것. 기울기가 아주 작으면 큽니다";
    MIDDLE_IS = "the two rates between which eight of ten weights lie" / "가중치 열 가운데 여덟이 그 사이에 있는 두 값";
    ACTIVATIONS_ARE = "what the units of the layer put out for the batch" / "배치에 대해 층의 유닛이 내놓는 값";
    TRIAL = "trial" / "시도";
    TRIAL_IS = "a short race with one rate, on the same images as others"
        / "학습률 하나로 하는 짧은 경주, 모두 같은 이미지를 봅니다";
    CROSS_ENTROPY_IS = "the loss, without any penalty for large weights" / "큰 가중치에 매기는 벌점을 뺀 손실";
    ABOVE_IS = "a loss above the picture, or none: it diverged" / "그래프보다 높은 손실이거나 발산";
    GRID_IS = "rates a fixed factor apart; searches draw them by chance" / "일정한 배수로 늘어선 학습률. 탐색은 무작위로 뽑습니다";
    ARROW = "→ ↓ ↗" / "→ ↓ ↗";
    ARROW_IS = "straight down for the selected lane; it may step elsewhere" / "고른 레인에서 곧장 내려가는 쪽. 걸음은 다를 수 있습니다";
    A_START_IS = "the race with a seed of its own: other weights, other batches"
        / "시드가 다른 경주: 출발 가중치와 배치가 다릅니다";
    SPREAD = "±" / "±";
    SPREAD_IS = "how far starts lie around their mean: standard deviation"
        / "평균에서 출발들이 흩어진 정도: 표준 편차";
    LOWEST_IS = "in how many starts the lane ended below all others" / "다른 모든 레인보다 낮게 끝난 출발의 수";
    BELOW = "below" / "낮음";
    BELOW_IS = "in how many it ended below the selected lane" / "고른 레인보다 낮게 끝난 출발의 수";
    MARKERS_ON_TRAILS_ARE = "where each lane was every ten steps; the last is where it is" / "열 걸음마다 레인이 있던 자리, 마지막은 지금";
    PLACE_IS = "where the lane is now: x and y stand for two weights" / "레인이 지금 있는 자리: x와 y는 가중치 둘입니다";
    VALUE_IS = "the function there" / "그 자리의 함수 값";
    SLOPE_IS = "length of the slope that the next step follows" / "다음 걸음이 따를 기울기의 크기";
    WITHIN_IS = "since which step it has been within 0.1 of a minimum" / "최솟값에서 0.1 안에 머문 첫 걸음";
}

/// What stands in the race.
pub(crate) const LOSSES: &[(Text, Text)] = &[
    (race::LANE, LANE_IS),
    (race::LOSS, LOSS_IS),
    (ITERATION, ITERATION_IS),
    (race::RATE, RATE_IS),
    (DOTS, DOTS_ARE),
    (race::SMOOTHED, SMOOTHED_IS),
    (MARKERS, MARKERS_ARE),
    (race::BEST, BEST_IS),
    (CHANGE, PER_100_IS),
    (race::TEST_ACCURACY, TEST_ACCURACY_IS),
    (CHANCE, CHANCE_IS),
    (race::SO_FAR, SO_FAR_IS),
    (DIVERGED, DIVERGED_IS),
    (frame::START, START_IS),
    (frame::DATA, DATA_IS),
    (frame::NETWORK, NETWORK_IS),
    (frame::ACTIVATION, ACTIVATION_IS),
];

/// What stands in a training of another program.
pub(crate) const VALUES: &[(Text, Text)] = &[
    (race::LANE, A_RUN_IS),
    (A_STEP, A_STEP_IS),
    (METRIC, METRIC_IS),
    (race::RATE, RATE_IS),
    (DOTS, VALUES_ARE),
    (race::SMOOTHED, SMOOTHED_VALUE_IS),
    (MARKERS, MARKERS_ARE),
    (race::BEST, BEST_VALUE_IS),
    (CHANGE, VALUE_PER_100_IS),
    (BARS, BARS_ARE),
    (DIVERGED, NO_NUMBER_IS),
    (SILENT, SILENT_IS),
];

/// What stands in a step.
pub(crate) const STEPS: &[(Text, Text)] = &[
    (GRADIENT, GRADIENT_IS),
    (STEP, STEP_IS),
    (race::RATE, RATE_IS),
    (LENGTH, LENGTH_IS),
    (inside::RATE_PER_WEIGHT, EFFECTIVE_IS),
    (inside::RATES_OF_MOST_WEIGHTS, MIDDLE_IS),
    (inside::ACTIVATIONS, ACTIVATIONS_ARE),
    (DEAD, DEAD_IS),
    (race::LANE, LANE_IS),
];

/// What stands among trials.
pub(crate) const TRIALS: &[(Text, Text)] = &[
    (TRIAL, TRIAL_IS),
    (race::RATE, RATE_IS),
    (race::LOSS, LOSS_IS),
    (rates::CROSS_ENTROPY, CROSS_ENTROPY_IS),
    (rates::GRID, GRID_IS),
    (Text::same("↑"), ABOVE_IS),
    (DIVERGED, DIVERGED_IS),
    (race::LANE, LANE_IS),
];

/// What stands among starts.
pub(crate) const STARTS: &[(Text, Text)] = &[
    (frame::START, A_START_IS),
    (race::SMOOTHED, SMOOTHED_IS),
    (SPREAD, SPREAD_IS),
    (race::TEST_ACCURACY, TEST_ACCURACY_IS),
    (starts::LOWEST, LOWEST_IS),
    (BELOW, BELOW_IS),
    (DIVERGED, DIVERGED_IS),
];

/// What stands in the table of the surface.
pub(crate) const PLACES: &[(Text, Text)] = &[
    (Text::same("x, y"), PLACE_IS),
    (surface::VALUE, VALUE_IS),
    (surface::SLOPE, SLOPE_IS),
    (Text::new("within", "이내"), WITHIN_IS),
    (ARROW, ARROW_IS),
    (MARKERS, MARKERS_ON_TRAILS_ARE),
];
