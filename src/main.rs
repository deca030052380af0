//! The program: parse, dispatch, one error line, exit code.

use std::{
    io::{Write, stderr},
    process::ExitCode,
};

use downhill::{
    cli::{self, Environment, SettingSources},
    headless::PlainWriter,
    memory,
    text::sanitized,
};

/// The exit code if something went wrong on the way.
const FAILED: u8 = 1;

/// The exit code of wrong usage.
const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    memory::share_one_heap();
    let invocation = match cli::parse(std::env::args_os(), Environment::detect(), &SettingSources::detect()) {
        Ok(invocation) => invocation,
        Err(usage) => return report(&usage.to_string(), WRONG_USAGE),
    };
    match cli::run(invocation) {
        Ok(code) => ExitCode::from(code),
        Err(error) => report(&format!("{error:#}"), FAILED),
    }
}

/// Prints the one line that says what is wrong; if that fails, the exit code has to do.
fn report(message: &str, code: u8) -> ExitCode {
    let _ = writeln!(PlainWriter::new(stderr().lock()), "downhill: {}", sanitized(message));
    ExitCode::from(code)
}
