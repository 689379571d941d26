//! Renders a second: the bare engine in one thread, one helper asked again and again, and the whole
//! pool. Run it with the helper built the same way:
//!
//! ```text
//! cargo build --release -p bellhop-templates --bin render-helper
//! cargo run --release -p bellhop-templates --example renders
//! ```

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use bellhop_core::id::Slug;
use bellhop_templates::{Templates, TemplatesConfig, measure};

const RENDERS: u32 = 10_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates");
    let program = std::env::current_exe()?;
    let beside = program
        .parent()
        .and_then(Path::parent)
        .ok_or("the program is in no folder")?;
    let mut config = TemplatesConfig::new(&directory);
    config.helper = vec![beside.join("render-helper").into()];
    let templates = Arc::new(Templates::open(config.clone()).await?);

    for name in ["order-shipped", "deploy-finished", "weekly-digest"] {
        let slug = Slug::parse(name)?;
        let data: Arc<[u8]> = std::fs::read(directory.join(name).join("example.json"))?.into();
        let bare = measure::bare_engine(&config, &slug, &data, RENDERS)?;
        say(name, "bare engine (CPU time)", RENDERS, bare.as_secs_f64());

        let started = Instant::now();
        for _ in 0..RENDERS {
            templates.render(&slug, &data).await?;
        }
        say(
            name,
            "helpers, one at a time",
            RENDERS,
            started.elapsed().as_secs_f64(),
        );

        let started = Instant::now();
        let lanes = u32::try_from(config.helpers * 2)?;
        let all: Vec<_> = (0..lanes)
            .map(|_| {
                let (templates, slug, data) =
                    (Arc::clone(&templates), slug.clone(), Arc::clone(&data));
                tokio::spawn(async move {
                    for _ in 0..RENDERS / 2 {
                        templates
                            .render(&slug, &data)
                            .await
                            .expect("the example renders");
                    }
                })
            })
            .collect();
        for lane in all {
            lane.await?;
        }
        let label = format!("helpers, {} at a time", config.helpers);
        say(
            name,
            &label,
            RENDERS / 2 * lanes,
            started.elapsed().as_secs_f64(),
        );
    }
    Ok(())
}

fn say(template: &str, how: &str, renders: u32, seconds: f64) {
    let renders = f64::from(renders);
    println!(
        "{template:16} {how:24} {:7.0} renders/s  {:6.0} µs each",
        renders / seconds,
        seconds / renders * 1e6,
    );
}
