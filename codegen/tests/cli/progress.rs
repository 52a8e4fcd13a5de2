//! What is shown while work lasts: on a terminal that it does, and nowhere else.

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::{self, Sender},
    thread,
    time::{Duration, Instant},
};

use rustix::{
    fs::{Mode, OFlags, open},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
};

use crate::{run, specwright};

const PETS: &str = "\
openapi: 3.0.3
info: { title: Pets, version: '1' }
paths: { /pets: { get: { operationId: list-pets, responses: { '204': { description: Done. } } } } }
";

/// How long anything is waited for, on a machine that has much else to do.
const LONG: Duration = Duration::from_secs(60);

/// Longer than it takes until something shows on a terminal.
const LASTING: Duration = Duration::from_millis(1500);

/// Serves a document once it is told to, and returns the URL.
fn serve() -> (String, Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/pets.yaml", listener.local_addr().unwrap());
    let (go, waits) = mpsc::channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).unwrap() > 0);
        let _ = waits.recv_timeout(LONG);
        let length = PETS.len();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/yaml\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all((head + PETS).as_bytes()).unwrap();
    });
    (url, go)
}

/// Makes a pipe that has observations in it, and more once it is told so.
fn pipe(at: &Path) -> Sender<()> {
    assert!(Command::new("mkfifo").arg(at).status().unwrap().success());
    let (go, waits) = mpsc::channel();
    let at = at.to_owned();
    thread::spawn(move || {
        let line = "{\"count\":1,\"kind\":\"unknown_field\",\"operation\":\"list-pets\",\"path\":\"a\",\"status\":204}\n";
        let mut pipe = File::create(at).unwrap();
        // More than two MiB.
        pipe.write_all(line.repeat(30_000).as_bytes()).unwrap();
        let _ = waits.recv_timeout(LONG);
        pipe.write_all(line.as_bytes()).unwrap();
    });
    go
}

/// Runs a command whose standard error is a terminal, says `go` once `wanted` was shown (or would have been), and
/// returns all that was.
fn on_a_terminal(command: &mut Command, wanted: Option<&str>, go: &Sender<()>) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let other = open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    command.env("TERM", "xterm").env_remove("NO_COLOR");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.stderr(Stdio::from(other)).spawn().unwrap();
    // Its copy of the terminal would keep that open.
    command.stderr(Stdio::null());
    let (shown, shows) = mpsc::channel();
    thread::spawn(move || {
        let mut terminal = File::from(terminal);
        let mut buffer = [0; 4096];
        // Linux ends with an error.
        while let Ok(count @ 1..) = terminal.read(&mut buffer) {
            let octets: Vec<u8> = buffer.iter().take(count).copied().collect();
            shown.send(octets).unwrap();
        }
    });
    let mut all = Vec::new();
    let began = Instant::now();
    let mut text = String::new();
    while !wanted.is_none_or(|wanted| text.contains(wanted)) && began.elapsed() < LONG {
        match shows.recv_timeout(LONG) {
            Ok(octets) => all.extend(octets),
            Err(_) => break,
        }
        text = String::from_utf8_lossy(&all).into_owned();
    }
    if wanted.is_none() {
        thread::sleep(LASTING);
    }
    go.send(()).unwrap();
    all.extend(shows.into_iter().flatten());
    assert!(child.wait().unwrap().success());
    String::from_utf8_lossy(&all).into_owned()
}

/// A command that waits for what `Sender` lets go on, and what it shows until then.
fn commands(folder: &Path) -> Vec<(Command, Sender<()>, &'static str)> {
    let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    put("pets.yaml", PETS);
    let mut all = Vec::new();
    let mut add = |arguments: &[&str], go, wanted| {
        let mut command = specwright();
        command.current_dir(folder).args(arguments);
        all.push((command, go, wanted));
    };
    let (url, go) = serve();
    add(
        &["import", &url, "--allow-remote"],
        go,
        "reading http://127.0.0.1",
    );
    let (url, go) = serve();
    put(
        "codegen.toml",
        &format!("spec = \"pets.yaml\"\nout = \"src\"\n[[upstream]]\nurl = \"{url}\"\n"),
    );
    add(
        &["update", "--config", "codegen.toml", "--dry-run"],
        go,
        "reading http://127.0.0.1",
    );
    let _ = fs::remove_file(folder.join("drift.jsonl"));
    let go = pipe(&folder.join("drift.jsonl"));
    let wanted = "reading drift.jsonl: 2.00 MiB";
    add(
        &["observe", "drift.jsonl", "--spec", "pets.yaml"],
        go,
        wanted,
    );
    all
}

#[test]
fn work_that_lasts_shows_on_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    for (mut command, go, wanted) in commands(folder.path()) {
        let shown = on_a_terminal(&mut command, Some(wanted), &go);
        assert!(shown.contains(wanted), "{command:?}: {shown:?}");
        // The line is taken away before anything else is said.
        let last = shown.rsplit("reading ").next().unwrap();
        assert!(last.contains("\x1b[2K"), "{shown:?}");
    }
    for (mut command, go, _) in commands(folder.path()) {
        let shown = on_a_terminal(command.arg("--quiet"), None, &go);
        assert!(!shown.contains("reading "), "{command:?}: {shown:?}");
    }
}

#[test]
fn nothing_of_it_shows_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    for (mut command, go, wanted) in commands(folder.path()) {
        thread::spawn(move || {
            thread::sleep(LASTING);
            go.send(()).unwrap();
        });
        let (status, _, said) = run(&mut command);
        assert_eq!(status, 0, "{said}");
        assert!(!said.contains('\x1b') && !said.contains(wanted), "{said:?}");
        assert!(!said.contains('\r'), "{said:?}");
    }
}
