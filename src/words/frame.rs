//! The header: what the race does, how far it is, and what is raced.

use super::{Lang, Text, settings};
use crate::history::Fact;

texts! {
    ATTACHED = "attached" / "연결됨";
    REPLAY = "replay" / "재생";
    VIEW_FROZEN = "view frozen" / "화면 고정";

    DISK_NEARLY_FULL = "! disk nearly full" / "! 디스크 부족";
    RACE_ENDED = "✕ ended" / "✕ 종료됨";
    HUNG_UP = "✕ hung up" / "✕ 연결 끊김";
    NOT_SAVED = "✕ not saved" / "✕ 저장 안 됨";

    LOADING = "▸ loading" / "▸ 읽는 중";
    RUNNING = "▶ running" / "▶ 학습 중";
    PAUSING = "▮ pausing" / "▮ 멈추는 중";
    PAUSED = "▮ paused" / "▮ 멈춤";
    GOING_BACK = "◀ going back" / "◀ 되돌아가는 중";
    RESUMING = "▶ resuming" / "▶ 재개하는 중";
    FINISHED = "✓ finished" / "✓ 끝";
    FAILED = "✕ failed" / "✕ 실패";

    speed(iterations: &str) = "{iterations} it/s" / "{iterations} 회/초";
    pace(iterations: &str) = "pace {iterations}" / "빠르기 {iterations}";
    took(time: &str) = "took {time}" / "{time} 걸림";
    left(time: &str) = "{time} left" / "{time} 남음";
    at_step(step: &str) = "step {step}" / "{step}단계";
    silent(time: &str) = "silent for {time}" / "{time} 소식 없음";
    elapsed(time: &str) = "{time} elapsed" / "{time} 경과";

    TESTING = "testing …" / "평가 중 …";
    ARITHMETIC = "arithmetic" / "연산";
    PLAIN = "plain" / "일반 명령";
    OTHER_LAST_DIGITS = "plain, other last digits" / "일반 명령, 끝자리 다름";
    SEED = "seed" / "시드";
    START = "start" / "출발";
    OWN_STARTS = "own starts" / "각자 출발";
    DATA = "data" / "데이터";
    NETWORK = "network" / "신경망";
    BATCH = "batch" / "배치";
    ACTIVATION = "activation" / "활성화";
    INIT = "init" / "초기화";
    PARAMETERS = "parameters" / "매개변수";

    STARTS = "starts" / "출발";
    LOSS = "loss" / "손실";
    CHANGED_AT = "changed" / "바뀜";
    SCHEDULE = "schedule" / "학습률 계획";
    COMPARISON = "comparison" / "비교";
    races_and_lanes(races: usize, lanes: usize) = "{races} races, {lanes} lanes" / "경주 {races}개, 레인 {lanes}개";
    TITLE_LOADING = "loading" / "읽는 중";
    TITLE_PAUSED = "paused" / "멈춤";
    TITLE_FINISHED = "finished" / "끝";
    TITLE_FAILED = "failed" / "실패";

    SWEEP = "sweep" / "탐색";
    READING_THE_SWEEP = "reading the sweep" / "탐색 폴더를 읽고 있습니다";
    READING_THE_LOG = "reading the log" / "로그를 읽고 있습니다";
    READING_THE_IMAGES = "reading the images" / "이미지를 읽고 있습니다";
}

/// Iterations done, of a race without an end.
pub(crate) fn iterations(lang: Lang, done: &str) -> String {
    match lang {
        Lang::En if done == "1" => "1 iteration".to_owned(),
        Lang::En => format!("{done} iterations"),
        Lang::Ko => format!("{done}회"),
    }
}

/// What lanes that are compared share or differ in.
pub(crate) const fn fact(lang: Lang, fact: Fact) -> &'static str {
    let text: Text = match fact {
        Fact::Setting(setting) => return settings::name(lang, setting),
        Fact::Seed => SEED,
        Fact::Starts => STARTS,
        Fact::Data => DATA,
        Fact::Network => NETWORK,
        Fact::Activation => ACTIVATION,
        Fact::Weights => INIT,
        Fact::BatchSize => BATCH,
        Fact::Loss => LOSS,
        Fact::Arithmetic => ARITHMETIC,
        Fact::Changed => CHANGED_AT,
        Fact::Schedule => SCHEDULE,
    };
    text.get(lang)
}
