//! The drivers that generated `Serialize` and `Deserialize` implementations call.
//!
//! Deriving serde is most of what it costs to compile a client, because each type gets its own copy
//! of the same loop. Here the loop stands once: a type says which fields it has and reads one of
//! them by number.

#[cfg(feature = "date-time")]
mod date_time;
mod object;
mod read;
mod round_trip;
mod tagged;
mod tuples;
mod union;
mod writer;

pub use object::{
    Field, additional, deserialize, field, foreign, foreign_additional, foreign_nullable, nullable,
    optional, required,
};
pub use read::Read;
pub use round_trip::round_trip;
pub use tagged::{serialize_tagged, serialize_with_tag};
pub use union::{Shape, Union, Variant, deserialize_union, deserialize_value, read_value};
pub use writer::Writer;
