//! Compares the specs of two versions: the product, its operations and its shared schemas.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Diff};
use super::helpers::helpers;
use super::named::{entries, names};
use super::operation;
use super::paths::{Paths, attribute};
use super::product::product;
use super::rule::Kind;
use super::schema::{Schemas, Side, Version};
use crate::diagnostic::{Code, Diagnostics};
use crate::lower::collect;
use crate::sources::Sources;
use crate::spec::{Operation, Product};
use crate::specs::Specs;

/// Compares two versions of a product.
///
/// A version that has no `names.lock` gets its names after those of the one before, as the next generation would.
///
/// # Errors
/// The documents of a version cannot be read. Whatever else is wrong with one does not hinder the comparison.
pub fn diff(old: &Sources, new: &Sources) -> Result<Diff, Diagnostics> {
    let (old, mut problems) = read(old)?;
    let (new, more) = read(new)?;
    problems.extend(more.sorted());
    let before = Paths::of(&old, "");
    let after = Paths::of(&new, before.text());
    let mut changes = product(&old.product, &new.product);
    changes.extend(operations(&old, &new));
    changes.extend(helpers(&old, &new));
    let schemas = Schemas {
        old: Version { names: before.index(), product: &old.product },
        new: Version { names: after.index(), product: &new.product },
    };
    for (old, new) in common(&old, &new) {
        changes.extend(operation::facts(&schemas, old, new));
        changes.extend(operation::request(&schemas, old, new));
        schemas.response(old, new, &mut changes);
        changes.extend(operation::error_codes(old, new));
    }
    changes.extend(shared(&schemas, &old, &new, |path| before.differing_within(&after, path).next().is_some()));
    changes.extend(before.other_types(&after, &changes));
    attribute(&mut changes, &before, &after);
    Ok(Diff {
        old: title(&old.product),
        new: title(&new.product),
        changes,
        operations: [old.operations.len(), new.operations.len()],
        problems,
    })
}

fn read(sources: &Sources) -> Result<(Specs, Diagnostics), Diagnostics> {
    let (specs, problems) = Specs::load(sources);
    let unreadable = [Code::UnreadableDocument, Code::MissingProduct];
    if problems.sorted().iter().any(|problem| unreadable.contains(&problem.code)) {
        return Err(problems);
    }
    Ok((specs, problems))
}

fn title(product: &Product) -> String {
    format!("{} {}", product.product, product.version)
}

fn by_name(specs: &Specs) -> BTreeMap<&str, &Operation> {
    specs.operations.iter().map(|operation| (operation.name.as_str(), operation)).collect()
}

/// The operations that both versions have.
fn common<'a>(old: &'a Specs, new: &'a Specs) -> impl Iterator<Item = (&'a Operation, &'a Operation)> {
    let new = by_name(new);
    by_name(old).into_iter().filter_map(move |(name, old)| Some((old, *new.get(name)?)))
}

/// The operations and families that come, go or move.
fn operations(old: &Specs, new: &Specs) -> Vec<Change> {
    let families = |specs: &Specs| specs.operations.iter().map(|it| it.family.clone()).collect();
    let kinds = [Kind::FamilyRemoved, Kind::FamilyAdded];
    let mut changes = names(&families(old), &families(new), kinds, |family| format!("{family}/"));
    let homes = |specs: &Specs| specs.operations.iter().map(|it| (it.name.clone(), it.family.clone())).collect();
    let kinds = [Kind::OperationRemoved, Kind::OperationAdded, Kind::OperationMoved];
    changes.extend(entries(&homes(old), &homes(new), kinds, str::to_owned));
    changes
}

/// Compares the shared schemas that operations reach. Where one is another side's, `differ` says whether that shows in its fields.
fn shared(schemas: &Schemas<'_>, old: &Specs, new: &Specs, differ: impl Fn(&str) -> bool) -> Vec<Change> {
    let (before, after) = (Reached::of(old), Reached::of(new));
    let path = |name: &str| format!("schemas.{name}");
    let mut changes = names(&before.names(), &after.names(), [Kind::SchemaRemoved, Kind::SchemaAdded], path);
    changes.retain(|change| [&schemas.old, &schemas.new].iter().any(|version| version.has_types(&change.path)));
    for (name, schema) in &old.product.schemas {
        if let (Some(was), Some(is), Some(now)) = (before.side(name), after.side(name), new.product.schemas.get(name)) {
            if was != is && differ(&path(name)) {
                let kind = if is == Side::Request { Kind::SentAlone } else { Kind::ReturnedToo };
                changes.push(Change::new(kind, path(name)));
            }
            schemas.content(schema, now, &path(name), is, [false; 2], &mut changes);
        }
    }
    changes
}

/// The shared schemas that requests and responses reach.
struct Reached<'a> {
    sent: BTreeSet<&'a str>,
    returned: BTreeSet<&'a str>,
}

impl<'a> Reached<'a> {
    fn of(specs: &'a Specs) -> Self {
        let mut reached = Self { sent: BTreeSet::new(), returned: BTreeSet::new() };
        for operation in &specs.operations {
            for parameter in &operation.parameters {
                collect(&parameter.schema, &specs.product, &mut reached.sent);
            }
            if let Some(schema) = &operation.response {
                collect(schema, &specs.product, &mut reached.returned);
            }
        }
        reached
    }

    fn names(&self) -> BTreeSet<String> {
        self.sent.union(&self.returned).map(|name| (*name).to_owned()).collect()
    }

    /// The side that decides what is required in a schema; none where nothing reaches it.
    fn side(&self, name: &str) -> Option<Side> {
        match (self.sent.contains(name), self.returned.contains(name)) {
            (false, false) => None,
            (true, false) => Some(Side::Request),
            (_, true) => Some(Side::Response),
        }
    }
}
