//! The race: its chart, its table, and what its keys answer.

use super::Lang;
use crate::{
    history::Smoothing,
    optim::Schedule,
    race::LaneState,
    session::{Metric, MetricKind},
    text::{sanitized, thousands},
};

texts! {
    NO_LANES = "no lanes: + adds one" / "레인이 없습니다. +로 추가";
    NO_VALUES = "nothing is measured yet; L shows the log" / "아직 측정값이 없습니다. L로 로그를 봅니다";
    FITTED_AXIS = "fitted axis" / "맞춤 축";
    LOG_AXIS = "log axis" / "로그 축";
    BY_ITERATIONS = "iterations" / "반복";
    BY_LOG_ITERATIONS = "log iterations" / "반복 (로그)";
    BY_OWN_ITERATIONS = "iterations from each lane's first" / "레인마다 첫 반복부터";
    BY_EPOCHS = "epochs" / "에포크";
    BY_SECONDS = "seconds" / "초";
    checkpoint_saved(step: u64 as thousands) = "checkpoint saved at step {step}"
        / "{step}단계에서 체크포인트를 저장했습니다";
    x_axis_of(what: &str) = "horizontal axis: {what}" / "가로축: {what}";
    SHOWS_CHANGES = "a column tells the change over 100 iterations" / "100회 동안의 변화를 보여 줍니다";
    SHOWS_DIFFERENCES = "a column tells how far each lane is above the selected one" / "고른 레인보다 얼마나 높은지 보여 줍니다";
    above(lane: &str) = "above {lane}" / "{lane}와 차이";
    down_to(loss: &str) = "to {loss}" / "{loss}까지";
    AFTER = "after" / "걸린 시간";
    last_iterations(count: u64 as thousands) = "last {count}" / "마지막 {count}회";
    iterations_between(first: u64 as thousands, last: u64 as thousands) = "{first} to {last}"
        / "{first}~{last}회";
    marker_every(iterations: u64 as thousands) = "● every {iterations}" / "● {iterations}회마다";
    batch_size_changed(from: usize, to: usize) = "batch {from}→{to}" / "배치 {from}→{to}";

    THE_SELECTED_LANE = "the selected lane" / "고른 레인";
    THE_FIRST_LANE = "the first lane" / "첫 레인";
    THE_LAST_LANE = "the last lane" / "마지막 레인";
    on_top(curve: &str) = "on top: {curve}" / "맨 위: {curve}";

    LANE = "lane" / "레인";
    RATE = "rate" / "학습률";
    ALL_RATES = "all rates" / "모두";
    LOSS = "loss" / "손실";
    SMOOTHED = "smoothed" / "평활";
    BEST = "best" / "최소";
    PER_100 = "change / 100 it." / "100회 변화";
    TEST_ACCURACY = "test" / "정확도";
    DIFFERS = "settings that differ" / "다른 설정";
    LAST_VALUES = "last values" / "최근 값";
    SO_FAR = "so far" / "지금까지";
    last_losses(count: u64 as thousands) = "last {count}" / "최근 {count}회";

    TEST_LOSS_METRIC = "cross-entropy on test images" / "시험 이미지의 교차 엔트로피";
    TEST_ACCURACY_METRIC = "share of test images classified right" / "시험 이미지를 맞힌 비율";
    GRADIENT_NORM_METRIC = "norm of the gradient" / "기울기의 노름";
    STEP_RATIO_METRIC = "norm of the step to that of the weights" / "가중치 노름에 대한 걸음 노름의 비";
    LEARNING_RATE_METRIC = "learning rate in force" / "지금 쓰는 학습률";
    SPLIT = "test accuracy below, from 40 rows on" / "40줄부터 아래에 정확도";
    NOT_SPLIT = "one chart" / "그래프 하나";
    at(iteration: u64 as thousands) = "at {iteration}" / "{iteration}회";
    rows_of(first: usize, last: usize, all: usize) = "{first}-{last} of {all}" / "{first}-{last} / {all}";
    OFF = "off" / "꺼짐";

    ARROWS_CHANGE_EVERY_RATE = "←→ change the learning rate of every lane"
        / "←→로 모든 레인의 학습률을 바꿉니다";
    ARROWS_CHANGE_ONE_RATE = "←→ change the learning rate of the selected lane"
        / "←→로 고른 레인의 학습률을 바꿉니다";

    LANE_WAITS = "the race has finished; c starts the new lane"
        / "경주가 끝났습니다. c를 누르면 새 레인이 출발합니다";
    /// Of a race that goes on past the end of a schedule.
    schedules_have_ended(iteration: u64)
        = "schedules have ended; e sets new ones: cosine, warm-up {iteration} starts here"
        / "학습률 계획이 끝났습니다. e로 새 계획: cosine, 워밍업 {iteration}: 여기서 시작";
    SPACE_STARTS_TRAINING = "Space starts the training." / "스페이스를 누르면 훈련이 시작됩니다.";
    SPACE_STARTS = "Space starts the race." / "스페이스를 누르면 경주가 시작됩니다.";
    won(lane: &str, loss: &str) = "{lane} has the lowest smoothed loss, {loss}." / "평활 손실은 {lane} 레인이 가장 낮습니다({loss}).";
    best_by(lane: &str, metric: &str, value: &str) = "{lane} has the best {metric}, {value}." / "{metric}: {lane} 레인이 가장 좋습니다({value}).";
    level_at_loss(others: &str, last: &str, loss: &str) = "{others} and {last} are level at the lowest smoothed loss, {loss}."
        / "가장 낮은 평활 손실({loss})은 {others}, {last} 사이에 차이가 없습니다.";
    most_accurate(lane: &str, share: &str) = "{lane} is best on test images, {share}."
        / "시험 이미지는 {lane} 레인이 가장 잘 맞힙니다({share}).";
    level_in_accuracy(others: &str, last: &str, share: &str) = "{others} and {last} are level on test images, {share}."
        / "시험 이미지에서는 {others}, {last} 사이에 차이가 없습니다({share}).";
    count_level_in_accuracy(lanes: usize, share: &str) = "On test images {lanes} lanes are level, {share}."
        / "시험 이미지에서는 레인 {lanes}개 사이에 뚜렷한 차이가 없습니다({share}).";
    ghost_at(lane: &str, rate: &str) = "{lane} at {rate}, before" / "앞서: {rate}의 {lane}";
    ghost(lane: &str) = "{lane} before" / "앞서: {lane}";
    others(count: usize) = "{count} others" / "다른 레인 {count}개";
    ALL_ENDED = "No lane has reached the end." / "끝까지 간 레인이 없습니다.";
    WHAT_NEXT = "One start can't decide: 7 takes several. 5 finds better rates, 6 explains, c goes on, w saves"
        / "출발 하나로는 정할 수 없습니다: 7 여러 출발, 5 더 나은 학습률, 6 설명, c 계속, w 저장";
    WHAT_NEXT_SHORT = "R takes another start, c goes on, w saves" / "R 다른 출발, c 계속, w 저장";
    PLAY_AGAIN = "r plays it again, w saves" / "r 다시 보기, w 저장";
    W_SAVES_FIGURE = "w saves figure and report" / "w 그림과 보고서 저장";
    W_SAVES = "w saves figure, report and losses" / "w 그림, 보고서, 손실 저장";
    ROWS_AS_JOINED = "rows: in the order in which lanes joined" / "줄 순서: 들어온 차례";
    rows_by(metric: &str) = "rows: by {metric}" / "줄 순서: {metric}";
    ROWS_BY_LOSS = "rows: lowest smoothed loss first" / "줄 순서: 평활 손실이 낮은 차례";
    switched_on(lane: &str) = "{lane} is on again" / "{lane}: 다시 켜짐";
    switched_off(lane: &str) = "{lane} is off: it takes no steps until x" / "{lane}: 꺼짐. x를 누르면 다시 학습합니다";
    once_more_removes(lane: &str) = "X once more removes {lane} with its curve"
        / "X를 한 번 더 누르면 {lane}의 곡선까지 지웁니다";
    removed(lane: &str) = "{lane} was removed" / "{lane}: 지웠습니다";
    joined_as_ghost(lane: &str) = "{lane} is there as a ghost; X removes it when it is selected"
        / "{lane}: 유령으로 나타납니다. 골라서 X를 누르면 지웁니다";
    most_ghosts(most: usize) = "at most {most} recorded lanes" / "기록된 레인은 {most}개까지입니다";
    LEFT_ITS_RACE = "that lane has left its race" / "그 레인은 경주에서 빠졌습니다";
    not_loaded(why: &str) = "not loaded: {why}" / "불러오지 못했습니다: {why}";
    GHOSTS_SHOWN = "earlier attempts are shown" / "이전 시도를 보여 줍니다";
    GHOSTS_HIDDEN = "earlier attempts are hidden" / "이전 시도를 숨깁니다";
    LOG_TITLE = "log" / "로그";
    LOG_EMPTY = "no line of it is anything but a measurement" / "측정값이 아닌 줄이 없습니다";
    log_below(lines: u64 as thousands) = "{lines} newer lines below" / "아래에 새 줄 {lines}개";
    ONCE_MORE_STOPS = "Q once more ends the training" / "Q를 한 번 더 누르면 훈련을 끝냅니다";
    A_LANE = "a lane" / "레인";
    stopped_by_a_fault(lane: &str, iteration: u64 as thousands, message: &str)
        = "{lane} stopped at iteration {iteration} by a fault in the program: {message}"
        / "{lane}: 프로그램 오류로 {iteration}회에 멈췄습니다: {message}";
}

/// What a metric is called above a table.
pub(crate) fn metric_name(lang: Lang, kind: MetricKind, metric: Metric<'_>) -> String {
    if kind == MetricKind::Loss { LOSS.get(lang).to_owned() } else { sanitized(metric.name) }
}

/// What a chart shows of a metric that another program has measured.
pub(crate) fn values_by(lang: Lang, kind: MetricKind, metric: Metric<'_>, smoothing: Smoothing) -> String {
    let name = metric_name(lang, kind, metric);
    match (lang, smoothing.for_drawing(metric.drawing)) {
        (_, Smoothing::Off) => name,
        (Lang::En, Smoothing::Kaiser(window)) => {
            format!("{name}   dots: each value   line: mean of {window}")
        }
        (Lang::En, Smoothing::Ema(window)) => {
            format!("{name}   dots: each value   line: exponential mean of {window}")
        }
        (Lang::Ko, Smoothing::Kaiser(window)) => format!("{name}   점: 값마다   선: {window}개 평균"),
        (Lang::Ko, Smoothing::Ema(window)) => format!("{name}   점: 값마다   선: {window}개 지수 평균"),
    }
}

/// What a chart of a metric shows.
pub(crate) fn metric_by(lang: Lang, kind: MetricKind, metric: Metric<'_>, smoothing: Smoothing) -> String {
    let smoothing = smoothing.for_drawing(metric.drawing);
    let name = match kind {
        MetricKind::Loss => return loss_by(lang, smoothing),
        MetricKind::TestLoss => TEST_LOSS_METRIC,
        MetricKind::TestAccuracy => TEST_ACCURACY_METRIC,
        MetricKind::GradientNorm => GRADIENT_NORM_METRIC,
        MetricKind::StepRatio => STEP_RATIO_METRIC,
        MetricKind::LearningRate => LEARNING_RATE_METRIC,
        MetricKind::Declared(_) => return sanitized(metric.name),
    };
    name.get(lang).to_owned()
}

fn loss_by(lang: Lang, smoothing: Smoothing) -> String {
    match (lang, smoothing) {
        (Lang::En, Smoothing::Off) => "loss   line: each iteration".to_owned(),
        (Lang::En, Smoothing::Kaiser(window)) => {
            format!("loss   dots: each iteration   line: mean of {window}")
        }
        (Lang::En, Smoothing::Ema(window)) => {
            format!("loss   dots: each iteration   line: exponential mean of {window}")
        }
        (Lang::Ko, Smoothing::Off) => "손실   선: 반복마다".to_owned(),
        (Lang::Ko, Smoothing::Kaiser(window)) => format!("손실   점: 반복마다   선: {window}회 평균"),
        (Lang::Ko, Smoothing::Ema(window)) => format!("손실   점: 반복마다   선: {window}회 지수 평균"),
    }
}

pub(crate) fn schedule(lang: Lang, Schedule { curve, warm_up }: Schedule) -> String {
    match lang {
        _ if warm_up == 0 => curve.to_string(),
        Lang::En => format!("{curve} after {warm_up}"),
        Lang::Ko => format!("{warm_up}회 뒤 {curve}"),
    }
}

/// Where and how a lane has ended; `None` for one that has not.
pub(crate) fn ended(lang: Lang, state: LaneState) -> Option<String> {
    let (iteration, how) = state.end()?;
    let at = thousands(iteration);
    Some(match (lang, state) {
        (Lang::En, _) => format!("{how} at {at}"),
        (Lang::Ko, LaneState::Faulted { .. }) => format!("{at}회에 오류"),
        (Lang::Ko, _) => format!("{at}회에 발산"),
    })
}
