//! Who won, in a report: the best by loss and on test images, from whom that can't be told, and what one start is worth.

use std::fmt::Write as _;

use super::report::escaped;
use crate::{
    history::{History, LaneHistory, Smoother, Smoothing, Standing, margin},
    text::{loss, thousands},
};

/// The sentences, as Markdown; empty where no lane came to the end.
pub(super) fn verdict(history: &History, smoothing: Smoothing) -> String {
    let Some(by_loss) = Standing::by_loss(history, &Smoother::new(smoothing)) else { return String::new() };
    let mut text = format!("Lowest smoothed loss: {}.", ranked(&by_loss, loss));
    if let Some((standing, tested)) = Standing::by_accuracy(history).zip(history.tested) {
        let share =
            |share: f32| format!("{:.2} ± {:.2} %", share * 100.0, margin(share, tested.images) * 100.0);
        let (images, best) = (thousands(tested.images as u64), ranked(&standing, share));
        // Writing to a string can't fail.
        let _ = write!(text, " Best on {images} test images: {best}.");
    }
    if history.comparison().is_none() && history.foreign().is_none() {
        text += " One start can't decide: `--repeat 5` runs the same race from five.";
    }
    text + "\n"
}

/// The best, and with it those from which it can't be told apart.
fn ranked(standing: &Standing<'_>, value: impl Fn(f32) -> String) -> String {
    let named =
        |(lane, number): &(&LaneHistory, f32)| format!("{} {}", escaped(&lane.info.name), value(*number));
    match standing.first() {
        [] => String::new(),
        [alone] => format!("**{}**", named(alone)),
        [best, others @ ..] => {
            let others: Vec<String> = others.iter().map(named).collect();
            format!("**{}**, within the noise level with {}", named(best), others.join(", "))
        }
    }
}
