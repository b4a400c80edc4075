//! Turns Alibaba Cloud API metadata into Rust, in memory: specs in, files out.
//!
//! Four small steps: [`specs`] reads the documents, corrected by their [`overlay`], as the types of [`spec`]; `lower`
//! makes every judgement and builds the `model`; [`names`] finds the Rust names; `emit` prints. There is no IO here, no
//! clock and no environment: same specs, same bytes.

mod build;
pub mod build_script;
mod callable;
pub mod canonical;
mod depth;
pub mod diagnostic;
pub mod diff;
pub mod documents;
mod emit;
mod generate;
mod headers;
pub mod import;
pub mod keys;
mod left_out;
pub mod lint;
mod lower;
mod model;
pub mod names;
pub mod naming;
pub mod openapi;
pub mod overlay;
pub mod parallel;
mod parse;
mod path_template;
pub mod permissions;
mod plan;
pub mod propose;
pub mod published;
pub mod read;
// The file of `runtime`, so that there is one rule, and a published crate needs no other one for it.
#[path = "../../runtime/src/secret_name.rs"]
mod secret_name;
pub mod sources;
pub mod span;
pub mod spec;
pub mod specs;
mod suggestion;
pub mod tree;
pub mod wording;

pub use generate::{Generated, as_generated, generate, generate_published, public_paths};
pub use left_out::LeftOut;
pub use lint::lint;
pub use secret_name::is_secret;
pub use suggestion::nearest;
