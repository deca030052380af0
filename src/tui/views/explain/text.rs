//! What is said of an update rule, its settings and what its lane is doing, in plain words.

use crate::{
    config::Bounds, history::Doing, optim::Setting, race::LaneState, surface::Function, text::thousands,
    words::Lang,
};

/// A setting's name.
pub const fn name(setting: Setting, lang: Lang) -> &'static str {
    let korean = match setting {
        Setting::LearningRate => "학습률",
        Setting::Momentum => "모멘텀",
        Setting::Beta1 => "베타1",
        Setting::Beta2 => "베타2",
        Setting::Decay => "감쇠율",
        Setting::MomentumDecay => "모멘텀 감쇠",
        Setting::Epsilon => "엡실론",
        Setting::NewtonSchulzSteps => "반복 수",
        Setting::BiasRate => "편향 학습률",
        Setting::DecoupledDecay => "분리 감쇠",
        Setting::WeightDecay => "가중치 감쇠",
    };
    lang.say(setting.name(), korean)
}

/// What a setting does.
pub const fn effect(setting: Setting, lang: Lang) -> &'static str {
    match setting {
        Setting::LearningRate => {
            lang.say("step length: long ones leap, short crawl", "걸음의 길이: 길면 튀고 짧으면 기어갑니다")
        }
        Setting::Momentum => {
            lang.say("share of the last step that is kept", "지난 걸음을 간직하는 몫: 0.9면 멀리 구릅니다")
        }
        Setting::Beta1 => {
            lang.say("memory of direction: 0.9 is ten steps", "방향을 잊는 느림: 0.9면 열 걸음쯤 기억합니다")
        }
        Setting::Beta2 => {
            lang.say("memory of slope sizes: 0.999 is 1,000", "기울기 크기를 잊는 느림: 0.999면 천 걸음쯤")
        }
        Setting::Decay => {
            lang.say("memory of slope sizes: 0.99 is 100 steps", "기울기 크기를 잊는 느림: 0.99면 백 걸음쯤")
        }
        Setting::MomentumDecay => {
            lang.say("how soon the momentum is fully there", "모멘텀이 다 차오르는 빠르기")
        }
        Setting::Epsilon => {
            lang.say("keeps a division from 0; rarely turned", "0으로 나누지 않게 하며 거의 바꾸지 않습니다")
        }
        Setting::NewtonSchulzSteps => {
            lang.say("how even a step is made; 5 is enough", "걸음을 고르게 하는 정도: 5면 충분합니다")
        }
        Setting::BiasRate => lang.say("how long a step of the biases is", "편향의 걸음 길이"),
        Setting::DecoupledDecay => {
            lang.say("how fast weights shrink by themselves", "가중치가 저절로 줄어드는 빠르기")
        }
        Setting::WeightDecay => {
            lang.say("a price on large weights, in the loss", "큰 가중치에 매기는 벌점, 손실에 더합니다")
        }
    }
}

/// Which values a setting may have.
pub const fn allowed(setting: Setting, lang: Lang) -> &'static str {
    let korean = match setting {
        Setting::LearningRate | Setting::BiasRate => "0보다 크고 1,000,000 이하인 수",
        Setting::Momentum | Setting::Beta1 | Setting::Beta2 | Setting::Decay => "0 이상 1 미만인 수",
        Setting::Epsilon => "0보다 크고 1 이하인 수",
        Setting::NewtonSchulzSteps => "1부터 10까지의 정수",
        Setting::MomentumDecay | Setting::DecoupledDecay | Setting::WeightDecay => "0 이상 1 이하인 수",
    };
    lang.say(setting.allowed(), korean)
}

/// Where and how a lane has ended, in few words; `None` for one that has not.
pub fn ended(state: LaneState, lang: Lang) -> Option<String> {
    let (iteration, how) = state.end()?;
    let at = thousands(iteration);
    Some(match (state, lang) {
        (_, Lang::En) => format!("{how} at {at}"),
        (LaneState::Faulted { .. }, Lang::Ko) => format!("{at}회에 오류"),
        (_, Lang::Ko) => format!("{at}회에 발산"),
    })
}

/// Which whole numbers are allowed.
pub fn whole_number(bounds: Bounds, lang: Lang) -> String {
    match (bounds.ends(), lang) {
        (_, Lang::En) => bounds.to_string(),
        ((least, most), Lang::Ko) => format!("{}부터 {}까지의 정수", thousands(least), thousands(most)),
    }
}

/// What stands where the networks have not answered yet.
pub const fn asking(lang: Lang) -> &'static str {
    lang.say("asking the networks …", "신경망에게 묻는 중 …")
}

/// A surface's name.
pub const fn function(function: Function, lang: Lang) -> &'static str {
    let korean = match function {
        Function::Bowl => "그릇",
        Function::Rosenbrock => "로젠브록",
        Function::Beale => "빌",
        Function::Himmelblau => "힘멜블라우",
        Function::Saddle => "안장",
        Function::Plateau => "고원",
        Function::NoisyBowl => "잡음 섞인 그릇",
    };
    lang.say(function.name(), korean)
}

/// What to watch on the chart now.
pub fn watch(doing: Doing, lang: Lang) -> String {
    let plain = match doing {
        Doing::Diverged(at) => {
            let at = thousands(at);
            return match lang {
                Lang::En => format!("It diverged at {at}: each step leapt over the valley and landed higher. The rate was too high; halve it and press r."),
                Lang::Ko => format!("{at}회에 발산했습니다. 걸음마다 골짜기를 넘어 더 높은 곳에 떨어졌습니다. 학습률이 너무 컸습니다. 반으로 줄이고 r을 누르십시오."),
            };
        }
        Doing::Beginning => lang.say(
            "It has hardly begun. Watch the first twenty steps: does the curve fall at once, or leap up first?",
            "이제 시작입니다. 처음 스무 걸음을 보십시오. 곡선이 바로 내려갑니까, 먼저 튀어 오릅니까?",
        ),
        Doing::Off => lang.say("It takes no steps. Press x to let it run again.", "걷지 않습니다. x를 누르면 다시 걷습니다."),
        Doing::Faulted => lang.say("It was stopped by a fault in the program; the other lanes go on.", "프로그램 오류로 멈췄습니다. 다른 레인은 계속합니다."),
        Doing::Rising => lang.say(
            "Its loss is growing: the steps are too long, and the next may be longer. Lower the rate with ← before it diverges.",
            "손실이 커지고 있습니다. 걸음이 너무 길고 더 길어질 수 있습니다. 발산하기 전에 ←로 학습률을 낮추십시오.",
        ),
        Doing::Swinging => lang.say(
            "Its loss leaps up and down: it crosses the valley with every step. A third of the rate would let it go down.",
            "손실이 오르내립니다. 걸음마다 골짜기를 건너뜁니다. 학습률을 3분의 1로 줄이면 내려갈 수 있습니다.",
        ),
        Doing::Stalled => lang.say(
            "Its curve is flat and high: a plateau, a rate too low, or a bad start. Turn the rate up with →; if nothing moves, look at the start.",
            "곡선이 높은 곳에서 평평합니다. 평지이거나 학습률이 작거나 출발이 나쁩니다. →로 학습률을 높이고, 그래도 그대로면 출발점을 보십시오.",
        ),
        Doing::Ahead => lang.say(
            "It is ahead of all others. Is it the rule, or only a well-chosen rate? Turn the others' rates before you say so.",
            "가장 앞서 있습니다. 규칙이 좋아서입니까, 학습률을 잘 골라서입니까? 다른 레인의 학습률도 바꿔 보고 말하십시오.",
        ),
        Doing::Behind => lang.say(
            "It learns, but another has half its loss. Try a rate three times higher; if the curve gets ragged, that was too much.",
            "배우고 있지만 절반의 손실에 이른 레인이 있습니다. 학습률을 세 배로 높여 보십시오. 곡선이 들쭉날쭉해지면 지나친 것입니다.",
        ),
        Doing::Learning => lang.say(
            "It learns steadily. The ripples are the batches, some of them harder than others; the smoothed curve shows the way.",
            "꾸준히 배우고 있습니다. 잔물결은 쉬운 배치와 어려운 배치 때문이며, 길은 평활한 곡선이 보여 줍니다.",
        ),
    };
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        history::History,
        optim::OptimizerKind,
        race::LaneId,
        session::{Bucket, Change, Losses, State, Update},
        tui::testing::started,
    };

    /// What the first lane does after 200 losses of each of two lanes.
    fn doing(first: impl Fn(u64) -> f32, second: impl Fn(u64) -> f32) -> Doing {
        let history = raced(200, first, second);
        Doing::of(&history.lanes()[0], &history)
    }

    fn raced(last: u64, first: impl Fn(u64) -> f32, second: impl Fn(u64) -> f32) -> History {
        let losses = |loss: &dyn Fn(u64) -> f32| (1..=last).map(|at| Bucket::of(loss(at))).collect();
        let lanes = vec![(LaneId(0), losses(&first)), (LaneId(1), losses(&second))];
        let mut history = History::default();
        history.apply(&started(&[OptimizerKind::Sgd, OptimizerKind::Adam]));
        history.apply(&Update::State { state: State::Running, iteration: 0 });
        let elapsed = Duration::from_secs(1);
        history.apply(&Update::Progressed(Losses { first: 1, stride: 1, iterations: last, lanes, elapsed }));
        history
    }

    fn falling(at: u64) -> f32 {
        2.3 * (-(at as f32) / 100.0).exp()
    }

    #[test]
    fn what_a_lane_does_is_seen_from_its_losses_and_those_of_the_others() {
        assert_eq!(doing(falling, |_| 0.2), Doing::Learning);
        assert_eq!(doing(falling, |_| 2.0), Doing::Ahead);
        assert_eq!(doing(falling, |_| 0.01), Doing::Behind);
        assert_eq!(doing(|_| 2.3, falling), Doing::Stalled);
        assert_eq!(doing(|at| at as f32 / 60.0, falling), Doing::Rising);
        assert_eq!(doing(|at| if at % 2 == 0 { 1.5 } else { 0.9 }, falling), Doing::Swinging);
        // Batches differ: that is no swing while the loss is low.
        assert_eq!(doing(|at| if at % 2 == 0 { 0.15 } else { 0.06 }, |_| 0.2), Doing::Ahead);
    }

    #[test]
    fn a_lane_that_has_just_begun_is_off_or_has_diverged_says_so() {
        let history = raced(5, falling, falling);
        assert_eq!(Doing::of(&history.lanes()[0], &history), Doing::Beginning);
        let mut history = raced(200, falling, falling);
        let change = Change::Switched { lane: LaneId(0), on: false };
        history.apply(&Update::Changed { iteration: 200, change });
        history.apply(&Update::Diverged { lane: LaneId(1), iteration: 200, loss: f32::NAN });
        assert_eq!(Doing::of(&history.lanes()[0], &history), Doing::Off);
        assert_eq!(Doing::of(&history.lanes()[1], &history), Doing::Diverged(200));
    }
}
