//! Makes cargo notice pages that were built anew (`npm run build`), so that they are embedded again.
//! It does not build them: without Node the crate compiles, and simply has no pages.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Cargo reruns for ever on a path that does not exist, and with this script recompiles every
    // crate above this one. Empty folders, which git ignores, prevent it.
    for page in ["dist/inbox", "dist/studio"] {
        if let Err(error) = std::fs::create_dir_all(page) {
            println!("cargo::warning=bellhop-web: no folder for a page: {error}");
        }
    }
    println!("cargo::rerun-if-changed=dist");
}
