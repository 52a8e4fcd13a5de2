//! The blocks of a schema to what they say, one after the other.
//!
//! In: the blocks of a region. Out: [`Token`]s. Nothing is known of nesting yet, as the page does
//! not show it but for the brackets of lists.

use std::ops::Range;

use super::{
    field::{self, Limits, Type},
    inline,
    text::{Block, Kind},
};

/// A field, or a schema without a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    /// Empty where the schema has none.
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) description: Vec<String>,
    pub(super) limits: Limits,
    pub(super) default: Option<String>,
    pub(super) example: Option<String>,
    pub(super) at: Range<usize>,
}

impl Field {
    /// Whether the site shows that nothing stands below: only leaves show examples and defaults.
    pub(super) fn is_leaf(&self) -> bool {
        self.default.is_some() || self.example.is_some()
    }
}

/// A thing that a region says.
#[derive(Debug, Clone)]
pub(super) enum Token {
    /// A field.
    Field(Field),
    /// A type without a name.
    Bare(Field),
    /// `Array [`.
    Open(Range<usize>),
    /// `]`.
    Close(Range<usize>),
    /// `oneOf` or `anyOf` with the names of its members.
    Choice(String, Vec<String>, Range<usize>),
}

impl Token {
    /// Where it stands.
    pub(super) fn at(&self) -> &Range<usize> {
        match self {
            Self::Field(field) | Self::Bare(field) => &field.at,
            Self::Open(at) | Self::Close(at) | Self::Choice(_, _, at) => at,
        }
    }
}

/// What a region says.
#[derive(Debug, Default)]
pub(super) struct Region {
    /// What stands before the schema.
    pub(super) description: Vec<String>,
    pub(super) tokens: Vec<Token>,
    /// Blocks that belong to nothing.
    pub(super) strays: Vec<Range<usize>>,
}

/// What a field may still get. The site's order is fixed.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Description,
    Limits,
    Default,
    Example,
}

struct Reader {
    region: Region,
    stage: Stage,
}

/// Reads the blocks of a region.
pub(super) fn read(blocks: &[Block]) -> Region {
    let mut reader = Reader {
        region: Region::default(),
        stage: Stage::Description,
    };
    let mut rest = blocks;
    while let Some((block, after)) = rest.split_first() {
        rest = after;
        let Kind::Paragraph(text) = &block.kind else {
            reader.description(block);
            continue;
        };
        let labels = after.first().and_then(Block::list);
        match (text.as_str(), labels) {
            (r"Array \[", _) => reader.push(Token::Open(block.at.clone())),
            (r"\]", _) => reader.push(Token::Close(block.at.clone())),
            ("oneOf" | "anyOf", Some(labels)) => {
                let labels = labels.iter().map(|label| inline::plain(label)).collect();
                reader.push(Token::Choice(text.clone(), labels, block.at.clone()));
                rest = after.get(1..).unwrap_or_default();
            }
            _ if text.starts_with("Example:`") && !text.ends_with('`') => {
                rest = reader.long_example(block, text, after);
            }
            _ => reader.paragraph(block, text),
        }
    }
    reader.region
}

impl Reader {
    fn push(&mut self, token: Token) {
        self.stage = Stage::Description;
        self.region.tokens.push(token);
    }

    /// The field that the next words are about.
    fn field(&mut self) -> Option<&mut Field> {
        match self.region.tokens.last_mut()? {
            Token::Field(field) | Token::Bare(field) => Some(field),
            Token::Open(_) | Token::Close(_) | Token::Choice(..) => None,
        }
    }

    fn paragraph(&mut self, block: &Block, text: &str) {
        if text.starts_with("**Possible values:**") {
            return self.add(block, Stage::Limits, |field| {
                field.limits = Limits::read(text)
            });
        }
        if let Some(default) = field::code_after(text, "**Default value:**") {
            return self.add(block, Stage::Default, |field| field.default = Some(default));
        }
        if let Some(example) = field::code_after(text, "Example:") {
            return self.add(block, Stage::Example, |field| field.example = Some(example));
        }
        if let Some((name, ty)) = field::line(text) {
            return self.push(Token::Field(Field {
                name,
                ty,
                at: block.at.clone(),
                ..Field::default()
            }));
        }
        let bare =
            Type::read(&inline::plain(text)).filter(|ty| ty.is_known() && !ty.word.is_empty());
        if let Some(ty) = bare.filter(|_| self.takes_bare()) {
            return self.push(Token::Bare(Field {
                ty,
                at: block.at.clone(),
                ..Field::default()
            }));
        }
        self.description(block);
    }

    /// Whether a type without a name may stand here; else the word is a description.
    fn takes_bare(&self) -> bool {
        let tokens = &self.region.tokens;
        let in_choice = tokens
            .iter()
            .any(|token| matches!(token, Token::Choice(..)));
        match tokens.last() {
            None => self.region.description.is_empty(),
            Some(Token::Field(_)) => in_choice,
            Some(_) => true,
        }
    }

    fn description(&mut self, block: &Block) {
        let free = self.stage == Stage::Description;
        let text = block.text.trim().to_owned();
        if self.region.tokens.is_empty() {
            self.region.description.push(text);
        } else if let Some(field) = self.field().filter(|_| free) {
            field.description.push(text);
        } else {
            self.region.strays.push(block.at.clone());
        }
    }

    fn add(&mut self, block: &Block, stage: Stage, set: impl FnOnce(&mut Field)) {
        if self.stage >= stage {
            return self.region.strays.push(block.at.clone());
        }
        match self.field() {
            Some(field) => {
                set(field);
                self.stage = stage;
            }
            None => self.region.strays.push(block.at.clone()),
        }
    }

    /// An example of several paragraphs.
    fn long_example<'a>(&mut self, block: &Block, text: &str, after: &'a [Block]) -> &'a [Block] {
        let end = after
            .iter()
            .position(|block| block.text.trim_end().ends_with('`'));
        let Some(end) = end else {
            self.paragraph(block, text);
            return after;
        };
        let (own, rest) = after.split_at(end + 1);
        let mut example = text.trim_start_matches("Example:`").to_owned();
        for block in own {
            example.push_str("\n\n");
            example.push_str(block.text.trim());
        }
        example.truncate(example.trim_end_matches('`').len());
        self.add(block, Stage::Example, |field| field.example = Some(example));
        rest
    }
}
