//! Documents as crates, each with a program that sends what its documentation shows.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use specwright::{FileTree, Input, Runtime, generate};

/// What stands before each line that a program prints for this test.
pub const MARK: &str = "@prism ";

/// Sends with the generated client, and keeps what Prism answers to the first request of each example.
///
/// With a second argument each request is spoilt on its way, so that one with a credential, with a
/// required parameter outside its path or with a body is not valid.
const PROGRAM: &str = include_str!("program.txt");

/// A generated crate with a program of its examples.
pub struct Client {
    pub krate: String,
    pub document: PathBuf,
    pub operations: usize,
    pub examples: usize,
}

/// The documents as crates of one workspace.
pub fn workspace(root: &Path, documents: Vec<(String, PathBuf)>) -> Vec<Client> {
    let clients: Vec<Client> = documents
        .into_iter()
        .map(|(name, document)| client(root, &name, document))
        .collect();
    let members: Vec<_> = clients.iter().map(|client| &client.krate).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    fs::write(root.join("Cargo.toml"), manifest).unwrap();
    clients
}

fn client(root: &Path, name: &str, document: PathBuf) -> Client {
    let krate = format!("api_{}", name.replace('-', "_"));
    let report = generate(&Input {
        spec: Some(document.clone()),
        krate: Some(krate.clone()),
        allow_outside: true,
        ..Input::default()
    });
    let output = report.into_output().unwrap();
    let operations = output.summary.operations;
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let runtime = runtime.canonicalize().unwrap().display().to_string();
    let tree = output.into_crate(&krate, &Runtime::Path(runtime.clone()));
    let folder = root.join(&krate);
    tree.write(&folder).unwrap();
    let manifest = folder.join("Cargo.toml");
    // It is a member here, not a workspace of its own; and a transport without TLS is enough.
    let text = fs::read_to_string(&manifest).unwrap();
    let text = text.replace("[workspace]\n", "");
    let needs = format!(
        "[dev-dependencies]\nhttp-body-util = \"0.1.3\"\n\
         tokio = {{ version = \"1.47\", features = [\"macros\", \"rt\"] }}\n\
         specwright-runtime = {{ path = {runtime:?}, default-features = false, features = [\"reqwest\"] }}\n"
    );
    fs::write(&manifest, format!("{text}\n{needs}")).unwrap();
    let examples = examples(&tree);
    fs::create_dir_all(folder.join("examples")).unwrap();
    fs::write(
        folder.join(format!("examples/send_{krate}.rs")),
        program(&krate, &tree, &examples),
    )
    .unwrap();
    Client {
        krate,
        document,
        operations,
        examples: examples.len(),
    }
}

/// The code in the documentation of each operation, as `rustdoc` would compile it.
fn examples(tree: &FileTree) -> Vec<String> {
    let mut found = Vec::new();
    let operations = tree.files().filter(|(path, _)| path.contains("operations"));
    for (_, text) in operations {
        let mut code: Option<String> = None;
        for line in text.lines() {
            let Some(doc) = line.trim_start().strip_prefix("///") else {
                continue;
            };
            let doc = doc.strip_prefix(' ').unwrap_or(doc);
            match (&mut code, doc) {
                (None, "```no_run") => code = Some(String::new()),
                (Some(_), "```") => found.extend(code.take()),
                (Some(code), line) => {
                    let line = line.strip_prefix("# ").unwrap_or(line);
                    code.push_str(line);
                    code.push('\n');
                }
                (None, _) => {}
            }
        }
    }
    found.retain(|code| code.contains("async fn example("));
    found
}

/// A program that sends every example to the URL that is its argument.
fn program(krate: &str, tree: &FileTree, examples: &[String]) -> String {
    let builder = tree
        .files()
        .find(|(path, _)| path.ends_with("src/client.rs"));
    let builder = builder.unwrap().1;
    let credentials: String = [
        ("HasBearer for", ".bearer_token(\"token\")"),
        ("HasBasic for", ".basic_auth(\"user\", \"password\")"),
        ("HasApiKey for", ".api_key(\"key\")"),
    ]
    .iter()
    .filter(|(ability, _)| builder.contains(ability))
    .map(|(_, call)| *call)
    .collect();
    let mut modules = String::new();
    let mut calls = String::new();
    for (index, code) in examples.iter().enumerate() {
        let code = code.replace("async fn example(", "pub async fn example(");
        modules.push_str(&format!("mod operation_{index} {{\n{code}}}\n\n"));
        let text = format!("{code:?}");
        calls.push_str(&format!(
            "    run(&url, {text}, operation_{index}::example).await;\n"
        ));
    }
    PROGRAM
        .replace("KRATE", krate)
        .replace("CREDENTIALS", &credentials)
        .replace("MARK", MARK)
        .replace("    CALLS\n", &calls)
        + &modules
}

pub fn compile(root: &Path) {
    let began = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--workspace",
            "--examples",
            "--no-default-features",
        ])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", root.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .status()
        .unwrap();
    assert!(status.success(), "cargo build");
    println!("compiled in {} s", began.elapsed().as_secs());
}
