//! Parameters that the service demands, though the metadata does not mark them so: `docRequired` is what the published
//! documentation calls required, and words may say it.

use super::proposal::{Entry, Kind, Proposal, shortened};
use crate::diagnostic::Fix;
use crate::documents::Documents;
use crate::tree::{Node, Value};

const WORDS: [&str; 4] = ["this parameter is required", "required.", "必填", "必传"];
/// What makes it a condition.
const CONDITIONS: [&str; 8] = ["if ", "when ", "unless", "either", "非必", "不是必", "时必", "则必"];

pub(super) fn proposals(documents: &Documents) -> Vec<Proposal> {
    let operations = documents.operations.iter().flat_map(|(operation, file)| {
        let parameters = file.node.get("parameters").map_or(&[][..], Node::elements);
        parameters.iter().map(move |parameter| (operation, parameter))
    });
    operations.filter_map(|(operation, parameter)| proposal(operation, parameter)).collect()
}

fn proposal(operation: &str, parameter: &Node) -> Option<Proposal> {
    let schema = parameter.get("schema")?;
    let flag = |key: &str| schema.get(key).and_then(Node::boolean);
    if flag("required") == Some(true) {
        return None;
    }
    let path = format!("{operation}.request.{}", parameter.get("name")?.text()?);
    let words = schema.get("description").and_then(Node::text).unwrap_or_default();
    let lower = words.to_lowercase();
    let said = WORDS.iter().any(|part| lower.contains(part)) && !CONDITIONS.iter().any(|part| lower.contains(part));
    let evidence = match (flag("docRequired"), said) {
        (Some(true), _) => "the published documentation marks it as required (`docRequired`)".to_owned(),
        (_, true) => shortened(words),
        _ => return None,
    };
    let boolean = |value: bool| Value::Scalar { text: value.to_string(), quoted: false };
    let found = schema.get("required").map_or(Value::Null, |node| node.value.clone());
    let fix = Fix::new(&path, [("required", found)], [("required", boolean(true))]);
    Some(Proposal { kind: Kind::Required, span: schema.span.clone(), path, evidence, entry: Entry::Correction(fix) })
}
