//! Upstream behind a URL.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use crate::{PETS, Project};

/// Serves one answer, and returns the URL.
fn serve(status: &str, kind: &str, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 1024];
        while !request.ends_with(b"\r\n\r\n") {
            let read = stream.read(&mut buffer).unwrap();
            request.extend(buffer.iter().take(read));
        }
        stream.write_all(answer.as_bytes()).unwrap();
    });
    format!("http://{address}/pets.yaml")
}

fn at(url: &str) -> Project {
    let project = Project::new(PETS);
    let file = "file = \"../upstream.yaml\"";
    project.replace("spec/codegen.toml", file, &format!("url = \"{url}\""));
    project
}

#[test]
fn a_document_is_read_from_its_url() {
    let changed = PETS.replace("[happy, sad]", "[happy, sad, calm]");
    let project = at(&serve("200 OK", "application/yaml", &changed));
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert!(
        project
            .text("spec/pets.yaml")
            .contains("[happy, sad, calm]")
    );
}

#[test]
fn what_is_no_document_is_refused_and_leaves_all_as_it_was() {
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/pets.yaml", listener.local_addr().unwrap())
    };
    for (url, sentence) in [
        (serve("404 Not Found", "text/plain", "no"), "404"),
        (
            serve("200 OK", "text/html; charset=utf-8", "<p>Sign in.</p>"),
            "is a web page (`text/html`), not a document",
        ),
        (
            serve("200 OK", "application/yaml", "a: b"),
            "is no OpenAPI document",
        ),
        (
            serve("200 OK", "application/yaml", "{ a"),
            "this is not valid",
        ),
        (serve("200 OK", "application/yaml", ""), "is empty"),
        (gone, "= help: open the URL in a browser"),
    ] {
        let project = at(&url);
        let before = project.state();
        let (status, _, said) = project.update(&[]);
        assert!(!said.contains("source/unreadable"), "{said}");
        assert_eq!(status, 1, "{said}");
        assert!(said.contains(sentence), "{sentence}\n{said}");
        assert!(said.contains("nothing was written"), "{said}");
        assert!(before == project.state(), "{sentence}");
    }
}
