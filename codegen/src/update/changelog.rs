//! An entry for a `CHANGELOG.md`, put where people look for it.

/// `text` with `entry` under its heading for what is not released, which is added where there is none.
///
/// The form is that of <https://keepachangelog.com>: a heading of the second level for each version,
/// the newest first.
pub(super) fn insert(text: &str, entry: &str) -> String {
    let entry = entry.trim_end();
    let is_unreleased = |line: &str| {
        let heading = line.strip_prefix("## ").unwrap_or_default().trim();
        let heading = heading.trim_matches(['[', ']']);
        heading.eq_ignore_ascii_case("unreleased")
    };
    let mut lines: Vec<&str> = text.lines().collect();
    if let Some(at) = lines.iter().position(|line| is_unreleased(line)) {
        let rest = lines.get(at + 1..).unwrap_or_default();
        // After what is there already, before the next version.
        let end = rest.iter().position(|line| line.starts_with("## "));
        let mut end = at + 1 + end.unwrap_or(rest.len());
        while end > at + 1
            && lines
                .get(end - 1)
                .is_some_and(|line| line.trim().is_empty())
        {
            end -= 1;
        }
        let is_list = |line: &str| line.starts_with("- ");
        let last = lines.get(end - 1).copied().unwrap_or_default();
        let joins = is_list(last) && is_list(entry);
        let mut added: Vec<&str> = if joins { Vec::new() } else { vec![""] };
        added.extend(entry.lines());
        lines.splice(end..end, added);
    } else {
        let first = lines.iter().position(|line| line.starts_with("## "));
        let at = first.unwrap_or(lines.len());
        let mut added = vec!["## Unreleased", ""];
        if at > 0 && lines.get(at - 1).is_some_and(|line| !line.is_empty()) {
            added.insert(0, "");
        }
        added.extend(entry.lines());
        if first.is_some() {
            added.push("");
        }
        lines.splice(at..at, added);
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::insert;

    #[test]
    fn an_entry_goes_under_what_is_not_released() {
        let entry = "- New.\n";
        assert_eq!(insert("", entry), "## Unreleased\n\n- New.\n");
        assert_eq!(
            insert(
                "# Changelog\n\n## Unreleased\n\n- Old.\n\n## 1.0.0\n\n- First.\n",
                entry
            ),
            "# Changelog\n\n## Unreleased\n\n- Old.\n- New.\n\n## 1.0.0\n\n- First.\n"
        );
        assert_eq!(
            insert(
                "# Changelog\n\n## [Unreleased]\n\n## 1.0.0\n",
                "### Changed\n\n- New.\n"
            ),
            "# Changelog\n\n## [Unreleased]\n\n### Changed\n\n- New.\n\n## 1.0.0\n"
        );
        assert_eq!(
            insert("# Changelog\n\n## 1.0.0\n\n- First.\n", entry),
            "# Changelog\n\n## Unreleased\n\n- New.\n\n## 1.0.0\n\n- First.\n"
        );
        assert_eq!(
            insert("# Changelog", entry),
            "# Changelog\n\n## Unreleased\n\n- New.\n"
        );
    }
}
