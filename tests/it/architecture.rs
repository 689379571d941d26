//! The shape of the repository, held by machine: who may depend on whom, how large a file may be, how
//! crates are named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::setup::repository;

/// A file is questioned at 300 lines and split at 400.
const LINES_MAX: usize = 400;

/// The adapters: each fences off something heavy, and none knows another.
const ADAPTERS: [&str; 5] = [
    "bellhop-directory",
    "bellhop-queue",
    "bellhop-slack",
    "bellhop-store",
    "bellhop-templates",
];

/// Folders of what is built, fetched or kept by tools.
const NOT_OURS: [&str; 7] = [
    ".git",
    ".venv",
    "__pycache__",
    "dist",
    "node_modules",
    "target",
    "test-results",
];

/// The normal dependencies of every package of the build, by name.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(repository())
        .output()
        .expect("cargo can be run");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names: BTreeMap<String, String> = list(&metadata["packages"])
        .iter()
        .map(|package| (text(&package["id"]), text(&package["name"])))
        .collect();
    let mut dependencies: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let normal = |dependency: &&Value| {
            list(&dependency["dep_kinds"])
                .iter()
                .any(|kind| kind["kind"].is_null())
        };
        let all = list(&node["deps"]);
        let needed = all
            .iter()
            .filter(normal)
            .map(|dependency| names[&text(&dependency["pkg"])].clone());
        dependencies
            .entry(names[&text(&node["id"])].clone())
            .or_default()
            .extend(needed);
    }
    dependencies
}

/// Everything that a package is built from.
fn tree_of(package: &str, dependencies: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut tree = BTreeSet::new();
    let mut next = vec![package.to_owned()];
    while let Some(package) = next.pop() {
        for dependency in dependencies.get(&package).into_iter().flatten() {
            if tree.insert(dependency.clone()) {
                next.push(dependency.clone());
            }
        }
    }
    tree
}

#[test]
fn the_core_knows_no_runtime_no_network_and_no_database() {
    let dependencies = dependencies();

    let tree = tree_of("bellhop-core", &dependencies);

    for heavy in [
        "tokio",
        "actix-web",
        "reqwest",
        "hyper",
        "sqlx",
        "lapin",
        "redis",
        "libsqlite3-sys",
    ] {
        assert!(!tree.contains(heavy), "bellhop-core depends on {heavy}");
    }
    assert!(tree.contains("governor"), "{tree:?}");
}

#[test]
fn adapters_do_not_know_one_another() {
    let dependencies = dependencies();

    for adapter in ADAPTERS {
        let tree = tree_of(adapter, &dependencies);
        let ours: Vec<_> = tree
            .iter()
            .filter(|name| name.starts_with("bellhop"))
            .collect();
        assert_eq!(ours, ["bellhop-core"], "{adapter}");
    }
}

#[test]
fn what_is_heavy_stays_behind_its_fence() {
    let dependencies = dependencies();
    let users = |heavy: &str| -> Vec<&str> {
        let ours = dependencies
            .iter()
            .filter(|(name, _)| name.starts_with("bellhop"));
        ours.filter(|(_, needs)| needs.contains(heavy))
            .map(|(name, _)| name.as_str())
            .collect()
    };

    assert_eq!(users("sqlx"), ["bellhop-queue", "bellhop-store"]);
    assert_eq!(users("lapin"), ["bellhop-queue"]);
    assert_eq!(users("moka"), ["bellhop-directory"]);
    assert_eq!(users("redis"), ["bellhop-directory"]);
    assert_eq!(users("rsjsonnet-lang"), ["bellhop-templates"]);
    assert_eq!(users("jsonschema"), ["bellhop-templates"]);
    assert_eq!(users("chacha20poly1305"), ["bellhop-store"]);
    // The program asks its own API, with its `send` command.
    assert_eq!(users("reqwest"), ["bellhop", "bellhop-slack"]);
    assert_eq!(users("actix-web"), ["bellhop-api", "bellhop-sim"]);
    // Its benchmarks start both; nothing that serves does.
    assert_eq!(users("bellhop-services"), ["bellhop"]);
    assert_eq!(users("bellhop-sim"), ["bellhop"]);
    assert_eq!(users("bellhop-worker"), ["bellhop"]);
    assert_eq!(users("bellhop-api"), ["bellhop"]);
}

/// Templates and schemas reach for nothing: there is no client to fetch a `$ref` with.
#[test]
fn what_reads_templates_and_schemas_has_no_network() {
    let tree = tree_of("bellhop-templates", &dependencies());

    for client in ["reqwest", "hyper", "rustls"] {
        assert!(!tree.contains(client), "bellhop-templates has {client}");
    }
}

#[test]
fn a_folder_has_the_name_of_its_crate() {
    let crates = repository().join("crates");
    for folder in std::fs::read_dir(&crates).expect("there are crates") {
        let folder = folder.expect("it can be listed").path();
        let Ok(manifest) = std::fs::read_to_string(folder.join("Cargo.toml")) else {
            panic!("{} has no Cargo.toml", folder.display());
        };
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let line = format!("name = \"{name}\"");
        assert!(
            manifest.lines().any(|found| found == line),
            "{} is not {line}",
            folder.display()
        );
    }
}

#[test]
fn no_file_of_the_source_is_longer_than_400_lines() {
    let mut too_long = Vec::new();
    for path in files_of(&repository().join("crates")) {
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        if !is_rust || !path.components().any(|part| part.as_os_str() == "src") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("source is text");
        let lines = text.lines().count();
        if lines > LINES_MAX {
            too_long.push(format!("{}: {lines}", path.display()));
        }
    }
    assert!(too_long.is_empty(), "split:\n{}", too_long.join("\n"));
}

#[test]
fn nothing_in_the_repository_names_a_place_on_somebodys_machine() {
    let root = repository();
    let here = root.display().to_string();
    // Written apart, or this file would name them.
    let homes = ["/ho_me/", "/Us_ers/", "/ro_ot/"].map(|path| path.replace('_', ""));
    let mut found = Vec::new();
    for path in files_of(&root) {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            let names_a_place = homes.iter().any(|home| line.contains(home.as_str()));
            if names_a_place || line.contains(&here) {
                found.push(format!(
                    "{}:{}: {}",
                    path.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The files in a folder that are the repository's own.
fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the repository can be read") {
            let path = entry.expect("it can be listed").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let made = NOT_OURS.contains(&name.as_str());
            match (made, path.is_dir()) {
                (true, _) => {}
                (false, true) => folders.push(path),
                (false, false) => files.push(path),
            }
        }
    }
    files.sort();
    files
}
