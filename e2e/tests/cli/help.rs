//! Help and completions.

use crate::{HIGHLEVEL, Ran, Run, library};

async fn said(run: Run) -> String {
    let Ran { status, out, err } = run.run().await;
    assert_eq!((status, err.as_str()), (0, ""));
    out
}

#[tokio::test]
async fn help_names_what_there_is() {
    let root = said(library("--help")).await;
    for text in [
        "Calls Library\n",
        "  books                   What is on the shelves.\n",
        "  completions-operations  Operations tagged Completions\n",
        "  help-operations         GET /help\n",
        "  E2E_TOKEN",
        "  E2E_FIRST_API_KEY",
        "  E2E_API_KEY",
        "  E2E_USER",
        "  E2E_PASSWORD",
        "  E2E_BASE_URL",
        "  E2E_SERVER_REGION",
        "Exit status: 0 ",
    ] {
        assert!(root.contains(text), "{text}: {root}");
    }
    assert!(!root.contains("--token"), "{root}");
    let books = said(library("help books")).await;
    assert!(books.contains("  add-book      Adds a book.\n"), "{books}");
    assert!(books.contains("  remove-books  (deprecated)\n"), "{books}");
    let find = said(library("books find-books --help")).await;
    for text in [
        "Finds books.\n",
        "Slowly.\n",
        "POST /books/{bookId}/{parts}\n",
        "--book-id <TEXT> --parts <INTEGER>\n",
        "--in-stock[=<BOOLEAN>]",
        "--limit <INTEGER>",
        "[possible values: novel, poetry]",
        "--param-include <TEXT>",
        "--version <TEXT>",
        "[default: 2]",
    ] {
        assert!(find.contains(text), "{text}: {find}");
    }
    assert!(
        !find.contains('\u{1b}'),
        "a document must not colour a terminal: {find:?}"
    );
    assert!(!find.contains("--body"), "{find}");
    let add = said(library("books add-book -h")).await;
    for text in [
        "--body-id <INTEGER>",
        "--body-body <TEXT>",
        "[required unless `--body` has it]",
    ] {
        assert!(add.contains(text), "{text}: {add}");
    }
    assert!(
        !add.contains("--added"),
        "what is only received has no flag: {add}"
    );
}

#[tokio::test]
async fn a_program_says_its_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(said(library("--version")).await, format!("e2e {version}\n"));
    let run = Run::new(HIGHLEVEL, "-V");
    assert_eq!(said(run).await, format!("highlevel {version}\n"));
}

/// In a debug build clap checks each command and each flag before it writes a script.
#[tokio::test]
async fn completions_know_commands_flags_and_values() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = said(library(&format!("completions {shell}"))).await;
        for word in ["find-books", "completions-operations", "book-id"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // The other scripts of `clap_complete` offer no values.
        let offers_values = ["bash", "zsh", "fish"].contains(&shell);
        assert_eq!(script.contains("poetry"), offers_values, "{shell}");
        let script = said(Run::new(HIGHLEVEL, &format!("completions {shell}"))).await;
        assert!(
            script.contains("update-conversation") && script.contains("starred"),
            "{shell}"
        );
    }
}

#[tokio::test]
async fn nothing_to_do_is_help_and_a_status() {
    for command in ["", "books"] {
        let ran = library(command).run().await;
        assert_eq!((ran.status, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains("Usage: "), "{ran:?}");
    }
}
