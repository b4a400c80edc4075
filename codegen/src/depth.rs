//! How deep types may be. Every step of the generator follows the references of schemas, and so does the compiler, which
//! gives up at a depth of 128 (`recursion_limit`) where it checks that a response can be sent between threads.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::spec::{Located, Operation, Product, Schema, parameter_path};

/// The most levels, as the compiler counts them: an object is one, a list or a map is three, and so is the box that may be
/// around a field of a shared type. The rest is left to the futures that a response is in. Published documents have up to 50.
const MOST_LEVELS: usize = 100;

/// The most levels of a shared schema: some are left to the operations that use it.
const MOST_SHARED: usize = 80;

/// The levels of a list, of a map, and of an `Option` of a box.
const AROUND: usize = 3;

type Schemas = BTreeMap<String, Schema>;

/// Reports the shared schemas that are too deep, each of which is any value from then on, and the operations that are so with
/// what is left.
pub(crate) fn limit(product: &mut Product, operations: &[Operation], problems: &mut Diagnostics) {
    let levels = Levels::count(&product.schemas);
    for operation in operations {
        let response = || format!("{}.response", operation.name);
        let parameters = operation.parameters.iter();
        let parameters = parameters.map(|it| (parameter_path(&operation.name, &it.name), &it.schema));
        for (path, schema) in parameters.chain(operation.response.iter().map(|schema| (response(), schema))) {
            if levels.within(schema) > MOST_LEVELS {
                problems.push(problem(MOST_LEVELS, "a schema of the operation", &path, schema));
            }
        }
    }
    for name in levels.too_deep {
        let Some(schema) = product.schemas.get_mut(&name) else { continue };
        let what = format!("the shared schema `{name}`");
        problems.push(problem(MOST_SHARED, &what, &format!("schemas.{name}"), schema));
        let kind = Located { value: "any".to_owned(), span: schema.span.clone() };
        *schema = Schema { kind: Some(kind), span: schema.span.clone(), ..Schema::default() };
    }
}

fn problem(most: usize, what: &str, path: &str, schema: &Schema) -> Diagnostic {
    let message = format!("more than {most} levels of types lead through {what}");
    Diagnostic::new(Code::DeepSchema, &schema.span, message)
        .at(path)
        .expected(format!("at most {most} levels, with those behind references; a list and a map count as three"))
        .help("take out levels, or let `type: any` end them")
}

/// A schema whose references are being followed.
struct Open<'a> {
    name: &'a str,
    /// The levels above it, on the way that led to it.
    above: usize,
    /// The levels that it makes, as far as they have been found.
    levels: usize,
    /// Its references that are left to follow, each with the levels from the schema to what it refers to.
    references: Vec<(&'a str, usize)>,
}

impl<'a> Open<'a> {
    fn new(name: &'a str, schema: &'a Schema, above: usize) -> Self {
        let mut open = Self { name, above, levels: 0, references: Vec::new() };
        if let Some(reference) = &schema.reference {
            open.levels = 1;
            open.references.push((&reference.value.name, 1));
        } else {
            open.look_into(schema, 0);
        }
        open
    }

    /// Takes up what stands below so many levels.
    fn look_into(&mut self, schema: &'a Schema, above: usize) {
        let is_around = schema.items.is_some() || schema.entries.is_some();
        let level = above + if is_around { AROUND } else { 1 };
        self.levels = self.levels.max(level);
        for part in schema.parts() {
            let Some(reference) = &part.reference else {
                self.look_into(part, level);
                continue;
            };
            // Only a field may be a box. What it refers to has a level at least.
            let level = if is_around { level } else { level + AROUND };
            self.levels = self.levels.max(level + 1);
            self.references.push((&reference.value.name, level));
        }
    }
}

/// The levels of shared schemas.
struct Levels<'a> {
    /// Those that have to end the way that leads to them: they reach below the last level on the first way that is found, or are
    /// above too many levels and on another way.
    too_deep: Vec<String>,
    /// Those of every schema, where those that are too deep have one.
    of: BTreeMap<&'a str, usize>,
}

impl<'a> Levels<'a> {
    /// Follows all references. One to a schema that is open closes a circle, and adds no level: the compiler knows that it has
    /// been there.
    fn count(schemas: &'a Schemas) -> Self {
        let mut counted = Self { too_deep: Vec::new(), of: BTreeMap::new() };
        for (name, schema) in schemas {
            if !counted.of.contains_key(name.as_str()) {
                counted.follow(Open::new(name, schema, 0), schemas);
            }
        }
        counted
    }

    /// Those of a schema that is not shared.
    fn within(&self, schema: &Schema) -> usize {
        let whole = Open::new("", schema, 0);
        let behind = |(name, level): &(&str, usize)| level + self.of.get(name).copied().unwrap_or_default();
        whole.references.iter().map(behind).fold(whole.levels, usize::max)
    }

    /// Not by recursion, since this is what finds out how deep that would be.
    fn follow(&mut self, root: Open<'a>, schemas: &'a Schemas) {
        let mut open = Vec::new();
        self.open(root, &mut open);
        while let Some(current) = open.last_mut() {
            let Some(&(target, level)) = current.references.last() else {
                self.close(current.name, current.levels);
                open.pop();
                continue;
            };
            if let Some(below) = self.of.get(target) {
                current.levels = current.levels.max(level + below);
                current.references.pop();
            } else if let Some(schema) = schemas.get(target) {
                let next = Open::new(target, schema, current.above + level);
                self.open(next, &mut open);
            } else {
                // It is reported where it is used.
                current.references.pop();
            }
        }
    }

    fn open(&mut self, schema: Open<'a>, open: &mut Vec<Open<'a>>) {
        if schema.above + schema.levels > MOST_SHARED {
            self.end(schema.name);
        } else {
            self.of.insert(schema.name, 0);
            open.push(schema);
        }
    }

    fn close(&mut self, name: &'a str, levels: usize) {
        if levels > MOST_SHARED {
            self.end(name);
        } else {
            self.of.insert(name, levels);
        }
    }

    /// Any value has one level.
    fn end(&mut self, name: &'a str) {
        self.too_deep.push(name.to_owned());
        self.of.insert(name, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Reader;
    use crate::tree::Node;

    /// So many shared schemas, each an object with a field for each number: that of how far ahead what it refers to is.
    fn schemas(count: usize, ahead: &[usize], in_circles: bool) -> Schemas {
        let schema = |index: usize| {
            let targets = ahead.iter().map(|ahead| index + ahead).filter(|target| in_circles || *target < count);
            let field =
                |target| format!("{{type: object, properties: {{F: {{$ref: '#/components/schemas/S{target}'}}}}}}");
            let fields: Vec<_> = targets.map(|target| format!("F{target}: {}", field(target % count))).collect();
            let text = format!("type: object\nproperties: {{{}}}\n", fields.join(", "));
            let node = Node::parse("schema.yaml", &text).unwrap();
            (format!("S{index}"), Reader::new(&mut Diagnostics::default()).schema(&node, &node.span, ""))
        };
        (0..count).map(schema).collect()
    }

    /// The most levels of schemas without a circle.
    fn most_levels(schemas: &Schemas) -> usize {
        fn of<'a>(schemas: &'a Schemas, schema: &'a Schema, known: &mut BTreeMap<&'a str, usize>) -> usize {
            if let Some(reference) = &schema.reference {
                let target = reference.value.name.as_str();
                let behind = known.get(target).copied().unwrap_or_else(|| of(schemas, &schemas[target], known));
                known.insert(target, behind);
                return 3 + behind;
            }
            1 + schema.parts().map(|part| of(schemas, part, known)).max().unwrap_or_default()
        }
        let mut known = BTreeMap::new();
        schemas.values().map(|schema| of(schemas, schema, &mut known)).max().unwrap_or_default()
    }

    fn limited(schemas: Schemas) -> (Schemas, Vec<String>) {
        let (mut product, mut problems) = (Product { schemas, ..Product::default() }, Diagnostics::default());
        limit(&mut product, &[], &mut problems);
        let problems = problems.sorted();
        assert!(problems.iter().all(|problem| problem.code == Code::DeepSchema));
        (product.schemas, problems.into_iter().map(|problem| problem.path).collect())
    }

    #[test]
    fn a_chain_is_cut_where_it_has_the_most_levels() {
        // Five levels each: the object, its field, and the reference in that. The last one has none below.
        let (whole, ended) = limited(schemas(16, &[1], false));
        assert_eq!((most_levels(&whole), ended.len()), (15 * 5 + 1, 0));
        let (cut, ended) = limited(schemas(17, &[1], false));
        assert_eq!((most_levels(&cut), ended.len()), (76, 1), "{ended:?}");
    }

    #[test]
    fn what_begins_elsewhere_and_joins_a_long_chain_is_cut_too() {
        let (cut, ended) = limited(schemas(300, &[1, 7], false));
        assert!(!ended.is_empty() && ended.len() < 60, "{ended:?}");
        assert!(most_levels(&cut) <= MOST_SHARED);
    }

    #[test]
    fn circles_add_no_level_and_thousands_of_schemas_take_no_stack() {
        assert_eq!(limited(schemas(15, &[1, 3], true)).1, [""; 0]);
        for in_circles in [true, false] {
            assert!(!limited(schemas(5_000, &[1, 2], in_circles)).1.is_empty());
        }
    }
}
