//! The clients of all pairs and their consumers, in one workspace that cargo goes through once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    path::{Path, PathBuf},
    process::Command,
};

use specwright::{Input, Runtime, diagnostic::Severity, generate};

use crate::{Verdict, pairs::Pair, semver, surface};

/// What the judges say of a pair.
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    /// What the compiler, the list of what is public, and cargo-semver-checks say.
    compiler: Verdict,
    semver: Option<Verdict>,
    because: String,
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            verdict,
            compiler,
            semver,
            because,
        } = self;
        let semver = semver.map_or("absent".to_owned(), |verdict| format!("{verdict:?}"));
        write!(
            f,
            "judged {verdict:?} (compiler {compiler:?}, semver-checks {semver}): {because}"
        )
    }
}

/// A folder for everything, beside what is built.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    runtime: PathBuf,
}

/// One version of a client.
struct Client {
    files: BTreeMap<String, String>,
    surface: BTreeSet<String>,
}

impl Workspace {
    /// An empty workspace, unless this crate was published without the runtime.
    pub(crate) fn new() -> Option<Self> {
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
        let Ok(runtime) = runtime.canonicalize() else {
            println!("skipped: there is no runtime beside this crate");
            return None;
        };
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let root = temporary.join("judge");
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).unwrap();
        Some(Self {
            root,
            target: temporary.join("judged"),
            runtime,
        })
    }

    pub(crate) fn judge(&self, pairs: &[Pair]) -> BTreeMap<String, Judgement> {
        let mut clients = BTreeMap::new();
        for pair in pairs {
            let old = self.client(&pair.name, "old", &pair.old);
            let new = self.client(&pair.name, "new", &pair.new);
            self.consumer(&pair.name, "old", &old.surface);
            self.consumer(&pair.name, "new", &old.surface);
            clients.insert(pair.name.clone(), (old, new));
        }
        self.manifest(pairs);
        let broken = self.compile();
        let has_semver = semver::is_installed();
        if has_semver {
            self.document();
        } else {
            println!("cargo-semver-checks is not installed: the compiler judges alone");
        }
        let mut judged = BTreeMap::new();
        for (name, (old, new)) in clients {
            let proof = broken.get(&format!("{name}-by-old"));
            assert!(
                proof.is_none(),
                "{name}: the consumer does not compile: {proof:?}"
            );
            let broken = broken.get(&format!("{name}-by-new"));
            let (compiler, mut because) = compared(&old, &new, broken);
            let docs = self.target.join("doc");
            let names = ["old", "new"].map(|side| format!("{name}-{side}"));
            let semver = has_semver.then(|| semver::verdict(&docs, &names[0], &names[1]));
            if let Some((_, failed)) = &semver {
                because = format!("{because} {failed}");
            }
            let semver = semver.map(|(verdict, _)| verdict);
            let verdict = semver.map_or(compiler, |semver| match semver {
                Verdict::Patch => compiler,
                more => more.max(compiler),
            });
            judged.insert(
                name,
                Judgement {
                    verdict,
                    compiler,
                    semver,
                    because,
                },
            );
        }
        judged
    }

    /// Generates a client as a member of the workspace.
    fn client(&self, pair: &str, side: &str, spec: &Path) -> Client {
        let name = format!("{pair}-{side}");
        let mut report = generate(&Input {
            spec: Some(spec.to_owned()),
            allow_outside: true,
            krate: Some(name.clone()),
            ..Input::default()
        });
        let said = report.text(
            Severity::Error,
            specwright::diagnostic::render::Style::Plain,
        );
        assert!(report.is_ok(), "{name}: {said}");
        let runtime = Runtime::Path(self.runtime.display().to_string());
        let files = report.take_output().unwrap().into_crate(&name, &runtime);
        let folder = self.root.join(&name);
        files.write(&folder).unwrap();
        let manifest = folder.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap();
        // It is a member of this workspace, and no root of its own.
        fs::write(&manifest, text.replace("\n[workspace]\n", "")).unwrap();
        Client {
            files: sources(&folder.join("src"), &name),
            surface: surface::of(&folder.join("src")),
        }
    }

    /// Writes a crate that uses all of the old client, against either version.
    fn consumer(&self, pair: &str, side: &str, surface: &BTreeSet<String>) {
        let name = format!("{pair}-by-{side}");
        let folder = self.root.join(&name);
        fs::create_dir_all(folder.join("src")).unwrap();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             specwright-runtime = {{ path = {:?}, default-features = false }}\n\
             {} = {{ package = \"{pair}-{side}\", path = \"../{pair}-{side}\", default-features = false }}\n",
            self.runtime.display().to_string(),
            crate::resolve::SUBJECT,
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("src/lib.rs"), surface::consumer(surface)).unwrap();
    }

    fn manifest(&self, pairs: &[Pair]) {
        let members: String = pairs
            .iter()
            .flat_map(|pair| {
                ["old", "new", "by-old", "by-new"]
                    .map(|side| format!("{:?}, ", format!("{}-{side}", pair.name)))
            })
            .collect();
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
        fs::write(self.root.join("Cargo.toml"), manifest).unwrap();
        let lock = self.runtime.join("../Cargo.lock");
        fs::copy(lock, self.root.join("Cargo.lock")).unwrap();
    }

    /// Checks every crate; the first error of each that does not compile, by its name.
    fn compile(&self) -> BTreeMap<String, String> {
        let output = self
            .cargo()
            .args([
                "check",
                "--workspace",
                "--no-default-features",
                "--keep-going",
            ])
            .args(["--message-format", "json"])
            .output()
            .unwrap();
        let mut broken = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let message: serde_json::Value = serde_json::from_str(line).unwrap();
            let name = message["target"]["name"].as_str().unwrap_or_default();
            let name = name.replace('_', "-");
            seen.insert(name.clone());
            if message["message"]["level"] == "error" {
                let text = message["message"]["rendered"].as_str().unwrap_or_default();
                broken.entry(name).or_insert_with(|| text.to_owned());
            }
        }
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(seen.iter().any(|name| name.ends_with("-by-old")), "{said}");
        broken
    }

    /// Writes the rustdoc of the clients as JSON, which is what cargo-semver-checks reads.
    fn document(&self) {
        let output = self
            .cargo()
            .args([
                "doc",
                "--workspace",
                "--no-default-features",
                "--no-deps",
                "-q",
            ])
            .args(["--exclude", "*-by-old", "--exclude", "*-by-new"])
            // What cargo-semver-checks does itself, for one crate at a time.
            .env("RUSTC_BOOTSTRAP", "1")
            .env(
                "RUSTDOCFLAGS",
                "-Z unstable-options --output-format json --cap-lints allow",
            )
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target);
        cargo
    }
}

/// What the compiler says of two versions, and why.
fn compared(old: &Client, new: &Client, broken: Option<&String>) -> (Verdict, String) {
    if let Some(error) = broken {
        let error: String = error.lines().take(3).collect::<Vec<_>>().join(" ");
        return (Verdict::Major, error);
    }
    if let Some(added) = new.surface.difference(&old.surface).next() {
        return (Verdict::Minor, added.clone());
    }
    if old.files == new.files {
        return (
            Verdict::None,
            "the same sources but for their order".to_owned(),
        );
    }
    (Verdict::Patch, "other sources".to_owned())
}

/// The words of the files of a crate, with its name taken out, in any order: where things stand is
/// no change, and `wire` says nothing that the types and operations do not.
fn sources(folder: &Path, name: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("src/wire") {
            continue;
        }
        if path.is_dir() {
            files.extend(sources(&path, name));
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.replace(&name.replace('-', "_"), crate::resolve::SUBJECT);
            let path = path.display().to_string();
            let (_, path) = path.split_once(name).unwrap();
            let is_between = |letter: char| letter.is_whitespace() || "[],".contains(letter);
            let mut words: Vec<_> = text.split(is_between).collect();
            words.sort_unstable();
            files.insert(path.to_owned(), words.join(" ").trim_start().to_owned());
        }
    }
    files
}
