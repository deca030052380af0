//! In Korean: why a command was not followed, or a race is not saved.

use super::settings::{allowed, name, whole_number};
use crate::{
    config::{Bounds, MAX_LANES},
    race::LaneState,
    session::{FOLDER_GRACE, LITTLE_ROOM, Refusal, Trouble},
    text::thousands,
};

pub(crate) fn trouble(trouble: &Trouble) -> String {
    match trouble {
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

pub(crate) fn refusal(reason: &Refusal) -> String {
    let plain = match reason {
        Refusal::PastFrom(first) => return format!("{}회부터만 되돌아갈 수 있습니다", thousands(*first)),
        Refusal::Setting { setting, value } => {
            return format!("{}에 쓸 수 없는 값입니다: {value}. {}", name(*setting), allowed(*setting));
        }
        Refusal::BatchSize => return format!("배치 크기: {}", whole_number(Bounds::BATCH_SIZE)),
        Refusal::Ended { lane, state } => return ended(lane, *state),
        Refusal::Memory(shortage) => {
            let (needed, free) = shortage.figures();
            return format!("메모리가 약 {needed} 필요한데 {free}만 남아 있습니다");
        }
        Refusal::MostLanes => return format!("레인은 {MAX_LANES}개까지입니다"),
        Refusal::Finished => "끝났습니다. c로 계속하거나 r로 다시 시작하십시오",
        Refusal::NothingRuns => "도는 레인이 없습니다. +로 추가하거나 x로 켜거나 r로 다시 시작하십시오",
        Refusal::NoPast => "이 경주는 되돌아갈 과거를 남기지 않습니다",
        Refusal::Pace => "빠르기는 0.001부터 1,000,000까지의 수입니다",
        Refusal::NothingToFork => "끝난 레인은 복제할 수 없습니다. u로 되돌아가십시오",
        Refusal::NothingToSee => "이 경주에서는 볼 수 없습니다",
        Refusal::Recording => "기록은 바꿀 수 없습니다. downhill resume으로 경주를 이어 가십시오",
        Refusal::RecordingOver => "기록이 여기서 끝납니다. r로 다시 봅니다",
        Refusal::Gone => "경주가 명령을 더 받지 못합니다",
    };
    plain.to_owned()
}

fn ended(lane: &str, state: LaneState) -> String {
    match state {
        LaneState::Diverged { iteration } => {
            let at = thousands(iteration);
            format!("{lane}: {at}회에 발산했습니다. 학습률을 낮추고 r로 다시 시작하십시오")
        }
        _ => format!("{lane}: 프로그램 오류로 멈췄습니다. r로 다시 시작하십시오"),
    }
}
