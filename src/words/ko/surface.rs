//! In Korean: the surface and who rolls on it.

use crate::{surface::Function, text::thousands};

pub(crate) const fn function(function: Function) -> &'static str {
    match function {
        Function::Bowl => "그릇",
        Function::Rosenbrock => "로젠브록",
        Function::Beale => "빌",
        Function::Himmelblau => "힘멜블라우",
        Function::Saddle => "안장",
        Function::Plateau => "고원",
        Function::NoisyBowl => "잡음 섞인 그릇",
    }
}

pub(crate) fn from(x: &str, y: &str) -> String {
    format!("출발 ({x}, {y})")
}

pub(crate) fn steps(count: u64) -> String {
    format!("{:>5} 걸음", thousands(count))
}

pub(crate) fn pace(steps: u32) -> String {
    format!("{steps:>3} 걸음/초")
}

// All as wide, so that nothing moves when one takes the place of another.
pub(crate) const ROLLING: &str = "▶ 구르기 ";
pub(crate) const PAUSED: &str = "▮ 멈춤   ";
pub(crate) const ENDED: &str = "✓ 끝     ";

pub(crate) const NO_LANES: &str = "레인이 없습니다. 경주 화면에서 +로 추가";

pub(crate) const VALUE: &str = "값";
pub(crate) const SLOPE: &str = "기울기";
pub(crate) const RULE: &str = "갱신식";

pub(crate) fn within(distance: f64) -> String {
    format!("{distance} 이내")
}

pub(crate) fn near_since(step: u64) -> String {
    format!("{}걸음부터", thousands(step))
}

pub(crate) fn diverged_at(step: u64) -> String {
    format!("{}걸음에 발산", thousands(step))
}
