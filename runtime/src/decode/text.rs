//! Where things stand in a JSON text.
//!
//! A text goes in, its tokens come out one by one, and at each of them the containers that are open.
//! Nothing here needs the text to be whole or right: an error may be anywhere in it.

/// Goes through a JSON text, token by token.
pub(crate) struct Walk<'a> {
    text: &'a [u8],
    at: usize,
    open: Vec<Container>,
}

/// A container that is open.
#[derive(Debug, Clone)]
pub(crate) enum Container {
    Object {
        key: Option<Key>,
        key_next: bool,
        value: usize,
    },
    Array {
        index: usize,
        value: usize,
    },
}

/// A key of an object: where its text begins and ends, without the quotes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) begin: usize,
    pub(crate) end: usize,
    /// Whether the document leaves it to the service.
    pub(crate) is_free: bool,
}

/// A piece of a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) begin: usize,
    pub(crate) end: usize,
}

/// What a token is; strings and keys are meant without their quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Key,
    String,
    /// A number, `true`, `false` or `null`.
    Scalar,
    Open,
    Close,
    Mark,
}

/// A step from a value to one in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// To a member that the document names, or could name.
    Key(String),
    /// To a member whose key the document leaves to the service.
    Free,
    /// To an item.
    Index(usize),
}

impl<'a> Walk<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        let open = Vec::new();
        Self { text, at: 0, open }
    }

    /// Goes to the end of the text.
    pub(crate) fn finish(mut self) -> Self {
        while self.next().is_some() {}
        self
    }

    pub(crate) fn open(&self) -> &[Container] {
        &self.open
    }

    /// The next token; the containers are those that are open behind it.
    pub(crate) fn next(&mut self) -> Option<Token> {
        let begin = self.at;
        let byte = *self.text.get(begin)?;
        self.at += 1;
        let kind = match byte {
            b'{' | b'[' => {
                let value = self.at;
                self.open.push(match byte {
                    b'{' => Container::Object {
                        key: None,
                        key_next: true,
                        value,
                    },
                    _ => Container::Array { index: 0, value },
                });
                Kind::Open
            }
            b'}' | b']' => {
                self.open.pop();
                Kind::Close
            }
            b'"' => return Some(self.string()),
            b',' | b':' => {
                self.separator(byte);
                Kind::Mark
            }
            b' ' | b'\t' | b'\n' | b'\r' => Kind::Mark,
            _ => {
                let rest = self.text.get(begin..).unwrap_or_default();
                let length = rest
                    .iter()
                    .position(|byte| b",:{}[]\" \t\n\r".contains(byte));
                self.at = begin + length.unwrap_or(rest.len());
                Kind::Scalar
            }
        };
        let end = self.at;
        Some(Token { kind, begin, end })
    }

    fn separator(&mut self, byte: u8) {
        let next = self.at;
        match self.open.last_mut() {
            Some(Container::Object {
                key,
                key_next,
                value,
            }) => {
                *value = next;
                if byte == b',' {
                    (*key, *key_next) = (None, true);
                }
            }
            Some(Container::Array { index, value }) if byte == b',' => {
                (*index, *value) = (*index + 1, next);
            }
            Some(Container::Array { .. }) | None => {}
        }
    }

    fn string(&mut self) -> Token {
        let begin = self.at;
        let rest = self.text.get(begin..).unwrap_or_default();
        let mut escaped = false;
        let length = rest.iter().position(|&byte| {
            let closes = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            closes
        });
        let end = begin + length.unwrap_or(rest.len());
        self.at = (end + 1).min(self.text.len());
        let kind = match self.open.last_mut() {
            Some(Container::Object {
                key,
                key_next: key_next @ true,
                ..
            }) => {
                let is_free = false;
                *key = Some(Key {
                    begin,
                    end,
                    is_free,
                });
                *key_next = false;
                Kind::Key
            }
            _ => Kind::String,
        };
        Token { kind, begin, end }
    }

    /// Says that the document leaves the last key to the service.
    pub(crate) fn free(&mut self) {
        if let Some(Container::Object { key: Some(key), .. }) = self.open.last_mut() {
            key.is_free = true;
        }
    }

    /// Leaves containers until it is at a member of an object; returns its key and where its value begins.
    pub(crate) fn leave_to_member(&mut self) -> Option<(Key, usize)> {
        while let Some(container) = self.open.last() {
            if let Container::Object { key: Some(key), .. } = container {
                return Some((*key, container.value()));
            }
            self.open.pop();
        }
        None
    }

    /// The way here.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let steps = self.open.iter().filter_map(|container| match container {
            Container::Object { key, .. } => match (*key)? {
                Key { is_free: true, .. } => Some(Step::Free),
                Key { begin, end, .. } => Some(Step::Key(string_at(self.text, begin, end))),
            },
            Container::Array { index, .. } => Some(Step::Index(*index)),
        });
        steps.collect()
    }

    /// The way here as errors show it, as in `conversation.tags[2]`; keys are as they are written.
    pub(crate) fn render(&self) -> String {
        let mut path = String::new();
        for container in &self.open {
            match container {
                Container::Object { key: Some(key), .. } => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    let text = self.text.get(key.begin..key.end);
                    path.push_str(&String::from_utf8_lossy(text.unwrap_or_default()));
                }
                Container::Object { key: None, .. } => {}
                Container::Array { index, .. } => path.push_str(&format!("[{index}]")),
            }
        }
        if path.is_empty() {
            ".".to_owned()
        } else {
            path
        }
    }
}

impl Container {
    /// Where the value that is being read begins, white space before it counted.
    pub(crate) fn value(&self) -> usize {
        match self {
            Self::Object { value, .. } | Self::Array { value, .. } => *value,
        }
    }
}

/// The string whose text, escapes and all, stands there.
pub(crate) fn string_at(text: &[u8], begin: usize, end: usize) -> String {
    let quoted = begin.checked_sub(1).and_then(|begin| text.get(begin..=end));
    let read = quoted.and_then(|quoted| serde_json::from_slice(quoted).ok());
    read.unwrap_or_else(|| {
        let raw = text.get(begin..end).unwrap_or_default();
        String::from_utf8_lossy(raw).into_owned()
    })
}

/// Where the value ends that begins at `begin` or behind white space there, and where it begins.
pub(crate) fn value_at(text: &[u8], begin: usize) -> (usize, usize) {
    let rest = text.get(begin..).unwrap_or_default();
    let mut walk = Walk::new(rest);
    let mut first = None;
    while let Some(token) = walk.next() {
        let quote = usize::from(token.kind == Kind::String);
        if token.kind == Kind::Mark && first.is_none() {
            continue;
        }
        let first = *first.get_or_insert(token.begin - quote);
        if walk.open().is_empty() {
            return (begin + first, begin + walk.at);
        }
    }
    (begin + first.unwrap_or(rest.len()), text.len())
}

/// The path that `steps` go, with `[*]` for items and `*` for members whose keys are the service's.
pub(crate) fn pattern(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        let name = match step {
            Step::Index(_) => {
                path.push_str("[*]");
                continue;
            }
            Step::Free => "*",
            Step::Key(key) if is_plain(key) => key,
            Step::Key(key) => {
                path.push_str(&format!("[{}]", serde_json::Value::from(key.as_str())));
                continue;
            }
        };
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
    }
    if path.is_empty() {
        ".".to_owned()
    } else {
        path
    }
}

/// Whether a key can stand in a path without quotes.
fn is_plain(key: &str) -> bool {
    let is_plain = |character: char| character.is_alphanumeric() || "_-$@/+".contains(character);
    !key.is_empty() && key.chars().all(is_plain)
}
