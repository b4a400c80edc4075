//! Rust with the generated crate, async and blocking.
//!
//! A call whose parameters fit their types is typed; any other is made by the name of the operation.

mod json;
mod program;
mod typed;

use crate::document::{Document, Operation};
use crate::names::Names;
use crate::{Call, Error, Sample};

use program::{Program, Request};
use typed::Typed;

/// Async and blocking.
pub(crate) fn samples(
    document: &Document,
    names: &Names,
    operation: &Operation,
    call: &Call<'_>,
) -> Result<[Sample; 2], Error> {
    let mut typed = Typed::new(document, names, call.parameters);
    let (request, note) = match typed.operation(operation, call.parameters) {
        Ok(built) => (Request::Typed(built), None),
        Err(misfit) => {
            typed = Typed::new(document, names, call.parameters);
            (Request::ByName, Some(format!("Called by name, because {misfit}.")))
        }
    };
    let program = Program { document, operation, call, request, typed };
    let sample = |title, text| Sample { title, language: "rust", note: note.clone(), text };
    Ok([sample("Rust", program.is_async()?), sample("Rust (blocking)", program.blocking()?)])
}
