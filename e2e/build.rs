//! Generates every case of the generator's suite, each as a module, for `tests/` to compile.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use specwright::{Input, generate};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cases = Path::new("../codegen/tests/cases");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed={}", cases.display());
    println!("cargo::rerun-if-changed=build.rs");
    let mut modules = String::new();
    for folder in ["ok", "names", "whole"] {
        let root = cases.join(folder);
        for spec in documents(&root)? {
            let name = spec
                .with_extension("")
                .strip_prefix(&root)?
                .display()
                .to_string();
            let name = name.trim_end_matches("/spec").replace('/', "_");
            let module = format!("{folder}_{name}");
            let folder = out.join(&module);
            let config = Some(spec.with_file_name("codegen.toml")).filter(|path| path.is_file());
            let report = generate(&Input {
                spec: Some(spec),
                config,
                module: Some(module.clone()),
                ..Input::default()
            });
            let Some(output) = report.into_output() else {
                return Err(format!("`{module}` is refused").into());
            };
            output.files.write(&folder)?;
            let path = folder.join("mod.rs");
            let declaration = format!("#[path = {path:?}]\npub mod {module};\n");
            modules.push_str(&declaration);
            if let Some(name) = module.strip_prefix("whole_") {
                fs::write(out.join(format!("{name}.rs")), declaration)?;
            }
        }
    }
    fs::write(out.join("cases.rs"), modules)?;
    Ok(())
}

fn documents(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(documents(&path)?);
        } else if path.extension().is_some_and(|end| end == "yaml")
            // In a folder with a `spec.yaml` all others are what it refers to.
            && (path.ends_with("spec.yaml") || !path.with_file_name("spec.yaml").is_file())
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
