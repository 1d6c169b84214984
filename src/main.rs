//! The `academy` command. Everything is in the library: start at [`academy::cli`].

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A turn allocates some hundred times: that costs half as much here as in the C library's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    academy::cli::run()
}
