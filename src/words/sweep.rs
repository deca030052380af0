//! The view of a sweep and its trials.

use super::Text;
use crate::text::thousands;

texts! {
    // States of trials, in the order in which they are counted.
    FINISHED = "finished" / "완료";
    PRUNED = "pruned" / "가지치기";
    DIVERGED = "diverged" / "발산";
    RUNNING = "running" / "학습 중";
    WAITING = "waiting" / "대기";
    INTERRUPTED = "interrupted" / "중단";
    SILENT = "silent" / "응답 없음";
    FAILED = "failed" / "실패";

    // What is on an axis.
    OPTIMIZER = "optimizer" / "기법";
    BATCH_SIZE = "batch size" / "배치 크기";
    HIDDEN = "hidden layers" / "은닉층";
    WIDTH = "width" / "너비";
    DEPTH = "depth" / "깊이";
    WARM_UP = "warm-up" / "워밍업";
    LOSS = "loss" / "손실";
    ACCURACY = "test accuracy" / "정확도";
    ITERATIONS = "iterations" / "반복";
    STATE = "state" / "상태";
    WHY = "why" / "이유";
    SEEDS = "seeds" / "시드";
    log_axis(what: &str) = "{what} (log)" / "{what}(로그)";
    by(objective: &str, parameter: &str) = "{objective} by {parameter}" / "{parameter}에 따른 {objective}";
    BELOW = "↓ below, or diverged" / "↓ 더 낮거나 발산";
    PALE = "pale: stopped early" / "흐린 표시: 조기 중단";
    best_lines(shown: usize, all: usize as thousands_of)
        = "the best {shown} of {all}, a line each" / "{all}개 가운데 가장 좋은 {shown}개, 한 줄에 하나";
    all_lines(all: usize) = "{all} trials, a line each" / "시행 {all}개, 한 줄에 하나";
    IMPORTANCE = "what each alone explains of the outcome" / "매개변수별 단독 설명력";
    TOO_FEW = "too few trials have finished to tell" / "끝난 시행이 적어 아직 알 수 없습니다";

    trial(number: usize) = "trial {number}" / "시행 {number}";
    TRIAL = "trial" / "시행";
    SETTINGS = "settings" / "설정";

    // What is told below.
    best(value: &str, trial: &str) = "Best: {value} with {trial}." / "최고: {value}, {trial}.";
    best_so_far(value: &str, trial: &str) = "Best so far: {value} with {trial}." / "지금까지 최고: {value}, {trial}.";
    best_of_repeats(value: &str, settings: &str, seeds: usize)
        = "Best mean of {seeds} seeds: {value} with {settings}."
        / "시드 {seeds}개 평균의 최고: {value}, {settings}.";
    failed_because(trial: usize, why: &str) = "Trial {trial}: {why}" / "시행 {trial}: {why}";
    all_failed(count: usize as thousands_of, why: &str) = "All {count} trials failed: {why}" / "시행 {count}개가 모두 실패했습니다: {why}";
    NONE_BEGUN = "No trial has begun yet." / "시작한 시행이 아직 없습니다.";
    NONE_FINISHED = "No trial has finished yet." / "끝까지 간 시행이 아직 없습니다.";
    NOTHING_SOUND = "No trial came to its end with a loss that is a number." / "손실이 유한한 값으로 끝난 시행이 없습니다.";

    // What keys answer.
    ONE_PANEL = "only one thing varies: there is nothing to compare it with" / "달라지는 것이 하나뿐이라 비교할 대상이 없습니다";
    ONE_AXIS = "only this varies" / "달라지는 것은 이것뿐입니다";
    no_recording(trial: usize) = "trial {trial} has not begun: it has no curve yet" / "시행 {trial}: 아직 시작하지 않아 곡선이 없습니다";
    already_there(lane: &str) = "{lane} is in view 1 already" / "{lane}: 이미 화면 1에 있습니다";
    trial_joined(lane: &str) = "view 1 shows the curve of {lane}" / "화면 1에서 {lane}의 곡선을 봅니다";
    HOW_TO_ADD = "no curve yet: in view 5, + adds that of a trial"
        / "아직 곡선이 없습니다. 화면 5에서 +로 시행을 더합니다";
}

fn thousands_of(count: usize) -> String {
    thousands(count as u64)
}

/// What stands among the trials of a sweep.
pub(crate) const GLOSSARY: &[(Text, Text)] = &[
    (
        TRIAL,
        Text::new(
            "one network trained with settings of its own",
            "저마다 다른 설정으로 학습하는 신경망 하나",
        ),
    ),
    (
        LOSS,
        Text::new(
            "the smoothed cross-entropy that the trial ended with",
            "시행이 끝났을 때의 평활화한 교차 엔트로피",
        ),
    ),
    (
        PRUNED,
        Text::new(
            "stopped early: others were better as far as it went",
            "일찍 멈춤: 같은 반복까지 더 나은 시행이 있었습니다",
        ),
    ),
    (
        INTERRUPTED,
        Text::new("stopped on purpose and saved: it can go on", "저장하고 멈춤: 이어 갈 수 있습니다"),
    ),
    (
        SILENT,
        Text::new(
            "nothing was written for a minute: perhaps it was killed",
            "1분 동안 아무것도 쓰지 않음: 강제 종료되었을 수 있습니다",
        ),
    ),
    (
        FAILED,
        Text::new("it could not be run; the line below says why", "실행하지 못함: 아래 줄에 이유가 있습니다"),
    ),
    (
        DIVERGED,
        Text::new(
            "the loss is no number any more: steps were too long",
            "손실이 유한하지 않게 되었습니다. 학습률이 너무 컸습니다",
        ),
    ),
    (
        Text::same("↑"),
        Text::new("a loss above the picture, or none: it diverged", "그래프보다 높은 손실이거나 발산"),
    ),
    (
        Text::new("explains", "설명"),
        Text::new(
            "share of the variance of log loss: epsilon squared",
            "로그 손실의 분산에서 차지하는 몫(엡실론 제곱)",
        ),
    ),
    (
        Text::same("±"),
        Text::new(
            "how far seeds lie around their mean: standard deviation",
            "평균에서 시드들이 흩어진 정도: 표준 편차",
        ),
    ),
];
