//! The surface and who rolls on it.

use super::{Lang, Text};
use crate::{surface::Function, text::thousands};

texts! {
    from(x: &str, y: &str) = "from ({x}, {y})" / "출발 ({x}, {y})";
    pace(steps: u32) = "{steps:>3} a second" / "{steps:>3} 걸음/초";

    // All as wide, so that nothing moves when one takes the place of another.
    ROLLING = "▶ surface rolling" / "▶ 곡면: 구르기 ";
    PAUSED = "▮ surface paused " / "▮ 곡면: 멈춤   ";
    ENDED = "✓ surface ended  " / "✓ 곡면: 끝     ";

    NO_LANES = "no lanes: + in the race view adds one" / "레인이 없습니다. 경주 화면에서 +로 추가";

    VALUE = "value" / "값";
    SLOPE = "slope" / "기울기";
    RULE = "rule" / "갱신식";

    within(distance: f64) = "within {distance} of +" / "+에서 {distance} 이내";
    near_since(step: u64 as thousands) = "since {step}" / "{step}걸음부터";
    diverged_at(step: u64 as thousands) = "diverged at {step}" / "{step}걸음에 발산";
}

pub(crate) const fn function(lang: Lang, function: Function) -> &'static str {
    let korean = match function {
        Function::Bowl => "그릇",
        Function::Rosenbrock => "로젠브록",
        Function::Beale => "빌",
        Function::Himmelblau => "힘멜블라우",
        Function::Saddle => "안장",
        Function::Plateau => "고원",
        Function::NoisyBowl => "잡음 섞인 그릇",
    };
    Text::new(function.name(), korean).get(lang)
}

/// A count of steps, as wide as any other.
pub(crate) fn steps(lang: Lang, count: u64) -> String {
    let number = thousands(count);
    match lang {
        Lang::En if count == 1 => format!("{number:>5} step "),
        Lang::En => format!("{number:>5} steps"),
        Lang::Ko => format!("{number:>5} 걸음"),
    }
}
