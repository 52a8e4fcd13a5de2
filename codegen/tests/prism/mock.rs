//! Prism: installed by npm, and started for a document.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::client::{Client, MARK};

/// The last release that runs on Node 18 to 22; the next asks for Node 24.
const PRISM: &str = "5.14.2";

/// Installs Prism below this workspace's `target`, and returns its script.
pub fn install() -> Option<PathBuf> {
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

/// Prism for one document; it ends with this value.
pub struct Mock {
    process: Child,
    url: String,
}

impl Drop for Mock {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Mock {
    /// Starts Prism and waits until it listens, or returns why it ended.
    pub fn start(prism: &Path, client: &Client, root: &Path) -> Result<Self, String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let log = root.join(format!("{}.log", client.krate));
        let out = fs::File::create(&log).unwrap();
        let process = Command::new("node")
            .arg(prism)
            .args(["mock", "--errors", "-h", "127.0.0.1", "-p"])
            .arg(address.port().to_string())
            .arg(&client.document)
            .stdin(Stdio::null())
            .stderr(out.try_clone().unwrap())
            .stdout(out)
            .spawn()
            .unwrap();
        let url = format!("http://{address}");
        let mut mock = Self { process, url };
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            if mock.process.try_wait().unwrap().is_some() {
                let log = fs::read_to_string(&log).unwrap();
                let fatal = log.lines().find_map(|line| line.split_once("fatal"));
                return Err(fatal.map_or(log.clone(), |(_, why)| why.trim().to_owned()));
            }
            assert!(began.elapsed() < Duration::from_secs(120), "prism is slow");
            thread::sleep(Duration::from_millis(100));
        }
        Ok(mock)
    }

    /// Runs a client's program, and returns what came of each example.
    pub fn send(&self, client: &Client, root: &Path, spoil: Option<&str>) -> Vec<Value> {
        let program = root.join(format!("target/debug/examples/send_{}", client.krate));
        let output = Command::new(program)
            .arg(&self.url)
            .args(spoil)
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", client.krate);
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().filter_map(|line| line.strip_prefix(MARK));
        let sent: Vec<Value> = lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(sent.len(), client.examples, "{}", client.krate);
        sent
    }
}
