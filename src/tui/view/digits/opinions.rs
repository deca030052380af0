//! What lanes take one image for: a row or more a lane, with a bar for each class.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    race::{CERTAIN, Opinion},
    tui::{
        app::App,
        glyphs::{self, BARS},
        view::{cut, put, put_right},
    },
};

/// Columns of the guess and how likely it is.
const GUESS: u16 = 8;

/// Columns of `right` or `wrong`.
const VERDICT: u16 = 6;

/// Rows of a lane at the most.
const TALLEST: u16 = 5;

/// Draws a heading and the lanes; `label` is what the image is, where that is known.
pub(super) fn render(app: &App, opinions: &[Opinion], label: Option<usize>, area: Rect, buffer: &mut Buffer) {
    let lang = app.lang();
    if opinions.is_empty() {
        put(
            buffer,
            area,
            (0, 1),
            lang.say("no lane is left to ask", "물을 레인이 없습니다"),
            app.theme.quiet(),
        );
        return;
    }
    let classes = opinions.iter().map(|opinion| opinion.probabilities.len()).max().unwrap_or(0);
    let name_of =
        |opinion: &Opinion| app.history().lane(opinion.lane).map_or("", |lane| lane.card.name.as_str());
    let longest = opinions.iter().map(|opinion| name_of(opinion).width()).max().unwrap_or(0);
    // The sign of selection, the marker, and a space on either side of the name.
    let name = 5 + u16::try_from(longest).unwrap_or(u16::MAX).clamp(4, (area.width / 3).max(4));
    let verdict = if label.is_some() && area.width > 60 { VERDICT } else { 0 };
    let start = name + GUESS + verdict;
    let (bars, least) = (area.width.saturating_sub(start), u16::try_from(classes).unwrap_or(u16::MAX));
    // A column and a gap a class; without room for them guesses have to do.
    let pitch = (bars / least.max(1)).min(6);
    let heading = u16::from(usize::from(area.height) > opinions.len());
    let lanes = u16::try_from(opinions.len()).unwrap_or(u16::MAX);
    let most = if pitch > 1 { TALLEST } else { 1 };
    let each = ((area.height - heading) / lanes).clamp(1, most);
    if heading > 0 {
        put(buffer, area, (2, 0), lang.say("lane", "레인"), app.theme.quiet());
        put(buffer, area, (name, 0), lang.say("says", "대답"), app.theme.quiet());
        for class in 0..least.min(if pitch > 1 { least } else { 0 }) {
            let style =
                if label == Some(usize::from(class)) { app.theme.strong() } else { app.theme.quiet() };
            put(buffer, area, (start + class * pitch, 0), &class.to_string(), style);
        }
    }
    for (opinion, row) in opinions.iter().zip((0..).map(|index: u16| heading + index * each)) {
        if row >= area.height {
            return;
        }
        let index = opinion.lane.0 as usize;
        let color = app.theme.lane(index);
        let selected = app.selected() == Some(opinion.lane);
        // The last row of a lane stays blank, so that bars of neighbours don't touch.
        let tall = if each > 1 { each - 1 } else { 1 };
        let text = row + tall - 1;
        if selected {
            put(buffer, area, (0, text), "▸", app.theme.strong());
        }
        put(buffer, area, (2, text), glyphs::marker(index), color);
        let strong = if selected { color.patch(app.theme.strong()) } else { color };
        put(buffer, area, (4, text), &cut(name_of(opinion), usize::from(name.saturating_sub(5))), strong);
        let (guess, likely) = opinion.guess();
        let right = label.is_none_or(|label| label == guess);
        let style = if right { app.theme.strong() } else { app.theme.failed() };
        put(buffer, area, (name, text), &guess.to_string(), style);
        put_right(buffer, area, (name + GUESS - 1, text), &percent(likely), Style::new());
        if verdict > 0 && !right {
            put(buffer, area, (name + GUESS, text), lang.say("wrong", "틀림"), app.theme.failed());
        }
        if pitch > 1 {
            let place =
                Rect { x: area.x + start, y: area.y + row, width: bars, height: tall.min(area.height - row) };
            draw_bars(&opinion.probabilities, pitch, color, place, buffer);
        }
    }
}

/// A probability as whole per cent.
fn percent(thousandths: u16) -> String {
    format!("{} %", (thousandths + 5) / 10)
}

/// Bars side by side, as tall as `area`; one that is not nothing shows at least its foot.
fn draw_bars(values: &[u16], pitch: u16, style: Style, area: Rect, buffer: &mut Buffer) {
    let levels = BARS.len() as u16;
    let wide = usize::from(if pitch > 3 { pitch - 2 } else { pitch - 1 });
    for (class, &value) in (0..).zip(values) {
        let full = u32::from(area.height * levels);
        let eighths = (u32::from(value) * full).div_ceil(u32::from(CERTAIN)) as u16;
        // The foot marks the place of every class.
        let eighths = eighths.max(1);
        for up in 0..area.height {
            let left = eighths.saturating_sub(up * levels).min(levels);
            if left > 0 {
                let sign = BARS[usize::from(left - 1)].repeat(wide);
                put(buffer, area, (class * pitch, area.height - 1 - up), &sign, style);
            }
        }
    }
}
