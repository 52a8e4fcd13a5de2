//! Generates the client of `documents/museum.yaml` and prints what that took and made, as JSON.
//!
//! With a folder as argument the client is written there as a crate.

use std::{alloc::System, error::Error, path::Path};

use specwright::{Input, Runtime, generate};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Of all threads, unlike what `call` counts: generating has some of its own.
    let region = Region::new(MEMORY);
    let report = generate(&Input {
        spec: Some(here.join("documents/museum.yaml")),
        krate: Some("museum".to_owned()),
        ..Input::default()
    });
    let taken = region.change();
    let output = report.into_output().ok_or("the document is refused")?;
    let octets: usize = output.files.files().map(|(_, text)| text.len()).sum();
    println!(
        "{}",
        serde_json::json!({
            "generating_allocations": taken.allocations + taken.reallocations,
            "source_bytes": octets,
            "types": output.summary.types,
        })
    );
    if let Some(folder) = std::env::args_os().nth(1) {
        let runtime = Runtime::Path(here.join("../runtime").display().to_string());
        let files = output.into_crate("museum", &runtime);
        files.write(Path::new(&folder))?;
    }
    Ok(())
}
