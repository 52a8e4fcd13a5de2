//! What can have a name in a lock.

/// A kind of name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// The module of a document.
    Module,
    /// A type.
    Type,
    /// The type that another one is only a name of.
    Same,
    /// The type that another one was a name of, before it came to be a type of its own.
    Apart,
    /// A field.
    Field,
    /// The field of members that the document does not name.
    Additional,
    /// A variant.
    Variant,
    /// The method of the client that leads to a group.
    Group,
    /// The module of a group.
    Operations,
    /// The cargo feature of a group.
    Feature,
    /// The method of an operation.
    Method,
    /// What the types of an operation begin with.
    Base,
    /// The type of a call.
    Call,
    /// The type of its errors.
    Error,
    /// The type of its successes.
    Success,
    /// The type of the headers of its successes.
    Headers,
    /// A field of that type.
    Header,
    /// A parameter.
    Param,
    /// The method that sets a field or a parameter.
    Setter,
    /// The method that sets a field to null.
    NullSetter,
    /// The constant of a security scheme.
    Scheme,
    /// A method of the mock server.
    Mock,
    /// A sub-command.
    Command,
    /// A flag.
    Flag,
}

impl Slot {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Module, "module"),
        (Self::Type, "type"),
        (Self::Same, "same"),
        (Self::Apart, "apart"),
        (Self::Field, "field"),
        (Self::Additional, "additional"),
        (Self::Variant, "variant"),
        (Self::Group, "group"),
        (Self::Operations, "operations"),
        (Self::Feature, "feature"),
        (Self::Method, "method"),
        (Self::Base, "base"),
        (Self::Call, "call"),
        (Self::Error, "error"),
        (Self::Success, "success"),
        (Self::Headers, "headers"),
        (Self::Header, "header"),
        (Self::Param, "param"),
        (Self::Setter, "setter"),
        (Self::NullSetter, "null_setter"),
        (Self::Scheme, "scheme"),
        (Self::Mock, "mock"),
        (Self::Command, "command"),
        (Self::Flag, "flag"),
    ];

    /// Returns the word that stands for it.
    pub fn word(self) -> &'static str {
        let found = Self::ALL.iter().find(|(slot, _)| *slot == self);
        found.map_or("", |(_, word)| word)
    }

    /// Returns what `word` stands for.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == word);
        found.map(|(slot, _)| *slot)
    }

    /// Whether it says which types are one, and is no name of its own.
    pub(super) fn is_shared(self) -> bool {
        matches!(self, Self::Same | Self::Apart)
    }

    /// Whether `name` can be one, so that no lock makes code that is none.
    pub(super) fn fits(self, name: &str) -> bool {
        match self {
            Self::Feature | Self::Command | Self::Flag => {
                let is_part =
                    |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
                !name.is_empty() && !name.starts_with('-') && name.chars().all(is_part)
            }
            _ => is_identifier(name),
        }
    }

    /// The slots whose names follow from this one's, so that a lock says only where they do not.
    pub(super) fn followers(self) -> &'static [Self] {
        match self {
            Self::Field => &[Self::Setter, Self::NullSetter],
            Self::Param => &[Self::Setter],
            Self::Base => &[Self::Call, Self::Error, Self::Success, Self::Headers],
            _ => &[],
        }
    }

    /// The slot that this one's name follows from, at the same place.
    pub(super) fn leaders(self) -> &'static [Self] {
        match self {
            Self::Setter => &[Self::Field, Self::Param],
            Self::NullSetter => &[Self::Field],
            Self::Call | Self::Error | Self::Success | Self::Headers => &[Self::Base],
            _ => &[],
        }
    }

    /// The name that follows from `leader`.
    pub(in crate::name) fn following(self, leader: &str) -> String {
        match self {
            Self::NullSetter => {
                let plain = leader.strip_prefix("r#").unwrap_or(leader);
                plain.trim_end_matches('_').to_owned() + "_null"
            }
            Self::Call => format!("{leader}Call"),
            Self::Error => format!("{leader}Error"),
            Self::Success => format!("{leader}Success"),
            Self::Headers => format!("{leader}Headers"),
            _ => leader.to_owned(),
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let plain = name.strip_prefix("r#").unwrap_or(name);
    let mut letters = plain.chars();
    let starts = letters
        .next()
        .is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first));
    let is_raw = plain != name;
    let is_keyword = crate::name::reserved::KEYWORDS.contains(&plain);
    let is_never = crate::name::reserved::NOT_RAW.contains(&plain);
    starts && letters.all(unicode_ident::is_xid_continue) && !is_never && is_raw == is_keyword
}
