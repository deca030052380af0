//! Clicks, the wheel and drags in every chart.

use ratatui::style::Modifier;

use super::{END, SIZES, click_at, clickable, find, mouse, plot};
use crate::{
    race::LaneId,
    terminal::MouseAction::{Down, Drag, Up, WheelDown, WheelUp},
    tui::{
        app::App,
        chart_settings::{XRange, XUnit},
        testing::{buffer, point, screen, type_in},
    },
};

#[test]
fn a_click_in_the_chart_sets_the_cursor_under_the_pointer() {
    for size in SIZES {
        let mut app = clickable();
        let (left, right, row) = plot(&app, size);
        let column = left + (right - left) / 4;
        click_at(&mut app, size, (column, row));
        let cursor = app.context.chart.cursor.unwrap();
        assert!(cursor.abs_diff(END / 4) < END / u64::from(right - left), "{size:?}: {cursor}");
        assert!(is_marked(&app, size, (column, row)), "{}", screen(&app, size.0, size.1));
        // Beside the plot nothing happens.
        click_at(&mut app, size, (right + 2, row));
        assert_eq!(app.context.chart.cursor, Some(cursor));
    }
}

/// Whether the cursor stands in that column, and only there.
fn is_marked(app: &App, (width, height): (u16, u16), (column, row): (u16, u16)) -> bool {
    let shown = buffer(app, width, height);
    let marked =
        |x: u16| shown[(x, row)].symbol() == "│" || shown[(x, row)].modifier.contains(Modifier::REVERSED);
    marked(column) && !marked(column - 1) && !marked(column + 1)
}

#[test]
fn on_every_axis_the_cursor_stands_where_it_was_clicked() {
    let (mut app, size) = (clickable(), (120, 40));
    let others = [XUnit::LogIterations, XUnit::Epochs, XUnit::Seconds, XUnit::OwnIterations];
    for unit in others.into_iter().chain([XUnit::Iterations]) {
        type_in(&mut app, "V");
        assert_eq!(app.context.chart.x_unit, unit);
        app.context.message = None;
        let (left, right, row) = plot(&app, size);
        // Within what has been run, which is not much of an axis of seconds, and where iterations are closer than columns.
        let ninths = if unit == XUnit::LogIterations { [7, 8] } else { [1, 2] };
        let columns = ninths.map(|ninths| left + (right - left) * ninths / 9);
        for column in columns {
            click_at(&mut app, size, (column, row));
            assert!(is_marked(&app, size, (column, row)), "{unit:?}\n{}", screen(&app, 120, 40));
        }
        let column = columns[1];
        point(&mut app, size, [mouse(WheelUp, (column, row)); 2]);
        let (first, last) = app.context.chart.range(&app.context.history);
        let cursor = app.context.chart.cursor.unwrap();
        assert!((first..=last).contains(&cursor) && last - first < END, "{unit:?}: {first} to {last}");
        app.context.chart.x_range = XRange::Whole;
    }
}

#[test]
fn the_wheel_zooms_at_the_pointer_and_a_drag_pans_and_sets_no_cursor() {
    for size in SIZES {
        let mut app = clickable();
        let (left, right, row) = plot(&app, size);
        let middle = left + (right - left) / 2;
        point(&mut app, size, [mouse(WheelUp, (middle, row)); 3]);
        let XRange::Between(first, last) = app.context.chart.x_range else { panic!("not zoomed") };
        assert!((840..=845).contains(&(last - first)), "{first} to {last}");
        assert!((first + last).abs_diff(END) < 40, "{first} to {last}");
        // By a quarter of the plot to the right, in two steps, the second outside of it.
        let quarter = (right - left) / 4;
        let drag = [
            mouse(Down, (middle, row)),
            mouse(Drag, (middle + 1, row)),
            mouse(Drag, (middle + quarter, size.1 - 1)),
        ];
        point(&mut app, size, drag);
        point(&mut app, size, [mouse(Up, (middle + quarter, size.1 - 1))]);
        let XRange::Between(moved, _) = app.context.chart.x_range else { panic!("not moved") };
        assert!((first - moved).abs_diff((last - first) / 4) < 20, "{first}, {moved}");
        assert_eq!(app.context.chart.cursor, None);
        point(&mut app, size, [mouse(WheelDown, (middle, row)); 9]);
        assert_eq!(app.context.chart.x_range, XRange::Whole);
    }
}

#[test]
fn both_charts_of_a_split_view_and_the_one_below_an_explanation_are_charts() {
    let (mut app, size) = (clickable(), (120, 50));
    type_in(&mut app, "D");
    app.context.message = None;
    let (left, right, row) = plot(&app, size);
    let below = find(&app, size, "classified right").1 + 3;
    for row in [row, below] {
        app.context.chart.cursor = None;
        click_at(&mut app, size, (left + (right - left) / 2, row));
        assert!(app.context.chart.cursor.unwrap().abs_diff(END / 2) < 30, "{row}");
    }
    type_in(&mut app, "6");
    let (_, _, row) = plot(&app, size);
    point(&mut app, size, [mouse(WheelUp, (left + 10, row))]);
    assert!(matches!(app.context.chart.x_range, XRange::Between(..)), "{}", screen(&app, 120, 50));
}

#[test]
fn on_the_surface_the_plane_is_no_chart_of_iterations() {
    for size in SIZES {
        let mut app = clickable();
        type_in(&mut app, "2");
        let (at, beside) = ((20, 7), (30, 7));
        point(&mut app, size, [mouse(WheelUp, at), mouse(Down, at), mouse(Drag, beside), mouse(Up, beside)]);
        assert_eq!((app.context.chart.x_range, app.context.chart.cursor), (XRange::Whole, None));
    }
}

#[test]
fn in_presenter_mode_the_chart_and_the_names_beside_it_take_the_mouse() {
    for size in SIZES {
        let mut app = clickable();
        app.context.present(true);
        let (left, right, row) = plot(&app, size);
        click_at(&mut app, size, (left + (right - left) / 2, row));
        assert!(app.context.chart.cursor.unwrap().abs_diff(END / 2) < 60, "{size:?}");
        let names = right + 3;
        let lanes: Vec<LaneId> = (2..size.1)
            .filter_map(|y| {
                app.context.selected = None;
                click_at(&mut app, size, (names, y));
                app.context.selected
            })
            .collect();
        let mut seen = lanes.clone();
        seen.dedup();
        assert_eq!(seen, [0, 1, 2, 3].map(LaneId), "{}", screen(&app, size.0, size.1));
    }
}
