//! Made values: one for every field that a schema has, each different from the others.

use serde_json::{Map, Value, json};

use crate::spec::{Shape, Specs};

/// Makes values. What has been made decides what is made next, so that no two fields have the same value by chance.
pub struct Maker<'a> {
    specs: &'a Specs,
    made: i64,
    /// The shared schemas that the value at hand is in: one that holds itself is left out the second time.
    within: Vec<&'a str>,
}

impl<'a> Maker<'a> {
    pub fn new(specs: &'a Specs) -> Self {
        Self { specs, made: 0, within: Vec::new() }
    }

    /// A value of a schema; none where it would never end.
    pub fn value(&mut self, schema: &'a Value) -> Option<Value> {
        if let Some((name, shared)) = self.specs.shared(schema) {
            if self.within.contains(&name) {
                return None;
            }
            self.within.push(name);
            let value = self.value(shared);
            self.within.pop();
            return value;
        }
        self.made += 1;
        let number = self.made;
        Some(match self.specs.shape(schema) {
            // Text has what query strings, forms and JSON have to escape.
            Shape::Text(values) if values.is_empty() => format!("{number} é媒/&=+~*'%\"\\\n").into(),
            Shape::Text(values) => values[number as usize % values.len()].into(),
            Shape::Time => format!("2023-06-07T{:02}:{:02}:08Z", number / 60 % 24, number % 60).into(),
            // Integers are 64 bits wide, whatever the metadata calls them.
            Shape::Integer => (if number % 2 == 0 { i64::MAX - number } else { i64::MIN + number }).into(),
            Shape::Number => (number as f64 + 0.1).into(),
            Shape::Boolean => (number % 2 == 0).into(),
            Shape::Any => json!({"free": [null, number, {"": "é"}], "other": 0.5}),
            Shape::Object(properties) => {
                let properties =
                    properties.iter().filter_map(|(name, schema)| Some((name.clone(), self.value(schema)?)));
                Value::Object(properties.collect())
            }
            Shape::List(items) => Value::Array(vec![self.value(items)?, self.value(items)?]),
            Shape::Map(values) => {
                let mut map = Map::new();
                for key in ["k", "k 2"] {
                    map.insert(key.to_owned(), self.value(values)?);
                }
                Value::Object(map)
            }
        })
    }
}

/// Every parameter of an operation with a value.
pub fn input(specs: &Specs, operation: &str) -> Value {
    let mut maker = Maker::new(specs);
    let parameters = specs.parameters(operation);
    let values = parameters.iter().map(|it| (it.name.to_owned(), maker.value(it.schema).unwrap()));
    Value::Object(values.collect())
}

/// A response with every field.
pub fn response(specs: &Specs, operation: &str) -> Value {
    Maker::new(specs).value(specs.response(operation)).unwrap()
}
