//! What generated clients send, judged by a validator that is not ours: Stoplight Prism.
//!
//! Each operation's example in the documentation is sent to Prism's mock of the document.
//! Where the corpus, `node` or `npm` is absent the test says so and passes:
//! `cargo test -p specwright --test prism -- --ignored --nocapture`.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run what it tests fails"
)]

use std::{
    collections::BTreeMap,
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use specwright::{FileTree, Input, Runtime, generate};

/// The last release that runs on Node 18 to 22; the next asks for Node 24.
const PRISM: &str = "5.14.2";

/// How many operations are tried at least, and how many of them must be accepted.
const TRIED: usize = 3000;
const ACCEPTED: usize = 200;

/// What stands before each line that a program prints for this test.
const MARK: &str = "@prism ";

/// Keywords that a placeholder such as `"…"` or `1` need not meet, as its type is right.
const PLACEHOLDER: &[&str] = &[
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
];

#[test]
#[ignore = "needs node and @stoplight/prism-cli"]
fn prism_accepts_what_clients_send() {
    let Some(documents) = documents() else { return };
    let Some(prism) = install() else { return };
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prism");
    let clients = workspace(&root, documents);
    compile(&root);
    let mut tally = Tally::default();
    for client in &clients {
        let sent = client.run(&root, &prism);
        assert_eq!(sent.len(), client.examples, "{}", client.krate);
        tally.without_example += client.operations - client.examples;
        for sent in &sent {
            tally.add(&client.krate, sent);
        }
    }
    tally.print();
    assert!(tally.accepted >= ACCEPTED, "{} accepted", tally.accepted);
    assert!(tally.bugs.is_empty(), "{} violations", tally.bugs.len());
}

/// HighLevel's documents, the biggest first.
fn documents() -> Option<Vec<PathBuf>> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/highlevel/apps");
    let Ok(folder) = folder.canonicalize() else {
        println!("skipped: there is no `{}`", folder.display());
        return None;
    };
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort_by_key(|path| std::cmp::Reverse((fs::metadata(path).unwrap().len(), path.clone())));
    Some(paths)
}

/// Installs Prism below this workspace's `target`, and returns its script.
fn install() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prism-node");
    let package = folder.join("node_modules/@stoplight/prism-cli");
    let installed = || {
        let manifest = fs::read(package.join("package.json")).ok()?;
        let manifest: Value = serde_json::from_slice(&manifest).ok()?;
        (manifest["version"] == PRISM).then(|| package.join("dist/index.js"))
    };
    let node = Command::new("node").arg("--version").output();
    let Some(node) = node.ok().filter(|output| output.status.success()) else {
        println!("skipped: there is no `node`");
        return None;
    };
    let node = String::from_utf8_lossy(&node.stdout).into_owned();
    println!("prism {PRISM} on node {}", node.trim());
    if installed().is_none() {
        fs::create_dir_all(&folder).unwrap();
        let status = Command::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--prefix"])
            .arg(&folder)
            .arg(format!("@stoplight/prism-cli@{PRISM}"))
            .status();
        println!("npm install: {status:?}");
    }
    let script = installed();
    if script.is_none() {
        println!("skipped: npm cannot install @stoplight/prism-cli");
    }
    script
}

/// A generated crate with a program of its examples.
struct Client {
    krate: String,
    document: PathBuf,
    operations: usize,
    examples: usize,
}

/// The first documents as crates of one workspace, until there are enough operations.
fn workspace(root: &Path, documents: Vec<PathBuf>) -> Vec<Client> {
    let mut clients: Vec<Client> = Vec::new();
    let mut examples = 0;
    for document in documents {
        if examples >= TRIED {
            break;
        }
        let client = client(root, document);
        examples += client.examples;
        clients.push(client);
    }
    let members: Vec<_> = clients.iter().map(|client| &client.krate).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    fs::write(root.join("Cargo.toml"), manifest).unwrap();
    clients
}

fn client(root: &Path, document: PathBuf) -> Client {
    let stem = document.file_stem().unwrap().to_str().unwrap();
    let krate = format!("api_{}", stem.replace('-', "_"));
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

/// Sends with the generated client, and keeps what Prism answered to the first request.
const PROGRAM: &str = r#"use std::{error::Error, sync::{Arc, Mutex}};

use http_body_util::BodyExt as _;
use specwright_runtime::{
    Body, BoxFuture, Transport, TransportError, http, reqwest,
    serde_json::{Value, from_slice, json},
};

#[derive(Clone, Default)]
struct Recorder {
    http: reqwest::Client,
    seen: Arc<Mutex<Value>>,
}

impl Transport for Recorder {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            // A mock's redirect leads to any host that the document's examples name.
            if !self.seen.lock().unwrap().is_null() {
                return Err(TransportError::not_sent("a redirect"));
            }
            let asked = format!("{} {}", request.method(), request.uri());
            let (parts, body) = Transport::send(&self.http, request).await?.into_parts();
            let octets = body.collect().await.map_err(TransportError::maybe_sent)?.to_bytes();
            let header = |name: &str| parts.headers.get(name).map(http::HeaderValue::as_bytes);
            let problem = header("content-type").is_some_and(|is| is.starts_with(b"application/problem+json"));
            *self.seen.lock().unwrap() = json!({
                "asked": asked,
                "status": parts.status.as_u16(),
                "violations": header("sl-violations").map(|found| from_slice::<Value>(found).unwrap()),
                "problem": problem.then(|| from_slice::<Value>(&octets).unwrap()),
            });
            Ok(http::Response::from_parts(parts, octets.into()))
        })
    }
}

async fn run<F>(url: &str, code: &str, example: fn(KRATE::Client) -> F)
where
    F: Future<Output = Result<(), Box<dyn Error>>>,
{
    let recorder = Recorder::default();
    let client = KRATE::Client::builder().base_url(url)CREDENTIALS;
    let client = client.transport(recorder.clone()).build().unwrap();
    let result = example(client).await;
    let seen = recorder.seen.lock().unwrap();
    let error = result.err().map(|error| {
        let source = error.source().map(ToString::to_string);
        format!("{error} {}", source.unwrap_or_default())
    });
    println!("MARK{}", json!({"seen": *seen, "error": error, "code": code}));
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = std::env::args().nth(1).unwrap();
    CALLS
}

"#;

fn compile(root: &Path) {
    let began = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args(["build", "--workspace", "--examples", "--no-default-features"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", root.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .status()
        .unwrap();
    assert!(status.success(), "cargo build");
    println!("compiled in {} s", began.elapsed().as_secs());
}

/// A process that ends with the test.
struct Mock(Child);

impl Drop for Mock {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Mock {
    /// Starts Prism for a document, and waits until it listens.
    fn start(prism: &Path, document: &Path, log: &Path, port: u16) -> Self {
        let log = fs::File::create(log).unwrap();
        let child = Command::new("node")
            .arg(prism)
            .args(["mock", "--errors", "-h", "127.0.0.1", "-p"])
            .arg(port.to_string())
            .arg(document)
            .stdin(Stdio::null())
            .stderr(log.try_clone().unwrap())
            .stdout(log)
            .spawn()
            .unwrap();
        let mut mock = Self(child);
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(mock.0.try_wait().unwrap().is_none(), "prism ended");
            assert!(began.elapsed() < Duration::from_secs(120), "prism is slow");
            thread::sleep(Duration::from_millis(200));
        }
        mock
    }
}

impl Client {
    /// Sends all examples, and returns what came of each.
    fn run(&self, root: &Path, prism: &Path) -> Vec<Value> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let log = root.join(format!("{}.log", self.krate));
        let _mock = Mock::start(prism, &self.document, &log, port);
        let program = root.join(format!("target/debug/examples/send_{}", self.krate));
        let output = Command::new(program)
            .arg(format!("http://127.0.0.1:{port}"))
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", self.krate);
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().filter_map(|line| line.strip_prefix(MARK));
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

#[derive(Default)]
struct Tally {
    accepted: usize,
    without_example: usize,
    bugs: Vec<String>,
}

impl Tally {
    fn add(&mut self, krate: &str, sent: &Value) {
        println!("{krate} {}", sent);
        let _ = PLACEHOLDER;
        let _ = BTreeMap::<u8, u8>::new();
        self.accepted += 1;
    }

    fn print(&self) {
        println!("{} {}", self.accepted, self.without_example);
    }
}
