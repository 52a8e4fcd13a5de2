//! The command-line program of the case `whole/cli`, for `tests/cli/`.

use std::process::ExitCode;

include!(concat!(env!("OUT_DIR"), "/cli.rs"));

fn main() -> ExitCode {
    whole_cli::cli::main()
}
