//! Python with the official SDK.

mod names;

use serde_json::{Map, Value};

use crate::document::{Document, Location, Operation};
use crate::layout::Literal;
use crate::schema::{Property, Schema, Shape, parameters};
use crate::{Call, Sample};

use names::{class, snake};

pub(crate) fn sample(document: &Document, operation: &Operation, call: &Call<'_>) -> Sample {
    let package = format!("alibabacloud_{}{}", document.product.to_lowercase(), document.version.replace('-', ""));
    let mut builder = Builder { problems: Vec::new(), uses_json: false };
    let (in_path, others): (Vec<_>, Vec<_>) = operation
        .parameters
        .iter()
        .zip(parameters(document, operation))
        .partition(|(parameter, _)| parameter.location == Location::Path);
    let properties = others.into_iter().map(|(_, property)| property).collect();
    let mut arguments: Vec<String> = Vec::new();
    for (_, property) in &in_path {
        let value = call.parameters.get(property.name).unwrap_or(&Value::Null);
        arguments.push(builder.value(property.name, "", &property.schema, &property.shape(), value).print(0, 0, 0));
    }
    let given: Map<String, Value> = call
        .parameters
        .iter()
        .filter(|(name, _)| !in_path.iter().any(|(_, property)| property.name == *name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    // An operation without parameters has no class for them.
    let has_request = operation.parameters.len() > in_path.len();
    let request = has_request.then(|| {
        let class = format!("{}Request", class(&operation.name));
        builder.object(&class, properties, &given).print("request = ".len(), 0, 0)
    });
    arguments.extend(request.iter().map(|_| "request".to_owned()));

    let mut text = format!("# pip install {package}\n");
    if builder.uses_json {
        text.push_str("import json\n\n");
    }
    text.push_str("from alibabacloud_credentials.client import Client as CredentialClient\n");
    if request.is_some() {
        text.push_str(&format!("from {package} import models\n"));
    }
    text.push_str(&format!("from {package}.client import Client\n"));
    text.push_str("from alibabacloud_tea_openapi.utils_models import Config\n\n");
    let host = document.endpoint(call.region).map(|host| ("endpoint=".to_owned(), Literal::Plain(string(host))));
    let config = [
        ("credential=".to_owned(), Literal::Plain("CredentialClient()".to_owned())),
        ("region_id=".to_owned(), Literal::Plain(string(call.region))),
    ];
    let config = Literal::group("Config(", config.into_iter().chain(host), ")").print("config = ".len(), 0, 0);
    text.push_str(&format!("config = {config}\nclient = Client(config)\n"));
    if let Some(request) = request {
        text.push_str(&format!("request = {request}\n"));
    }
    let arguments = arguments.join(", ");
    text.push_str(&format!("response = client.{}({arguments})\nprint(response.to_map())\n", snake(&operation.name)));
    let note = (!builder.problems.is_empty()).then(|| builder.problems.join(" "));
    Sample { title: "Python", language: "python", note, text }
}

/// Builds expressions, and notes what is needed for them.
struct Builder {
    problems: Vec<String>,
    uses_json: bool,
}

impl Builder {
    /// A model by its constructor.
    fn object(&mut self, class_name: &str, properties: Vec<Property<'_>>, given: &Map<String, Value>) -> Literal {
        for unknown in given.keys().filter(|key| !properties.iter().any(|property| property.name == **key)) {
            self.problems.push(format!("`{unknown}` is not documented, and left out."));
        }
        let arguments: Vec<_> = properties
            .iter()
            .filter_map(|property| {
                let value = given.get(property.name).filter(|value| !value.is_null())?;
                let class_name = format!("{class_name}{}", class(property.name));
                let value = self.value(property.name, &class_name, &property.schema, &property.shape(), value);
                Some((format!("{}=", snake(property.name)), value))
            })
            .collect();
        Literal::group(format!("models.{class_name}("), arguments, ")")
    }

    fn value(
        &mut self,
        name: &str,
        class_name: &str,
        schema: &Schema<'_>,
        shape: &Shape<'_>,
        value: &Value,
    ) -> Literal {
        match (shape, value) {
            (Shape::JsonText, Value::Array(_) | Value::Object(_)) => {
                self.uses_json = true;
                Literal::group("json.dumps(", [(String::new(), literal(value))], ")")
            }
            (Shape::List(element), Value::Array(values)) => {
                let values: Vec<_> = values
                    .iter()
                    .map(|value| (String::new(), self.value(name, class_name, element, &element.shape(), value)))
                    .collect();
                Literal::group("[", values, "]")
            }
            (Shape::Map(element), Value::Object(values)) => {
                let class_name = format!("{class_name}Value");
                let values: Vec<_> = values
                    .iter()
                    .map(|(key, value)| {
                        let value = self.value(name, &class_name, element, &element.shape(), value);
                        (format!("{}: ", string(key)), value)
                    })
                    .collect();
                Literal::group("{", values, "}")
            }
            (Shape::Object(properties), Value::Object(_)) if properties.is_empty() => literal(value),
            (Shape::Object(_), Value::Object(given)) => {
                let class_name = schema.shared_name().map_or_else(|| class_name.to_owned(), class);
                let Shape::Object(properties) = schema.shape() else { return literal(value) };
                self.object(&class_name, properties, given)
            }
            (shape, value) => {
                if !shape.fits(value) {
                    self.problems.push(format!("`{name}` is of another type than documented."));
                }
                literal(value)
            }
        }
    }
}

/// A value without models.
fn literal(value: &Value) -> Literal {
    match value {
        Value::Null => Literal::Plain("None".to_owned()),
        Value::Bool(true) => Literal::Plain("True".to_owned()),
        Value::Bool(false) => Literal::Plain("False".to_owned()),
        Value::Number(number) => Literal::Plain(number.to_string()),
        Value::String(text) => Literal::Plain(string(text)),
        Value::Array(elements) => {
            Literal::group("[", elements.iter().map(|element| (String::new(), literal(element))), "]")
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, field)| (format!("{}: ", string(key)), literal(field)));
            Literal::group("{", fields, "}")
        }
    }
}

/// A string literal, in the quotation marks that need fewer escapes.
fn string(text: &str) -> String {
    let mark = if text.contains('"') && !text.contains('\'') { '\'' } else { '"' };
    let mut literal = String::from(mark);
    for character in text.chars() {
        match character {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            other if other == mark => literal.extend(['\\', other]),
            other if other.is_control() => literal.push_str(&format!("\\x{:02x}", u32::from(other))),
            other => literal.push(other),
        }
    }
    literal.push(mark);
    literal
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn a_string_literal_has_the_text() {
        for (text, expected) in [
            ("job-id", r#""job-id""#),
            ("it's", r#""it's""#),
            (r#"{"a": 1}"#, r#"'{"a": 1}'"#),
            (r#"it's "a""#, r#""it's \"a\"""#),
            ("a\\b\n\u{7f}ü", r#""a\\b\n\x7fü""#),
        ] {
            assert_eq!(string(text), expected);
        }
    }
}
