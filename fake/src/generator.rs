//! Responses generated from a schema: every field, with a plausible value.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::dates;
use crate::seed::Seed;
use crate::sparse::{NEVER_HEARD_OF, Sparse};
use crate::spec::{Format, Kind, Product, Schema, is_request_id};
use crate::values::fitted;

/// Down to this depth of objects and lists, lists have two entries; below it, one.
const WIDE_DEPTH: usize = 4;

/// Generates a response, or a part of one.
pub(crate) struct Generator<'a> {
    pub(crate) product: &'a Product,
    /// The parameters of the request: a scalar field of the same name has the same value.
    pub(crate) parameters: &'a Map<String, Value>,
    pub(crate) request_id: &'a str,
    /// `None` if every field of the schema has a documented value.
    pub(crate) sparse: Option<Sparse>,
    /// Whether only reads may lack something: nothing that a write has created could be found again without its IDs.
    pub(crate) of_write: bool,
}

impl Generator<'_> {
    /// A value of a schema. A schema within itself is left out.
    pub(crate) fn value(&self, schema: &Schema, seed: Seed) -> Value {
        self.named("", schema, seed, &mut Vec::new()).unwrap_or_else(|| json!({}))
    }

    /// An object of a schema whose known fields are these. The others are generated.
    pub(crate) fn completed(&self, schema: &Schema, seed: Seed, known: Map<String, Value>) -> Value {
        let schema = schema.resolved(self.product);
        Value::Object(self.completed_within(schema, seed, known, &mut vec![schema]))
    }

    /// A value of a schema that has a known value at a path, and what is generated around it.
    pub(crate) fn around(&self, schema: &Schema, seed: Seed, path: &str, known: Value) -> Value {
        if path.is_empty() {
            return known;
        }
        let schema = schema.resolved(self.product);
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        let value = match schema.property(name) {
            Some(property) => self.around(property, seed.with(name), rest, known),
            None => known,
        };
        self.completed(schema, seed, Map::from_iter([(name.to_owned(), value)]))
    }

    fn completed_within<'s>(
        &'s self,
        schema: &'s Schema,
        seed: Seed,
        mut fields: Map<String, Value>,
        within: &mut Vec<&'s Schema>,
    ) -> Map<String, Value> {
        for (name, schema) in &*schema.properties {
            let seed = seed.with(name);
            if !fields.contains_key(&**name)
                && !self.lacks(name, schema, seed)
                && let Some(value) = self.named(name, schema, seed, within)
            {
                fields.insert(name.to_string(), value);
            }
        }
        if let Some(extra) = self.sparse.and_then(|sparse| sparse.extra(seed)) {
            fields.insert(NEVER_HEARD_OF.to_owned(), extra);
        }
        fields
    }

    fn named<'s>(&'s self, name: &str, schema: &'s Schema, seed: Seed, within: &mut Vec<&'s Schema>) -> Option<Value> {
        let schema = schema.resolved(self.product);
        if within.iter().any(|outer| std::ptr::eq(*outer, schema)) {
            return None;
        }
        if schema.kind.is_scalar() {
            return Some(self.repeated(name, schema).unwrap_or_else(|| self.scalar(name, schema, seed)));
        }
        within.push(schema);
        let value = match schema.kind {
            Kind::Object => Value::Object(self.completed_within(schema, seed, Map::new(), within)),
            Kind::Array => {
                let count = match self.sparse {
                    Some(sparse) if !self.of_write && sparse.empties(seed) => 0,
                    _ if within.len() <= WIDE_DEPTH => 2,
                    _ => 1,
                };
                // Entries that are not objects have the name of their list.
                let entry = |number| match &schema.items {
                    Some(item) => self.named(name, item, seed.number(number), within),
                    None => Some(any(name, seed.number(number))),
                };
                Value::Array((0..count).filter_map(entry).collect())
            }
            Kind::Map => {
                let item = schema.items.as_deref().and_then(|item| self.named(name, item, seed.with("key"), within));
                Value::Object(item.map(|item| ("key".to_owned(), item)).into_iter().collect())
            }
            _ => any(name, seed),
        };
        within.pop();
        Some(value)
    }

    /// Whether a sparse response lacks a field.
    fn lacks(&self, name: &str, schema: &Schema, seed: Seed) -> bool {
        if !self.sparse.is_some_and(|sparse| sparse.leaves_out(seed)) {
            return false;
        }
        let schema = schema.resolved(self.product);
        if schema.kind.is_scalar() {
            !(self.of_write && name.ends_with("Id")) && self.repeated(name, schema).is_none()
        } else {
            !self.of_write
        }
    }

    /// The value of a field that is known from the request.
    fn repeated(&self, name: &str, schema: &Schema) -> Option<Value> {
        if is_request_id(name) {
            return Some(self.request_id.into());
        }
        // Page tokens are never given back, or a list would not end.
        let same = self.parameters.get(name).filter(|_| name == "ClientToken" || !name.ends_with("Token"))?;
        fitted(self.product, schema, same)
    }

    fn scalar(&self, name: &str, schema: &Schema, seed: Seed) -> Value {
        match schema.kind {
            Kind::Boolean => true.into(),
            Kind::Integer => integer(name, schema, seed).into(),
            // Exact in binary, so that it is read back as the same number.
            Kind::Number => (f64::from(u32::try_from(seed.below(1000)).unwrap_or(0)) + 0.5).into(),
            Kind::Bytes => bytes(seed).into(),
            _ if !schema.values.is_empty() && self.sparse.is_some_and(|sparse| sparse.is_unknown(seed)) => {
                NEVER_HEARD_OF.into()
            }
            _ => text(name, schema, seed).into(),
        }
    }
}

/// Bytes that are no text, in Base64.
fn bytes(seed: Seed) -> String {
    STANDARD.encode([b"\xff\x00", seed.hex().as_bytes()].concat())
}

/// A value without a schema.
fn any(name: &str, seed: Seed) -> Value {
    json!({ "key": format!("{name}-{:04x}", seed.below(0x1_0000)) })
}

fn integer(name: &str, schema: &Schema, seed: Seed) -> i64 {
    let number = |text: Option<&str>| text?.trim().parse::<i64>().ok();
    if let Some(first) = number(schema.values.first().map(|value| &**value)) {
        return first;
    }
    let made = i64::try_from(seed.below(100)).unwrap_or(0) + 1;
    let made = match name.ends_with("Time") || name.ends_with("Timestamp") {
        // In milliseconds; in 32 bits, in seconds.
        true if schema.format == Format::Int32 => 1_704_164_645 + made,
        true => 1_704_164_645_000 + made * 1000,
        false => made,
    };
    let least = number(schema.limits().minimum.as_deref()).unwrap_or(i64::MIN);
    made.clamp(least, number(schema.limits().maximum.as_deref()).unwrap_or(i64::MAX).max(least))
}

fn text(name: &str, schema: &Schema, seed: Seed) -> String {
    if let Some(first) = schema.values.first() {
        return first.to_string();
    }
    if schema.json {
        return any(name, seed).to_string();
    }
    if schema.format == Format::Iso8601 || name.ends_with("Time") {
        // Some day of 2024, at noon or a bit later.
        let seconds =
            i64::try_from(seed.below(366)).unwrap_or(0) * 86_400 + i64::try_from(seed.below(3600)).unwrap_or(0);
        return dates::iso(dates::shifted(std::time::UNIX_EPOCH, 1_704_110_400 + seconds));
    }
    let lower = name.to_ascii_lowercase();
    let ends = |ending: &str| lower.ends_with(ending);
    match lower.as_str() {
        // The whole response.
        "" => seed.hex(),
        "code" | "message" => "Success".to_owned(),
        "errorcode" | "errormessage" => String::new(),
        _ if ends("region") || ends("regionid") => "cn-shanghai".to_owned(),
        _ if ends("url") || ends("uri") => format!("https://fake.example.com/{}", seed.hex()),
        _ if ends("id") => seed.hex(),
        _ if ends("count") || ends("results") || lower.starts_with("total") || ends("size") || ends("duration") => {
            seed.below(100).to_string()
        }
        // No further page.
        _ if ends("nexttoken") || ends("nextpagetoken") || ends("scrolltoken") => String::new(),
        _ => format!("{name}-{:04x}", seed.below(0x1_0000)),
    }
}
