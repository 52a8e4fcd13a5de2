//! Values for the examples in the documentation.

use std::cell::Cell;

use serde_json::Value as Json;

use crate::{
    emit::{Emitter, ty::tuple},
    ir::{Enum, IntKind, ModuleId, Presence, Ty, TypeId, TypeKind},
};

/// How deep a value in an example is nested at most.
const MAX_DEPTH: usize = 6;

/// How many values the arguments of an example are made of at most.
const MAX_VALUES: usize = 40;

/// Writes values as a user of the crate `krate` would.
pub(super) struct Values<'a> {
    pub(super) emitter: &'a Emitter<'a>,
    pub(super) krate: String,
    /// How many values there were.
    count: Cell<usize>,
}

impl<'a> Values<'a> {
    pub(super) fn new(emitter: &'a Emitter<'a>, krate: String) -> Self {
        let count = Cell::new(0);
        Self {
            emitter,
            krate,
            count,
        }
    }

    /// An argument of type `ty`, like `example` if that fits; nothing if it would be too deep or too
    /// long.
    pub(super) fn argument(&self, ty: &Ty, example: Option<&Json>) -> Option<String> {
        self.value(ty, example, 0)
    }

    fn value(&self, ty: &Ty, example: Option<&Json>, depth: usize) -> Option<String> {
        self.count.set(self.count.get() + 1);
        if self.count.get() > MAX_VALUES {
            return None;
        }
        Some(match ty {
            Ty::Bool => {
                let value = example.and_then(Json::as_bool).unwrap_or(true);
                value.to_string()
            }
            Ty::Int(kind) => {
                let fits = |value: &i64| match kind {
                    IntKind::I64 => true,
                    IntKind::I32 => i32::try_from(*value).is_ok(),
                    IntKind::U32 => u32::try_from(*value).is_ok(),
                    IntKind::U64 => *value >= 0,
                };
                let value = example.and_then(Json::as_i64).filter(fits).unwrap_or(1);
                value.to_string()
            }
            Ty::Float => {
                let value = example
                    .and_then(Json::as_f64)
                    .filter(|value| value.abs() < 1e6);
                let value = value.unwrap_or(1.5).to_string();
                match value.contains('.') {
                    true => value,
                    false => value + ".0",
                }
            }
            Ty::String => {
                let value = example.and_then(Json::as_str).unwrap_or("…");
                format!("{value:?}")
            }
            Ty::Date => "\"2025-10-11\".parse()?".to_owned(),
            Ty::DateTime => "\"2025-10-11T23:17:36Z\".parse()?".to_owned(),
            Ty::Uuid => "\"67e55044-10b1-426f-9247-bb680e5fe0c8\".parse()?".to_owned(),
            Ty::Base64 | Ty::Upload => "b\"octets\".as_slice()".to_owned(),
            Ty::Foreign(_) => return None,
            Ty::Tuple(items) => {
                let items = items.iter().map(|item| self.exact(item, None, depth));
                let items: Vec<String> = items.collect::<Option<_>>()?;
                tuple(&items)
            }
            // Where there are several clients these stand at the root.
            Ty::Json => "Default::default()".to_owned(),
            Ty::Named(id) => self.named(*id, example, depth)?,
            Ty::List(item) => self.list(item, example, depth)?,
            Ty::Map(_) => "Default::default()".to_owned(),
            Ty::Nullable(_) => "None".to_owned(),
            Ty::Boxed(inner) => self.value(inner, example, depth)?,
        })
    }

    /// A value that is of the type itself, where an argument would be turned into it.
    fn exact(&self, ty: &Ty, example: Option<&Json>, depth: usize) -> Option<String> {
        let value = self.value(ty, example, depth)?;
        Some(match ty {
            Ty::String | Ty::Base64 | Ty::Upload => value + ".into()",
            Ty::Boxed(_) => format!("Box::new({value})"),
            _ => value,
        })
    }

    /// A list of one item if that is a scalar, or else of none.
    fn list(&self, item: &Ty, example: Option<&Json>, depth: usize) -> Option<String> {
        let is_object = |id: &TypeId| {
            let definition = self.emitter.api.types.get(id);
            definition.is_some_and(|found| matches!(found.kind, TypeKind::Struct(_)))
        };
        let value = match item {
            Ty::List(_) => None,
            Ty::Named(id) if is_object(id) => None,
            _ => Some(self.exact(item, example.and_then(|example| example.get(0)), depth)?),
        };
        Some(format!("vec![{}]", value.unwrap_or_default()))
    }

    /// The models of another module, as a user of the crate writes them.
    fn others(&self, module: ModuleId) -> String {
        let target = &self.emitter.target;
        let outer = target.modules.len().saturating_sub(1);
        let outer = target.modules.iter().take(outer).map(String::as_str);
        let name = self.emitter.names.modules.get(module.0);
        let ends = [name.map_or("", String::as_str), "models"];
        let path = std::iter::once(target.krate.as_str())
            .chain(outer)
            .chain(ends);
        path.collect::<Vec<_>>().join("::")
    }

    fn named(&self, id: TypeId, example: Option<&Json>, depth: usize) -> Option<String> {
        let definition = self.emitter.api.types.get(&id)?;
        let names = self.emitter.names.types.get(&id)?;
        let name = &names.ident;
        let models = match definition.home == self.emitter.module {
            true => format!("{}::models", self.krate),
            false => self.others(definition.home),
        };
        match &definition.kind {
            TypeKind::Struct(_) if depth == MAX_DEPTH => None,
            TypeKind::Struct(found) => {
                let is_required = |field: &&crate::ir::Field| {
                    field.presence == Presence::Required && field.constant.is_none()
                };
                let arguments = found.fields.iter().filter(is_required).map(|field| {
                    let own = example.and_then(|example| example.get(&field.wire));
                    self.value(&field.ty, own.or(field.docs.example.as_ref()), depth + 1)
                });
                let arguments: Vec<String> = arguments.collect::<Option<_>>()?;
                Some(format!("{models}::{name}::new({})", arguments.join(", ")))
            }
            TypeKind::Enum(values) => {
                let index = match values {
                    Enum::Strings(values) => values
                        .iter()
                        .position(|value| example.and_then(Json::as_str) == Some(&value.value)),
                    Enum::Integers(values) => values
                        .iter()
                        .position(|value| example.and_then(Json::as_i64) == Some(value.value)),
                };
                let variant = names.variants.get(index.unwrap_or_default())?;
                Some(format!("{models}::{name}::{variant}"))
            }
            TypeKind::Union(_) if depth == MAX_DEPTH => None,
            TypeKind::Union(union) => {
                let first = union
                    .variants
                    .first()
                    .filter(|first| !first.docs.deprecated);
                let value = first.and_then(|first| self.exact(&first.ty, None, depth + 1));
                Some(match value.zip(names.variants.first()) {
                    Some((value, variant)) => format!("{models}::{name}::{variant}({value})"),
                    None => format!("{models}::{name}::Unknown(Default::default())"),
                })
            }
        }
    }
}
