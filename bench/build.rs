//! Generates the client of `documents/museum.yaml`, whose types `call` decodes.

use std::{env, fs, path::Path};

use specwright::{Input, generate};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let spec = Path::new("documents/museum.yaml");
    println!("cargo::rerun-if-changed={}", spec.display());
    println!("cargo::rerun-if-changed=build.rs");
    let report = generate(&Input {
        spec: Some(spec.to_owned()),
        module: Some("museum".to_owned()),
        ..Input::default()
    });
    let Some(output) = report.into_output() else {
        return Err(format!("`{}` is refused", spec.display()).into());
    };
    let out = env::var("OUT_DIR")?;
    let folder = Path::new(&out).join("museum");
    output.files.write(&folder)?;
    let declaration = format!("#[path = {:?}]\npub mod museum;\n", folder.join("mod.rs"));
    fs::write(Path::new(&out).join("museum.rs"), declaration)?;
    Ok(())
}
