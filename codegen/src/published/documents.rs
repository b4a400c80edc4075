//! The parts of a published document, each where the specs of a product would have it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::identity::Identity;
use super::options::Options;
use super::{families, prose, samples};
use crate::build::{self, Mapping};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::documents::{Documents, OperationFile};
use crate::keys::{Role, Shape};
use crate::left_out::LeftOut;
use crate::spec::{parameter_keys, parameter_path};
use crate::tree::{Entry, Node, Value};
use crate::wording::placeholder;
use crate::{keys, naming};

/// Where the reference of an operation is.
const DOCS: &str = "https://api.alibabacloud.com/document/{product}/{version}/{operation}";

/// The specs of the product that a document describes.
pub(crate) fn read(document: &Node, identity: &Identity, options: &Options, problems: &mut Diagnostics) -> Documents {
    let mut documents = Documents::default();
    let families = families::families(document, &identity.product);
    let nothing = Node::null(&document.span);
    let operations = document.get("apis").unwrap_or(&nothing);
    if !operations.is_nothing() && operations.entries().is_empty() {
        let message = format!("`apis` is {}: taken as absent", operations.describe());
        let problem = Diagnostic::new(Code::UnexpectedShape, &operations.span, message).warning().at("apis");
        problems.push(problem.expected("a mapping of operations by their names").help("correct the document"));
    }
    for entry in operations.entries() {
        if let Some(problem) = unusable(entry) {
            documents.left_out.insert(entry.key.clone(), LeftOut::by(&problem));
            problems.push(problem.warning());
            continue;
        }
        let mut node = entry.node.clone();
        once(&entry.key, &mut node, problems);
        known_forms(&entry.key, &mut node, problems);
        let family = families.of(&entry.key).to_owned();
        let file = OperationFile { family, node: Arc::new(node) };
        documents.operations.insert(entry.key.clone(), file);
    }
    let used: BTreeSet<&str> = documents.operations.values().map(|file| file.family.as_str()).collect();
    documents.product = Arc::new(product(
        document,
        identity,
        options,
        used.into_iter().map(|name| {
            let title = families.title(name).filter(|_| options.words);
            (name.to_owned(), title.map_or_else(|| placeholder(name), str::to_owned))
        }),
        problems,
    ));
    // Samples are words too.
    samples::correct(&mut documents, problems);
    if !options.words {
        let operations = documents.operations.values_mut().map(|file| &mut file.node);
        operations.for_each(|node| prose::remove(Arc::make_mut(node), &keys::OPERATION));
        let product = Arc::make_mut(&mut documents.product);
        let schemas = product.get_mut("components").and_then(|components| components.get_mut("schemas"));
        schemas.into_iter().for_each(|schemas| prose::remove(schemas, &keys::SCHEMAS));
    }
    documents
}

fn product(
    document: &Node,
    identity: &Identity,
    options: &Options,
    families: impl Iterator<Item = (String, String)>,
    problems: &mut Diagnostics,
) -> Node {
    let own = identity.own_name(options.versioned);
    let mut info = Mapping::default();
    for key in ["style", "product", "version"] {
        info.push(key, document.get("info").and_then(|info| info.get(key)).cloned());
    }
    let mut lines = Mapping::default();
    for (family, line) in families {
        lines.push(family, build::text(line));
    }
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let mut components = Mapping::default();
    components
        .push("schemas", schemas.and_then(|schemas| part("schemas", schemas, Shape::Map(&keys::SCHEMAS), problems)));
    let mut product = Mapping::default();
    product.push("info", info.node());
    product.push("crate", build::text(crate_name(identity, options)));
    product.push("folder", build::text("generated"));
    product.push("example", build::text(format!("send_json_{}", own.replace('-', "_"))));
    product.push("hostPrefix", build::text(naming::host_prefix(&identity.product)));
    product.push("docs", build::text(DOCS));
    product.push("endpoints", document.get("endpoints").and_then(|endpoints| self::endpoints(endpoints, problems)));
    product.push("families", lines.node());
    product.push("components", components.node());
    Node { span: document.span.clone(), ..product.node() }
}

/// A part of the document, where it has the form of one.
fn part(key: &str, node: &Node, shape: Shape, problems: &mut Diagnostics) -> Option<Node> {
    if let Some(misfit) = shape.misfit(node) {
        let message = format!("`{key}` is {}: taken as absent", misfit.describe());
        problems.push(unexpected(message, misfit, key, shape));
        return None;
    }
    (!node.is_nothing()).then(|| node.clone())
}

/// The endpoints, without those that have another form.
fn endpoints(node: &Node, problems: &mut Diagnostics) -> Option<Node> {
    let mut node = node.clone();
    if let Value::List(endpoints) = &mut node.value {
        endpoints.retain(|endpoint| {
            let is_read = |entry: &Entry| keys::ENDPOINT.shape(&entry.key).is_none_or(|shape| shape.fits(&entry.node));
            let fits = matches!(endpoint.value, Value::Map(_)) && endpoint.entries().iter().all(is_read);
            if !fits {
                let message = "an endpoint of another form is left out".to_owned();
                problems.push(unexpected(message, endpoint, "endpoints", Shape::Map(&keys::ENDPOINT)));
            }
            fits
        });
    }
    part("endpoints", &node, Shape::List(&keys::ENDPOINT), problems)
}

fn unexpected(message: String, node: &Node, path: &str, shape: Shape) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnexpectedShape, &node.span, message).warning().at(path);
    problem.expected(shape.describe()).help("nothing has to be done; correct the document if you can")
}

fn crate_name(identity: &Identity, options: &Options) -> String {
    options.name.clone().unwrap_or_else(|| identity.crate_name(options.versioned))
}

/// Why the crate cannot be called as it would be.
pub(crate) fn bad_crate(document: &Node, identity: &Identity, options: &Options) -> Option<Diagnostic> {
    let name = crate_name(identity, options);
    let product = document.get("info").and_then(|info| info.get("product")).unwrap_or(document);
    (!naming::is_crate(&name)).then(|| {
        Diagnostic::new(Code::BadCrate, &product.span, format!("invalid name of a crate `{name}`"))
            .expected(naming::CRATE)
            .help("give the crate another name with `--name`, or with `Options::name` in a build script")
    })
}

/// Why an entry of `apis` is left out.
fn unusable(entry: &Entry) -> Option<Diagnostic> {
    let problem = |code, message: String| Diagnostic::new(code, &entry.span, message).at(&entry.key);
    if !naming::is_operation(&entry.key) || entry.key.len() > 128 {
        let message = format!("invalid name of an operation `{}`: it is left out", entry.key);
        let problem = problem(Code::BadOperationName, message);
        return Some(
            problem.expected("up to 128 letters, digits and underscores, with a letter first").help("correct the name"),
        );
    }
    if !matches!(entry.node.value, Value::Map(_)) {
        let message = format!("the operation is {}: it is left out", entry.node.describe());
        let problem = problem(Code::NotAnOperation, message);
        return Some(
            problem.expected("a mapping with `methods`, `parameters` and `responses`").help("correct the document"),
        );
    }
    None
}

/// Takes out what the project has a form for and published metadata had none when that was chosen: it may have got another.
fn known_forms(operation: &str, node: &mut Node, problems: &mut Diagnostics) {
    let Value::Map(entries) = &mut node.value else { return };
    entries.retain(|entry| {
        let ours = keys::OPERATION.key(&entry.key).filter(|key| key.role == Role::Ours);
        let Some(key) = ours.filter(|key| !key.shape.fits(&entry.node)) else { return true };
        let message = format!("`{}` has another form than in specs: it is left out", entry.key);
        let problem = Diagnostic::new(Code::UnexpectedShape, &entry.span, message).warning().at(operation);
        problems.push(problem.expected(key.shape.describe()).help("there is nothing to correct"));
        false
    });
}

/// Takes out parameters that stand twice, which hundreds of published operations have, and those without a name. A header gives
/// way to what is sent elsewhere, since not every header can be sent.
fn once(operation: &str, node: &mut Node, problems: &mut Diagnostics) {
    let Some(Value::List(parameters)) = node.get_mut("parameters").map(|node| &mut node.value) else { return };
    let [name, location] =
        ["name", "in"].map(|key| move |it: &Node| it.get(key).and_then(Node::text).unwrap_or_default().to_owned());
    let elsewhere: BTreeSet<String> = parameters.iter().filter(|it| location(it) != "header").map(name).collect();
    let mut seen = BTreeSet::new();
    parameters.retain(|parameter| {
        let (name, location) = (name(parameter), location(parameter));
        let gives_way = location == "header" && elsewhere.contains(&name);
        let keys = parameter_keys(&name, &location);
        if !name.is_empty() && !gives_way && keys.iter().all(|key| !seen.contains(key)) {
            seen.extend(keys);
            return true;
        }
        let problem = if name.is_empty() {
            Diagnostic::new(Code::MissingKey, &parameter.span, "a parameter without a name is left out")
                .at(operation)
                .expected("a `name` of each parameter")
                .help("give it the name that the service uses, or delete it")
        } else {
            let taken = if gives_way { "the one that is no header" } else { "the first one" };
            let message = format!("a second parameter is named `{name}`: {taken} is taken");
            Diagnostic::new(Code::DuplicateParameter, &parameter.span, message)
                .at(parameter_path(operation, &name))
                .expected("one parameter of each name; headers that differ in case alone are one")
                .help("delete one of them")
        };
        problems.push(problem.warning());
        false
    });
}
