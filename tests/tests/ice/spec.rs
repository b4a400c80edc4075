//! The specs as the tests read them: the YAML itself with the overlay's corrections, and none of the generator's code.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Map, Value};

/// Everything in `specs/ice`, read once.
pub static SPECS: LazyLock<Specs> = LazyLock::new(Specs::read);

pub struct Specs {
    pub operations: BTreeMap<String, Value>,
    product: Value,
}

/// A parameter of an operation.
pub struct Parameter<'a> {
    pub name: &'a str,
    pub location: &'a str,
    pub style: Option<&'a str>,
    pub schema: &'a Value,
    pub required: bool,
}

/// What the values of a schema are.
pub enum Shape<'a> {
    /// Text, with the documented values.
    Text(Vec<&'a str>),
    Time,
    Integer,
    Number,
    Boolean,
    Any,
    Object(&'a Map<String, Value>),
    List(&'a Value),
    Map(&'a Value),
}

/// The root of the project.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Specs {
    fn read() -> Self {
        let folder = project().join("specs/ice");
        let mut specs = Self { operations: BTreeMap::new(), product: read(&folder.join("product.yaml")) };
        for family in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
            for file in fs::read_dir(family).unwrap().map(|entry| entry.unwrap().path()) {
                let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
                specs.operations.insert(name, read(&file));
            }
        }
        let overlay = read(&folder.join("overlay.yaml"));
        for correction in overlay["corrections"].as_array().unwrap() {
            for target in correction["targets"].as_array().unwrap() {
                specs.correct(target.as_str().unwrap(), correction["set"].as_object().unwrap());
            }
        }
        specs
    }

    /// Sets keys at a target such as `ListJobs.response.Jobs[].State`; `null` takes a key away.
    fn correct(&mut self, target: &str, set: &Map<String, Value>) {
        let mut node = self.target(target).unwrap_or_else(|| panic!("no {target}"));
        // The keys of a parameter that are not about its place are those of its schema.
        if node.get("in").is_some() && !set.keys().any(|key| matches!(key.as_str(), "in" | "style")) {
            node = &mut node["schema"];
        }
        let node = node.as_object_mut().unwrap();
        for (key, value) in set {
            match value {
                Value::Null => drop(node.remove(key)),
                value => drop(node.insert(key.clone(), value.clone())),
            }
        }
    }

    fn target(&mut self, target: &str) -> Option<&mut Value> {
        // `A[].B{}` is `A`, `[]`, `B`, `{}`.
        let steps = target.replace("[]", ".[]").replace("{}", ".{}");
        let mut steps = steps.split('.');
        let mut node = match steps.next()? {
            "schemas" => &mut self.product["components"]["schemas"][steps.next()?],
            operation => {
                let operation = self.operations.get_mut(operation)?;
                match steps.next() {
                    None => return Some(operation),
                    Some("response") => &mut operation["responses"]["200"]["schema"],
                    Some("request") => {
                        let name = steps.next()?;
                        let parameters = operation["parameters"].as_array_mut()?;
                        let parameter = parameters.iter_mut().find(|parameter| parameter["name"] == name)?;
                        if steps.clone().next().is_none() {
                            return Some(parameter);
                        }
                        &mut parameter["schema"]
                    }
                    Some(_) => return None,
                }
            }
        };
        for step in steps {
            node = match step {
                "[]" => node.get_mut("items")?,
                "{}" => node.get_mut("additionalProperties")?,
                name => node.get_mut("properties")?.get_mut(name)?,
            };
        }
        Some(node)
    }

    pub fn parameters(&self, operation: &str) -> Vec<Parameter<'_>> {
        let parameters = self.operations[operation].get("parameters").and_then(Value::as_array);
        let parameters = parameters.into_iter().flatten().map(|parameter| Parameter {
            name: parameter["name"].as_str().unwrap(),
            location: parameter["in"].as_str().unwrap(),
            style: parameter.get("style").and_then(Value::as_str),
            schema: &parameter["schema"],
            required: is_required(&parameter["schema"]),
        });
        parameters.collect()
    }

    pub fn response(&self, operation: &str) -> &Value {
        &self.operations[operation]["responses"]["200"]["schema"]
    }

    /// The shared schema that a schema refers to, with its name.
    pub fn shared<'a>(&'a self, schema: &'a Value) -> Option<(&'a str, &'a Value)> {
        let name = schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/").unwrap();
        Some((name, &self.product["components"]["schemas"][name]))
    }

    /// What a schema's values are, behind all references.
    pub fn shape<'a>(&'a self, schema: &'a Value) -> Shape<'a> {
        if let Some((_, shared)) = self.shared(schema) {
            return self.shape(shared);
        }
        let properties = schema.get("properties").and_then(Value::as_object).filter(|it| !it.is_empty());
        match schema["type"].as_str().unwrap() {
            "string" if schema.get("format").is_some_and(|format| format == "iso8601") => Shape::Time,
            "string" => {
                let values = schema.get("enum").and_then(Value::as_array);
                Shape::Text(values.into_iter().flatten().filter_map(Value::as_str).collect())
            }
            "integer" => Shape::Integer,
            "number" => Shape::Number,
            "boolean" => Shape::Boolean,
            "array" => Shape::List(&schema["items"]),
            "object" => match (properties, schema.get("additionalProperties")) {
                (Some(properties), _) => Shape::Object(properties),
                (None, Some(values)) => Shape::Map(values),
                (None, None) => Shape::Any,
            },
            "any" => Shape::Any,
            other => panic!("the tests do not know the type {other}"),
        }
    }
}

pub fn is_required(schema: &Value) -> bool {
    schema.get("required").is_some_and(|required| required == true)
}
