//! A render helper on its own, for this crate's tests: the service starts itself again instead.

use std::process::ExitCode;

fn main() -> ExitCode {
    bellhop_templates::helper::run()
}
