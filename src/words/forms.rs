//! Popups with typed values.

use super::{Lang, settings::whole_number};
use crate::{
    config::Bounds,
    session::{Allowed, Knob},
};

texts! {
    settings_of(lane: &str) = "settings of {lane}" / "{lane}의 설정";
    ADD_A_LANE = "add a lane" / "레인 추가";
    GET_TO_A_LOSS = "a loss to get to" / "이르려는 손실";
    LOSS_HINT = "when the smoothed loss of each lane first got there; empty for none"
        / "레인마다 평활 손실이 처음 거기에 이른 때. 비우면 없앱니다";
    GET_TO_A_VALUE = "a value to get to" / "이르려는 값";
    VALUE_HINT = "when each lane first got there, smoothed where that suits; empty for none"
        / "레인마다 처음 거기에 이른 때. 비우면 없앱니다";
    GO_TO_AN_ITERATION = "go to an iteration" / "지정한 반복으로 이동";

    RECORDED_LANE = "a recorded lane" / "기록된 레인";
    RECORDED_HINT = "Enter lists the recorded races; a lane of one is shown as a ghost"
        / "Enter로 기록된 경주를 봅니다. 고른 레인은 유령으로 나타납니다";
    RECORDED_LANES = "lanes of recorded races" / "기록된 경주의 레인";
    LOOKING_FOR_RUNS = "looking for recorded races …" / "기록된 경주를 찾고 있습니다 …";
    NO_RUNS = "no race is recorded here; --out DIR or --keep records one"
        / "여기에는 기록된 경주가 없습니다. --out DIR이나 --keep으로 기록합니다";

    OPTIMIZER = "optimizer" / "기법";
    SCHEDULE = "schedule" / "학습률 계획";
    WARM_UP = "warm-up" / "워밍업";
    BATCH_SIZE = "batch size" / "배치 크기";
    ITERATION = "iteration" / "반복";
    CHANGED = "changed" / "바뀜";

    SCHEDULE_HINT
        = "constant, step@500x0.5, exponential@500x0.5, cosine, onecycle, or cosine@2000 for a length"
        / "constant, step@500x0.5, exponential@500x0.5, cosine, onecycle. 길이는 cosine@2000처럼";
    WARM_UP_HINT = "iterations over which the rate rises from near 0"
        / "학습률이 0 가까이에서 올라가는 동안의 반복 수";
    ITERATION_HINT = "a later iteration; in a replay also an earlier one"
        / "지금보다 뒤의 반복. 재생에서는 앞의 반복도 됩니다";
}

/// What a declared setting may be, and what else turns it.
pub(crate) fn allowed(lang: Lang, knob: &Knob) -> String {
    let values = allowed_values(lang, &knob.allowed);
    match lang {
        _ if !knob.scheduled => values,
        Lang::En => format!("{values}; until it is set, a schedule drives it"),
        Lang::Ko => format!("{values}; 정하기 전에는 계획에 따라 바뀝니다"),
    }
}

fn allowed_values(lang: Lang, allowed: &Allowed) -> String {
    match (lang, allowed) {
        (Lang::En, allowed) => allowed.words(),
        (Lang::Ko, Allowed::Ratio(min, max) | Allowed::Linear(min, max)) => {
            format!("{min} 이상 {max} 이하인 수")
        }
        (Lang::Ko, Allowed::Whole(min, max)) => format!("{min}부터 {max}까지의 정수"),
        (Lang::Ko, Allowed::Choice(choices)) => {
            let choices: Vec<String> = choices.iter().map(f64::to_string).collect();
            format!("{} 가운데 하나", choices.join(", "))
        }
    }
}

pub(crate) fn batch_size_hint(lang: Lang, bounds: Bounds) -> String {
    let allowed = whole_number(lang, bounds);
    match lang {
        Lang::En => format!("images per batch, for all lanes: {allowed}"),
        Lang::Ko => format!("배치 하나의 이미지 수, 모든 레인에 공통: {allowed}"),
    }
}

/// `problem` is in English and says what would be right, as `hint` does.
pub(crate) fn wrong_value(lang: Lang, problem: &str, hint: &str) -> String {
    match lang {
        Lang::En => problem.to_owned(),
        Lang::Ko => format!("쓸 수 없는 값입니다. {hint}"),
    }
}
