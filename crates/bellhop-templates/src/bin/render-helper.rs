//! A render helper on its own, for this crate's tests and its measurements.
//!
//! The service starts itself again instead (`bellhop render-helper`).

use std::process::ExitCode;

fn main() -> ExitCode {
    bellhop_templates::helper::run()
}
