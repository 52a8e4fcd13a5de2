//! The command-line program `highlevel`, for `tests/cli/`.

use std::process::ExitCode;

fn main() -> ExitCode {
    highlevel::cli::main()
}
