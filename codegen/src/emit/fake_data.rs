//! What the fake works by: everything that is known of a product's operations, as one JSON document.
//!
//! An operation is a line, so that a change of one is a small diff. What is not said is not there: no `deprecated` means
//! that an operation is not.

use std::fmt::Write as _;

use crate::model::{
    Auth, Cursor, Field, Home, Limits, Location, Operation, Paging, ResponseBody, Service, Style, Type, TypeId,
    TypeKind, Waiter,
};
use crate::plan::{Action, Collection, Plan, States};

/// The document.
pub fn fake_data(service: &Service, plan: &Plan) -> String {
    let mut out = String::from("{\n");
    let style = if service.roa { "ROA" } else { "RPC" };
    let head = [("product", &*service.product), ("version", &*service.version), ("style", style)];
    for (key, value) in head.into_iter().chain([("hostPrefix", &*service.host_prefix)]) {
        let _ = writeln!(out, "{}: {},", text(key), text(value));
    }
    let schemas = service.shared.iter();
    let schemas =
        schemas.map(|(name, shared)| (name, definition(service, Json::new(), shared.root, &Limits::default())));
    let lines = schemas.map(|(name, schema)| format!("{}: {}", text(name), schema.finish()));
    let _ = writeln!(out, "\"schemas\": {{\n{}\n}},", lines.collect::<Vec<_>>().join(",\n"));
    let collections = plan.collections.iter();
    let lines = collections.map(|(name, it)| format!("{}: {}", text(name), collection(it, plan.is_of_settings(name))));
    let _ = writeln!(out, "\"collections\": {{\n{}\n}},", lines.collect::<Vec<_>>().join(",\n"));
    let lines = service.operations.iter().map(|operation| self::operation(service, plan, operation));
    let _ = writeln!(out, "\"operations\": [\n{}\n]\n}}", lines.collect::<Vec<_>>().join(",\n"));
    out
}

fn operation(service: &Service, plan: &Plan, operation: &Operation) -> String {
    let mut json = Json::new();
    json.text("name", &operation.name).text("family", &operation.family).texts("methods", &operation.methods);
    json.text("path", operation.path.as_deref().unwrap_or_default());
    json.flag("anonymous", operation.auth == Auth::Anonymous)
        .flag("bearer", operation.auth == Auth::Bearer)
        .flag("read", operation.read)
        .flag("deprecated", operation.deprecated);
    if let Some((action, stated)) = &operation.ram_action {
        json.text("ramAction", action).flag("ramActionDerived", !stated);
    }
    json.text("idempotencyToken", operation.idempotency_token.as_deref().unwrap_or_default());
    let parameters = service.fields(operation.request).iter();
    json.raw("parameters", list(parameters.map(|it| parameter(service, it))));
    json.raw("response", response(service, service.fields(operation.output)));
    // With another response beside it, the redirect is the exception.
    if let (Some(status), ResponseBody::Undocumented) = (operation.redirects.first(), operation.response_body) {
        json.raw("redirect", status.to_string());
    }
    if let Some(paging) = &operation.paging {
        json.raw("paging", self::paging(paging));
    }
    if let Some(waiter) = &operation.waiter {
        json.raw("waiter", self::waiter(waiter));
    }
    let followed_by: Vec<_> = operation.followed_by.iter().map(|&id| &service[id].name).collect();
    json.texts("followedBy", &followed_by);
    if let Some(action) = plan.actions.get(&operation.name) {
        json.raw("resource", self::action(action));
    }
    if let Some(made) = plan.made.get(&operation.name) {
        json.raw("makes", texts_by_name(made.iter()));
    }
    if !operation.page.error_codes.is_empty() {
        let errors = operation.page.error_codes.iter();
        let error = |(status, code, words): &(String, String, String)| {
            let mut json = Json::new();
            json.text("status", status).text("code", code).text("message", words).finish()
        };
        json.raw("errors", list(errors.map(error)));
    }
    if let Some(sample) = operation.page.sample.as_deref().and_then(compact) {
        json.raw("sample", sample);
    }
    json.finish()
}

fn parameter(service: &Service, parameter: &Field) -> String {
    let mut json = Json::new();
    json.text("name", &parameter.wire);
    if let Some(sent) = parameter.parameter {
        json.text("in", location(sent.location)).text("style", style(sent.style));
    }
    field(service, json, parameter)
}

/// The schema of a response; one with a single nameless field is that field.
fn response(service: &Service, fields: &[Field]) -> String {
    match fields {
        [only] if only.wire.is_empty() => field(service, Json::new(), only),
        fields => object(service, Json::new(), fields).finish(),
    }
}

fn paging(paging: &Paging) -> String {
    let cursor = |cursor: &Cursor| {
        let mut json = Json::new();
        match cursor {
            Cursor::Number { parameter, .. } => json.text("page", parameter),
            Cursor::Token { parameter, next, .. } => json.text("token", parameter).text("next", next),
        };
        json.text("total", cursor.total().unwrap_or_default());
        json.text("size", cursor.size().unwrap_or_default());
        json.finish()
    };
    let mut json = Json::new();
    json.text("items", &paging.items).raw("cursors", list(paging.cursors.iter().map(cursor)));
    json.finish()
}

fn waiter(waiter: &Waiter) -> String {
    let mut json = Json::new();
    json.text("id", &waiter.id).text("status", &waiter.status);
    json.texts("success", &waiter.success).texts("failure", &waiter.failure);
    json.text("code", waiter.code.as_deref().unwrap_or_default());
    json.text("message", waiter.message.as_deref().unwrap_or_default());
    json.finish()
}

fn collection(collection: &Collection, is_of_settings: bool) -> String {
    let mut json = Json::new();
    json.text("id", &collection.id).text("also", collection.also.as_deref().unwrap_or_default());
    json.flag("settings", is_of_settings);
    if let Some(states) = &collection.states {
        json.raw("states", self::states(states));
    }
    json.finish()
}

fn states(states: &States) -> String {
    let mut json = Json::new();
    json.text("field", &states.field).texts("steps", &states.steps);
    json.text("success", &states.success).text("failure", &states.failure);
    json.text("cancelled", states.cancelled.as_deref().unwrap_or_default());
    json.text("code", states.code.as_deref().unwrap_or_default());
    json.text("message", states.message.as_deref().unwrap_or_default());
    json.finish()
}

fn action(action: &Action) -> String {
    let mut json = Json::new();
    json.text("collection", &action.collection).text("role", action.role.name());
    json.text("id", action.id.as_deref().unwrap_or_default()).text("entry", &action.entry).flag("done", action.done);
    json.texts("from", &action.from).text("to", action.to.as_deref().unwrap_or_default());
    if !action.sets.is_empty() {
        json.raw("sets", texts_by_name(action.sets.iter().map(|(field, value)| (field, value))));
    }
    json.text("absent", action.passed_over.absent.as_deref().unwrap_or_default());
    json.text("forbidden", action.passed_over.forbidden.as_deref().unwrap_or_default());
    json.finish()
}

fn field(service: &Service, mut json: Json, field: &Field) -> String {
    json.flag("required", field.is_required()).flag("deprecated", field.deprecated);
    schema(service, json, &field.ty, &field.limits).finish()
}

fn object(service: &Service, mut json: Json, fields: &[Field]) -> Json {
    let properties = fields.iter().map(|it| format!("{}:{}", text(&it.wire), field(service, Json::new(), it)));
    json.text("type", "object").raw("properties", format!("{{{}}}", properties.collect::<Vec<_>>().join(",")));
    json
}

fn schema(service: &Service, mut json: Json, ty: &Type, limits: &Limits) -> Json {
    let word = match ty {
        Type::Text | Type::JsonText | Type::Timestamp => "string",
        Type::Bytes => "bytes",
        Type::Integer => "integer",
        Type::Float => "number",
        Type::Boolean => "boolean",
        Type::Json => "any",
        Type::List(_) => "array",
        Type::Map(_) => "map",
        Type::Named(id) => match &service[*id].home {
            Home::Schema(schema) if service.shared[schema].root == *id => {
                json.text("$ref", schema);
                return json;
            }
            _ => return definition(service, json, *id, limits),
        },
    };
    json.text("type", word).text("format", &limits.format).flag("json", matches!(ty, Type::JsonText));
    for (key, bound) in &limits.bounds {
        json.text(key, bound);
    }
    if let Type::List(items) | Type::Map(items) = ty {
        let none = Limits::default();
        json.raw("items", schema(service, Json::new(), items, limits.items.as_deref().unwrap_or(&none)).finish());
    } else {
        json.texts("enum", &limits.values);
    }
    json
}

fn definition(service: &Service, mut json: Json, id: TypeId, limits: &Limits) -> Json {
    match &service[id].kind {
        TypeKind::Object(it) => object(service, json, &it.fields),
        TypeKind::Enum(variants) => {
            let values: Vec<&str> = variants.iter().map(|variant| variant.wire.as_str()).collect();
            json.text("type", "string").texts("enum", &values);
            // Where only titles name the values, it is unknown whether there are others.
            json.flag("open", limits.values.is_empty());
            for (key, bound) in &limits.bounds {
                json.text(key, bound);
            }
            json
        }
    }
}

fn location(location: Location) -> &'static str {
    match location {
        Location::Query => "query",
        Location::Form => "formData",
        Location::Body => "body",
        Location::Path => "path",
        Location::Header => "header",
        Location::Host => "host",
    }
}

/// Flat is how everything is sent that has no style.
fn style(style: Style) -> &'static str {
    match style {
        Style::Flat => "",
        Style::Json => "json",
        Style::Simple => "simple",
        Style::SpaceDelimited => "spaceDelimited",
        Style::PipeDelimited => "pipeDelimited",
    }
}

/// A JSON object that is being written, its keys in the order in which they come.
struct Json(String);

impl Json {
    fn new() -> Self {
        Self(String::new())
    }

    fn raw(&mut self, key: &str, value: impl AsRef<str>) -> &mut Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        let _ = write!(self.0, "{comma}{}:{}", text(key), value.as_ref());
        self
    }

    /// Text that is not empty.
    fn text(&mut self, key: &str, value: &str) -> &mut Self {
        if value.is_empty() { self } else { self.raw(key, text(value)) }
    }

    /// A list that is not empty.
    fn texts<T: AsRef<str>>(&mut self, key: &str, values: &[T]) -> &mut Self {
        if values.is_empty() { self } else { self.raw(key, list(values.iter().map(|value| text(value.as_ref())))) }
    }

    fn flag(&mut self, key: &str, set: bool) -> &mut Self {
        if set { self.raw(key, "true") } else { self }
    }

    fn finish(&self) -> String {
        format!("{{{}}}", self.0)
    }
}

fn texts_by_name<'a>(entries: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    let entries = entries.map(|(name, value)| format!("{}:{}", text(name), text(value)));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
}

fn list(elements: impl Iterator<Item = String>) -> String {
    format!("[{}]", elements.collect::<Vec<_>>().join(","))
}

/// Text as JSON has it.
fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A sample on one line, its keys in their own order.
fn compact(sample: &str) -> Option<String> {
    serde_json::from_str::<serde_json::Value>(sample).ok()?;
    let (mut out, mut quoted, mut escaped) = (String::new(), false, false);
    for character in sample.chars() {
        if quoted || !character.is_ascii_whitespace() {
            out.push(character);
        }
        quoted ^= character == '"' && !escaped;
        escaped = quoted && character == '\\' && !escaped;
    }
    Some(out)
}
