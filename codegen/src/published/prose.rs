//! Published words, which belong to their publisher.

use crate::keys::{Mapping, PLAIN, Role, TITLES, reads_as_prose};
use crate::tree::{Node, Value};

/// Takes the words out of a tree. What a documented value is stays; only what it means goes.
pub(super) fn remove(node: &mut Node, keys: &'static Mapping) {
    match &mut node.value {
        Value::List(elements) => {
            elements.retain(|element| !is_plain(keys) || !reads_as_prose(element));
            elements.iter_mut().for_each(|element| remove(element, keys));
        }
        Value::Map(entries) => {
            let titles = std::ptr::eq(keys, &raw const TITLES);
            entries.retain(|entry| match keys.role(&entry.key) {
                _ if titles || entry.key == "enumValueTitles" => true,
                Role::Prose => false,
                Role::Carried => !reads_as_prose(&entry.node),
                Role::Ours | Role::Structure | Role::Refinement => true,
            });
            for entry in entries {
                match keys.within(&entry.key) {
                    _ if titles => entry.node.value = Value::Null,
                    keys => remove(&mut entry.node, keys),
                }
            }
        }
        Value::Null | Value::Scalar { .. } => {}
    }
}

/// Whether a mapping, or a list, is one whose values are not described.
fn is_plain(keys: &'static Mapping) -> bool {
    std::ptr::eq(keys, &raw const PLAIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::inline;
    use crate::keys::OPERATION;

    #[test]
    fn facts_stay_and_words_go() {
        let operation = r#"{"summary": "s", "title": "t", "methods": ["get"], "parameters": [{"name": "A", "in": "query",
            "schema": {"type": "string", "description": "d", "example": "e", "enumValueTitles": {"a": "first"}}}],
            "responses": {"200": {"description": "d", "schema": {"type": "object", "properties": {
                "title": {"type": "string", "title": "t"}, "example": {"type": "any"}}}}},
            "errorCodes": {"400": [{"errorCode": "Bad", "errorMessage": "m"}]}, "responseDemo": "[]", "remark": "A remark.",
            "staticInfo": {"returnType": "asynchronous", "noSubstitutionReason": "无替代", "notes": ["two words", "one"]}}"#;
        let mut node = Node::parse("operation.json", operation).unwrap();
        remove(&mut node, &OPERATION);
        let expected = r#"{methods: [get], parameters: [{name: A, in: query, schema: {type: string, enumValueTitles: {a: null}}}],
            responses: {"200": {schema: {type: object, properties: {title: {type: string}, example: {type: any}}}}},
            errorCodes: {"400": [{errorCode: Bad}]}, staticInfo: {returnType: asynchronous, notes: [one]}}"#;
        let expected = Node::parse("operation.yaml", expected).unwrap();
        assert_eq!(inline(&node.value), inline(&expected.value));
    }
}
