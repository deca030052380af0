//! Each rule as a picture that needs no mathematics, and its idea in Korean beside the English one.

use crate::{optim::OptimizerKind, words::Lang};

/// The rule as a picture.
pub const fn picture(kind: OptimizerKind, lang: Lang) -> &'static str {
    match kind {
        OptimizerKind::Sgd => lang.say("A walker in fog feels the ground under the feet and steps downhill; every step is forgotten.", "안개 속에서 발밑만 더듬어 내려가는 사람입니다. 걸음마다 지난 일을 잊습니다."),
        OptimizerKind::Momentum => lang.say("A heavy ball rolls: it gathers speed down a long slope and does not turn at every pebble.", "굴러가는 무거운 공입니다. 긴 비탈에서 빨라지고 자갈마다 방향을 바꾸지 않습니다."),
        OptimizerKind::Nesterov => lang.say("A ball with eyes: it looks at the ground where it will be in a moment, and brakes before the rise.", "눈이 달린 공입니다. 곧 닿을 땅을 미리 보고 오르막 앞에서 멈춥니다."),
        OptimizerKind::AdaGrad => lang.say("A hiker whose shoes wear down: every steep metre walked makes the next stride there shorter.", "신발이 닳는 등산객입니다. 가파른 길을 걸을수록 그쪽 보폭이 짧아집니다."),
        OptimizerKind::RmsProp => lang.say("A hiker who recalls only the last stretch: after steep ground short strides, on flat ground long ones.", "방금 지나온 길만 기억하는 등산객입니다. 가파르면 짧게, 평평하면 길게 걷습니다."),
        OptimizerKind::Adam => lang.say("A rolling ball with a gearbox for each wheel: it keeps its way, and every weight has its own gear.", "바퀴마다 변속기가 달린 공입니다. 가던 길을 지키면서 가중치마다 기어가 다릅니다."),
        OptimizerKind::AdaDelta => lang.say("A walker who measures each stride by the last ones, and so needs nobody to say how long it should be.", "지난 보폭을 보고 다음 보폭을 정하는 사람입니다. 누가 길이를 정해 줄 필요가 없습니다."),
        OptimizerKind::AdamW => lang.say("Adam with a rubber band from every weight to zero, pulled the same whatever the slope.", "모든 가중치를 0에 고무줄로 묶은 Adam입니다. 기울기와 상관없이 당깁니다."),
        OptimizerKind::AmsGrad => lang.say("Adam that never forgets a cliff: where it was steep once, it walks with short strides for good.", "절벽을 잊지 않는 Adam입니다. 한 번 가팔랐던 곳에서는 늘 짧게 걷습니다."),
        OptimizerKind::Adamax => lang.say("Adam that asks only for the steepest ground of late, and never steps farther than the rate.", "요즘 가장 가팔랐던 곳만 묻는 Adam입니다. 학습률보다 멀리 걷지 않습니다."),
        OptimizerKind::NAdam => lang.say("Adam with eyes: it looks ahead along its own way before it steps.", "눈이 달린 Adam입니다. 제가 갈 길을 앞서 보고 걷습니다."),
        OptimizerKind::RAdam => lang.say("Adam on a cold morning: it rolls gently until its gauges have warmed up.", "추운 아침의 Adam입니다. 계기가 데워질 때까지 살살 구릅니다."),
        OptimizerKind::Lion => lang.say("A march in step: each weight goes one stride, up or down, whatever the size of its slope.", "발맞춘 행진입니다. 기울기가 크든 작든 모두 위나 아래로 한 걸음씩 갑니다."),
        OptimizerKind::Muon => lang.say("A team that turns as one: a whole matrix moves equally far in each of its directions.", "한 몸으로 도는 팀입니다. 행렬 전체가 모든 방향으로 고르게 움직입니다."),
    }
}

/// What is new in the rule.
pub const fn idea(kind: OptimizerKind, lang: Lang) -> &'static str {
    let korean = match kind {
        OptimizerKind::Sgd => "기울기를 따라 곧장 내려가며, 어디서나 같은 보폭으로 걷습니다.",
        OptimizerKind::Momentum => "공처럼 가던 쪽으로 계속 굴러, 지그재그가 서로 지워집니다.",
        OptimizerKind::Nesterov => "곧 있게 될 자리의 기울기를 보는 모멘텀이라 더 일찍 멈춥니다.",
        OptimizerKind::AdaGrad => "가중치마다 보폭이 따로 있으며, 많이 움직인 것일수록 짧아집니다.",
        OptimizerKind::RmsProp => "기억이 짧은 AdaGrad입니다. 보폭이 최근 기울기만 따릅니다.",
        OptimizerKind::Adam => "모멘텀과 가중치별 보폭을 합치고, 둘의 차가운 출발을 보정합니다.",
        OptimizerKind::AdaDelta => "학습률을 고르지 않습니다. 보폭은 그 가중치의 최근 보폭만큼입니다.",
        OptimizerKind::AdamW => "기울기를 거치지 않고 가중치를 저절로 조금씩 줄이는 Adam입니다.",
        OptimizerKind::AmsGrad => "가장 가팔랐던 기울기를 잊지 않아 보폭이 다시 길어지지 않습니다.",
        OptimizerKind::Adamax => "최근의 가장 가파른 기울기로 보폭을 정해 학습률을 넘지 않습니다.",
        OptimizerKind::NAdam => "모멘텀이 데려갈 자리에서 걸음을 내딛는 Adam입니다.",
        OptimizerKind::RAdam => "처음에는 모멘텀처럼 걷다가 보폭을 믿을 만해지면 Adam이 됩니다.",
        OptimizerKind::Lion => "모멘텀의 방향만 취해 모든 가중치가 똑같이 움직입니다.",
        OptimizerKind::Muon => "가중치 하나씩이 아니라 행렬 전체를 모든 방향으로 고르게 옮깁니다.",
    };
    lang.say(kind.idea(), korean)
}
