//! What each view shows and what to look for, in plain words: a sentence that fits the narrowest window with captions, and
//! one more for windows with room for two.

use super::Text;
use crate::surface::Function;

texts! {
    RACE = "Each curve: a network learning to read digits. Loss: how wrong; 0 is perfect."
        / "곡선 하나가 숫자 읽기를 배우는 신경망 하나입니다. 손실: 틀린 정도, 0이면 완벽.";
    RACE_ON_OTHERS = "Each curve: a network telling images apart. Loss: how wrong; 0 is perfect."
        / "곡선 하나가 이미지를 구별하는 신경망 하나입니다. 손실: 틀린 정도, 0이면 완벽.";
    FOREIGN = "Each curve: one run of a training elsewhere, by what it writes or tells."
        / "곡선 하나가 다른 프로그램의 훈련 하나입니다. 그 프로그램이 알린 값입니다.";
    FOREIGN_WHY = "m shows the next metric; the table goes by it. V counts steps from each lane's first, or in log."
        / "m으로 다른 지표를 봅니다. 표도 그 지표를 따릅니다. V로 가로축을 바꿉니다.";
    RACE_FAIR = "All start with the same weights and see the same images; only the optimizer and its rate differ."
        / "모두 같은 가중치에서 출발해 같은 이미지를 봅니다. 규칙과 학습률만 다릅니다.";
    RACE_OWN = "All see the same images, but each starts with weights of its own: part of the difference is luck."
        / "모두 같은 이미지를 보지만 출발 가중치는 저마다 다릅니다. 차이의 일부는 운입니다.";
    COMPARED = "Recorded races side by side: each curve is one optimizer of one race."
        / "기록된 경주를 나란히 봅니다. 곡선 하나가 한 경주의 기법 하나입니다.";
    COMPARED_WHY = "V: by iteration, epoch or second. The last column has the settings that differ."
        / "V로 가로축을 바꿉니다: 반복, 에포크, 초. 마지막 열은 서로 다른 설정입니다.";
    INSIDE = "One step of the selected optimizer in one layer: what it makes of the slope."
        / "고른 기법의 한 걸음: 한 층에서 기울기가 어떻게 걸음이 되는지 봅니다.";
    INSIDE_WHY = "Hills: across, how large a number is; height, how many weights (or outputs) have such a number."
        / "언덕: 가로는 수의 크기, 높이는 그런 수를 가진 가중치(또는 출력)의 개수입니다.";
    DIGITS = "What each network takes a test image for. Bars: how sure it is of each digit."
        / "신경망마다 시험 이미지를 무엇으로 읽는지 봅니다. 막대는 확신의 정도입니다.";
    IMAGES = "What each network takes a test image for. Bars: how sure it is of each class."
        / "신경망마다 시험 이미지를 무엇으로 읽는지 봅니다. 막대는 확신의 정도입니다.";
    DIGITS_WHY = "None has learned from these images, so none knows them by heart. The highest bar is its answer."
        / "학습에 쓰지 않은 이미지라 외운 답이 없습니다. 가장 높은 막대가 답입니다.";
    MANY_IMAGES = "Many test images, and how the selected network reads them."
        / "여러 시험 이미지와, 고른 신경망이 그것을 어떻게 읽는지 봅니다.";
    MANY_IMAGES_WHY = "Below each: what it is, and where the network errs, what it read it as. None was learned from."
        / "이미지 아래에 실제 답을 적고, 신경망이 틀렸으면 그 답도 적습니다. 학습에 쓰지 않은 이미지입니다.";
    CONFUSION = "What the selected network takes for what, over all test images."
        / "시험 이미지 전체에서 고른 신경망이 무엇을 무엇으로 읽는지 봅니다.";
    CONFUSION_WHY = "On the diagonal it is right; any other number is how often it took the row for the column."
        / "대각선은 맞힌 것, 나머지 수는 행의 것을 열의 것으로 읽은 횟수입니다.";
    RATES = "Many short races: which learning rate suits which optimizer?"
        / "짧은 경주를 여럿 돌려 기법마다 알맞은 학습률을 찾습니다.";
    RATES_WHY = "A curve's lowest point: best for so short a race. Left of it steps are too short, right too long."
        / "가장 낮은 곳이 이 길이의 경주에 가장 좋은 학습률입니다. 왼쪽은 걸음이 짧고 오른쪽은 깁니다.";
    SWEEP = "Every trial of the sweep as its folder tells it: which settings do best?"
        / "탐색 폴더에 있는 시행을 모두 봅니다. 어떤 설정이 가장 나을까요?";
    SWEEP_WHY = "A sign is a trial; lower is better. ←→ puts another parameter below, p shows all of them at once."
        / "기호 하나가 시행 하나, 낮을수록 좋습니다. ←→로 다른 매개변수를, p로 모두를 한꺼번에 봅니다.";
    SWEEP_CURVES = "Each curve: a trial of the sweep, added with + in view 5; X removes it."
        / "곡선 하나가 탐색의 시행 하나입니다. 화면 5에서 +로 더하고 X로 뺍니다.";
    SWEEP_ACCURACY = "A sign is a trial; higher is better. ←→ puts another parameter below, p shows all at once."
        / "기호 하나가 시행 하나, 높을수록 좋습니다. ←→로 다른 매개변수를, p로 모두를 한꺼번에 봅니다.";
    STARTS = "The same race from several starts: one start can't decide who is best."
        / "같은 경주를 여러 출발에서 합니다. 출발 하나로는 우열을 가릴 수 없습니다.";
    STARTS_WHY = "Each dot is one start's final loss, the marker the mean. Where dots mix, chance decides."
        / "점은 출발 하나의 마지막 손실, 기호는 평균입니다. 점들이 섞여 있으면 승패는 우연입니다.";
    SURFACE = "A made-up loss of two weights, from above: a ring is one height, + the lowest."
        / "가중치가 둘뿐인 연습용 손실을 위에서 봅니다. 고리는 같은 높이, +는 최저점.";
    BOWL = "Steep across, nearly flat along: long steps jump to and fro, short ones creep, as in real losses."
        / "한쪽은 가파르고 한쪽은 평평해, 긴 걸음은 튀고 짧은 걸음은 기어갑니다. 실제 손실도 그렇습니다.";
    ROSENBROCK = "A bent valley with a flat floor: getting in is easy, following it to the + is not."
        / "굽은 골짜기: 들어가기는 쉽고 바닥을 따라 +까지 가기는 어렵습니다.";
    BEALE = "A flat basin between cliffs: steps that suit the basin are too long for the cliffs."
        / "절벽 사이의 평평한 분지: 분지에 맞는 걸음은 절벽에서 너무 깁니다.";
    HIMMELBLAU = "Four places are equally low: where one ends depends on the rule, though all start at one place."
        / "똑같이 낮은 곳이 넷입니다. 같은 곳에서 출발해도 규칙에 따라 다른 곳에 닿습니다.";
    SADDLE = "A pass between two low places: on it there is no slope, and plain steps stop."
        / "낮은 곳 둘 사이의 고개: 기울기가 없어 단순한 걸음은 멈춥니다.";
    PLATEAU = "A hole in a plain that hardly slopes: steps in proportion to the slope take forever."
        / "거의 평평한 벌판의 구덩이: 기울기만큼만 걷는 걸음은 끝이 없습니다.";
    NOISY = "The valley, seen through noise as small batches have it: no step knows the true slope."
        / "작은 배치처럼 잡음이 섞인 골짜기: 어느 걸음도 참된 기울기를 모릅니다.";
    NOT_THE_RACE = "No network of the race is here, and rates are its own." / "경주의 신경망이 아니며 학습률도 따로입니다.";
    SHOWN = "captions are shown" / "설명 줄을 보입니다";
    HIDDEN = "captions are hidden" / "설명 줄을 숨깁니다";
}

/// What is special about a function.
pub(crate) const fn function(function: Function) -> Text {
    match function {
        Function::Bowl => BOWL,
        Function::Rosenbrock => ROSENBROCK,
        Function::Beale => BEALE,
        Function::Himmelblau => HIMMELBLAU,
        Function::Saddle => SADDLE,
        Function::Plateau => PLATEAU,
        Function::NoisyBowl => NOISY,
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn the_first_sentence_fits_eighty_columns_and_the_others_a_hundred() {
        let first = [
            RACE,
            RACE_ON_OTHERS,
            FOREIGN,
            COMPARED,
            INSIDE,
            DIGITS,
            IMAGES,
            MANY_IMAGES,
            CONFUSION,
            RATES,
            STARTS,
            SWEEP,
            SWEEP_CURVES,
            SURFACE,
        ];
        let others = [
            FOREIGN_WHY,
            RACE_FAIR,
            RACE_OWN,
            COMPARED_WHY,
            INSIDE_WHY,
            DIGITS_WHY,
            MANY_IMAGES_WHY,
            CONFUSION_WHY,
            RATES_WHY,
            STARTS_WHY,
            SWEEP_WHY,
            SWEEP_ACCURACY,
            NOT_THE_RACE,
        ];
        let others = others.into_iter().chain(Function::ALL.map(function));
        for (text, room) in first.map(|text| (text, 78)).into_iter().chain(others.map(|text| (text, 98))) {
            for text in [text.get(Lang::En), text.get(Lang::Ko)] {
                assert!(text.width() <= room, "{}: {text}", text.width());
            }
        }
    }
}
