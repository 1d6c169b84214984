//! `academy openapi`: the API's document (OpenAPI 3.1) of this program. Needs no configuration and no database.

use std::process::ExitCode;

use crate::http;

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub fn run() -> ExitCode {
    print!("{}", http::document());
    ExitCode::SUCCESS
}
