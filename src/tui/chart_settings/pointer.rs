//! What the mouse does to the chart: zooming at an iteration, dragging, and setting the cursor. The iteration under the
//! pointer may be one between two.

use super::{ChartSettings, MIN_SPAN, end};
use crate::{history::History, tui::direction::Direction};

impl ChartSettings {
    /// Shows three quarters of the iterations in view, or a third more; the one at the pointer keeps its place, as far as the
    /// ends of the race let it and equal distances are equal numbers of iterations.
    ///
    /// A notch of the wheel is less than a press of a key: it is turned by several at once.
    pub(crate) fn zoom_at(&mut self, history: &History, direction: Direction, at: f64) {
        let (first, last) = self.range(history);
        let (span, end) = (last - first, end(history));
        let wanted = match direction {
            Direction::More => (span.saturating_mul(3) / 4).max(MIN_SPAN),
            Direction::Less => span.saturating_mul(4).div_ceil(3),
        };
        let wanted = wanted.min(end);
        let place = ((at - first as f64) / span as f64).clamp(0.0, 1.0);
        let first = first as f64 + (span as f64 - wanted as f64) * place;
        // Halves to even numbers, or one notch after the other would move it the same way. What is below 0 is 0.
        let first = (first.round_ties_even() as u64).min(end - wanted);
        self.show(first, first + wanted, end);
    }

    /// Shows a range that was in view moved by so much of its width to the right, as far as there are iterations.
    pub(crate) fn drag(&mut self, history: &History, (first, last): (u64, u64), by: f64) {
        let (span, end) = (last - first, end(history));
        let first = (first as f64 - span as f64 * by).round() as u64;
        let first = first.min(end.saturating_sub(span));
        self.show(first, first + span, end);
    }

    /// Sets the cursor at the iteration at the pointer, or where the curves end before it.
    pub(crate) fn set_cursor(&mut self, history: &History, at: f64) {
        let newest = history.iteration();
        if newest > 0 {
            self.cursor = Some((at.round() as u64).clamp(1, newest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::{chart_settings::XRange, testing::racing};

    const ENDS: u64 = 2_000;

    fn at(chart: &ChartSettings, history: &History, place: f64) -> f64 {
        let (first, last) = chart.range(history);
        first as f64 + (last - first) as f64 * place
    }

    #[test]
    fn the_iteration_under_the_pointer_keeps_its_place_while_it_is_zoomed() {
        let app = racing(1_240);
        let (history, mut chart) = (&app.context.history, app.context.chart);
        for place in [0.0, 0.1, 0.5, 0.77, 1.0] {
            chart.x_range = XRange::Whole;
            let before = at(&chart, history, place);
            for _ in 0..6 {
                let pointer = at(&chart, history, place);
                chart.zoom_at(history, Direction::More, pointer);
                assert!((at(&chart, history, place) - before).abs() <= 3.0, "{place}: {:?}", chart.x_range);
            }
            let (first, last) = chart.range(history);
            assert!(last - first < ENDS / 5, "{first} to {last}");
            for _ in 0..7 {
                let pointer = at(&chart, history, place);
                chart.zoom_at(history, Direction::Less, pointer);
            }
            assert_eq!(chart.x_range, XRange::Whole, "{place}");
        }
    }

    #[test]
    fn it_is_zoomed_to_no_fewer_iterations_than_by_keys_and_never_beyond_the_ends() {
        let app = racing(1_240);
        let (history, mut chart) = (&app.context.history, app.context.chart);
        for _ in 0..100 {
            let middle = at(&chart, history, 0.5);
            chart.zoom_at(history, Direction::More, middle);
        }
        let (first, last) = chart.range(history);
        assert!(last - first == MIN_SPAN && (first + 10).abs_diff(1_000) <= 2, "{first} to {last}");
        chart.x_range = XRange::Between(1_900, 2_000);
        chart.zoom_at(history, Direction::Less, 1_900.0);
        assert_eq!(chart.range(history), (1_866, ENDS));
    }

    #[test]
    fn what_is_dragged_follows_the_pointer_as_far_as_there_are_iterations() {
        let app = racing(1_240);
        let (history, mut chart) = (&app.context.history, app.context.chart);
        let grabbed = (500, 700);
        for (by, shown) in [(0.25, (450, 650)), (-0.5, (600, 800)), (9.0, (0, 200)), (-9.0, (1_800, 2_000))] {
            chart.drag(history, grabbed, by);
            assert_eq!(chart.range(history), shown, "{by}");
        }
        chart.drag(history, (0, ENDS), 0.5);
        assert_eq!(chart.x_range, XRange::Whole);
    }

    #[test]
    fn the_cursor_is_set_where_there_is_a_curve() {
        let app = racing(1_240);
        let (history, mut chart) = (&app.context.history, app.context.chart);
        for (pointer, cursor) in [(499.6, 500), (0.0, 1), (1_800.0, 1_240)] {
            chart.set_cursor(history, pointer);
            assert_eq!(chart.cursor, Some(cursor), "{pointer}");
        }
        let (app, mut chart) = (racing(0), chart);
        chart.cursor = None;
        chart.set_cursor(&app.context.history, 500.0);
        assert_eq!(chart.cursor, None);
    }
}
