//! What is saved of a race, and where it goes on.

use crate::text::thousands;

texts! {
    WRITING = "writing …" / "쓰는 중 …";
    saved(folder: &str, files: &str) = "saved to {folder}/ ({files})" / "{folder}/에 저장했습니다 ({files})";
    /// Of a race whose early losses have left memory.
    saved_from(folder: &str, files: &str, losses: &str, first: u64 as thousands)
        = "saved to {folder}/ ({files}); {losses} begins at iteration {first}"
        / "{folder}/에 저장했습니다 ({files}). {losses}는 {first}회부터입니다";
    screen_saved(name: &str) = "the screen is in {name}.svg and {name}.png"
        / "화면을 {name}.svg와 {name}.png에 담았습니다";
    no_thread(error: &str) = "not done: {error}" / "하지 못했습니다: {error}";
    not_written(error: &str) = "not written: {error}" / "쓰지 못했습니다: {error}";
    SAVING_GOES_ON = "saving goes on" / "다시 저장하고 있습니다";

    NOTHING_RUNS_YET = "nothing runs yet" / "아직 아무것도 돌지 않습니다";
    NOTHING_RUNS_ANY_MORE = "nothing runs any more; q quits" / "돌고 있는 것이 없습니다. q로 나가십시오";
    NOT_RECORDED = "not recorded, so it ends with this screen; start it with --keep or --out DIR"
        / "기록하지 않아 이 화면과 함께 끝납니다. --keep이나 --out DIR로 시작하십시오";
    ONLY_A_LOG = "only a log is read here; its training goes on by itself" / "여기서는 기록만 읽습니다. 훈련은 따로 계속됩니다";
    ONLY_A_SWEEP = "only the screen is here: q leaves it, and the sweep goes on"
        / "여기는 화면뿐입니다. q로 떠나도 탐색은 계속됩니다";
    ONLY_A_RECORDING = "a recording is played here; q quits" / "기록을 재생하고 있습니다. q로 나가십시오";
}
