//! What `codegen.toml` says of pages: where their items are, and how they follow each other.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    diagnostic::At,
    ir::{PagingRule, PagingWay, Told},
    lower::Pattern,
    options::Reader,
};

/// The ways of which a table has one.
const WAYS: &str = "`cursor`, `offset`, `page`, `next_url` and `link`";

/// What has been read of a table.
#[derive(Default)]
struct Found {
    operations: Vec<Pattern>,
    items: Option<Told>,
    way: Option<PagingWay<Told, Told>>,
}

impl Reader<'_> {
    /// `[[paging]]`: operations, and how their pages follow each other.
    pub(super) fn paging(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Array(tables) = value.get_ref() else {
            return self.refuse(value.span(), "`paging` is a list of tables".to_owned());
        };
        for table in tables {
            if let Some(rule) = self.paging_rule(table) {
                self.options.lower.paging.push(rule);
            }
        }
    }

    fn paging_rule(&mut self, value: &Spanned<DeValue<'_>>) -> Option<(Vec<Pattern>, PagingRule)> {
        let table = self.table("paging", value)?;
        let mut found = Found::default();
        for (key, value) in table {
            let (at, key) = (key.span(), key.get_ref().as_ref());
            let way = match key {
                "operations" => {
                    found.operations = self.patterns(key, value);
                    continue;
                }
                "items" => {
                    found.items = Some(self.pointer(key, value)?);
                    continue;
                }
                "cursor" => self.cursor(value),
                "offset" => self.offset(value),
                "page" => self.page(value),
                "next_url" => self
                    .pointer(key, value)
                    .map(|from| PagingWay::NextUrl { from }),
                "link" => self.link(value),
                other => {
                    let message = format!(
                        "`paging` has no `{other}`: it has `operations`, `items`, and one of {WAYS}"
                    );
                    self.refuse(at, message);
                    return None;
                }
            };
            if found.way.replace(way?).is_some() {
                self.refuse(at, format!("`paging` has one of {WAYS}"));
                return None;
            }
        }
        let at = At::Bytes(self.file, value.span());
        match found {
            Found {
                operations,
                items: Some(items),
                way: Some(way),
            } if !operations.is_empty() => {
                let rule = PagingRule {
                    at,
                    operations: Vec::new(),
                    items,
                    way,
                };
                Some((operations, rule))
            }
            _ => {
                let message = format!("`paging` needs `operations`, `items`, and one of {WAYS}");
                self.refuse(value.span(), message);
                None
            }
        }
    }

    fn cursor(&mut self, value: &Spanned<DeValue<'_>>) -> Option<PagingWay<Told, Told>> {
        let (mut from, mut to) = (None, None);
        for (key, value) in self.table("cursor", value)? {
            let at = key.span();
            match key.get_ref().as_ref() {
                "from" => from = Some(self.pointer("from", value)?),
                "to" => to = Some(self.target(value)?),
                other => return self.no_key(at, "cursor", other, "`from` and `to`"),
            }
        }
        match (from, to) {
            (Some(from), Some(to)) => Some(PagingWay::Cursor { from, to }),
            _ => self.needs(value, "`cursor` needs `from` and `to`"),
        }
    }

    fn offset(&mut self, value: &Spanned<DeValue<'_>>) -> Option<PagingWay<Told, Told>> {
        let (mut to, mut total) = (None, None);
        for (key, value) in self.table("offset", value)? {
            let at = key.span();
            match key.get_ref().as_ref() {
                "to" => to = Some(self.target(value)?),
                "total" => total = Some(self.pointer("total", value)?),
                other => return self.no_key(at, "offset", other, "`to` and `total`"),
            }
        }
        match to {
            Some(to) => Some(PagingWay::Offset { to, total }),
            None => self.needs(value, "`offset` needs `to`"),
        }
    }

    fn page(&mut self, value: &Spanned<DeValue<'_>>) -> Option<PagingWay<Told, Told>> {
        let (mut to, mut first, mut pages) = (None, 1, None);
        for (key, value) in self.table("page", value)? {
            let at = key.span();
            match key.get_ref().as_ref() {
                "to" => to = Some(self.target(value)?),
                "first" => first = self.first(value)?,
                "pages" => pages = Some(self.pointer("pages", value)?),
                other => return self.no_key(at, "page", other, "`to`, `first` and `pages`"),
            }
        }
        match to {
            Some(to) => Some(PagingWay::Page { to, first, pages }),
            None => self.needs(value, "`page` needs `to`"),
        }
    }

    fn link(&mut self, value: &Spanned<DeValue<'_>>) -> Option<PagingWay<Told, Told>> {
        match value.get_ref() {
            DeValue::Boolean(true) => Some(PagingWay::Link),
            _ => self.needs(value, "`link` is true, or is not there"),
        }
    }

    /// The number of the first page, which may be zero.
    fn first(&mut self, value: &Spanned<DeValue<'_>>) -> Option<u32> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            let message = format!("`first` is a whole number from 0 to {}", u32::MAX);
            self.refuse(value.span(), message);
        }
        number
    }

    pub(super) fn table<'v>(
        &mut self,
        key: &str,
        value: &'v Spanned<DeValue<'v>>,
    ) -> Option<&'v DeTable<'v>> {
        let DeValue::Table(table) = value.get_ref() else {
            self.refuse(value.span(), format!("`{key}` is a table"));
            return None;
        };
        Some(table)
    }

    /// A parameter's name, or a JSON pointer into the body.
    fn target(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Told> {
        let text = self.text("to", value)?;
        let at = At::Bytes(self.file, value.span());
        Some(Told { text, at })
    }

    /// A JSON pointer (RFC 6901, §3).
    fn pointer(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Told> {
        let text = self.text(key, value)?;
        if !text.is_empty() && !text.starts_with('/') {
            let message = format!("`{text}` is no JSON pointer: write `/{text}`");
            self.refuse(value.span(), message);
            return None;
        }
        let at = At::Bytes(self.file, value.span());
        Some(Told { text, at })
    }

    fn no_key<T>(
        &mut self,
        at: std::ops::Range<usize>,
        table: &str,
        key: &str,
        keys: &str,
    ) -> Option<T> {
        self.refuse(at, format!("`{table}` has {keys} and no `{key}`"));
        None
    }

    fn needs<T>(&mut self, value: &Spanned<DeValue<'_>>, message: &str) -> Option<T> {
        self.refuse(value.span(), message.to_owned());
        None
    }
}
