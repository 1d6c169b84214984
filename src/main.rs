//! The `academy` command. Everything is in the library: start at [`academy::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    academy::cli::run()
}
