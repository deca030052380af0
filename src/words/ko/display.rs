//! In Korean: how the screen looks: colours, signs, frames.

pub(crate) const DARK: &str = "어두움";
pub(crate) const LIGHT: &str = "밝음";
pub(crate) const COLOUR_BLIND_SAFE: &str = "색각 배려";
pub(crate) const NO_COLOURS: &str = "없음";
pub(crate) const ALL_COLOURS: &str = "모두";

pub(crate) const BRAILLE: &str = "점자";
pub(crate) const NARROW_BRAILLE: &str = "점자, 좁은 기호";
pub(crate) const BLOCKS: &str = "블록";
pub(crate) const DOTS: &str = "점";

pub(crate) fn curves_in(signs: &str) -> String {
    format!("곡선: {signs}")
}

pub(crate) fn colours(palette: &str) -> String {
    format!("색: {palette}")
}

pub(crate) fn number_of_colours(number: &str) -> String {
    format!("색 수: {number}")
}

pub(crate) const FRAMES_AS_A_WHOLE: &str = "화면을 한꺼번에 바꿉니다(동기화 출력)";
pub(crate) const FRAMES_AS_THEY_ARRIVE: &str = "화면을 오는 대로 바꿉니다";
pub(crate) const NO_SHELL: &str = "돌아갈 셸이 없습니다";
