//! Why a command was not followed, or a race is not saved, in plain words, and what would be.

use crate::tui::views::explain::text::{allowed, name, whole_number};
use crate::{
    config::{Bounds, MOST_LANES},
    race::LaneState,
    session::{FOLDER_GRACE, LITTLE_ROOM, Refusal, Trouble},
    text::thousands,
    words::Lang,
};

/// What is said of what keeps a race from being saved.
pub fn trouble(trouble: &Trouble, lang: Lang) -> String {
    match (trouble, lang) {
        (_, Lang::En) => trouble.to_string(),
        (Trouble::NotSaved(cause), Lang::Ko) => {
            format!("{cause}. 학습은 계속하고 저장은 다시 시도합니다")
        }
        (Trouble::DiskLow(path), Lang::Ko) => format!(
            "{path}: 디스크에 {} MB도 남지 않았습니다. 경주 하나가 한 시간에 쓰는 최대량입니다. 가득 찰 때까지 계속 \
             저장합니다",
            LITTLE_ROOM / 1_000_000
        ),
        (Trouble::FolderGone(path), Lang::Ko) => format!(
            "{path}: 폴더가 없어져 저장하지 못합니다. 다시 만들면 그곳에 모두 저장하고, 아니면 뒤에서 도는 경주는 \
             {}초 뒤에 끝납니다",
            FOLDER_GRACE.as_secs()
        ),
        (Trouble::RecorderStopped, Lang::Ko) => "프로그램 오류로 기록이 멈춰 더는 저장하지 못합니다".into(),
        (Trouble::RaceEnded, Lang::Ko) => {
            "뒤에서 돌던 경주가 끝났습니다. downhill resume으로 이어 갑니다".into()
        }
        (Trouble::HungUp, Lang::Ko) => {
            "뒤에서 도는 경주와 연결이 끊겼습니다. downhill attach로 다시 봅니다".into()
        }
    }
}

/// What is said of a refusal.
pub fn refusal(reason: &Refusal, lang: Lang) -> String {
    let plain = match (reason, lang) {
        (Refusal::PastFrom(first), Lang::En) => {
            return format!("the past is kept from iteration {} on", thousands(*first));
        }
        (Refusal::PastFrom(first), Lang::Ko) => {
            return format!("{}회부터만 되돌아갈 수 있습니다", thousands(*first));
        }
        (Refusal::Setting { setting, value }, Lang::En) => {
            return format!("{} can't be {value}: {}", name(*setting, lang), allowed(*setting, lang));
        }
        (Refusal::Setting { setting, value }, Lang::Ko) => {
            return format!(
                "{}에 {value}은 쓸 수 없습니다. {}",
                name(*setting, lang),
                allowed(*setting, lang)
            );
        }
        (Refusal::BatchSize, _) => {
            let what = lang.say("a batch must be", "배치 크기:");
            return format!("{what} {}", whole_number(Bounds::BATCH_SIZE, lang));
        }
        (Refusal::Ended { lane, state }, _) => return stopped(lane, *state, lang),
        (Refusal::Memory(shortage), Lang::En) => {
            let (needed, free) = shortage.figures();
            return format!("that needs about {needed} of memory and {free} are free");
        }
        (Refusal::Memory(shortage), Lang::Ko) => {
            let (needed, free) = shortage.figures();
            return format!("메모리가 약 {needed} 필요한데 {free}만 남아 있습니다");
        }
        (Refusal::MostLanes, Lang::En) => return format!("at most {MOST_LANES} lanes"),
        (Refusal::MostLanes, Lang::Ko) => return format!("레인은 {MOST_LANES}개까지입니다"),
        (Refusal::Finished, _) => {
            lang.say("finished: c goes on, r starts over", "끝났습니다. c로 계속하거나 r로 다시 시작하십시오")
        }
        (Refusal::NothingRuns, _) => lang.say(
            "no lane runs: + adds one, x switches one on, r starts over",
            "도는 레인이 없습니다. +로 더하거나 x로 켜거나 r로 다시 시작하십시오",
        ),
        (Refusal::NoPast, _) => {
            lang.say("this race keeps no past to go back to", "이 경주는 되돌아갈 과거를 남기지 않습니다")
        }
        (Refusal::Pace, _) => lang.say(
            "a pace must be a number from 0.001 to 1,000,000",
            "속도는 0.001부터 1,000,000까지의 수입니다",
        ),
        (Refusal::NothingToFork, _) => lang.say(
            "a lane that has ended has nothing to go on from: u goes back",
            "끝난 레인에서는 갈라질 것이 없습니다. u로 되돌아가십시오",
        ),
        (Refusal::NothingToSee, _) => {
            lang.say("there is nothing like that to be seen in this race", "이 경주에서는 볼 수 없습니다")
        }
        (Refusal::Recording, _) => lang.say(
            "a recording can't be changed; downhill resume goes on with its race",
            "기록은 바꿀 수 없습니다. downhill resume으로 경주를 이어 가십시오",
        ),
        (Refusal::RecordingOver, _) => {
            lang.say("the recording ends here; r plays it again", "기록이 여기서 끝납니다. r로 다시 봅니다")
        }
        (Refusal::Gone, _) => {
            lang.say("the session takes no more commands", "경주가 명령을 더 받지 못합니다")
        }
    };
    plain.to_owned()
}

fn stopped(lane: &str, state: LaneState, lang: Lang) -> String {
    match (state, lang) {
        (LaneState::Diverged { iteration }, Lang::En) => {
            format!("{lane} diverged at {}: lower its rate, then r starts over", thousands(iteration))
        }
        (LaneState::Diverged { iteration }, Lang::Ko) => {
            let at = thousands(iteration);
            format!("{lane}: {at}회에 발산했습니다. 학습률을 낮추고 r로 다시 시작하십시오")
        }
        (_, Lang::En) => format!("{lane} was stopped by a fault: r starts over"),
        (_, Lang::Ko) => format!("{lane}: 프로그램 오류로 멈췄습니다. r로 다시 시작하십시오"),
    }
}
