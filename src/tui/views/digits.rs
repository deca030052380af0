//! What lanes take test images for, and drawn ones: digits or other images of the test set, and the pad.
//!
//! ```text
//!  images that lanes disagree on   3 of 41              test image 247 is a 4
//!  picture        lane          says         0  1  2  3  4  5  6  7  8  9
//!                 ● SGD         9   62 %     ▁  ▁  ▁  ▁  ▃  ▁  ▁  ▁  ▁  ▅
//!                 ✕ Momentum    4   99 %     …
//! ```
//! Below it, as far as there is room, more of the same list, and what the selected lane takes for what. `v` puts
//! another of the three first.

mod confusion;
mod many;
mod opinions;
pub(crate) mod pad;
mod picture;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{networks, view::View};
use crate::{
    history::Watched,
    race::{ImageFilter, PAGE, TestPredictions},
    session::{Capability, State, Watch},
    terminal::Key::Char,
    tui::{
        context::Context,
        direction::{
            Direction::{self, Less, More},
            Stride::{self, Far, One},
        },
        frame::Panels,
        keymap::{Binding, Effect, Keys, Popup, When},
        widgets::{below, note, right_of},
    },
    words::{captions, keys, say},
};
use pad::Pad;
use picture::Pixels;

/// How many digits a long stride passes.
const FAR: usize = 10;

/// The view of digits, or of other images.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct DigitsView {
    pub(crate) listed: Listed,
    /// The place of the chosen one among them.
    pub(crate) at: usize,
    /// What comes first.
    pub(crate) panel: Panel,
}

/// Which digits are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Listed {
    #[default]
    All,
    /// Those that lanes disagree on.
    Disputed,
    /// The selected lane's mistakes.
    Mistakes,
}

/// One look at digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Panel {
    /// One digit with every lane's probabilities.
    #[default]
    One,
    /// Many of the list.
    Many,
    /// What the selected lane takes for what.
    Confusion,
}

impl Panel {
    /// The next one; after the last comes the first.
    pub(crate) fn next(self) -> Self {
        Direction::More.neighbour(&[Self::One, Self::Many, Self::Confusion], self)
    }
}

impl DigitsView {
    /// The place in the list of the chosen image.
    pub(super) fn chosen(&self, guesses: &TestPredictions) -> usize {
        self.at.min(guesses.listed.saturating_sub(1))
    }

    /// Chooses another image of those that are listed.
    pub(super) fn turn(&mut self, direction: Direction, stride: Stride, watched: &Watched) {
        let last = watched.guesses.as_ref().map_or(0, |guesses| guesses.listed.saturating_sub(1));
        let by = if stride == Stride::Far { FAR } else { 1 };
        self.at = match direction {
            Direction::More => self.at.saturating_add(by).min(last),
            Direction::Less => self.at.min(last).saturating_sub(by),
        };
    }

    /// Lists others, from the first on.
    pub(super) fn list_others(&mut self) {
        let all = [Listed::All, Listed::Disputed, Listed::Mistakes];
        (self.at, self.listed) = (0, Direction::More.neighbour(&all, self.listed));
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Turn(Direction, Stride),
    ListOthers,
    NextPanel,
    Draw,
}

impl Keys for DigitsView {
    type Action = Action;

    const WHEN: When = When::WithNetworks;

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

    const NAMES: &'static [(&'static str, Action)] = &[
        ("image-previous", Action::Turn(Less, One)),
        ("image-next", Action::Turn(More, One)),
        ("image-far-previous", Action::Turn(Less, Far)),
        ("image-far-next", Action::Turn(More, Far)),
        ("images", Action::ListOthers),
        ("panel-next", Action::NextPanel),
        ("pad", Action::Draw),
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
    let inputs = context.history.own().and_then(|race| race.sizes.first());
    if inputs == Some(&Pad::PIXELS) {
        return vec![Effect::Open(Popup::Pad)];
    }
    context.say(say!(lang, digits::images_of_other_sizes(Pad::SIDE)));
    Vec::new()
}

impl View for DigitsView {
    fn name(&self, context: &Context) -> &'static str {
        let digits = context.history.own().is_none_or(|race| race.data.is_digits());
        if digits { say!(context.lang(), keys::DIGITS_VIEW) } else { say!(context.lang(), keys::IMAGES_VIEW) }
    }

    fn caption(&self, context: &Context) -> Vec<&'static str> {
        let digits = context.shown().own().is_none_or(|race| race.data.is_digits());
        let what = if digits { captions::DIGITS } else { captions::IMAGES };
        let texts = match self.panel {
            Panel::One => [what, captions::DIGITS_WHY],
            Panel::Many => [captions::MANY_IMAGES, captions::MANY_IMAGES_WHY],
            Panel::Confusion => [captions::CONFUSION, captions::CONFUSION_WHY],
        };
        texts.map(|text| text.get(context.lang())).to_vec()
    }

    fn captioned_from(&self) -> u16 {
        30
    }

    fn needs(&self) -> Option<Capability> {
        Some(Capability::Networks)
    }

    fn draw(&self, context: &Context, panels: &Panels, buffer: &mut Buffer) {
        let Some(area) = networks::above(context, panels.body, buffer) else { return };
        let Some(guesses) = &context.history.watched.guesses else {
            let failed = context.history.state() == State::Failed;
            let text = if failed {
                say!(context.lang(), digits::RACE_HAS_FAILED)
            } else {
                say!(context.lang(), digits::ASKING)
            };
            return note(buffer, area, text, context.theme.quiet());
        };
        let mut rest = area;
        for panel in [self.panel, self.panel.next(), self.panel.next().next()] {
            let first = rest == area;
            let wanted = match panel {
                Panel::One => 15,
                // Where the matrix is still to come and finds room, too, it gets it.
                Panel::Many => {
                    let matrix = if self.panel == Panel::One {
                        confusion::height(context, guesses, rest) + 1
                    } else {
                        0
                    };
                    let without = Rect { height: rest.height.saturating_sub(matrix), ..rest };
                    let wanted = many::height(context, guesses, without);
                    if wanted <= without.height { wanted } else { many::height(context, guesses, rest) }
                }
                Panel::Confusion => confusion::height(context, guesses, rest),
            };
            // What comes first has all the room there is, if that is not enough for it.
            if !first && wanted > rest.height {
                continue;
            }
            let height = wanted.min(rest.height);
            let place = Rect { height, ..rest };
            match panel {
                Panel::One => one(self, context, guesses, place, buffer),
                Panel::Many => many::render(self.chosen(guesses), context, guesses, first, place, buffer),
                Panel::Confusion => confusion::render(context, guesses, place, buffer),
            }
            rest = below(rest, height + 1);
        }
    }

    fn watch(&self, context: &Context) -> Watch {
        let which = match (self.listed, context.selected) {
            (Listed::All, _) => ImageFilter::All,
            (Listed::Disputed, _) => ImageFilter::Disputed,
            (Listed::Mistakes, Some(lane)) => ImageFilter::Mistakes(lane),
            (Listed::Mistakes, None) => return Watch::Nothing,
        };
        Watch::Digits { which, from: self.at / PAGE * PAGE }
    }
}

/// One image, and what every lane thinks it is.
fn one(view: &DigitsView, context: &Context, guesses: &TestPredictions, area: Rect, buffer: &mut Buffer) {
    let at = view.chosen(guesses);
    let Some(digit) = at.checked_sub(guesses.from).and_then(|at| guesses.page.get(at)) else {
        many::title(context, guesses, None, area, buffer);
        let text = match guesses.which {
            ImageFilter::All => say!(context.lang(), digits::NO_TEST_IMAGES),
            ImageFilter::Disputed if guesses.listed == 0 => {
                say!(context.lang(), digits::ALL_LANES_AGREE)
            }
            ImageFilter::Mistakes(lane) if guesses.confusion.iter().all(|(id, _)| *id != lane) => {
                say!(context.lang(), digits::SELECTED_LANE_GUESSES_NOTHING)
            }
            ImageFilter::Mistakes(_) if guesses.listed == 0 => {
                say!(context.lang(), digits::NO_MISTAKES)
            }
            _ => say!(context.lang(), digits::ASKING),
        };
        return note(buffer, area, text, context.theme.quiet());
    };
    many::title(context, guesses, Some((at, digit)), area, buffer);
    let pixels = Pixels::new(&digit.pixels, guesses.size.0);
    let beside = beside(context, pixels, below(area, 1), buffer);
    opinions::render(context, &digit.opinions, Some(usize::from(digit.label)), beside, buffer);
}

/// Draws a picture as large as there is room for, and returns what is left beside it.
fn beside(context: &Context, mut pixels: Pixels<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
    /// Columns that opinions need.
    const OPINIONS: u16 = 24;
    /// Columns of MNIST's images in small signs, which are shown in every window.
    const MAX_SMALL: u16 = 14;
    let room = (area.width.saturating_sub(OPINIONS), area.height);
    let fits = |large| {
        let (columns, rows) = pixels.cells(large);
        columns <= room.0 && rows <= room.1
    };
    // An image that has no room even in small signs is shrunk, in shades.
    let large = fits(true) || !fits(false) && pixels.cells(false).0 > MAX_SMALL;
    if large && !fits(true) {
        pixels = pixels.shrunk(pixels.excess((room.0.max(OPINIONS / 2), room.1)));
    }
    let columns = pixels.cells(large).0.min(area.width);
    if large {
        picture::large(context, &pixels, area, buffer);
    } else {
        picture::small(context, &pixels, area, Style::new(), buffer);
    }
    right_of(area, columns + 2)
}
