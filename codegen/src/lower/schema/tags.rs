//! Which values of a discriminator stand for which member of a union (OpenAPI 3.1.1, §4.8.25).

use std::collections::BTreeSet;

use crate::{
    diagnostic::Code,
    ir::Variant,
    lower::{
        Lowering,
        schema::{
            Key,
            flat::{Flat, Group},
        },
    },
    openapi::{Discriminator, SchemaId},
};

impl<'d> Lowering<'d> {
    /// The values of the discriminator that stand for a member.
    pub(super) fn tags(&self, member: SchemaId, group: &Group<'d>) -> Vec<String> {
        let Some(discriminator) = group.discriminator else {
            return Vec::new();
        };
        let mut tags = Vec::new();
        self.collect_tags(member, discriminator, &mut BTreeSet::new(), &mut tags);
        tags
    }

    fn collect_tags(
        &self,
        member: SchemaId,
        discriminator: &Discriminator,
        seen: &mut BTreeSet<SchemaId>,
        tags: &mut Vec<String>,
    ) {
        let target = self.target(member);
        if !seen.insert(target) {
            return;
        }
        let mut found = self.mapped(member, discriminator);
        let flat = self.flatten(&Key::of(&[member]));
        if found.is_empty() {
            // What the schema itself allows is what a value of it holds, whatever its name.
            found = self.allowed(&flat, &discriminator.property);
        }
        if found.is_empty()
            && let [inner] = flat.groups.as_slice()
        {
            // A union within a union stands for what its own members stand for.
            let discriminator = inner
                .discriminator
                .filter(|inner| inner.property == discriminator.property)
                .unwrap_or(discriminator);
            for member in &inner.members {
                self.collect_tags(*member, discriminator, seen, tags);
            }
            return;
        }
        if found.is_empty() {
            let reference = self.schema(member).reference.as_ref();
            let name = reference.and_then(|reference| reference.tokens.last());
            found.extend(name.cloned());
        }
        for tag in found {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }

    /// The values that the mapping has for a member.
    fn mapped(&self, member: SchemaId, discriminator: &Discriminator) -> Vec<String> {
        let target = self.target(member);
        let mapping = discriminator.mapping.iter();
        mapping
            .filter(|(_, id)| self.target(*id) == target || *id == member)
            .map(|(value, _)| value.clone())
            .collect()
    }

    /// Says which values of the mapping stand for no variant.
    pub(super) fn report_mapping(&mut self, group: &Group<'d>, variants: &[Variant]) {
        let mapping = group.discriminator.iter().flat_map(|found| &found.mapping);
        for (value, id) in mapping {
            let is_it = |variant: &Variant| variant.tags.contains(value);
            if !variants.iter().any(is_it) {
                let message =
                    format!("`{value}` stands for a schema that is no member of this union");
                let at = self.schema(*id).at;
                self.sink.report(Code::UnusedMapping, at, message);
            }
        }
    }

    /// Whether values of a schema have a property that may be named.
    pub(super) fn holds(&self, member: SchemaId, property: &str) -> bool {
        let flat = self.flatten(&Key::of(&[member]));
        !flat.groups.is_empty() || flat.properties.iter().any(|(wire, _)| *wire == property)
    }

    /// The values that a property may be, as text.
    pub(super) fn allowed(&self, flat: &Flat<'d>, property: &str) -> Vec<String> {
        let found = flat.properties.iter().find(|(wire, _)| *wire == property);
        let Some((_, ids)) = found else {
            return Vec::new();
        };
        let flat = self.flatten(&Key::of(ids));
        let values = flat.values.iter().flat_map(|values| &values.nodes);
        values.filter_map(|node| node.scalar()).collect()
    }
}
