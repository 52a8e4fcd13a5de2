//! Reading upstream again.
//!
//! In: a `codegen.toml` whose `[[upstream]]` names documents or pages. Out: the local documents with
//! what upstream changed, and all that follows from it, written as one or not at all.

mod adopt;
mod bare;
mod changelog;
mod edit;
mod newer;
mod text;
mod three;
mod version;
mod view;
mod whole;

pub use three::Winner;
pub use version::Level;
