//! The drivers that generated `Serialize` and `Deserialize` implementations call.
//!
//! Deriving serde is most of what it costs to compile a client, because each type gets its own copy
//! of the same loop. Here the loop stands once: a type says which fields it has and reads one of
//! them by number.

mod empty;
mod object;
mod round_trip;
mod writer;

pub use empty::Empty;
pub use object::{Field, Object, additional, deserialize, field, nullable, optional, required};
pub use round_trip::round_trip;
pub use writer::Writer;
