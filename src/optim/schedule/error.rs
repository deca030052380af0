//! What can be wrong with a typed schedule.

/// A text that is no schedule; the message says what would be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// The text names no [`RateCurve`](super::RateCurve), or gives it wrong numbers.
    #[error(
        "a schedule must be constant, step@500x0.5 (times 0.5 every 500 iterations), exponential@500x0.5, \
         cosine, onecycle, or the last two with a length such as cosine@2000"
    )]
    Curve,
    /// The warm-up is not a whole number within bounds.
    #[error("a warm-up must be a whole number of iterations from 0 to 1,000,000,000")]
    WarmUp,
}
