//! The example on an operation's page: a program that uses it as it is meant to be. It is compiled with the
//! documentation's tests and never run.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Family, Field, Module, Object, Operation, Service, Type, TypeDef, TypeKind};
use crate::names::REQUIRED;

/// A longer example value would fill the page of an operation that takes it.
const LONGEST: usize = 100;
/// Objects within objects that an example spells out. What is deeper than that is no example any more.
const DEEPEST: usize = 4;

/// The lines of the example, fenced.
pub(super) fn example(service: &Service, family: &Family, operation: &Operation) -> Vec<String> {
    let package = service.crate_name.replace('-', "_");
    let mut builder = Builder { service, package: &package, family, operation, imports: Imports::new() };
    let built = operation.request().and_then(|request| builder.operation(request));
    let (module, name) = (&family.name, operation.ident());
    builder.import(&format!("{package}::{module}"), name);
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

/// The operation that shows how to begin: one that needs nothing, best of all a list.
pub(super) fn first(service: &Service) -> Option<(&Family, &Operation)> {
    let all = || service.families.iter().flat_map(|family| family.operations.iter().map(move |it| (family, it)));
    let bare = |operation: &Operation| {
        operation.request().is_some_and(|request| !request.fields.iter().any(|field| field.required))
    };
    let listing = |operation: &Operation| operation.paging.is_some() && operation.name.starts_with("List");
    all().find(|(_, it)| bare(it) && listing(it)).or_else(|| all().find(|(_, it)| bare(it)))
}

/// A region that the product has. Without any, users have to set an endpoint themselves, and the region is theirs too.
pub(super) fn region(service: &Service) -> &str {
    const USUAL: &str = "cn-shanghai";
    let regions = || service.endpoints.iter().map(|(region, _, _)| region.as_str());
    regions().find(|&region| region == USUAL).or_else(|| regions().next()).unwrap_or(USUAL)
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
    package: &'a str,
    family: &'a Family,
    operation: &'a Operation,
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

/// A string literal, raw if the text has quotation marks, as JSON has.
fn literal(text: &str) -> String {
    let is_raw = text.contains('"') && !text.contains("\"#") && !text.contains(char::is_control);
    if is_raw { format!("r#\"{text}\"#") } else { format!("{text:?}") }
}

impl<'a> Builder<'a> {
    fn import(&mut self, path: &str, name: &str) {
        self.imports.entry(path.to_owned()).or_default().insert(name.to_owned());
    }

    /// The operation with what is required; without any such thing, with what it is most likely about.
    fn operation(&mut self, request: &'a Object) -> Option<String> {
        let (family, operation) = (self.family, self.operation);
        let name = operation.ident();
        let path = format!("{}::{}", self.package, family.name);
        let built = self.constructed(&operation.module, name, request, &path, 0)?;
        if request.fields.iter().any(|field| field.required) || operation.paging.is_some() {
            return Some(built);
        }
        let named = |field: &&Field| match &operation.waiter {
            Some(waiter) => field.wire == waiter.id,
            None => field.wire.ends_with("Id") || field.wire.ends_with("Ids"),
        };
        let mut fields = request.fields.iter().filter(|field| !field.deprecated);
        let Some(field) = fields.clone().find(named).or_else(|| fields.find(|field| field.ty == Type::Text)) else {
            return Some(built);
        };
        Some(match self.value(&operation.module, field, &field.ty, 0, false) {
            Some(value) => format!("{built}.{}({value})", field.ident),
            None => built,
        })
    }

    /// An object by its constructor.
    fn constructed(
        &mut self,
        module: &'a Module,
        name: &str,
        object: &'a Object,
        path: &str,
        depth: usize,
    ) -> Option<String> {
        let required = object.fields.iter().filter(|field| field.required);
        if object.has_required_struct() {
            self.import(path, &format!("{name}{REQUIRED}"));
            let fields = required.map(|field| {
                Some(format!("    {}: {},", field.ident, self.value(module, field, &field.ty, depth, true)?))
            });
            let fields = fields.collect::<Option<Vec<_>>>()?.join("\n");
            return Some(format!("{name}::new({name}Required {{\n{fields}\n}})"));
        }
        let arguments = required.map(|field| self.value(module, field, &field.ty, depth, false));
        Some(format!("{name}::new({})", arguments.collect::<Option<Vec<_>>>()?.join(", ")))
    }

    /// A value for a field, from the example in the spec where that fits. An `exact` one is of the field's own type; other
    /// places take whatever converts into it.
    fn value(&mut self, module: &'a Module, field: &Field, ty: &Type, depth: usize, exact: bool) -> Option<String> {
        let placeholder = match ty {
            Type::JsonText if field.docs.contains("JSON array") => "[]".to_owned(),
            Type::JsonText => "{}".to_owned(),
            _ => field.ident.trim_start_matches("r#").replace('_', "-"),
        };
        let example = field.example.as_deref().filter(|example| example.len() <= LONGEST).unwrap_or(&placeholder);
        let into = if exact { ".into()" } else { "" };
        match ty {
            Type::Text | Type::JsonText | Type::Timestamp => Some(format!("{}{into}", literal(example))),
            Type::Integer => Some(example.parse::<i64>().unwrap_or(1).to_string()),
            Type::Float => {
                let number = example.parse::<f64>().ok().filter(|number| number.is_finite());
                Some(format!("{:?}", number.unwrap_or(1.0)))
            }
            Type::Boolean => Some((example != "false").to_string()),
            Type::Json => Some(format!("{example:?}{into}")),
            Type::List(element) => {
                let element = self.value(module, field, element, depth, exact)?;
                Some(if exact { format!("vec![{element}]") } else { format!("[{element}]") })
            }
            Type::Map(value) => {
                let value = self.value(module, field, value, depth, exact)?;
                let entries = format!("[(\"key\"{into}, {value})]");
                Some(if exact { format!("{entries}.into()") } else { entries })
            }
            Type::Named(reference) => {
                let (shared, operations) = (format!("{}::types", self.package), &self.operation.module);
                let (owner, path) = match &reference.schema {
                    Some(schema) => {
                        let owner = self.service.shared.get(schema)?;
                        // What the module is named after stands beside it.
                        (owner, if reference.index == 0 { shared } else { format!("{shared}::{}", owner.ident) })
                    }
                    None if std::ptr::eq(module, operations) => {
                        (module, format!("{}::{}::{}", self.package, self.family.name, module.ident))
                    }
                    None => (module, format!("{shared}::{}", module.ident)),
                };
                self.named(owner, owner.types.get(reference.index)?, &path, depth, exact)
            }
        }
    }

    fn named(
        &mut self,
        module: &'a Module,
        definition: &'a TypeDef,
        path: &str,
        depth: usize,
        exact: bool,
    ) -> Option<String> {
        match &definition.kind {
            TypeKind::Enum(variants) => {
                let first = &variants.first()?.wire;
                Some(if exact { format!("{first:?}.into()") } else { format!("{first:?}") })
            }
            TypeKind::Object(_) if depth == DEEPEST => None,
            TypeKind::Object(object) => {
                self.import(path, &definition.ident);
                self.constructed(module, &definition.ident, object, path, depth + 1)
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
        ] {
            assert_eq!(literal(text), expected);
        }
    }
}
