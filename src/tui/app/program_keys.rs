//! Keys for the program and the looks of its screen, which every view shares.

use crate::{
    session::State,
    terminal::Key,
    tui::{
        context::Context,
        direction::Direction::{self, Less, More},
        effect::{Effect, Opening},
        keymap::{ALWAYS_SHOWN, Binding, Group, Keys, When},
        screen::Place,
        views,
    },
    words::say,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Write settings, losses, figure and report.
    Save,
    Screenshot,
    /// Presenter mode on or off.
    Present,
    /// The next way of drawing curves, or the one before.
    Plot(Direction),
    Theme,
    /// The next number of colours.
    Depth,
    /// Show or hide how many bytes a second the screen takes.
    Traffic,
    /// Synchronized output on or off.
    Synchronize,
    /// Show the view of that place.
    ShowView(usize),
    TurnView(Direction),
    Help,
    HideCursor,
    Redraw,
    /// Stop until the shell continues the job.
    Suspend,
    Quit,
    /// Leave, and let the race go on.
    Detach,
}

const BINDINGS: &[Binding<Action>] = &[
    Binding::new(&[(Key::Char('?'), Action::Help)], "?", Group::Program, When::Always)
        .help(|lang| lang.say("show and hide this help", "이 도움말을 열고 닫습니다"))
        .label(ALWAYS_SHOWN, |lang| lang.say("help", "도움말")),
    Binding::new(&[(Key::Char('q'), Action::Quit)], "q", Group::Program, When::Always)
        .help(|lang| lang.say("quit; a summary stays in the terminal", "나갑니다. 요약은 터미널에 남습니다"))
        .label(ALWAYS_SHOWN, |lang| lang.say("quit", "나가기")),
    Binding::unlisted(&[(Key::Ctrl('c'), Action::Quit)], When::Everywhere),
    Binding::new(&[(Key::Char('w'), Action::Save)], "w", Group::Program, When::Racing)
        .help(|lang| {
            lang.say(
                "write settings, csv, figure and report into a new folder",
                "설정, csv, 그림을 새 폴더에 씁니다",
            )
        })
        .label(15, |lang| lang.say("write", "저장")),
    Binding::new(&[(Key::Char('z'), Action::Present)], "z", Group::Program, When::Always).help(|lang| {
        lang.say("presenter mode: large digits and names, keys shown", "발표 화면: 큰 숫자와 이름, 누른 키")
    }),
    Binding::new(&[(Key::Char('i'), Action::Screenshot)], "i", Group::Program, When::Always)
        .help(|lang| lang.say("write a picture of the screen: SVG and PNG", "화면을 SVG와 PNG로 씁니다")),
    Binding::new(&[(Key::Char('d'), Action::Detach)], "d", Group::Program, When::Always).help(|lang| {
        lang.say(
            "detach: a recorded race goes on in the background",
            "분리: 기록 중인 경주는 뒤에서 계속합니다",
        )
    }),
    Binding::new(
        &[(Key::Char('p'), Action::Plot(More)), (Key::Char('P'), Action::Plot(Less))],
        "p P",
        Group::Chart,
        When::Always,
    )
    .help(|lang| {
        lang.say("curves in braille, blocks, dots, ASCII", "곡선을 점자, 블록, 점, ASCII로 그립니다")
    }),
    Binding::new(&[(Key::Char('t'), Action::Theme)], "t", Group::Program, When::Always)
        .help(|lang| lang.say("colours: dark, light, colour-blind-safe", "색: 어두움, 밝음, 색각 배려")),
    Binding::new(&[(Key::Char('C'), Action::Depth)], "C", Group::Program, When::Always)
        .help(|lang| lang.say("how many colours: none, 16, 256, all", "색의 수: 없음, 16, 256, 전부")),
    Binding::new(&[(Key::Char('b'), Action::Traffic)], "b", Group::Program, When::Always)
        .help(|lang| lang.say("bytes a second that the screen takes", "화면이 쓰는 초당 바이트를 보입니다")),
    Binding::new(&[(Key::Char('B'), Action::Synchronize)], "B", Group::Program, When::Always).help(|lang| {
        lang.say("each frame shown at once, or as it comes", "화면을 한꺼번에 또는 오는 대로 보입니다")
    }),
    Binding::new(
        &[(Key::Tab, Action::TurnView(More)), (Key::BackTab, Action::TurnView(Less))],
        "Tab 1-6",
        Group::Program,
        When::Always,
    )
    .range(|key| Some(Action::ShowView(views::numbered(key)?)))
    .help(|lang| lang.say("the next view, or the one of that number", "다음 화면, 또는 그 번호의 화면")),
    Binding::new(&[(Key::Esc, Action::HideCursor)], "Esc", Group::Program, When::Always)
        .help(|lang| lang.say("close what is open, hide the cursor", "열린 것을 닫고 커서를 숨깁니다")),
    Binding::new(&[(Key::Ctrl('l'), Action::Redraw)], "Ctrl-L", Group::Program, When::Always)
        .help(|lang| lang.say("paint the screen anew", "화면을 새로 그립니다")),
    Binding::new(&[(Key::Ctrl('z'), Action::Suspend)], "Ctrl-Z", Group::Program, When::Everywhere)
        .help(|lang| lang.say("stop, training too; fg goes on", "학습까지 멈춥니다. fg로 다시 갑니다")),
];

pub(super) struct ProgramKeys;

impl Keys for ProgramKeys {
    type Action = Action;

    const BINDINGS: &'static [Binding<Action>] = BINDINGS;

    fn handle(&mut self, action: Action, context: &mut Context) -> Vec<Effect> {
        let effect = match action {
            Action::Save => Effect::Save,
            Action::Screenshot => Effect::Screenshot,
            Action::ShowView(place) => Effect::ShowView(place),
            Action::TurnView(direction) => Effect::TurnView(direction),
            Action::Help => Effect::Open(Opening::Help),
            Action::Redraw => Effect::Redraw,
            Action::Suspend => Effect::Suspend,
            Action::Quit => Effect::Quit,
            Action::Detach => return detach(context),
            _ => {
                change_looks(action, context);
                return Vec::new();
            }
        };
        vec![effect]
    }

    fn label(&self, action: Action, context: &Context) -> Option<&'static str> {
        // What is left goes on.
        let leaves = action == Action::Quit && context.place == Place::Background;
        leaves.then(|| context.lang().say("leave", "떠나기"))
    }
}

/// What is changed of the screen at once.
fn change_looks(action: Action, context: &mut Context) {
    let lang = context.lang();
    match action {
        Action::Present => context.present(context.presenter.is_none()),
        Action::Plot(direction) => {
            context.plot = context.plot.turn(direction == Direction::More);
            context.say(say!(lang, display::curves_in(context.plot.name(lang))));
        }
        Action::Theme => {
            context.theme = context.theme.next();
            context.say(say!(lang, display::colours(context.theme.palette().name(lang))));
        }
        Action::Depth => {
            context.theme = context.theme.with_next_depth();
            context.say(say!(lang, display::number_of_colours(context.theme.depth().name(lang))));
        }
        Action::Traffic => context.traffic = if context.traffic.is_some() { None } else { Some(0) },
        Action::Synchronize => {
            context.synchronized = !context.synchronized;
            context.say(if context.synchronized {
                say!(lang, display::FRAMES_AT_ONCE)
            } else {
                say!(lang, display::FRAMES_AS_THEY_COME)
            });
        }
        Action::HideCursor => context.chart.cursor = None,
        _ => {}
    }
}

/// Leaves the race running, where it can.
fn detach(context: &mut Context) -> Vec<Effect> {
    let lang = context.lang();
    let why_not = match (context.place, context.history.state()) {
        (Place::Background, _) => return vec![Effect::Quit],
        (Place::Recorded, State::Running | State::Paused) => return vec![Effect::Detach],
        (Place::Recorded, State::Loading) => say!(lang, run::NOTHING_RUNS_YET),
        (Place::Recorded, State::Finished | State::Failed) => say!(lang, run::NOTHING_RUNS_ANY_MORE),
        (Place::Here, _) => say!(lang, run::NOT_RECORDED),
        (Place::Recording, _) => say!(lang, run::ONLY_A_RECORDING),
    };
    context.say(why_not);
    Vec::new()
}
