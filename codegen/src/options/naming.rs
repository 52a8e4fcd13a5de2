//! What `codegen.toml` says of names.

use toml::{Spanned, de::DeValue};

use crate::{
    diagnostic::At,
    name::{EnumOptions, Named},
    options::{Reader, is_module_name, is_pascal, join},
};

impl Reader<'_> {
    /// `names_lock`: the file that keeps names as they are.
    pub(super) fn names_lock(&mut self, value: &Spanned<DeValue<'_>>) {
        let path = self.text("names_lock", value);
        self.options.names_lock = path.map(|path| join(&self.folder, &path));
    }

    /// `[enums]`: how the names of values are made.
    pub(super) fn enums(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Table(enums) = value.get_ref() else {
            return self.refuse(value.span(), "`enums` is a table".to_owned());
        };
        for (schema, options) in enums {
            let DeValue::Table(options) = options.get_ref() else {
                self.refuse(
                    options.span(),
                    format!("`enums.{}` is a table", schema.get_ref()),
                );
                continue;
            };
            for (key, value) in options {
                match key.get_ref().as_ref() {
                    "strip_prefix" => {
                        let Some(strip_prefix) = self.text("strip_prefix", value) else {
                            continue;
                        };
                        let at = At::Bytes(self.file, value.span());
                        let schema = schema.get_ref().to_string();
                        self.options.enums.push(EnumOptions {
                            schema,
                            strip_prefix,
                            at,
                        });
                    }
                    other => self.refuse(key.span(), format!("an enum has no option `{other}`")),
                }
            }
        }
    }

    /// `[rename]`: names that the user chooses.
    pub(super) fn renames(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Table(tables) = value.get_ref() else {
            return self.refuse(value.span(), "`rename` is a table".to_owned());
        };
        for (name, table) in tables {
            let found = Named::of_table(name.get_ref());
            let (Some((named, is_type)), DeValue::Table(table)) = (found, table.get_ref()) else {
                let message = "`rename` has the tables `schemas`, `properties`, `values`, `operations` and `tags`";
                self.refuse(name.span(), message.to_owned());
                continue;
            };
            for (wire, value) in table {
                let Some(ident) = self.text(wire.get_ref(), value) else {
                    continue;
                };
                let fits = if is_type {
                    is_pascal(&ident)
                } else {
                    is_module_name(&ident)
                };
                if fits {
                    let at = At::Bytes(self.file, value.span());
                    let wire = wire.get_ref().to_string();
                    self.options.renames.add(named, wire, ident, at);
                } else {
                    let what = if is_type { "a type" } else { "a method" };
                    self.refuse(value.span(), format!("`{ident}` is no name of {what}"));
                }
            }
        }
    }
}
