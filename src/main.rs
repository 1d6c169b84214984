//! The `academy` command. Everything is in the library: start at [`academy::cli`].

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A turn makes and drops some thousand small things; see docs/PERFORMANCE.md for what this one is worth.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    academy::cli::run()
}
