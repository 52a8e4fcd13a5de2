//! Objects.

use crate::{
    emit::{
        Emitter,
        models::lines,
        text::Text,
        ty::{Scope, initializer_text},
    },
    ir::{Field, Format, Presence, Struct, Ty, TypeDef},
    name::{FieldNames, TypeNames},
};

/// Clippy counts from eight.
const MANY_ARGUMENTS: usize = 7;

impl Emitter<'_> {
    pub(super) fn structure(
        &self,
        definition: &TypeDef,
        found: &Struct,
        names: &TypeNames,
        scope: Scope<'_>,
        text: &mut Text,
    ) {
        text.gap();
        text.docs(0, &lines(&definition.docs, &names.ident));
        self.fields(found, names, scope, text);
        if definition.is_made {
            self.construction(found, names, &names.ident, scope, text);
        }
    }

    fn fields(&self, found: &Struct, names: &TypeNames, scope: Scope<'_>, text: &mut Text) {
        let (name, default) = (
            &names.ident,
            if found.has_default { ", Default" } else { "" },
        );
        // What `wire` says of a type is enough for the others.
        let derived = match found.format {
            Format::Json => "Clone",
            Format::Multipart(_) => "Debug, Clone, PartialEq",
        };
        text.line(0, format_args!("#[derive({derived}{default})]"));
        text.lines(0, "#[non_exhaustive]");
        if found.fields.is_empty() && found.additional.is_none() {
            return text.line(0, format_args!("pub struct {name} {{}}"));
        }
        text.line(0, format_args!("pub struct {name} {{"));
        for (field, names) in found.fields.iter().zip(&names.fields) {
            text.docs(1, &lines(&field.docs, &field.wire));
            let (name, ty) = (
                &names.ident,
                self.field_ty(&field.ty, field.presence, scope),
            );
            text.code(1, format_args!("pub {name}: {ty},"));
        }
        if let Some(ty) = &found.additional {
            let (name, ty) = (&names.additional, Ty::Map(Box::new(ty.clone())));
            text.lines(1, "/// Members that the document does not name.");
            let ty = self.ty_text(&ty, scope);
            text.code(1, format_args!("pub {name}: {ty},"));
        }
        text.lines(0, "}");
    }

    /// `new` with the required fields, and a setter for each other, of a type that is written as `name`.
    pub(super) fn construction(
        &self,
        found: &Struct,
        names: &TypeNames,
        name: &str,
        scope: Scope<'_>,
        text: &mut Text,
    ) {
        text.item(format_args!("impl {name} {{"));
        self.new_function(found, names, scope, text);
        for (field, names) in found.fields.iter().zip(&names.fields) {
            if field.presence == Presence::Optional || field.constant.is_some() {
                self.setter(field, names, scope, text);
            }
        }
        if let Some(ty) = &found.additional {
            text.gap();
            self.insert(ty, names, scope, text);
        }
        text.lines(0, "}");
        let needs =
            |field: &Field| field.presence == Presence::Required && field.constant.is_none();
        if !found.has_default && !found.fields.iter().any(needs) {
            text.gap();
            text.code(0, format_args!("impl Default for {name} {{"));
            text.lines(1, "#[inline]\nfn default() -> Self {\n    Self::new()\n}");
            text.lines(0, "}");
        }
    }

    /// How a member is set that the document does not name.
    fn insert(&self, ty: &Ty, names: &TypeNames, scope: Scope<'_>, text: &mut Text) {
        let (argument, value) = self.argument_text(ty, "value", scope);
        let (string, into) = (
            self.std_text("string", "String"),
            self.std_text("convert", "Into"),
        );
        text.lines(
            1,
            "/// Adds a member that the document does not name.\n#[must_use]",
        );
        text.code(
            1,
            format_args!(
                "pub fn insert(mut self, key: impl {into}<{string}>, value: {argument}) -> Self {{"
            ),
        );
        text.code(
            2,
            format_args!("self.{}.insert(key.into(), {value});", names.additional),
        );
        text.lines(2, "self");
        text.lines(1, "}");
    }

    fn new_function(&self, found: &Struct, names: &TypeNames, scope: Scope<'_>, text: &mut Text) {
        let mut arguments = Vec::new();
        let mut values = Vec::new();
        for (field, names) in found.fields.iter().zip(&names.fields) {
            let name = &names.ident;
            let constant = self.constant(field, scope);
            values.push(match (field.presence, constant) {
                (Presence::Required, Some(value)) => initializer_text(name, &value),
                (Presence::Required, None) => {
                    let (argument, value) = self.argument_text(&field.ty, name, scope);
                    arguments.push(format!("{name}: {argument}"));
                    initializer_text(name, &value)
                }
                // A tag that may be absent is set, so that the service can tell what it gets.
                (Presence::Optional, Some(value)) => format!("{name}: Some({value})"),
                (Presence::Optional, None) => format!("{name}: None"),
            });
        }
        if found.additional.is_some() {
            values.push(format!(
                "{}: std::collections::BTreeMap::new()",
                names.additional
            ));
        }
        let has_constant = found.fields.iter().any(|field| field.constant.is_some());
        text.lines(
            1,
            match (arguments.is_empty(), has_constant) {
                (true, false) => "/// Makes a value with nothing set.",
                (true, true) => "/// Makes a value with nothing set but what it always has.",
                (false, _) => "/// Makes a value of what is required; the rest is absent.",
            },
        );
        if arguments.len() > MANY_ARGUMENTS {
            text.lines(
                1,
                "#[expect(clippy::too_many_arguments, reason = \"the service requires them all\")]",
            );
        }
        let arguments = arguments.join(", ");
        text.inline(1, &arguments);
        text.code(1, format_args!("pub fn new({arguments}) -> Self {{"));
        match found.has_default {
            true => text.lines(2, "Self::default()"),
            false => text.structure(2, "Self", &values),
        }
        text.lines(1, "}");
    }

    /// The one value that a field may have, if there is one.
    fn constant(&self, field: &Field, scope: Scope<'_>) -> Option<String> {
        let constant = field.constant.as_ref()?;
        Some(self.fixed(constant, &field.ty, &self.ty_text(&field.ty, scope)))
    }

    fn setter(&self, field: &Field, names: &FieldNames, scope: Scope<'_>, text: &mut Text) {
        let (inner, is_nullable) = match &field.ty {
            Ty::Nullable(inner) => (&**inner, true),
            ty => (ty, false),
        };
        let (argument, value) = self.argument_text(inner, "value", scope);
        let arguments = format!("mut self, value: {argument}");
        let is_optional = field.presence == Presence::Optional;
        let value = match (is_optional, is_nullable) {
            (false, _) => value,
            (true, true) => format!("Some(Some({value}))"),
            (true, false) => format!("Some({value})"),
        };
        let set = Setter {
            field,
            names,
            to: "",
        };
        text.gap();
        set.write(&names.setter, &arguments, &value, text);
        if is_nullable && is_optional {
            let set = Setter {
                to: " to null",
                ..set
            };
            text.gap();
            set.write(&names.null_setter, "mut self", "Some(None)", text);
        }
    }
}

/// What sets a field.
struct Setter<'a> {
    field: &'a Field,
    names: &'a FieldNames,
    /// What it is set to, in words.
    to: &'static str,
}

impl Setter<'_> {
    fn write(&self, function: &str, arguments: &str, value: &str, text: &mut Text) {
        let (name, to) = (&self.names.ident, self.to);
        let shown = name.trim_start_matches("r#");
        text.line(
            1,
            format_args!("/// Sets [`{shown}`](Self#structfield.{shown}){to}."),
        );
        if self.field.docs.deprecated {
            text.lines(1, "#[deprecated]");
        }
        text.inline(1, arguments);
        text.lines(1, "#[must_use]");
        text.code(1, format_args!("pub fn {function}({arguments}) -> Self {{"));
        text.code(2, format_args!("self.{name} = {value};"));
        text.lines(2, "self");
        text.lines(1, "}");
    }
}
