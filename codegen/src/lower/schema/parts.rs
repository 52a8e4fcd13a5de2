//! What a `multipart/form-data` body holds (OpenAPI 3.1.1, §4.8.14.5): fields, of which some are files.

use std::collections::BTreeSet;

use crate::{
    diagnostic::Code,
    ir::{Format, NameHint, Owner, Role, Struct, Ty, TypeKind},
    lower::{
        Lowering,
        schema::{Key, flat::Flat},
    },
    openapi::{SchemaId, Type},
};

impl<'d> Lowering<'d> {
    /// The type of a multipart body; the members of a union are all fields that may be absent.
    pub(super) fn parts(&mut self, key: &Key, flat: &Flat<'d>, hint: &NameHint) -> Ty {
        let flat = self.loose(flat, &mut BTreeSet::new());
        if flat.properties.is_empty() {
            let json = Key {
                multipart: false,
                ..key.clone()
            };
            let ty = self.ty_of(&json, hint);
            return match ty {
                Ty::Map(_) | Ty::Named(_) => ty,
                _ => {
                    let message = "this is no object, so nothing says what its parts are called";
                    self.sink
                        .report(Code::UnsupportedMultipart, flat.at, message);
                    Ty::Map(Box::new(Ty::Json))
                }
            };
        }
        self.define(&flat, hint, |lowering, id| {
            let properties = flat.properties.clone();
            let fields = properties.iter().map(|(wire, ids)| {
                let ty = lowering.octets(ids).unwrap_or_else(|| {
                    let hint = NameHint::Part {
                        owner: Owner::Type(id),
                        path: vec![Role::Property((*wire).to_owned())],
                    };
                    lowering.ty_of(&Key::of(ids), &hint)
                });
                lowering.field(&flat, wire, ids, ty)
            });
            TypeKind::Struct(Struct {
                fields: fields.collect(),
                left_out: Vec::new(),
                additional: None,
                has_default: false,
                format: Format::Multipart(Vec::new()),
            })
        })
    }

    /// The type of a property that is a file, or a list of files.
    fn octets(&self, ids: &[SchemaId]) -> Option<Ty> {
        let flat = self.flatten(&Key::of(ids));
        let is_octets = |flat: &Flat<'_>| {
            let is_binary = flat.format.is_some_and(|(format, _)| format == "binary");
            let is_text = matches!(flat.kinds().as_slice(), [] | [Type::String]);
            is_text && flat.values.is_none() && (is_binary || flat.octets)
        };
        if is_octets(&flat) {
            return Some(Ty::Upload);
        }
        // A file or nothing, a file or its id: the file is what cannot be had otherwise.
        let members = flat.groups.iter().flat_map(|group| &group.members);
        let mut members = members.map(|id| self.flatten(&Key::of(&[*id])));
        if members.any(|flat| is_octets(&flat)) {
            return Some(Ty::Upload);
        }
        if flat.kinds() != [Type::Array] || flat.items.is_empty() {
            return None;
        }
        let items = self.flatten(&Key::of(&flat.items));
        is_octets(&items).then(|| Ty::List(Box::new(Ty::Upload)))
    }

    /// All properties of a schema and of the members of its unions, which may be absent.
    fn loose(&self, flat: &Flat<'d>, seen: &mut BTreeSet<SchemaId>) -> Flat<'d> {
        let mut loose = flat.clone();
        let members = flat.groups.iter().flat_map(|group| &group.members);
        for id in members {
            // A union that is a member of itself adds nothing.
            if !seen.insert(self.target(*id)) {
                continue;
            }
            let member = self.flatten(&Key::of(&[*id]));
            for (wire, ids) in self.loose(&member, seen).properties {
                if !loose.properties.iter().any(|(known, _)| *known == wire) {
                    loose.properties.push((wire, ids));
                }
            }
        }
        loose.groups.clear();
        loose
    }
}
