//! Flow 2: use the client from a crate elsewhere, without the generator.

use crate::{cargo, consumer, copy_of_the_repository, repository};

/// The program of the README, but for the call itself.
const PROGRAM: &str = r#"
use highlevel::{Client, models::{LastMessageType, UpdateConversation}};

fn main() {
    let client = Client::builder().bearer_token("x").build().unwrap();
    let body = UpdateConversation::new("loc").unread_count(0).starred(true);
    let call = client.conversations().update_conversation("tDtDnQdgm2LXpyiqYvZ6", body);
    println!("{call:?} {}", LastMessageType::Sms);
}
"#;

#[test]
fn a_consumer_compiles_no_generator() {
    let program = consumer("consumer", &repository(), PROGRAM);
    let printed = cargo(&program, &["run"]);
    assert!(printed.contains("UpdateConversationCall"), "{printed}");
    let tree = cargo(&program, &["tree", "-p", "highlevel", "-e", "normal,build"]);
    assert!(tree.starts_with("highlevel v0.1.0"), "{tree}");
    assert!(tree.contains("specwright-runtime v"), "{tree}");
    no_generator(&tree);
}

#[track_caller]
fn no_generator(tree: &str) {
    for absent in [
        "specwright v",
        "prettyplease",
        "saphyr",
        "serde_yaml",
        "clap",
        "jiff",
        "uuid",
    ] {
        assert!(!tree.contains(absent), "{absent}: {tree}");
    }
}

/// With a transport of one's own the client needs no HTTP client and no TLS.
#[test]
fn without_features_there_is_no_http_client() {
    let program = consumer("bare-consumer", &repository(), "fn main() {}");
    let manifest = program.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let bare = text.replace("highlevel = { ", "highlevel = { default-features = false, ");
    std::fs::write(&manifest, bare).unwrap();
    cargo(&program, &["check"]);
    let tree = cargo(&program, &["tree", "-e", "normal,build"]);
    no_generator(&tree);
    for absent in ["reqwest", "rustls", "tokio", "hyper"] {
        assert!(!tree.contains(absent), "{absent}: {tree}");
    }
}

/// A program that makes one call, as far as a linker can see.
const CALLER: &str = r#"
use highlevel::{Client, models::UpdateConversation};

fn main() {
    let client = Client::builder().bearer_token("x").build().unwrap();
    let call = client.conversations().update_conversation("id", UpdateConversation::new("loc"));
    let sent: std::pin::Pin<Box<dyn Future<Output = _>>> = Box::pin(call.send());
    std::hint::black_box(sent);
}
"#;

/// What a program does not ask for is not linked: watching for drift, cookies, files to send.
#[test]
#[cfg(target_os = "linux")]
fn a_program_goes_without_what_it_does_not_ask_for() {
    let program = consumer("caller", &repository(), CALLER);
    let tolerant = CALLER.replace("builder()", "builder().tolerant()");
    std::fs::create_dir(program.join("src/bin")).unwrap();
    std::fs::write(program.join("src/bin/tolerant.rs"), tolerant).unwrap();
    cargo(&program, &["build"]);
    // Symbols have the names of functions behind their lengths.
    let has = |name: &str, symbol: &str| {
        let octets = std::fs::read(crate::built().join("debug").join(name)).unwrap();
        let mut parts = octets.windows(symbol.len());
        parts.any(|part| part == symbol.as_bytes())
    };
    for asked_for in ["5Watch7observe", "3put7in_path"] {
        assert!(has("caller", asked_for), "{asked_for}");
    }
    for other in ["5Watch8observed", "3put9as_cookie", "4file4open"] {
        assert!(!has("caller", other), "{other}");
    }
    assert!(has("tolerant", "5Watch8observed"));
}

#[test]
fn the_package_holds_what_it_needs_and_nothing_else() {
    let copy = copy_of_the_repository("packed");
    let list = cargo(
        &copy,
        &["package", "-p", "highlevel", "--list", "--allow-dirty"],
    );
    let list: Vec<&str> = list.lines().collect();
    for file in [
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "build.rs",
        "examples/update_conversation.rs",
        "generated/src/lib.rs",
        "generated/src/models/conversation.rs",
        "spec/highlevel.yaml",
        "spec/codegen.toml",
        "spec/overlays/corrections.yaml",
    ] {
        assert!(list.contains(&file), "{file}: {list:#?}");
    }
    let folders = ["codegen", "runtime", "e2e", "target", ".ci"];
    let is_foreign = |line: &&str| {
        folders
            .iter()
            .any(|folder| line.starts_with(&format!("{folder}/")))
    };
    assert!(!list.iter().any(is_foreign), "{list:#?}");
}
