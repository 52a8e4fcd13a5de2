//! Paths of observations: `a.b[*].c`, `["k.ey"]`, `*`, `.` for the whole.

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// A member.
    Key(String),
    /// Any item of a list.
    Item,
    /// Any member of a map.
    Any,
}

/// Reads a path; `None` where it is none.
pub(super) fn parse(text: &str) -> Option<Vec<Step>> {
    if text == "." {
        return Some(Vec::new());
    }
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[*]") {
            steps.push(Step::Item);
            rest = after;
        } else if let Some(inner) = rest.strip_prefix('[') {
            let mut texts = serde_json::Deserializer::from_str(inner).into_iter::<String>();
            let key = texts.next()?.ok()?;
            rest = inner.get(texts.byte_offset()..)?.strip_prefix(']')?;
            steps.push(Step::Key(key));
        } else {
            rest = match rest.strip_prefix('.') {
                Some(after) if !steps.is_empty() => after,
                Some(_) => return None,
                None if steps.is_empty() => rest,
                None => return None,
            };
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            steps.push(match word {
                "" | "?" => return None,
                "*" => Step::Any,
                word => Step::Key(word.to_owned()),
            });
            rest = after;
        }
    }
    (!steps.is_empty()).then_some(steps)
}

/// Writes a path for people.
pub(super) fn render(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Item => text.push_str("[*]"),
            Step::Any => text.push_str(".*"),
            Step::Key(key) => {
                text.push('.');
                text.push_str(key);
            }
        }
    }
    if text.is_empty() {
        return ".".to_owned();
    }
    text.trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Step, parse};

    #[test]
    fn paths_of_every_form_are_read() {
        let key = |text: &str| Step::Key(text.to_owned());
        assert_eq!(parse("."), Some(Vec::new()));
        assert_eq!(
            parse(r#"a.b[*].*["k.e]y"].c"#),
            Some(vec![
                key("a"),
                key("b"),
                Step::Item,
                Step::Any,
                key("k.e]y"),
                key("c")
            ])
        );
        assert_eq!(parse("[*].id"), Some(vec![Step::Item, key("id")]));
        for wrong in ["?", "", "a..b", ".a", "[\"a", "a[0]"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
