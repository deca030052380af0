//! The program: parse, dispatch, one error line, exit code.

use std::{
    io::{Write, stderr},
    process::ExitCode,
};

use downhill::{
    cli::{self, Surroundings},
    headless::Plain,
    memory,
    text::sanitized,
};

/// Something went wrong on the way.
const FAILED: u8 = 1;

/// What was typed can't be meant.
const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    memory::share_one_heap();
    let order = match cli::parse(std::env::args_os(), Surroundings::detect()) {
        Ok(order) => order,
        Err(usage) => return report(&usage.to_string(), WRONG_USAGE),
    };
    match cli::run(order) {
        Ok(code) => ExitCode::from(code),
        Err(error) => report(&format!("{error:#}"), FAILED),
    }
}

/// Prints the one line that says what is wrong; if nobody can be told, the exit code has to do.
fn report(message: &str, code: u8) -> ExitCode {
    let _ = writeln!(Plain::new(stderr().lock()), "downhill: {}", sanitized(message));
    ExitCode::from(code)
}
