//! What is told of a race while it runs.

use super::Lang;

texts! {
    guessing(loss: &str, classes: usize) = "Nobody knows anything yet: losses near {loss} are guessing among {classes}."
        / "아직 아무도 모릅니다. 손실 {loss} 근처: {classes}개 가운데 찍는 것과 같습니다.";
    diverged(lane: &str, iteration: &str) = "{lane} diverged at {iteration}: steps too long. U goes back, at half its rate."
        / "{lane}: {iteration}회에 발산, 걸음이 너무 길었습니다. U로 되돌아갑니다.";
    fallen(lane: &str, rate: &str, before: &str, now: &str) = "{lane} at {rate}: its loss has fallen from {before} to {now} since."
        / "{lane}: 학습률 {rate}로 바꾼 뒤 손실이 {before}에서 {now}로 내렸습니다.";
    risen(lane: &str, rate: &str, before: &str, now: &str) = "{lane} at {rate}: its loss has risen from {before} to {now} since."
        / "{lane}: 학습률 {rate}로 바꾼 뒤 손실이 {before}에서 {now}로 올랐습니다.";
    swings(lane: &str) = "{lane} swings to and fro: its steps are too long. ← shortens them."
        / "{lane}: 이쪽저쪽으로 튑니다. 걸음이 너무 깁니다. ←로 줄입니다.";
    stalls(lane: &str, loss: &str) = "{lane} hardly moves at {loss}: steps may be too short. → lengthens them."
        / "{lane}: {loss}에서 거의 멈춤. 걸음이 짧을지 모릅니다. →로 늘립니다.";
    leads(lane: &str, loss: &str, next: &str, behind: &str) = "{lane} leads with a loss of {loss}; {next} is next with {behind}."
        / "{lane} 레인이 손실 {loss}로 앞섭니다. 다음은 {next}, {behind}입니다.";
    leads_barely(lane: &str, loss: &str, next: &str, behind: &str) = "{lane} is just ahead of {next}: {loss} to {behind}."
        / "{lane} 레인이 {next}보다 조금 앞섭니다: {loss} 대 {behind}.";
    level(lane: &str, other: &str, loss: &str) = "{lane} and {other} are level at {loss}: batches differ more than they do."
        / "{lane}, {other}: {loss}에서 차이가 없습니다. 배치의 잡음이 더 큽니다.";
}

/// How a rate's change has shown.
pub(crate) fn changed(lang: Lang, lane: &str, rate: &str, (before, now): (f32, f32)) -> String {
    let told = if now < before { fallen } else { risen };
    let [before, now] = [before, now].map(crate::text::loss);
    told(lang, lane, rate, &before, &now)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn every_sentence_fits_eighty_columns_with_the_longest_usual_names() {
        let (lane, other, loss) = ("Momentum", "Nesterov", "0.1234");
        for lang in [Lang::En, Lang::Ko] {
            let all = [
                guessing(lang, "2.3026", 10),
                diverged(lang, lane, "12,345"),
                changed(lang, lane, "0.001", (0.123, 0.456)),
                changed(lang, lane, "0.001", (0.456, 0.123)),
                swings(lang, lane),
                stalls(lang, lane, loss),
                leads(lang, lane, loss, other, loss),
                leads_barely(lang, lane, loss, other, loss),
                level(lang, lane, other, loss),
            ];
            for text in all {
                assert!(text.width() <= 78, "{}: {text}", text.width());
            }
        }
    }
}
