//! Parameters that the service demands, though the metadata does not mark them so: `docRequired` is what the published
//! documentation calls required; an error code may be that of the missing parameter; and words may say it.

use super::proposal::{Entry, Kind, Proposal, shortened};
use crate::diagnostic::Fix;
use crate::documents::Documents;
use crate::spec::parameter_path;
use crate::tree::{Node, Value};

const WORDS: [&str; 4] = ["this parameter is required", "required.", "必填", "必传"];
/// What makes it a condition, or a remark on a part of the value.
const CONDITIONS: [&str; 21] = [
    "if ",
    "when ",
    "unless",
    "either",
    "not ",
    "非必",
    "不必",
    "不是必",
    "时",
    "则",
    "若",
    "如果",
    "当",
    "场景",
    "一个",
    "类型必",
    "选填",
    "参数",
    "字段",
    "（必",
    "：必",
];

/// What stands before and behind the name of a parameter in the code of the error that it is missing. Dots and case do not count.
const MISSING: [(&str, &str); 10] = [
    ("missing", ""),
    ("missingparameter", ""),
    ("missingparam", ""),
    ("parametermissing", ""),
    ("empty", ""),
    ("", "missing"),
    ("", "empty"),
    ("", "isempty"),
    ("invalid", "missing"),
    ("invalidparameter", "missing"),
];

pub(super) fn proposals(documents: &Documents) -> Vec<Proposal> {
    let operations = documents.operations.iter().flat_map(|(operation, file)| {
        let codes = codes(&file.node);
        let parameters = file.node.get("parameters").map_or(&[][..], Node::elements);
        parameters.iter().filter_map(move |parameter| proposal(operation, parameter, &codes))
    });
    operations.collect()
}

fn proposal(operation: &str, parameter: &Node, codes: &[&str]) -> Option<Proposal> {
    let schema = parameter.get("schema")?;
    let flag = |key: &str| schema.get(key).and_then(Node::boolean);
    if flag("required") == Some(true) {
        return None;
    }
    let name = parameter.get("name")?.text()?;
    let path = parameter_path(operation, name);
    let marked = || flag("docRequired").filter(|required| *required);
    let marked = marked().map(|_| "the published documentation marks it as required (`docRequired`)".to_owned());
    let code = || Some(format!("`{}` is an error of the operation", codes.iter().find(|code| is_missing(code, name))?));
    let evidence = marked.or_else(code).or_else(|| words(schema))?;
    let boolean = |value: bool| Value::Scalar { text: value.to_string(), quoted: false };
    let found = schema.get("required").map_or(Value::Null, |node| node.value.clone());
    let fix = Fix::new(&path, [("required", found)], [("required", boolean(true))]);
    Some(Proposal { kind: Kind::Required, span: schema.span.clone(), path, evidence, entry: Entry::Correction(fix) })
}

/// The error codes of an operation.
fn codes(operation: &Node) -> Vec<&str> {
    let statuses = operation.get("errorCodes").map_or(&[][..], Node::entries).iter();
    let errors = statuses.flat_map(|status| status.node.elements());
    errors.filter_map(|error| error.get("errorCode")?.text()).collect()
}

/// Whether an error is that a parameter is missing.
fn is_missing(code: &str, name: &str) -> bool {
    let plain = |text: &str| text.replace(['.', '_'], "").to_lowercase();
    let (code, name) = (plain(code), plain(name));
    let around = |(before, behind): &(&str, &str)| code.strip_prefix(before)?.strip_suffix(behind).map(|it| it == name);
    MISSING.iter().any(|pair| around(pair) == Some(true))
}

/// What the words on a schema say, in their first paragraph and without a condition.
fn words(schema: &Node) -> Option<String> {
    let words = schema.get("description").and_then(Node::text)?;
    let first = words.lines().next()?.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| first.contains(part));
    (has(&WORDS) && !has(&CONDITIONS)).then(|| shortened(words))
}

#[cfg(test)]
mod tests {
    use super::{is_missing, words};
    use crate::tree::Node;

    #[test]
    fn words_count_without_a_condition() {
        let says = |description: &str| words(&Node::parse("a.yaml", &format!("description: {description:?}")).unwrap());
        for description in ["The name. This parameter is required.", "查询内容，必填，精确到毫秒。"] {
            assert!(says(description).is_some(), "{description}");
        }
        for description in [
            "Not required.",
            "Required if the type is `a`.",
            "类型为a时必填。",
            "二要素、三要素场景必传。",
            "名称\n必填",
            "type（必填）：a",
        ] {
            assert_eq!(says(description), None, "{description}");
        }
    }

    #[test]
    fn the_code_of_a_missing_parameter_has_its_name() {
        for code in ["MissingParameter.JobId", "MissingJobId", "JobId.Missing", "InvalidJobId.Missing", "EmptyJobId"] {
            assert!(is_missing(code, "JobId"), "{code}");
        }
        for code in ["MissingParameter", "MissingParameter.ParentJobId", "InvalidJobId", "InvalidJobId.NotFound"] {
            assert!(!is_missing(code, "JobId"), "{code}");
        }
    }
}
