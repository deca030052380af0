//! Help: every key that works, by heading; what the numbers mean.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::tui::widgets::{popup, put, put_right};
use crate::{
    tui::{
        app::{App, Tab},
        bindings::{self, Group},
    },
    words::{Lang, Words},
};

/// Columns of the keys.
const SIGN_WIDTH: u16 = 8;

/// What the table's columns are.
const NUMBERS: [(Words, Words); 6] = [
    (
        Words { en: "loss", ko: "손실" },
        Words {
            en: "mean cross-entropy of a batch, after the step on that batch",
            ko: "그 배치로 한 걸음 간 뒤 배치의 평균 교차 엔트로피",
        },
    ),
    (
        Words { en: "smooth", ko: "평활" },
        Words { en: "the loss smoothed as in the chart", ko: "그래프처럼 평활한 손실" },
    ),
    (
        Words { en: "best", ko: "최소" },
        Words { en: "the smallest loss so far", ko: "지금까지 가장 작은 손실" },
    ),
    (
        Words { en: "per 100", ko: "100회당" },
        Words {
            en: "how much the smoothed loss changed in 100 iterations",
            ko: "100회 동안 평활 손실이 바뀐 정도",
        },
    ),
    (
        Words { en: "test", ko: "시험" },
        Words {
            en: "share of test images classified rightly; at the end, of all",
            ko: "시험 이미지를 맞힌 비율, 끝에서는 전체에서",
        },
    ),
    (
        Words { en: "start", ko: "출발" },
        Words {
            en: "hash of the starting weights: equal prints, equal starts",
            ko: "출발 가중치의 해시: 같으면 같은 출발입니다",
        },
    ),
];

/// What those of the surface's table are.
const SURFACE_NUMBERS: [(Words, Words); 4] = [
    (Words { en: "x, y", ko: "x, y" }, Words { en: "where the lane is now", ko: "레인이 지금 있는 자리" }),
    (Words { en: "value", ko: "값" }, Words { en: "the function there", ko: "그 자리의 함수 값" }),
    (
        Words { en: "slope", ko: "기울기" },
        Words {
            en: "length of the slope that the next step follows", ko: "다음 걸음이 따를 기울기의 크기"
        },
    ),
    (
        Words { en: "near", ko: "도착" },
        Words {
            en: "since which step it has been within 0.1 of a minimum",
            ko: "최솟값에서 0.1 안에 머문 첫 걸음",
        },
    ),
];

/// Draws the popup from its `line`-th line on.
pub(crate) fn render(app: &App, line: usize, area: Rect, buffer: &mut Buffer) {
    let lang = app.lang();
    let lines = lines(app);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let size = (74.min(area.width), height.min(area.height.saturating_sub(2)).max(5));
    let inside = popup::open(app.theme, lang.say("help", "도움말"), size, area, buffer);
    let room = usize::from(inside.height);
    let first = line.min(lines.len().saturating_sub(room));
    for (line, y) in lines.iter().skip(first).take(room).zip(0..) {
        match *line {
            Line::Heading(text) => {
                put(buffer, inside, (0, y), text, app.theme.quiet());
            }
            Line::Entry(sign, text) => {
                put(buffer, inside, (0, y), sign, app.theme.strong());
                put(buffer, inside, (SIGN_WIDTH + 1, y), text, Style::new());
            }
            Line::Locked(sign, text, how) => {
                put(buffer, inside, (0, y), sign, app.theme.quiet());
                let text = format!("{how}: {text}");
                put(buffer, inside, (SIGN_WIDTH + 1, y), &text, app.theme.quiet());
            }
        }
    }
    if lines.len() > room {
        let (last, all) = ((first + room).min(lines.len()), lines.len());
        let text = match lang {
            Lang::En => format!(" {} to {last} of {all} ", first + 1),
            Lang::Ko => format!(" {all}줄 가운데 {}~{last} ", first + 1),
        };
        put_right(
            buffer,
            area,
            (inside.right() - area.x, inside.bottom() - area.y),
            &text,
            app.theme.quiet(),
        );
    }
}

/// A line of the help.
#[derive(Clone, Copy)]
enum Line {
    /// Of a group of keys.
    Heading(&'static str),
    /// Keys and what they do.
    Entry(&'static str, &'static str),
    /// The same with what is locked of them.
    Locked(&'static str, &'static str, &'static str),
}

/// What works in the view that is shown.
fn lines(app: &App) -> Vec<Line> {
    let lang = app.lang();
    let works = bindings::working(app.tab, |when| when.is_in(app.tab));
    let mut lines = Vec::new();
    for group in Group::ALL {
        let before = lines.len();
        let here = works.iter().filter(|binding| binding.group == group);
        lines.extend(here.map(|binding| {
            let locks = &app.locks;
            match (locks.hold_all(binding), locks.hold_some(binding)) {
                (true, true) => Line::Locked(binding.sign, binding.help(lang), lang.say("locked", "잠김")),
                (false, true) => {
                    Line::Locked(binding.sign, binding.help(lang), lang.say("partly locked", "일부 잠김"))
                }
                _ => Line::Entry(binding.sign, binding.help(lang)),
            }
        }));
        if lines.len() > before {
            lines.insert(before, Line::Heading(group.name(lang)));
            lines.push(Line::Heading(""));
        }
    }
    let numbers: &[(Words, Words)] = if app.tab == Tab::Surface { &SURFACE_NUMBERS } else { &NUMBERS };
    lines.push(Line::Heading(lang.say("numbers", "숫자")));
    lines.extend(numbers.iter().map(|(name, text)| Line::Entry(name.get(lang), text.get(lang))));
    lines
}
