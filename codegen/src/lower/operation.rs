//! One operation: its facts, its parameters, its response.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::{Context, Owner, Scope};
use super::values::limits;
use super::{Lowering, error, schema};
use crate::callable;
use crate::diagnostic::Code;
use crate::model::{
    About, Auth, Field, Home, Location, Object, Operation, Page, Parameter, Presence, ResponseBody, Role, Style, Type,
    TypeDef, TypeId, TypeKind,
};
use crate::path_template;
use crate::spec::{self, is_bytes, parameter_path};
use crate::suggestion::typo;

/// First words of the names of operations that change nothing. The metadata's own `operationType` is wrong too often
/// (it calls `CreateUploadMedia` a read); what is not known to be a read counts as a write.
const READS: [&str; 6] = ["Get", "List", "Query", "Describe", "Search", "BatchGet"];

const METHODS: [&str; 8] = ["get", "post", "put", "delete", "patch", "head", "options", "trace"];

const LOCATIONS: [(&str, Location); 6] = [
    ("query", Location::Query),
    ("formData", Location::Form),
    ("body", Location::Body),
    ("path", Location::Path),
    ("header", Location::Header),
    ("host", Location::Host),
];

const STYLES: [(&str, Style); 6] = [
    ("repeatList", Style::Flat),
    ("flat", Style::Flat),
    ("json", Style::Json),
    ("simple", Style::Simple),
    ("spaceDelimited", Style::SpaceDelimited),
    ("pipeDelimited", Style::PipeDelimited),
];

impl<'a> Lowering<'a> {
    pub(super) fn operation(&mut self, operation: &'a spec::Operation) -> Operation {
        let read = self.is_read(operation);
        // One that cannot be authenticated is not generated.
        let auth = callable::auth(operation).unwrap_or(Auth::Signed);
        self.check_places(operation);
        let (request, types) = self.request(operation);
        let (output, output_types) = self.output(operation);
        let path = self.path(operation);
        let token = operation.parameters.iter().find(|parameter| !read && parameter.name == "ClientToken");
        Operation {
            name: operation.name.clone(),
            family: operation.family.clone(),
            file: operation.file.clone(),
            page: page(operation),
            methods: self.methods(operation),
            path,
            auth,
            redirects: operation.redirects.clone(),
            response_body: response_body(operation, self.types[output.0].fields()),
            read,
            deprecated: operation.deprecated,
            ram_action: match operation.ram_actions.first() {
                Some(action) => Some((action.action.clone(), true)),
                None if auth == Auth::Anonymous => None,
                None => Some((format!("{}:{}", self.product.product.to_lowercase(), operation.name), false)),
            },
            idempotency_token: token.map(|parameter| parameter.name.clone()),
            // Told once all operations are known.
            sensitive: BTreeSet::new(),
            paging: None,
            waiter: None,
            followed_by: Vec::new(),
            docs_link: self
                .product
                .docs
                .replace("{product}", &self.product.product)
                .replace("{version}", &self.product.version)
                .replace("{operation}", &operation.name),
            request,
            types,
            output,
            output_types,
        }
    }

    fn is_read(&mut self, operation: &spec::Operation) -> bool {
        match operation.effect.as_ref().map(|effect| (effect.value.as_str(), &effect.span)) {
            Some(("read", _)) => true,
            Some(("write", _)) => false,
            Some((other, span)) => {
                let message = format!("unknown effect `{other}`");
                let error = error(Code::UnknownEffect, span, &operation.name, message)
                    .expected("`read` or `write`")
                    .help("correct the entry of overlay.yaml that sets `effect`");
                self.diagnostics.push(error);
                false
            }
            None => READS.iter().any(|first| starts_with_word(&operation.name, first)),
        }
    }

    fn methods(&mut self, operation: &spec::Operation) -> Vec<String> {
        let methods: Vec<&str> = operation.methods.iter().map(|method| method.value.as_str()).collect();
        let has_path = own_path(self.product, operation).is_some();
        if let Some(unknown) = operation.methods.iter().find(|method| !METHODS.contains(&method.value.as_str())) {
            let stated: Vec<String> = methods.iter().map(|&method| method.to_owned()).collect();
            // What is a method but for its case is taken as one.
            let known = methods.iter().map(|method| method.to_lowercase());
            let mut known: Vec<String> = known.filter(|method| METHODS.contains(&method.as_str())).collect();
            if known.is_empty() && !has_path {
                known.push("post".to_owned());
            }
            let message = format!("unknown HTTP method `{}`", unknown.value);
            let error =
                error(Code::UnknownMethod, &unknown.span, &operation.name, message).expected(METHODS.join(", "));
            self.diagnostics.push(match known.is_empty() {
                true => error.help("correct `methods`"),
                false => error.fix([("methods", stated.into())], [("methods", known.into())]),
            });
        }
        // One published operation has no methods at all; whatever has no path of its own takes POST.
        if methods.is_empty() {
            if has_path {
                let error =
                    error(Code::MissingKey, &operation.span, &operation.name, "`methods` is missing".to_owned())
                        .expected("the HTTP method of the path, as in `methods: [get]`")
                        .help("add `methods`");
                self.diagnostics.push(error);
            }
            return vec!["post".to_owned()];
        }
        methods.into_iter().map(str::to_owned).collect()
    }

    fn path(&mut self, operation: &spec::Operation) -> Option<String> {
        let path = own_path(self.product, operation)?;
        // Parameters without a place are why an operation is left out; what else the template names is none here.
        let template = path_template::of(operation).unwrap_or_else(|_| path.value.clone());
        for name in path_template::names(&template) {
            let named = operation.parameters.iter().find(|parameter| parameter.name == name);
            let problem = |message| {
                error(Code::PathParameterMissing, &path.span, &operation.name, message)
                    .expected(format!("a parameter `{name}` with `in: path`"))
            };
            let error = match named.map(|parameter| parameter.location.value.as_str()) {
                Some("path") => continue,
                // A location that is missing or unknown is reported as such.
                Some(place) if location(place).is_none() => continue,
                Some(elsewhere) => {
                    let problem = problem(format!("the path has a place for `{name}`, which is sent in `{elsewhere}`"));
                    let target = parameter_path(&operation.name, name);
                    problem.at(target).fix([("in", elsewhere.into())], [("in", "path".into())])
                }
                None => {
                    let message = format!("the path has a place for `{name}`, and no parameter has this name");
                    let help = format!(
                        "add the parameter `{name}` with `in: path` and `schema`, or correct `path` in the file or by the overlay"
                    );
                    problem(message).help(help)
                }
            };
            self.diagnostics.push(error);
        }
        Some(template)
    }

    /// The parameters, and what they hold.
    fn request(&mut self, operation: &'a spec::Operation) -> (TypeId, Vec<TypeId>) {
        let mut scope = Scope::new(Home::Operation);
        let owner = Owner { names: vec!["Input".to_owned()], wire: format!("{}.request", operation.name) };
        let mut fields = Vec::new();
        let mut seen = BTreeMap::new();
        for parameter in &operation.parameters {
            // A missing name has been reported when the spec was read.
            if parameter.name.is_empty() {
                continue;
            }
            let keys = spec::parameter_keys(&parameter.name, &parameter.location.value);
            if let Some(&first) = keys.iter().find_map(|key| seen.get(key)) {
                self.duplicate(operation, parameter, first);
                continue;
            }
            seen.extend(keys.map(|key| (key, parameter)));
            let path = parameter_path(&operation.name, &parameter.name);
            let mut sent = self.sent(operation, parameter, &path);
            let mut field = self.field(&parameter.name, &parameter.schema, &mut scope, &owner, Role::Operation, path);
            if sent.location == Location::Path {
                field.presence = Presence::Required;
            }
            if sent.location == Location::Body && is_bytes(&parameter.schema, &operation.consumes) {
                field.ty = Type::Bytes;
                sent.style = Style::Flat;
            }
            fields.push(Field { parameter: Some(sent), ..field });
        }
        self.fill(&mut scope, Role::Request);
        (self.root(operation.name.clone(), Role::Operation, fields), scope.types)
    }

    /// The output, and what it holds.
    fn output(&mut self, operation: &'a spec::Operation) -> (TypeId, Vec<TypeId>) {
        let mut scope = Scope::new(Home::Output);
        let fields = self.response(operation, &mut scope);
        self.fill(&mut scope, Role::Response);
        (self.root(format!("{}.response", operation.name), Role::Response, fields), scope.types)
    }

    /// The type of an operation or of its output.
    fn root(&mut self, wire: String, role: Role, fields: Vec<Field>) -> TypeId {
        self.add(TypeDef {
            wire,
            names: Vec::new(),
            field: String::new(),
            home: Home::Operation,
            docs: String::new(),
            about: About::Itself,
            kind: TypeKind::Object(Object { role, boxed: false, fields }),
        })
    }

    fn duplicate(&mut self, operation: &spec::Operation, parameter: &spec::Parameter, first: &spec::Parameter) {
        let path = parameter_path(&operation.name, &parameter.name);
        let message = format!("a second parameter is named `{}`", first.name);
        let error = error(Code::DuplicateParameter, &parameter.span, &path, message)
            .expected(format!("one parameter of this name; the first stands in line {}", first.span.line()))
            .help(match parameter.name == first.name && parameter.location.value == first.location.value {
                true => "delete one of them (`cargo xtask import` keeps the first)",
                false => "delete one of them",
            });
        self.diagnostics.push(error);
    }

    /// Location and style of a parameter.
    fn sent(&mut self, operation: &spec::Operation, parameter: &spec::Parameter, path: &str) -> Parameter {
        let word = parameter.location.value.as_str();
        // A missing place has been reported when the spec was read.
        if location(word).is_none() && !word.is_empty() {
            let templates = operation.path.iter().flat_map(|path| path_template::names(&path.value));
            let is_in_path = templates.into_iter().any(|name| name == parameter.name);
            let near = || typo(word, LOCATIONS.into_iter().map(|(word, _)| word)).unwrap_or("query");
            let likely = if is_in_path { "path" } else { near() };
            let message = format!("unknown parameter location `{word}`");
            let error = error(Code::UnknownLocation, &parameter.location.span, path, message)
                .expected("query, formData, body, path, header or host")
                .fix([("in", word.into())], [("in", likely.into())]);
            self.diagnostics.push(error);
        }
        let location = location(word).unwrap_or(Location::Query);
        let style = style(operation, parameter).unwrap_or_else(|unknown| {
            let likely = typo(&unknown.value, STYLES.into_iter().map(|(word, _)| word)).unwrap_or("json");
            let message = format!("unknown serialization style `{}`", unknown.value);
            let error = error(Code::UnknownStyle, &unknown.span, path, message)
                .expected("json, repeatList, flat, simple, spaceDelimited or pipeDelimited")
                .fix([("style", unknown.value.as_str().into())], [("style", likely.into())]);
            self.diagnostics.push(error);
            Style::Flat
        });
        Parameter { location, style }
    }

    /// The fields of the output: those of the response where it is an object, otherwise one nameless field that is the
    /// whole response.
    fn response(&mut self, operation: &'a spec::Operation, scope: &mut Scope<'a>) -> Vec<Field> {
        let Some(mut schema) = operation.response.as_ref() else {
            return Vec::new();
        };
        let product = self.product;
        let secret = schema::verdict(product, schema, &mut BTreeSet::new()) == Some(true);
        let mut path = format!("{}.response", operation.name);
        let mut steps = 0;
        while let Some((name, target)) = product.target(schema) {
            // A cycle of references alone is reported where the schemas are lowered.
            steps += 1;
            if steps > product.schemas.len() {
                return Vec::new();
            }
            schema = target;
            path = format!("schemas.{name}");
        }
        let wire = format!("{}.response", operation.name);
        if schema::is_object(schema) {
            let owner = Owner { names: vec!["Output".to_owned()], wire };
            let mut fields = self.fields(schema, scope, &owner, Role::Response, &path);
            // No field has the whole response, so what is said of it holds for each field of which nothing else is said.
            for field in &mut fields {
                field.sensitive |= secret && schema.properties[&field.wire].sensitive.is_none();
            }
            return fields;
        }
        let context = Context {
            names: vec!["Output".to_owned(), "Body".to_owned()],
            field: String::new(),
            wire,
            role: Role::Response,
            path,
            docs: schema.description.clone(),
            about: About::Itself,
        };
        let ty = match schema.kind.as_ref().map(|kind| kind.value.as_str()) {
            _ if is_bytes(schema, &operation.produces) => Type::Bytes,
            // Text, also with documented values: it may come without quotes, and an enum would be named like the response.
            Some("string") if schema.format != "iso8601" && schema.json.is_none() => Type::Text,
            _ => self.ty(schema, scope, context, &mut Vec::new()),
        };
        vec![Field {
            wire: String::new(),
            docs: schema.description.clone(),
            limits: limits(schema),
            example: None,
            presence: self.presence(false, &ty, Role::Response),
            ty,
            parameter: None,
            deprecated: false,
            sensitive: secret,
        }]
    }

    /// Reports parameters that cannot be sent where they stand: a request has one body or a form, and an RPC request no
    /// path of its own.
    fn check_places(&mut self, operation: &spec::Operation) {
        let rpc = self.product.style.value == "RPC";
        let in_body = |parameter: &&spec::Parameter| parameter.location.value == "body";
        let body = operation.parameters.iter().find(in_body);
        for parameter in &operation.parameters {
            let place = &parameter.location;
            let (code, message, expected) = match (place.value.as_str(), body) {
                ("body", Some(first)) if !std::ptr::eq(first, parameter) => (
                    Code::SecondBody,
                    format!("a second parameter is the body of the request, which `{}` is", first.name),
                    "one parameter with `in: body`, and the others in query, path or header",
                ),
                ("formData", Some(body)) => (
                    Code::BodyBesideForm,
                    format!("a form beside the body of the request, which `{}` is: only one can be sent", body.name),
                    "query, path or header",
                ),
                ("path", _) if rpc => (
                    Code::PathInRpc,
                    "the parameter is sent in the path, which RPC requests do not have".to_owned(),
                    "query, formData, body or header",
                ),
                _ => continue,
            };
            let path = parameter_path(&operation.name, &parameter.name);
            let fix = [("in", place.value.as_str().into())];
            let error = error(code, &place.span, &path, message).expected(expected);
            self.diagnostics.push(error.fix(fix, [("in", "query".into())]));
        }
    }
}

fn location(word: &str) -> Option<Location> {
    LOCATIONS.into_iter().find(|(known, _)| *known == word).map(|(_, location)| location)
}

/// The path template of products that use one. RPC operations carry one at times, which means nothing.
pub(crate) fn own_path<'a>(
    product: &spec::Product,
    operation: &'a spec::Operation,
) -> Option<&'a spec::Located<String>> {
    let path = operation.path.as_ref().filter(|path| !matches!(path.value.as_str(), "" | "/"));
    path.filter(|_| product.style.value != "RPC")
}

/// How the value of a parameter becomes text, by several words for some ways.
///
/// # Errors
/// The word is unknown.
pub(crate) fn style<'a>(
    operation: &spec::Operation,
    parameter: &'a spec::Parameter,
) -> Result<Style, &'a spec::Located<String>> {
    if parameter.location.value == "body" {
        // A form that is one parameter, or JSON whatever the document calls it: it is `flat` or `struct` in a few places.
        return Ok(if is_form(operation) { Style::Flat } else { Style::Json });
    }
    let Some(style) = &parameter.style else { return Ok(Style::Flat) };
    STYLES.into_iter().find(|(known, _)| *known == style.value).map(|(_, style)| style).ok_or(style)
}

/// Whether the body of a request is a form and nothing else.
fn is_form(operation: &spec::Operation) -> bool {
    let is_form = |media: &spec::Located<String>| media.value == "application/x-www-form-urlencoded";
    !operation.consumes.is_empty() && operation.consumes.iter().all(is_form)
}

/// What the body of a response is, by the fields of the output.
fn response_body(operation: &spec::Operation, output: &[Field]) -> ResponseBody {
    let whole = output.first().filter(|field| field.wire.is_empty());
    match whole.map(|field| &field.ty) {
        Some(Type::Bytes) => ResponseBody::Bytes,
        Some(Type::Text | Type::JsonText) => ResponseBody::Text,
        _ if operation.response.is_none() => ResponseBody::Undocumented,
        _ => ResponseBody::Json,
    }
}

/// Whether a name starts with a word: `GetJob` starts with `Get`, `Getaway` does not.
fn starts_with_word(name: &str, word: &str) -> bool {
    name.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_lowercase()))
}

fn page(operation: &spec::Operation) -> Page {
    // What is no JSON is no sample. One that stands on a single line is spread out; any other stays as it was written.
    let sample = operation.sample.as_ref().and_then(|sample| {
        let value: serde_json::Value = serde_json::from_str(sample).ok()?;
        let spread = sample.trim().contains('\n');
        if spread { Some(sample.trim().to_owned()) } else { serde_json::to_string_pretty(&value).ok() }
    });
    Page {
        title: if operation.title.is_empty() { &operation.summary } else { &operation.title }.clone(),
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        ram_actions: operation.ram_actions.clone(),
        error_codes: operation.error_codes.clone(),
        changes: operation.changes.clone(),
        sample,
    }
}
