//! `cargo xtask export openapi`: prints a product as standard OpenAPI.

use std::path::Path;

use ::codegen::openapi::{self, Version};
use ::codegen::specs::Specs;
use anyhow::{Result, bail};

use crate::{flags, refusal, tree};

/// Runs the command: the document, or what is wrong.
pub(crate) fn run(root: &Path, flags: &flags::Openapi) -> Result<String> {
    let version = match flags.version.as_deref() {
        None | Some("3.1") => Version::V3_1,
        Some("3.0") => Version::V3_0,
        Some(other) => bail!("unknown version `{other}`: 3.1 to show, mock, test and type, 3.0 to generate clients"),
    };
    let folder = match &flags.product {
        Some(product) => format!("specs/{product}"),
        None => format!("specs/{}", tree::only_product(root)?),
    };
    let sources = tree::sources(root, folder)?;
    let (specs, problems) = Specs::load(&sources);
    specs.judge(&problems).map_err(refusal)?;
    Ok(openapi::export(&specs.trees, &specs.glossary, version))
}
