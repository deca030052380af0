//! Why a command was not followed, or a race is not saved.

use super::{
    Lang,
    settings::{allowed, name, whole_number},
};
use crate::{
    config::{Bounds, MAX_LANES},
    race::LaneState,
    session::{FOLDER_GRACE, KnobKey, LITTLE_ROOM, Refusal, Trouble},
    text::{sanitized, thousands},
};

texts! {
    past_from(first: u64 as thousands) = "the past is kept from iteration {first} on"
        / "{first}회부터만 되돌아갈 수 있습니다";
    not_allowed(setting: &str, value: &str, allowed: &str) = "{setting} can't be {value}: {allowed}"
        / "{setting}에 쓸 수 없는 값입니다: {value}. {allowed}";
    batch_size(allowed: &str) = "a batch must be {allowed}" / "배치 크기: {allowed}";
    diverged(lane: &str, at: u64 as thousands) = "{lane} diverged at {at}: lower its rate, then r starts over"
        / "{lane}: {at}회에 발산했습니다. 학습률을 낮추고 r로 다시 시작하십시오";
    faulted(lane: &str) = "{lane} was stopped by a fault: r starts over"
        / "{lane}: 프로그램 오류로 멈췄습니다. r로 다시 시작하십시오";
    memory(needed: &str, free: &str) = "that needs about {needed} of memory and {free} are free"
        / "메모리가 약 {needed} 필요한데 {free}만 남아 있습니다";
    most_lanes(most: usize) = "at most {most} lanes" / "레인은 {most}개까지입니다";
    FINISHED = "finished: c goes on, r starts over" / "끝났습니다. c로 계속하거나 r로 다시 시작하십시오";
    NOTHING_RUNS = "no lane is running: + adds one, x switches one on, r starts over"
        / "도는 레인이 없습니다. +로 추가하거나 x로 켜거나 r로 다시 시작하십시오";
    NO_PAST = "this race keeps no past to go back to" / "이 경주는 되돌아갈 과거를 남기지 않습니다";
    PACE = "a pace must be a number from 0.001 to 1,000,000" / "빠르기는 0.001부터 1,000,000까지의 수입니다";
    NOTHING_TO_FORK = "a lane that has ended can't be forked; u goes back"
        / "끝난 레인은 복제할 수 없습니다. u로 되돌아가십시오";
    NOTHING_TO_SEE = "this race has nothing like that to show" / "이 경주에서는 볼 수 없습니다";
    RECORDING = "a recording can't be changed; downhill resume goes on with its race"
        / "기록은 바꿀 수 없습니다. downhill resume으로 경주를 이어 가십시오";
    COMPARED = "races that are compared have been run; only the view of them changes"
        / "비교하는 경주는 이미 끝난 것입니다. 보는 방법만 바꿀 수 있습니다";
    RECORDING_OVER = "the recording ends here; r plays it again" / "기록이 여기서 끝납니다. r로 다시 봅니다";
    CANT_DO = "its trainer can't do that" / "이 훈련 프로그램은 할 수 없는 일입니다";
    by_trainer(why: &str) = "its trainer refuses: {why}" / "훈련 프로그램이 거절했습니다: {why}";
    not_declared(value: &str) = "its trainer has no setting that can be {value}"
        / "훈련 프로그램에는 {value}로 바꿀 수 있는 설정이 없습니다";
    GONE = "the session takes no more commands" / "경주가 명령을 더 받지 못합니다";
}

pub(crate) fn refusal(lang: Lang, refusal: &Refusal) -> String {
    let text = match refusal {
        Refusal::PastFrom(first) => return past_from(lang, *first),
        Refusal::Setting { setting: KnobKey::Setting(setting), value } => {
            return not_allowed(lang, name(lang, *setting), value, allowed(lang, *setting));
        }
        Refusal::Setting { value, .. } => return not_declared(lang, value),
        Refusal::Trainer(why) => return by_trainer(lang, &sanitized(why)),
        Refusal::CantDo => CANT_DO,
        Refusal::BatchSize => return batch_size(lang, &whole_number(lang, Bounds::BATCH_SIZE)),
        Refusal::Ended { lane, state: LaneState::Diverged { iteration } } => {
            return diverged(lang, lane, *iteration);
        }
        Refusal::Ended { lane, .. } => return faulted(lang, lane),
        Refusal::Memory(shortage) => {
            let (needed, free) = shortage.figures();
            return memory(lang, &needed, &free);
        }
        Refusal::MostLanes => return most_lanes(lang, MAX_LANES),
        Refusal::Finished => FINISHED,
        Refusal::NothingRuns => NOTHING_RUNS,
        Refusal::NoPast => NO_PAST,
        Refusal::Pace => PACE,
        Refusal::NothingToFork => NOTHING_TO_FORK,
        Refusal::NothingToSee => NOTHING_TO_SEE,
        Refusal::Recording => RECORDING,
        Refusal::Compared => COMPARED,
        Refusal::RecordingOver => RECORDING_OVER,
        Refusal::Gone => GONE,
    };
    text.get(lang).to_owned()
}

pub(crate) fn trouble(lang: Lang, trouble: &Trouble) -> String {
    match trouble {
        _ if lang == Lang::En => trouble.to_string(),
        Trouble::NotSaved(cause) => format!("{cause}. 학습은 계속하고 저장은 다시 시도합니다"),
        Trouble::DiskLow(path) => format!(
            "{path}: 디스크에 {} MB도 남지 않았습니다. 경주 하나가 한 시간에 쓰는 최대량입니다. 가득 찰 때까지 계속 \
             저장합니다",
            LITTLE_ROOM / 1_000_000
        ),
        Trouble::FolderGone(path) => format!(
            "{path}: 폴더가 없어져 저장하지 못합니다. 다시 만들면 그곳에 모두 저장하고, 아니면 백그라운드 경주는 \
             {}초 뒤에 끝납니다",
            FOLDER_GRACE.as_secs()
        ),
        Trouble::RecorderStopped => "프로그램 오류로 기록이 멈춰 더는 저장하지 못합니다".into(),
        Trouble::RaceEnded => "백그라운드 경주가 끝났습니다. downhill resume으로 이어 갑니다".into(),
        Trouble::HungUp => "백그라운드 경주와 연결이 끊겼습니다. downhill attach로 다시 봅니다".into(),
    }
}
