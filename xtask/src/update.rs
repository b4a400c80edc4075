//! `cargo xtask update`: takes over what the metadata service publishes now.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use ::codegen::diff::diff;
use ::codegen::import::{Import, families_of_new, record};
use ::codegen::published::{self, Identity};
use ::codegen::sources::Sources;
use ::codegen::tree::Node;
use anyhow::{Context as _, Error, Result, bail};
use time::format_description::well_known::Iso8601;
use time::{Date, OffsetDateTime};

use crate::messages::suggestion;
use crate::{Refusal, colors, flags, import, program, refusal, tree, version};

const CHANGELOG: &str = "CHANGELOG.md";
/// Where an entry goes: below this line.
const UNRELEASED: &str = "## Unreleased\n\n### Service metadata\n\n";

/// Runs the command with the document that the service has.
pub(crate) fn run(root: &Path, flags: &flags::Update) -> Result<String> {
    update(root, flags, |product, version| {
        let mut arguments: Vec<OsString> = vec![product.into(), version.into(), "--out".into(), "-".into()];
        if let Some(url) = &flags.base_url {
            arguments.extend(["--base-url".into(), url.into()]);
        }
        program::output(root, "fetch", &arguments)
    })
}

/// Takes over a document: compares, imports, generates and adds to the changelog. On any problem with it nothing is written.
pub(crate) fn update(
    root: &Path,
    flags: &flags::Update,
    download: impl FnOnce(&str, &str) -> Result<String>,
) -> Result<String> {
    let (product, products) = (&flags.product, tree::products(root)?);
    if !products.contains(product) {
        let near = suggestion(product, products.iter().map(String::as_str));
        bail!("unknown product `{product}`: each folder of specs/ is one{near}");
    }
    let folder = format!("specs/{product}");
    let date = date(flags.date.as_deref())?;
    let old = tree::sources(root, folder.clone())?;
    let Identity { product, version } = identity(&old)?;
    let text = download(&product, &version)?;
    let document = Node::parse(&format!("{product}-{version}.json"), &text).map_err(|it| refusal((*it).into()))?;

    let known = version::families(&old.files);
    let mut families = families_of_new(&document, &known);
    families.extend(flags.families.as_deref().map(import::families).transpose()?.into_iter().flatten());
    // What has no siblings goes where the crate of the document would have it, unless somebody decides.
    let mut alone = if flags.family.is_some() { BTreeMap::new() } else { published::families(&document, &product) };
    alone.retain(|operation, _| !known.contains_key(operation) && !families.contains_key(operation));
    families.extend(alone.clone());
    let family = flags.family.as_deref();
    let import = Import { document: &document, sources: &old, operations: &[], families: &families, family };
    let imported = import.run().map_err(refusal)?;
    let mut new = old.clone();
    new.files.extend(version::below(&folder, imported.files));

    let diff = diff(&old, &new).map_err(refusal)?;
    record(&mut new.files, &diff.history(), &date).map_err(refusal)?;
    let mut report = crate::diff::report(&diff, &crate::diff::own_version(root)?);
    for (operation, family) in &alone {
        report.push_str(&format!(
            "{operation} has no siblings: its family is `{family}` unless --families says another\n"
        ));
    }
    for operation in &imported.report.absent {
        report.push_str(&format!("{operation} has a spec, and is no longer published; the spec stays\n"));
    }
    if let Err(problems) = ::codegen::generate(&new) {
        return Err(Error::msg(format!("{report}\n{}", Refusal(problems).render(colors()))));
    }
    if flags.dry_run {
        return Ok(format!("{report}nothing was written\n"));
    }
    // The entry first: one that was interrupted can be run again, and finds what is left to write.
    if new.files != old.files {
        tree::write(&root.join(CHANGELOG), &changelog(root, &diff.changelog())?)?;
    }
    for (path, text) in new.files.iter().filter(|(path, text)| old.files.get(*path) != Some(text)) {
        tree::write(&root.join(&folder).join(path), text)?;
    }
    let written = crate::codegen::run(root, &flags::Codegen { check: false, message_format: None })?;
    Ok(format!("{report}{written}"))
}

/// The date of the change, as its history has it.
fn date(given: Option<&str>) -> Result<String> {
    let Some(given) = given else { return Ok(OffsetDateTime::now_utc().date().to_string()) };
    let date = Date::parse(given, &Iso8601::DATE).map(|date| date.to_string());
    date.ok().filter(|date| date == given).with_context(|| format!("`{given}`: no date as YYYY-MM-DD"))
}

/// The product code and the API version of a product with specs.
fn identity(sources: &Sources) -> Result<Identity> {
    let path = format!("{}/product.yaml", sources.folder);
    let text = sources.files.get("product.yaml").with_context(|| format!("{path}: the file is missing"))?;
    let product = Node::parse(&path, text).map_err(|problem| refusal((*problem).into()))?;
    Identity::read(&product).map_err(refusal)
}

/// The changelog with another entry, unless it is the latest one already.
fn changelog(root: &Path, entry: &str) -> Result<String> {
    let text = tree::read(&root.join(CHANGELOG))?;
    let (before, after) = text
        .split_once(UNRELEASED)
        .with_context(|| format!("{CHANGELOG} has no `## Unreleased` with `### Service metadata`"))?;
    Ok(if after.starts_with(entry) { text } else { format!("{before}{UNRELEASED}{entry}{after}") })
}
