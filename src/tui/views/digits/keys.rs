//! The keys of the view of digits.

use super::{pad::Pad, state::DigitsView};
use crate::{
    terminal::Key,
    tui::{
        context::Context,
        direction::{
            Direction::{self, Less, More},
            Stride::{self, Far, One},
        },
        effect::{Effect, Opening},
        keymap::{Binding, Keys},
        screen::Place,
    },
    words::say,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Turn(Direction, Stride),
    ListOthers,
    NextPanel,
    Draw,
}

const BINDINGS: &[Binding<Action>] = &[
    Binding::of_view(
        &[
            (Key::Char('h'), Action::Turn(Less, One)),
            (Key::Char('l'), Action::Turn(More, One)),
            (Key::Char('H'), Action::Turn(Less, Far)),
            (Key::Char('L'), Action::Turn(More, Far)),
        ],
        "h l",
    )
    .help(|lang| {
        lang.say(
            "the image before and the next one; H and L ten at a time",
            "이전 이미지와 다음 이미지. H와 L은 열 개씩",
        )
    })
    .label(0, |lang| lang.say("image", "이미지")),
    Binding::of_view(&[(Key::Char('m'), Action::ListOthers)], "m")
        .help(|lang| {
            lang.say(
                "all, those lanes disagree on, the selected lane's mistakes",
                "모두, 레인들이 갈리는 것, 고른 레인의 실수",
            )
        })
        .label(0, |lang| lang.say("which", "고르기")),
    Binding::of_view(&[(Key::Char('v'), Action::NextPanel)], "v")
        .help(|lang| {
            lang.say(
                "one image, many images, the confusion matrix first",
                "이미지 하나, 여러 이미지, 혼동 행렬",
            )
        })
        .label(0, |lang| lang.say("look", "보기")),
    Binding::of_view(&[(Key::Char('i'), Action::Draw)], "i")
        .help(|lang| {
            lang.say(
                "draw an image with arrows and space, or the mouse",
                "화살표와 스페이스, 또는 마우스로 그림을 그립니다",
            )
        })
        .label(0, |lang| lang.say("draw", "그리기")),
];

impl Keys for DigitsView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Turn(direction, stride) => self.turn(direction, stride, context.history.watched()),
            Action::ListOthers => self.list_others(),
            Action::NextPanel => self.panel = self.panel.next(),
            Action::Draw => return open_pad(context),
        }
        Vec::new()
    }
}

/// Opens the pad, where networks take what is drawn on it.
fn open_pad(context: &mut Context) -> Vec<Effect> {
    let lang = context.lang();
    let inputs = context.history.card().and_then(|card| card.sizes.first());
    if context.place == Place::Recording {
        context.say(say!(lang, digits::NO_NETWORKS_TO_ASK));
    } else if inputs == Some(&Pad::PIXELS) {
        return vec![Effect::Open(Opening::Pad)];
    } else {
        context.say(say!(lang, digits::images_of_other_sizes(Pad::SIDE)));
    }
    Vec::new()
}
