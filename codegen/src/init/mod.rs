//! A repository around an API: workspace, build script, document, tests.
//!
//! In: a name, a document and where specwright is. Out: the texts of the files that are not generated. They
//! stand under `template/` as they will be but for words between `@`, so that they can be read there.

use serde_json::Value;

/// What the templates have gaps for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gaps {
    /// The crate's name.
    pub(crate) name: String,
    /// What the API is called.
    pub(crate) title: String,
    /// The file name of the document.
    pub(crate) spec: String,
    /// What the document was made from, from the folder `spec`; nothing if that is not to be had there.
    pub(crate) upstream: Option<String>,
    /// Whether that is a folder of pages.
    pub(crate) is_folder: bool,
    /// The folder of specwright's repository; the published crates unless given.
    pub(crate) specwright: Option<String>,
    /// The features of the runtime that users choose from, as lines of a manifest.
    pub(crate) runtime_features: &'static str,
    /// The features of the runtime that the types need.
    pub(crate) features: Vec<&'static str>,
    /// Method and path of an operation that is asked for in the test.
    pub(crate) method: String,
    pub(crate) path: String,
}

const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("template/Cargo.toml.in")),
    ("build.rs", include_str!("template/build.rs.in")),
    ("README.md", include_str!("template/README.md.in")),
    ("CHANGELOG.md", include_str!("template/CHANGELOG.md.in")),
    (
        ".github/workflows/ci.yml",
        include_str!("template/ci.yml.in"),
    ),
    (".gitignore", "/target\n.specwright-*\n"),
    (".gitattributes", include_str!("template/gitattributes.in")),
    (
        "spec/codegen.toml",
        include_str!("template/codegen.toml.in"),
    ),
    (
        "spec/overlays/README.md",
        include_str!("template/overlays.md.in"),
    ),
    (
        "examples/mock.rs",
        include_str!("template/examples/mock.rs.in"),
    ),
    ("e2e/Cargo.toml", include_str!("template/e2e/Cargo.toml.in")),
    ("e2e/src/lib.rs", include_str!("template/e2e/src/lib.rs.in")),
    (
        "e2e/tests/mock.rs",
        include_str!("template/e2e/tests/mock.rs.in"),
    ),
];

/// Returns the files with their contents.
pub(crate) fn files(gaps: &Gaps) -> Vec<(&'static str, String)> {
    let filled = FILES.iter().map(|(path, text)| (*path, fill(text, gaps)));
    filled.collect()
}

fn fill(text: &str, gaps: &Gaps) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    let folder = |part: &str| match &gaps.specwright {
        Some(folder) => format!("path = {}, ", quoted(&format!("{folder}/{part}"))),
        None => String::new(),
    };
    let features: Vec<String> = gaps.features.iter().map(|name| quoted(name)).collect();
    let values = [
        ("@name@", gaps.name.clone()),
        ("@krate@", gaps.name.replace('-', "_")),
        ("@title@", gaps.title.clone()),
        (
            "@description@",
            quoted(&format!("A client of {}.", gaps.title)),
        ),
        ("@spec@", gaps.spec.clone()),
        ("@file@", quoted(&gaps.spec)),
        ("@upstream@", upstream(gaps)),
        ("@version@", env!("CARGO_PKG_VERSION").to_owned()),
        ("@specwright@", folder("codegen")),
        ("@runtime@", folder("runtime")),
        ("@features@", features.join(", ")),
        ("@runtime_features@", gaps.runtime_features.to_owned()),
        ("@method@", gaps.method.clone()),
        ("@path@", quoted(&gaps.path)),
    ];
    // From left to right, so that what is filled in is not looked at again.
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, after) = rest.split_at(at);
        filled.push_str(before);
        match values.iter().find(|(name, _)| after.starts_with(name)) {
            Some((name, value)) => {
                filled.push_str(value);
                rest = after.get(name.len()..).unwrap_or_default();
            }
            None => {
                filled.push('@');
                rest = after.get(1..).unwrap_or_default();
            }
        }
    }
    filled + rest
}

/// Where upstream is read, as `codegen.toml` says it.
fn upstream(gaps: &Gaps) -> String {
    let key = if gaps.is_folder { "folder" } else { "file" };
    match &gaps.upstream {
        Some(path) => format!("[[upstream]]\n{key} = {}", Value::from(path.as_str())),
        None => "# [[upstream]]\n# url = \"https://api.example/openapi.yaml\"".to_owned(),
    }
}

/// A name for a crate, from what an API is called.
pub(crate) fn crate_name(title: &str) -> String {
    let mut name = String::new();
    for letter in title.chars() {
        match letter.to_ascii_lowercase() {
            letter if letter.is_ascii_alphanumeric() => name.push(letter),
            _ if !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    name.trim_matches(|letter: char| letter == '-' || letter.is_ascii_digit())
        .trim_matches('-')
        .to_owned()
}

/// Method and path of an operation to ask for: the first `get`, or else the first.
pub(crate) fn operation(document: &Value) -> Option<(String, String)> {
    let paths = document.get("paths")?.as_object()?;
    let all = || paths.iter().filter(|(path, _)| !path.contains('#'));
    let whole = |item| match referred(document, item) {
        Some(other) => [item, other],
        None => [item, item],
    };
    for method in ["get", "post", "put", "patch", "delete", "head", "options"] {
        if let Some((path, _)) =
            all().find(|(_, item)| whole(item).iter().any(|item| item.get(method).is_some()))
        {
            return Some((method.to_ascii_uppercase(), filled_path(path)));
        }
    }
    None
}

/// What a path item refers to within the document.
fn referred<'v>(document: &'v Value, item: &Value) -> Option<&'v Value> {
    let reference = item.get("$ref")?.as_str()?;
    document.pointer(reference.strip_prefix('#')?)
}

fn filled_path(template: &str) -> String {
    let mut path = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        // As text and as a number.
        path.push('1');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    path + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{crate_name, filled_path, operation};

    #[test]
    fn names_and_paths_are_derived() {
        assert_eq!(crate_name("2nd Kite API (beta)"), "nd-kite-api-beta");
        assert_eq!(crate_name("日本"), "");
        assert_eq!(filled_path("/a/{b}.json/{c}"), "/a/1.json/1");
    }

    #[test]
    fn an_operation_is_found_behind_a_reference() {
        let document = json!({
            "paths": { "/a": { "head": {} }, "/b/{c}": { "$ref": "#/components/pathItems/b" } },
            "components": { "pathItems": { "b": { "post": {} } } },
        });
        let found = Some(("POST".to_owned(), "/b/1".to_owned()));
        assert_eq!(operation(&document), found);
        let document = json!({ "paths": { "/a": { "head": {} } } });
        assert_eq!(
            operation(&document),
            Some(("HEAD".to_owned(), "/a".to_owned()))
        );
        assert_eq!(operation(&json!({ "paths": {} })), None);
    }
}
