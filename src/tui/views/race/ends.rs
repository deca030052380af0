//! Where the names beside the curves' ends stand: in the order of the curves' values, and still while curves only tremble.

use super::points::ChartPoint;

/// Points at a curve's end that count as its end.
const TAIL: usize = 8;

/// How much lower, in parts of itself, a curve must be to pass under the one below it.
const PASSES: f64 = 0.02;

/// How far from the middle of its row, in rows, a curve's end must be for its name to go to another.
const LEAVES: f64 = 0.8;

/// The mean of the last points up to each point.
fn tails(points: &[ChartPoint]) -> Vec<(i64, f64)> {
    let mean = |end: usize| {
        let tail = &points[end.saturating_sub(TAIL)..end];
        tail.iter().map(|point| point.trend).sum::<f64>() / tail.len() as f64
    };
    (1..=points.len()).map(|end| (points[end - 1].column, mean(end))).collect()
}

/// The row in which each curve's name stands, from the top, and the curves from the highest to the lowest. `row` is the
/// place of a value, in rows from the top.
///
/// What has happened so far decides, not what is drawn now alone: a name goes to another row, or past its neighbour, only
/// once its curve is clearly there.
pub(super) fn places(curves: &[&[ChartPoint]], row: impl Fn(f64) -> f64) -> (Vec<u16>, Vec<usize>) {
    let tails: Vec<Vec<(i64, f64)>> = curves.iter().map(|points| tails(points)).collect();
    let rows = tails.iter().map(|tail| {
        let settle = |stands: f64, &(_, value): &(i64, f64)| {
            let place = row(value);
            if (place - stands).abs() > LEAVES { place.round() } else { stands }
        };
        tail.iter().fold(f64::INFINITY, settle)
    });
    let rows = rows.map(|row| if row.is_finite() { row.max(0.0) as u16 } else { 0 }).collect();
    (rows, order(&tails))
}

/// Curves from the highest to the lowest, as they came past one another from left to right.
fn order(tails: &[Vec<(i64, f64)>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..tails.len()).collect();
    let mut columns: Vec<i64> = tails.iter().flatten().map(|(column, _)| *column).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut at = vec![0; tails.len()];
    let mut values = vec![f64::NAN; tails.len()];
    for column in columns {
        for (curve, tail) in tails.iter().enumerate() {
            if let Some((_, value)) = tail.get(at[curve]).filter(|(own, _)| *own == column) {
                (at[curve], values[curve]) = (at[curve] + 1, *value);
            }
        }
        // One that has passed several goes on to its place at once.
        for _ in 1..order.len() {
            let mut moved = false;
            for pair in 1..order.len() {
                let (above, below) = (values[order[pair - 1]], values[order[pair]]);
                if above * (1.0 + PASSES) < below {
                    order.swap(pair - 1, pair);
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(values: &[f64]) -> Vec<ChartPoint> {
        let point =
            |(column, trend): (i64, &f64)| ChartPoint { column, trend: *trend, low: *trend, high: *trend };
        (0..).zip(values).map(point).collect()
    }

    #[test]
    fn names_stand_in_the_order_of_the_values_and_near_their_curves() {
        let (high, low) = (curve(&[0.9; 10]), curve(&[0.2; 10]));
        let (rows, order) = places(&[&low, &high], |value| (1.0 - value) * 10.0);
        assert_eq!((rows, order), (vec![8, 1], vec![1, 0]));
    }

    #[test]
    fn curves_that_tremble_move_no_name_and_one_that_falls_goes_past_its_neighbour() {
        let still = curve(&[0.5; 40]);
        let trembles: Vec<f64> = (0..40).map(|at| if at % 2 == 0 { 0.504 } else { 0.496 }).collect();
        let all = |end: usize, falls: f64| {
            let mut values = trembles[..end].to_vec();
            values.extend([falls; TAIL]);
            places(&[&still, &curve(&values)], |value| (1.0 - value) * 21.0 + 0.02)
        };
        let first = all(10, 0.5);
        assert!((11..32).all(|end| all(end, 0.5) == first), "{first:?}");
        assert_eq!(all(20, 0.3).1, [0, 1]);
        assert_eq!(all(20, 0.7).1, [1, 0]);
    }
}
