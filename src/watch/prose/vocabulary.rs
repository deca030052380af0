//! Words of training logs: which say how far a training is, which are surely metrics, and which never are.

/// What a word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StepWord {
    Step,
    Epoch,
}

/// How sure it is that a word names a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    No,
    /// A setting of the training as often as a metric: it alone makes no line a measurement.
    Setting,
    /// A metric, if `=` or `:` follows.
    Named,
    /// A metric, even if the value follows at once.
    Alone,
}

pub(super) fn step_word(word: &str) -> Option<StepWord> {
    match &word.to_ascii_lowercase()[..] {
        "step" | "steps" | "global_step" | "iter" | "iters" | "iteration" | "it" | "update" => {
            Some(StepWord::Step)
        }
        "epoch" | "ep" => Some(StepWord::Epoch),
        _ => None,
    }
}

/// The parts of a name in small letters: `val`, `acc` and `top` of `val/Acc@top1`.
fn parts(word: &str) -> impl Iterator<Item = String> {
    let between = |c: char| !c.is_alphabetic();
    word.split(between).filter(|part| !part.is_empty()).map(str::to_lowercase)
}

pub(super) fn known(word: &str) -> Known {
    parts(word).map(|part| known_part(&part)).max_by_key(|known| *known as u8).unwrap_or(Known::No)
}

fn known_part(part: &str) -> Known {
    match part {
        "loss" | "losses" | "acc" | "accuracy" | "ppl" | "perplexity" | "auc" | "mse" | "mae" | "rmse"
        | "nll" | "bleu" | "reward" => Known::Alone,
        "f" | "rouge" | "wer" | "cer" | "iou" | "miou" | "map" | "precision" | "recall" | "dice" | "psnr"
        | "ssim" | "fid" | "entropy" | "kl" | "grad" | "gradient" | "norm" | "bpc" | "bpb" | "elbo"
        | "score" | "bce" | "ce" | "mfu" => Known::Named,
        "lr" | "rate" | "momentum" | "wd" => Known::Setting,
        _ => Known::No,
    }
}

/// Whether a fraction behind this word is its value, as in `Accuracy: 9912/10000`.
pub(super) fn is_ratio(word: &str) -> bool {
    parts(word).any(|part| ["acc", "accuracy", "correct"].contains(&&part[..]))
}

/// Whether a word in front of a name belongs to it.
pub(super) fn joins(word: &str) -> bool {
    const FRONT: [&str; 24] = [
        "train",
        "training",
        "val",
        "valid",
        "validation",
        "test",
        "testing",
        "eval",
        "evaluation",
        "dev",
        "mean",
        "avg",
        "average",
        "best",
        "total",
        "running",
        "smoothed",
        "learning",
        "grad",
        "gradient",
        "final",
        "policy",
        "value",
        "weight",
    ];
    FRONT.iter().any(|front| front.eq_ignore_ascii_case(word))
}

/// Whether it says how urgent a line is.
pub(super) fn is_level(word: &str) -> bool {
    ["info", "debug", "root"].iter().any(|level| level.eq_ignore_ascii_case(word))
}

/// Whether the word is of time, speed, memory, versions, addresses or settings that are no curves.
pub(super) fn is_unmeasured(word: &str) -> bool {
    // Of a name, the last part says what it is: `data_time`, `max_mem`.
    let last = parts(word).last().unwrap_or_default();
    let never = matches!(
        &last[..],
        "time"
            | "eta"
            | "elapsed"
            | "remaining"
            | "duration"
            | "took"
            | "date"
            | "timestamp"
            | "speed"
            | "fps"
            | "ips"
            | "throughput"
            | "sec"
            | "seconds"
            | "ms"
            | "s"
            | "memory"
            | "mem"
            | "size"
            | "version"
            | "python"
            | "torch"
            | "cuda"
            | "gpu"
            | "gpus"
            | "device"
            | "devices"
            | "rank"
            | "port"
            | "pid"
            | "id"
            | "seed"
            | "line"
            | "workers"
            | "host"
            | "localhost"
            | "progress"
            | "epochs"
            | "params"
            | "parameters"
            | "num"
            | "job"
            | "node"
            | "nodes"
            | "data"
            | "batch"
            | "batches"
            | "total"
            | "exit"
            | "code"
            | "status"
            | "error"
            | "errors"
            | "warning"
            | "warnings"
    );
    // An error is a metric if it is of something: `test_error`.
    let is_error = last == "error" && parts(word).count() > 1;
    (never && !is_error) || word.starts_with("num_") || word.contains("/s") && word.ends_with("/s")
}
