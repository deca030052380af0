//! The view of plain words.

use super::{Lang, Text};
use crate::{history::Trend, optim::OptimizerKind, text::thousands};

texts! {
    NO_LANE = "no lane is selected: + adds one" / "고른 레인이 없습니다. +로 추가하십시오";
    lane_of(lane: usize, lanes: usize) = "lane {lane} of {lanes}: ↑↓" / "레인 {lane}/{lanes}: ↑↓";

    plain_words_and_source(source: &str) = "its steps in plain words ({source})" / "걸음을 쉬운 말로 ({source})";

    PICTURE_HEADING = "picture" / "비유";
    NOW_HEADING = "now" / "지금";
    IDEA_HEADING = "in short" / "요약";
    FORMULA_HEADING = "formula" / "식";
    SETTINGS_HEADING = "settings" / "설정";
    TRY_HEADING = "try" / "해 보기";

    diverged(at: u64 as thousands)
        = "It diverged at {at}: each step leapt over the valley and landed higher. The rate was too high: U halves \
           it and goes back."
        / "{at}회에 발산했습니다. 걸음마다 골짜기를 넘어 더 높은 곳에 떨어졌습니다. 학습률이 너무 컸습니다. U를 누르면 \
           되돌아가 학습률을 반으로 줄입니다.";
}

/// What to watch on the chart now.
pub(crate) fn watch(lang: Lang, trend: Trend) -> String {
    let text = match trend {
        Trend::Diverged(at) => return diverged(lang, at),
        Trend::Beginning => Text::new(
            "It has hardly begun. Watch the first twenty steps: does the curve fall at once, or leap up first?",
            "이제 시작입니다. 처음 스무 걸음을 보십시오. 곡선이 바로 내려갑니까, 먼저 튀어 오릅니까?",
        ),
        Trend::Off => Text::new(
            "It is off and takes no steps. Press x to switch it on again.",
            "꺼져 있어 걷지 않습니다. x를 누르면 다시 켜집니다.",
        ),
        Trend::Faulted => Text::new(
            "A fault in the program stopped it; the other lanes go on.",
            "프로그램 오류로 멈췄습니다. 다른 레인은 계속합니다.",
        ),
        Trend::Rising => Text::new(
            "Its loss is growing: the steps are too long, and the next may be longer. Lower the rate with ← before \
             it diverges.",
            "손실이 커지고 있습니다. 걸음이 너무 길고 더 길어질 수 있습니다. 발산하기 전에 ←로 학습률을 \
             낮추십시오.",
        ),
        Trend::Swinging => Text::new(
            "Its loss leaps up and down: every step crosses the valley. Press ← once or twice: shorter steps would go \
             down into it.",
            "손실이 오르내립니다. 걸음마다 골짜기를 건너뜁니다. ←를 한두 번 누르면 짧은 걸음으로 내려갈 수 있습니다.",
        ),
        Trend::Stalled => Text::new(
            "Its curve is flat and high: a plateau, a rate too low, or a bad start. Raise the rate with →; if \
             nothing moves, look at the start.",
            "곡선이 높은 곳에서 평평합니다. 고원이거나 학습률이 너무 작거나 출발점이 나쁩니다. →로 학습률을 \
             높이고, 그래도 그대로면 출발점을 보십시오.",
        ),
        Trend::Stuck => Text::new(
            "It leapt far up and has been guessing since: its steps were too long. Lower the rate with ←, then r starts \
             over.",
            "높이 튀어 오른 뒤 거의 움직이지 않습니다. 걸음이 너무 길었습니다. ←로 학습률을 낮추고 r로 다시 시작하십시오.",
        ),
        Trend::Ahead => Text::new(
            "It is ahead of all others. Is it the optimizer, or only a well-chosen rate? Find the others' best rates with \
             5 first.",
            "가장 앞서 있습니다. 기법이 좋아서입니까, 학습률을 잘 골라서입니까? 5에서 다른 레인의 학습률도 맞춰 보고 \
             말하십시오.",
        ),
        Trend::Behind => Text::new(
            "It learns, but another lane has half its loss. Press → once or twice; if the curve gets ragged, that was \
             too much.",
            "배우고는 있지만, 손실이 절반밖에 안 되는 다른 레인이 있습니다. →를 한두 번 눌러 보십시오. 곡선이 들쭉날쭉해지면 지나친 \
             것입니다.",
        ),
        Trend::Learning => Text::new(
            "It learns steadily. The ripples are harder and easier batches; the line shows the way. F forks a twin for \
             another rate.",
            "꾸준히 배우고 있습니다. 잔물결은 배치마다 난이도가 달라서 생기고, 큰 흐름은 선에 보입니다. F로 쌍둥이를 만들어 다른 \
             학습률을 시험합니다.",
        ),
    };
    text.get(lang).to_owned()
}

pub(crate) const fn picture(lang: Lang, optimizer: OptimizerKind) -> &'static str {
    let [english, korean] = optimizer.picture();
    Text::new(english, korean).get(lang)
}

pub(crate) const fn idea(lang: Lang, optimizer: OptimizerKind) -> &'static str {
    let [english, korean] = optimizer.idea();
    Text::new(english, korean).get(lang)
}

pub(crate) const fn step(lang: Lang, optimizer: OptimizerKind) -> &'static str {
    let [english, korean] = optimizer.step();
    Text::new(english, korean).get(lang)
}

pub(crate) const fn experiment(lang: Lang, optimizer: OptimizerKind) -> &'static str {
    let [english, korean] = optimizer.experiment();
    Text::new(english, korean).get(lang)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn what_a_step_looks_like_fits_eighty_columns() {
        for (lang, kind) in Lang::ALL.into_iter().flat_map(|lang| OptimizerKind::ALL.map(|kind| (lang, kind)))
        {
            let text = step(lang, kind);
            assert!(text.width() <= 78, "{}: {text}", text.width());
        }
    }
}
