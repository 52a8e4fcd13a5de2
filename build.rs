//! Writes `generated/src` from `spec/` before the library is compiled, if the feature `regenerate` is on.
//!
//! It is on for plain `cargo build` in this repository, through `e2e`, and off for everybody else.

#[cfg(feature = "regenerate")]
fn main() -> Result<(), specwright::BuildError> {
    specwright::Build::new("spec/codegen.toml")
        .out("generated/src")
        .run()
}

#[cfg(not(feature = "regenerate"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
