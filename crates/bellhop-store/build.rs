//! Rebuilds the crate when a migration is added: they are embedded when it is compiled.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
