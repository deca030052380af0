//! What is told of a race while it runs.

use super::Lang;

texts! {
    guessing(loss: &str, classes: usize) = "Nobody knows anything yet: losses near {loss} are guessing among {classes}."
        / "아직 아무도 모릅니다. 손실 {loss} 근처: {classes}개 가운데 찍는 것과 같습니다.";
    diverged(lane: &str, iteration: &str) = "{lane} diverged at {iteration}: steps too long."
        / "{lane}: {iteration}회에 발산, 걸음이 너무 길었습니다.";
    diverged_elsewhere(lane: &str, step: &str) = "{lane}: its loss is no number any more, at step {step}."
        / "{lane}: {step}단계에 손실이 셀 수 없게 되었습니다.";
    GO_BACK = "U goes back, at half its rate." / "U로 되돌아갑니다.";
    fallen(lane: &str, rate: &str, before: &str, now: &str, iterations: u64)
        = "{lane} at {rate}: in {iterations} iterations smoothed from {before} down to {now}."
        / "{lane}: 학습률 {rate}로 {iterations}회, 평활 손실 {before}에서 {now}로 내림.";
    risen(lane: &str, rate: &str, before: &str, now: &str, iterations: u64)
        = "{lane} at {rate}: in {iterations} iterations smoothed from {before} up to {now}."
        / "{lane}: 학습률 {rate}로 {iterations}회, 평활 손실 {before}에서 {now}로 오름.";
    swings(lane: &str) = "{lane} swings to and fro: its steps are too long."
        / "{lane}: 이쪽저쪽으로 튑니다. 걸음이 너무 깁니다.";
    SHORTEN = "← shortens them." / "←로 줄입니다.";
    stalls(lane: &str) = "{lane} hardly moves: its steps may be too short."
        / "{lane}: 거의 움직이지 않습니다. 걸음이 짧은 듯합니다.";
    LENGTHEN = "→ lengthens them." / "→로 늘리십시오.";
    stuck(lane: &str) = "{lane} leapt too far and is stuck: its steps were too long."
        / "{lane}: 너무 멀리 튀어 갇혔습니다. 걸음이 너무 길었습니다.";
    START_OVER = "←, then r." / "←, 그리고 r.";
    leads(lane: &str, next: &str, share: f32)
        = "{lane} leads: its recent losses are {share:.0} % below {next}'s."
        / "{lane} 선두: 최근 손실이 {next}보다 {share:.0} % 낮습니다.";
    WHY = "6 tells why." / "이유는 6에서 봅니다.";
    leads_barely(lane: &str, next: &str, share: f32)
        = "{lane} is just ahead: its recent losses are {share:.0} % below {next}'s."
        / "{lane} 레인이 조금 앞섭니다. 최근 손실이 {next}보다 {share:.0} % 낮습니다.";
    level(lane: &str, other: &str) = "{lane} and {other} are level: batches differ more than they do."
        / "{lane}, {other}: 차이가 없습니다. 배치의 잡음이 더 큽니다.";

    // On the surface.
    out_of_bounds(lane: &str, step: &str) = "{lane} left all bounds at step {step}: steps too long. ←, then r."
        / "{lane}: {step}걸음에 끝없이 튀어 나갔습니다. 걸음이 너무 깁니다. ←, 그리고 r.";
    arrived(lane: &str, step: &str, there: usize, all: usize)
        = "{lane} came to a + in {step} steps: {there} of {all} are there."
        / "{lane}: {step}걸음 만에 +에 왔습니다. {all} 가운데 {there}이 와 있습니다.";
    all_arrived(lane: &str, step: &str) = "All are at a +, {lane} first, in {step} steps. f takes another function."
        / "모두 +에 왔습니다. {lane} 먼저, {step}걸음. f는 다른 함수입니다.";
    zigzags(lane: &str) = "{lane} jumps across and back: its steps are too long for the steep side."
        / "{lane}: 이쪽저쪽으로 튑니다. 가파른 쪽에는 걸음이 너무 깁니다.";
    rests(lane: &str) = "{lane} rests where there is no slope, though it is no lowest place."
        / "{lane}: 기울기가 없는 곳에 멈췄습니다. 가장 낮은 곳은 아닙니다.";
    lowest(lane: &str, next: &str) = "{lane} is the lowest now; {next} is next."
        / "지금은 {lane} 레인이 가장 낮고, 다음은 {next}입니다.";

    // Of trials.
    TRIALS_RUN = "Each point is a short race with one rate; all see the same images."
        / "점 하나가 학습률 하나로 한 짧은 경주입니다. 모두 같은 이미지를 봅니다.";
    best_trial(lane: &str, rate: &str) = "Lowest: {lane} at {rate}." / "최저: 학습률 {rate}의 {lane}.";
    best_trials(lane: &str, rate: &str, others: usize) = "Lowest: {lane} at {rate}, level with {others} more."
        / "최저: 학습률 {rate}의 {lane}. {others}개와는 차이가 없습니다.";
    better_rate(lane: &str, raced: &str, best: &str) = "{lane} races at {raced}, but is best here at {best}."
        / "{lane} 레인은 {raced}로 달리지만 여기서 가장 나은 것은 {best}입니다.";
    ALL_NEAR_BEST = "Every lane races near its best rate." / "모든 레인이 가장 나은 학습률 근처입니다.";
}

/// How a rate's change has shown.
pub(crate) fn changed(
    lang: Lang,
    lane: &str,
    rate: &str,
    (before, now): (f32, f32),
    iterations: u64,
) -> String {
    let told = if now < before { fallen } else { risen };
    let [before, now] = [before, now].map(crate::text::loss);
    told(lang, lane, rate, &before, &now, iterations)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::words::Text;

    #[test]
    fn every_sentence_fits_eighty_columns_with_the_longest_usual_names() {
        let (lane, other) = ("Momentum", "Nesterov");
        for lang in [Lang::En, Lang::Ko] {
            let with = |text: String, more: Text| format!("{text} {}", more.get(lang));
            let all = [
                guessing(lang, "2.3026", 10),
                with(diverged(lang, lane, "12,345"), GO_BACK),
                diverged_elsewhere(lang, lane, "1,234,567"),
                changed(lang, lane, "0.001", (0.123, 0.456), 123),
                changed(lang, lane, "0.001", (0.456, 0.123), 123),
                with(swings(lang, lane), SHORTEN),
                with(stalls(lang, lane), LENGTHEN),
                with(stuck(lang, lane), START_OVER),
                with(leads(lang, lane, other, 45.0), WHY),
                leads_barely(lang, lane, other, 15.0),
                level(lang, lane, other),
                out_of_bounds(lang, lane, "1,000"),
                arrived(lang, lane, "1,000", 10, 14),
                all_arrived(lang, lane, "1,000"),
                zigzags(lang, lane),
                rests(lang, lane),
                lowest(lang, lane, other),
                TRIALS_RUN.get(lang).to_owned(),
                best_trials(lang, lane, "0.0063", 12),
                better_rate(lang, lane, "0.001", "0.0063"),
                [best_trial(lang, lane, "0.0063"), ALL_NEAR_BEST.get(lang).to_owned()].join(" "),
            ];
            for text in all {
                assert!(text.width() <= 78, "{}: {text}", text.width());
            }
        }
    }
}
