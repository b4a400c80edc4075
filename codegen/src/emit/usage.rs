//! The example on an operation's page: a program that uses it as it is meant to be. It is compiled with the
//! documentation's tests and never run.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::successors;

use serde_json::Value;

use crate::model::{Field, FieldId, Home, Operation, OperationId, Service, Type, TypeId, TypeKind};
use crate::names::{Names, TypeNames};

/// A longer example value would fill the page of an operation that takes it.
const LONGEST: usize = 100;
/// Objects within objects that an example spells out. What is deeper than that is no example any more.
const DEEPEST: usize = 4;

/// The lines of the example, fenced.
pub(super) fn example(service: &Service, names: &Names, id: OperationId) -> Vec<String> {
    let (operation, module) = (&service[id], &names[id].module);
    let package = service.crate_name.replace('-', "_");
    let mut builder = Builder { service, names, package: &package, operation, module, imports: Imports::new() };
    let built = builder.operation();
    let name = &names[operation.request].ident;
    builder.import(&format!("{package}::{}", operation.family), name);
    // What cannot be spelt out is taken as given.
    let (signature, built) = match built {
        Some(built) => (String::new(), built),
        None => (format!(", operation: {name}"), "operation".to_owned()),
    };
    let mut lines = vec!["```no_run".to_owned()];
    lines.extend(uses(&builder.imports));
    lines.extend([
        String::new(),
        format!("# async fn example(client: {package}::Client{signature}) -> Result<(), {package}::Error> {{"),
    ]);
    // A long expression has a line of its own.
    let (given, built) = if built.len() > LONGEST / 2 {
        (Some(pretty(&format!("let operation = {built};"))), "operation".to_owned())
    } else {
        (None, built)
    };
    let sending = sending(operation, &built);
    lines.extend(given.iter().flat_map(|given| given.lines()).chain(sending.lines()).map(str::to_owned));
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// The operation that examples begin with: the expression that makes it, and its parameters as JSON. It requires plain values at
/// most, so that nothing else has to be imported.
pub(super) fn first(service: &Service, names: &Names, id: OperationId) -> Option<(String, String)> {
    let (operation, module) = (&service[id], &names[id].module);
    let mut builder = Builder { service, names, package: "", operation, module, imports: Imports::new() };
    let built = builder.constructed(operation.request, "", 0)?;
    let fields = service.declared(operation.request).into_iter().filter(|&field| service[field].is_required());
    let values = fields.map(|field| (service[field].wire.clone(), builder.plain(field, &service[field].ty)));
    let values: serde_json::Map<String, Value> = values.collect();
    Some((built, Value::from(values).to_string()))
}

/// The lines that send an operation, list with it, or wait with it, given the expression that makes it.
pub(super) fn sending(operation: &Operation, built: &str) -> String {
    if operation.paging.is_some() {
        format!(
            "let mut items = client.items({built});\nwhile let Some(item) = items.next().await {{\n    println!(\"{{:?}}\", item?);\n}}"
        )
    } else if operation.waiter.is_some() {
        format!("let response = client.wait({built}).await?;\nprintln!(\"{{response:?}}\");")
    } else {
        format!("let response = client.send({built}).await?;\nprintln!(\"{{response:?}}\");")
    }
}

/// Builds the expression that makes an operation, and notes what has to be imported for it.
struct Builder<'a> {
    service: &'a Service,
    names: &'a Names,
    package: &'a str,
    operation: &'a Operation,
    /// The module of what the request holds.
    module: &'a str,
    imports: Imports,
}

/// The names that an example imports, by the path of their module.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// An import for each module, on several lines if it is long.
fn uses(imports: &Imports) -> Vec<String> {
    let one = |(path, names): (&String, &BTreeSet<String>)| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        pretty(&match names.as_slice() {
            [name] => format!("use {path}::{name};"),
            names => format!("use {path}::{{{}}};", names.join(", ")),
        })
    };
    imports.iter().flat_map(|import| one(import).lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A statement as `prettyplease` prints it. One that does not parse stays as it is: the tests of the documentation report it.
fn pretty(statement: &str) -> String {
    let Ok(file) = syn::parse_file(&format!("fn example() {{ {statement} }}")) else {
        return statement.to_owned();
    };
    let printed = prettyplease::unparse(&file);
    let lines = printed.lines().filter_map(|line| line.strip_prefix("    "));
    lines.collect::<Vec<_>>().join("\n")
}

/// A string literal, raw if the text has quotation marks, as JSON has, and nothing else that needs an escape: the compiler
/// refuses characters that change the direction of text.
fn literal(text: &str) -> String {
    let is_plain = |character: char| matches!(character, '"' | '\'' | '\\') || character.escape_debug().eq([character]);
    let is_raw = text.contains('"') && !text.contains("\"#") && text.chars().all(is_plain);
    if is_raw { format!("r#\"{text}\"#") } else { format!("{text:?}") }
}

impl Builder<'_> {
    fn import(&mut self, path: &str, name: &str) {
        self.imports.entry(path.to_owned()).or_default().insert(name.to_owned());
    }

    /// The operation with what is required; without any such thing, with what it is most likely about.
    fn operation(&mut self) -> Option<String> {
        let (service, operation) = (self.service, self.operation);
        let owner = operation.request;
        let fields = service.fields(owner);
        let path = format!("{}::{}", self.package, operation.family);
        let built = self.constructed(owner, &path, 0)?;
        if fields.iter().any(Field::is_required) || operation.paging.is_some() {
            return Some(built);
        }
        let named = |field: &&Field| match &operation.waiter {
            Some(waiter) => field.wire == waiter.id,
            None => field.wire.ends_with("Id") || field.wire.ends_with("Ids"),
        };
        let mut usual = fields.iter().filter(|field| !field.deprecated);
        let Some(field) = usual.clone().find(named).or_else(|| usual.find(|field| field.ty == Type::Text)) else {
            return Some(built);
        };
        let index = fields.iter().position(|it| std::ptr::eq(it, field))?;
        let id = FieldId { owner, index };
        Some(match self.value(id, &field.ty, 0, false) {
            Some(value) => format!("{built}.{}({value})", self.names.field(id)),
            None => built,
        })
    }

    /// An object by its constructor.
    fn constructed(&mut self, owner: TypeId, path: &str, depth: usize) -> Option<String> {
        let (service, names) = (self.service, self.names);
        let TypeNames { ident, required, .. } = &names[owner];
        let fields = service.declared(owner).into_iter().filter(|&field| service[field].is_required());
        let mut value = |field: FieldId| self.value(field, &service[field].ty, depth, required.is_some());
        let Some(required) = required else {
            let arguments = fields.map(value).collect::<Option<Vec<_>>>()?.join(", ");
            return Some(format!("{ident}::new({arguments})"));
        };
        let fields = fields.map(|field| Some(format!("    {}: {},", names.field(field), value(field)?)));
        let fields = fields.collect::<Option<Vec<_>>>()?.join("\n");
        self.import(path, required);
        Some(format!("{ident}::new({required} {{\n{fields}\n}})"))
    }

    /// A value for a field. An `exact` one is of the field's own type; other places take whatever converts into it.
    fn value(&mut self, id: FieldId, ty: &Type, depth: usize, exact: bool) -> Option<String> {
        let into = if exact { ".into()" } else { "" };
        match ty {
            Type::List(element) => {
                let element = self.value(id, element, depth, exact)?;
                Some(if exact { format!("vec![{element}]") } else { format!("[{element}]") })
            }
            Type::Map(value) => {
                let value = self.value(id, value, depth, exact)?;
                let entries = format!("[(\"key\"{into}, {value})]");
                Some(if exact { format!("{entries}.into()") } else { entries })
            }
            Type::Named(id) => self.named(*id, depth, exact),
            _ => Some(match self.plain(id, ty) {
                Value::String(text) => format!("{}{into}", literal(&text)),
                other => other.to_string(),
            }),
        }
    }

    /// A plain value as JSON, from the example in the spec where that fits.
    fn plain(&self, id: FieldId, ty: &Type) -> Value {
        let text = self.text(id, ty);
        match ty {
            Type::Integer => text.parse::<i64>().unwrap_or(1).into(),
            Type::Float => text.parse::<f64>().ok().filter(|number| number.is_finite()).unwrap_or(1.0).into(),
            Type::Boolean => (text != "false").into(),
            _ => text.into(),
        }
    }

    /// The example in the spec, or what stands for it.
    fn text(&self, id: FieldId, ty: &Type) -> String {
        let given = self.service[id].example.as_deref().filter(|example| example.len() <= LONGEST);
        given.map_or_else(|| self.placeholder(id, ty), str::to_owned)
    }

    /// What stands for a value of which the spec has no example: one that the field takes, or the field's name.
    fn placeholder(&self, id: FieldId, ty: &Type) -> String {
        let field = &self.service[id];
        // Of a list, what is known of its elements.
        let limits = successors(Some(&field.limits), |limits| limits.items.as_deref()).last();
        let known = limits.and_then(|limits| {
            let documented = limits.titles.iter().map(|(value, _)| value).chain(&limits.values);
            let mut known = documented.chain(["default", "minimum"].iter().filter_map(|key| limits.bounds.get(key)));
            known.find(|known| !known.is_empty() && known.len() <= LONGEST)
        });
        match (ty, known) {
            (Type::JsonText, _) if field.docs.contains("JSON array") => "[]".to_owned(),
            (Type::JsonText, _) => "{}".to_owned(),
            (Type::Timestamp, _) => "2024-05-01T12:00:00Z".to_owned(),
            (_, Some(known)) => known.clone(),
            (_, None) => self.names.field(id).trim_start_matches("r#").replace('_', "-"),
        }
    }

    /// The first value of an enum, or an object by its constructor.
    fn named(&mut self, id: TypeId, depth: usize, exact: bool) -> Option<String> {
        let (package, definition) = (self.package, &self.service[id]);
        match &definition.kind {
            TypeKind::Enum(variants) => {
                let first = &variants.first()?.wire;
                Some(if exact { format!("{first:?}.into()") } else { format!("{first:?}") })
            }
            TypeKind::Object(_) if depth == DEEPEST => None,
            TypeKind::Object(_) => {
                let path = match &definition.home {
                    // What the module is named after stands beside it.
                    Home::Schema(schema) if self.service.shared[schema].root == id => format!("{package}::types"),
                    Home::Schema(schema) => format!("{package}::types::{}", self.names.shared(schema)),
                    _ => format!("{package}::{}::{}", self.operation.family, self.module),
                };
                self.import(&path, &self.names[id].ident);
                self.constructed(id, &path, depth + 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn a_text_with_quotation_marks_is_a_raw_literal_where_it_can_be() {
        for (text, expected) in [
            ("job-id", r##""job-id""##),
            (r#"{"Type":"OSS"}"#, r##"r#"{"Type":"OSS"}"#"##),
            ("\"#", r##""\"#""##),
            ("\"\n", r#""\"\n""#),
            ("\"\u{202e}", r#""\"\u{202e}""#),
            (r#""C:\'"#, r##"r#""C:\'"#"##),
        ] {
            assert_eq!(literal(text), expected);
        }
    }
}
