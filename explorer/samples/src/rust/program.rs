//! Whole programs around an expression.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::json::{fits_macro, literal, text};
use super::typed::Typed;
use crate::document::{Document, Operation};
use crate::wire::as_sent;
use crate::{Call, Error};

/// What is sent.
#[derive(Debug)]
pub(super) enum Request {
    /// An expression that makes the operation.
    Typed(String),
    /// The operation by its name, with the parameters as JSON.
    ByName,
}

/// A program that makes a call.
#[derive(Debug)]
pub(super) struct Program<'a> {
    pub(super) document: &'a Document,
    pub(super) operation: &'a Operation,
    pub(super) call: &'a Call<'a>,
    pub(super) request: Request,
    pub(super) typed: Typed<'a>,
}

/// What differs between async and blocking programs.
struct Flavour {
    /// The dependencies but for JSON.
    dependencies: String,
    /// The path of the trait that calls by name, in the crate.
    by_name: &'static str,
    head: &'static str,
    client: &'static str,
    wait: &'static str,
}

impl Program<'_> {
    pub(super) fn is_async(&self) -> Result<String, Error> {
        self.print(&Flavour {
            dependencies: format!(
                "// [dependencies]\n// {} = \"0.1\"\n// tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n",
                self.document.package
            ),
            by_name: "Call",
            head: "#[tokio::main] async",
            client: "",
            wait: ".await",
        })
    }

    pub(super) fn blocking(&self) -> Result<String, Error> {
        self.print(&Flavour {
            dependencies: format!(
                "// [dependencies]\n// {} = {{ version = \"0.1\", features = [\"blocking\"] }}\n",
                self.document.package
            ),
            by_name: "blocking::Call",
            head: "",
            client: ".blocking()",
            wait: "",
        })
    }

    fn print(&self, flavour: &Flavour) -> Result<String, Error> {
        let package = &self.typed.package;
        let mut imports: Vec<String> = self.typed.imports.values().cloned().collect();
        imports.push(format!("{package}::Client"));
        let parameters = Value::Object(self.by_name());
        let mut json: Vec<&Value> = self.typed.json.clone();
        let (given, sent) = match &self.request {
            Request::Typed(built) => (format!("let operation = {built};"), "send(operation)".to_owned()),
            Request::ByName => {
                imports.push(format!("{package}::{}", flavour.by_name));
                json.push(&parameters);
                let given = format!("let parameters = {};", self.typed.placeholder(0));
                (given, format!("call({:?}, parameters)", self.operation.name))
            }
        };
        let uses_macro = json.iter().any(|value| fits_macro(value));
        if uses_macro {
            imports.push("serde_json::json".to_owned());
        }
        let parses = json.iter().any(|value| !fits_macro(value));
        let error = if parses { "Box<dyn std::error::Error>".to_owned() } else { format!("{package}::Error") };
        let code = format!(
            "{uses} {head} fn main() -> Result<(), {error}> {{
                let client = Client::builder().region({region:?}).build()?{client};
                {given}
                let response = client.{sent}{wait}?;
                println!(\"{{:#?}}\", response.output);
                Ok(())
            }}",
            uses = uses(imports),
            head = flavour.head,
            region = self.call.region,
            client = flavour.client,
            wait = flavour.wait,
        );
        let file = syn::parse_file(&code).map_err(|problem| {
            Error::Document(format!("{} has a name that is not Rust: {problem}", self.operation.name))
        })?;
        let mut printed = prettyplease::unparse(&file);
        for (number, value) in json.iter().enumerate() {
            printed = filled(&printed, &self.typed.placeholder(number), value, package);
        }
        // Apart from what is imported, as people write it.
        let printed = match printed.find("#[tokio::main]").or_else(|| printed.find("fn main()")) {
            Some(start) => format!("{}\n{}", &printed[..start], &printed[start..]),
            None => printed,
        };
        let needs_json = if uses_macro { "// serde_json = \"1\"\n" } else { "" };
        Ok(format!("{}{needs_json}\n{printed}", flavour.dependencies))
    }

    /// The parameters of a call by name: it takes JSON for a parameter that is JSON as text, but not for what is within others.
    fn by_name(&self) -> Map<String, Value> {
        let given = self.call.parameters;
        let mut parameters = as_sent(self.document, self.operation, given);
        for (name, value) in &mut parameters {
            if value.is_string() {
                value.clone_from(&given[name]);
            }
        }
        parameters
    }
}

/// Imports, those of one module in one line.
fn uses(paths: Vec<String>) -> String {
    let mut modules = BTreeMap::<String, Vec<String>>::new();
    for path in paths {
        if let Some((module, name)) = path.rsplit_once("::") {
            modules.entry(module.to_owned()).or_default().push(name.to_owned());
        }
    }
    let uses = modules.into_iter().map(|(module, mut names)| {
        names.sort_unstable();
        match names.as_slice() {
            [name] => format!("use {module}::{name};"),
            names => format!("use {module}::{{{}}};", names.join(", ")),
        }
    });
    uses.collect()
}

/// The code with JSON in place of what stands for it, indented like its line.
fn filled(code: &str, placeholder: &str, value: &Value, package: &str) -> String {
    let Some((before, after)) = code.split_once(placeholder) else { return code.to_owned() };
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    let json = if fits_macro(value) {
        let rest = after.split('\n').next().unwrap_or_default().chars().count();
        let start = line.chars().count() + "json!(".len();
        format!("json!({})", literal(value).print(start, indent, rest + 1))
    } else {
        format!("{}.parse::<{package}::Value>()?", text(&value.to_string()))
    };
    format!("{before}{json}{after}")
}
