//! The keys of the view of digits.

use super::{DigitsView, pad::Pad};
use crate::{
    terminal::Key::Char,
    tui::{
        context::Context,
        direction::{
            Direction::{self, Less, More},
            Stride::{self, Far, One},
        },
        effect::{Effect, Popup},
        keymap::{Binding, Keys},
        screen::Place,
    },
    words::{keys, say},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Turn(Direction, Stride),
    ListOthers,
    NextPanel,
    Draw,
}

impl Keys for DigitsView {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = &[
        Binding::new(
            &[
                (Char('h'), Action::Turn(Less, One)),
                (Char('l'), Action::Turn(More, One)),
                (Char('H'), Action::Turn(Less, Far)),
                (Char('L'), Action::Turn(More, Far)),
            ],
            keys::IMAGE_HELP,
        )
        .sign("h l")
        .label(0, keys::IMAGE),
        Binding::new(&[(Char('m'), Action::ListOthers)], keys::WHICH_HELP).label(0, keys::WHICH),
        Binding::new(&[(Char('v'), Action::NextPanel)], keys::LOOK_HELP).label(0, keys::LOOK),
        Binding::new(&[(Char('i'), Action::Draw)], keys::DRAW_HELP).label(0, keys::DRAW),
    ];

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        match action {
            Action::Turn(direction, stride) => self.turn(direction, stride, &context.history.watched),
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
    let inputs = context.history.info().and_then(|info| info.sizes.first());
    if context.place == Place::Recording {
        context.say(say!(lang, digits::NO_NETWORKS_TO_ASK));
    } else if inputs == Some(&Pad::PIXELS) {
        return vec![Effect::Open(Popup::Pad)];
    } else {
        context.say(say!(lang, digits::images_of_other_sizes(Pad::SIDE)));
    }
    Vec::new()
}
