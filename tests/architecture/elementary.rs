//! What training computes comes from the program, whatever C library the host has.

use super::{code, is_test, room, sources};

/// What feeds training.
const ROOMS: [&str; 7] = ["config", "kernel", "nn", "optim", "race", "surface", "sweep"];

/// Functions of `f32` and `f64` that are the host's, or whose order of products is left open.
const OF_THE_HOST: [&str; 26] = [
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "exp", "exp2",
    "exp_m1", "hypot", "ln", "ln_1p", "log", "log10", "log2", "powf", "powi", "sin", "sin_cos", "sinh",
    "tan", "tanh",
];

#[test]
fn no_number_of_training_is_the_hosts() {
    for (file, text) in
        sources().into_iter().filter(|(file, _)| ROOMS.contains(&room(file)) && !is_test(file))
    {
        let code = code(&text);
        for function in OF_THE_HOST {
            let called = [".", "f32::", "f64::"].iter().any(|by| {
                let call = format!("{by}{function}");
                code.match_indices(&call).any(|(at, _)| !code[at + call.len()..].starts_with(is_of_name))
            });
            assert!(
                !called,
                "{file} takes {function} from the host: nn::elementary has it, or the crate libm"
            );
        }
    }
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
