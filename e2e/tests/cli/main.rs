//! Command-line programs as users run them: processes with arguments, an environment and standard input,
//! against a service over a real socket.

mod answers;
mod bodies;
mod credentials;
#[expect(dead_code, reason = "other tests have a service fail in more ways")]
#[path = "../production/faults.rs"]
mod faults;
mod help;
mod requests;
mod stream;

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use crate::faults::{Arrived, Reply, Server};

const LIBRARY: &str = env!("CARGO_BIN_EXE_library");
const HIGHLEVEL: &str = env!("CARGO_BIN_EXE_conversations");

/// The secret of every test.
const SECRET: &str = "s3cr3t-0f-all";

/// What a program did.
#[derive(Debug)]
struct Ran {
    status: i32,
    out: String,
    err: String,
}

/// A program to run.
struct Run {
    command: Command,
    input: Vec<u8>,
}

impl Run {
    /// `program` with what stands between spaces in `arguments`.
    fn new(program: &str, arguments: &str) -> Self {
        let mut command = Command::new(program);
        command.args(arguments.split_whitespace()).env_clear();
        Self {
            command,
            input: Vec::new(),
        }
    }

    fn arg(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    fn input(mut self, octets: &[u8]) -> Self {
        self.input = octets.to_vec();
        self
    }

    /// Runs it against `server`.
    async fn on(self, server: &Server) -> Ran {
        let url = server.url.clone();
        self.arg("--base-url").arg(&url).run().await
    }

    async fn run(self) -> Ran {
        let Self { mut command, input } = self;
        let run = move || {
            let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
            let mut child = piped.stderr(Stdio::piped()).spawn().unwrap();
            // A program that does not read it may be gone already.
            let _ = child.stdin.take().unwrap().write_all(&input);
            let output = child.wait_with_output().unwrap();
            Ran {
                status: output.status.code().unwrap(),
                out: String::from_utf8_lossy(&output.stdout).into_owned(),
                err: String::from_utf8_lossy(&output.stderr).into_owned(),
            }
        };
        let ran = tokio::task::spawn_blocking(run).await.unwrap();
        for text in [&ran.out, &ran.err] {
            assert!(!text.contains(SECRET), "{text}");
        }
        ran
    }
}

fn library(arguments: &str) -> Run {
    Run::new(LIBRARY, arguments)
}

/// A service that answers every request with an empty object.
async fn service() -> Server {
    Server::start(|_, _| Reply::json(&serde_json::json!({}))).await
}

/// The only request that arrived.
#[track_caller]
fn only(server: &Server) -> Arrived {
    let mut arrived = server.arrived();
    assert_eq!(arrived.len(), 1, "{arrived:?}");
    arrived.remove(0)
}

/// Method, path and query.
fn line(arrived: &Arrived) -> String {
    format!("{} {}", arrived.parts.method, arrived.parts.uri)
}

/// Runs `run`, which succeeds, and returns the request that arrived.
async fn sent(run: Run) -> Arrived {
    let server = service().await;
    let ran = run.on(&server).await;
    assert_eq!(ran.status, 0, "{ran:?}");
    only(&server)
}

/// Runs `run`, which is refused before anything is sent, and returns what it says.
async fn refused(run: Run) -> String {
    let server = service().await;
    let ran = run.on(&server).await;
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{ran:?}");
    assert_eq!(server.count(), 0);
    ran.err
}
