//! In Korean: what is saved of a race, and where it goes on.

use crate::text::thousands;

pub(crate) const WRITING: &str = "쓰는 중 …";

pub(crate) fn saved(folder: &str, files: &str) -> String {
    format!("{folder}/에 저장했습니다 ({files})")
}

/// Of a race whose early losses have left memory.
pub(crate) fn saved_from(folder: &str, files: &str, losses: &str, first: u64) -> String {
    format!("{folder}/에 저장했습니다 ({files}). {losses}는 {}회부터입니다", thousands(first))
}

pub(crate) fn screen_saved(name: &str) -> String {
    format!("화면을 {name}.svg와 {name}.png에 담았습니다")
}

pub(crate) fn not_written(error: &str) -> String {
    format!("쓰지 못했습니다: {error}")
}

pub(crate) const SAVING_GOES_ON: &str = "다시 저장하고 있습니다";

pub(crate) const NOTHING_RUNS_YET: &str = "아직 아무것도 돌지 않습니다";
pub(crate) const NOTHING_RUNS_ANY_MORE: &str = "돌고 있는 것이 없습니다. q로 나가십시오";
pub(crate) const NOT_RECORDED: &str =
    "기록하지 않아 이 화면과 함께 끝납니다. --keep이나 --out DIR로 시작하십시오";
pub(crate) const ONLY_A_RECORDING: &str = "기록을 재생하고 있습니다. q로 나가십시오";
