//! Reads the elements of the gateway's XML errors.
//!
//! Requests ask for JSON, so such an error is rare: it is sent by a server that ignores the request's headers. Its
//! document is flat (`<Error><Code>…</Code><Message>…</Message></Error>`), so that no XML parser is needed. The raw
//! body has whatever is missed here.

use serde_json::{Map, Value};

use crate::encoding::entity;

/// The texts of the elements that have nothing else in them, with entities resolved, by their names without prefix and
/// attributes. Of equal names the first counts.
pub(super) fn texts(document: &str) -> Map<String, Value> {
    let mut texts = Map::new();
    let (mut open, mut text) = (None, String::new());
    let mut rest = document;
    while let Some((before, from)) = rest.split_once('<') {
        text.push_str(&resolve_entities(before));
        let end = match from {
            from if from.starts_with(VERBATIM) => "]]>",
            from if from.starts_with("!--") => "-->",
            _ => ">",
        };
        let Some((tag, after)) = from.split_once(end) else { break };
        rest = after;
        if let Some(verbatim) = tag.strip_prefix(VERBATIM) {
            text.push_str(verbatim);
        } else if let Some(name) = tag.strip_prefix('/') {
            if open.take() == Some(local_name(name)) {
                texts.entry(local_name(name)).or_insert_with(|| text.trim().into());
            }
        } else if !tag.starts_with(['!', '?']) && !tag.ends_with('/') {
            open = Some(local_name(tag));
            text.clear();
        }
    }
    texts
}

/// The beginning of a section whose text has no entities.
const VERBATIM: &str = "![CDATA[";

fn local_name(tag: &str) -> &str {
    let name = tag.split(char::is_whitespace).next().unwrap_or(tag);
    name.rsplit(':').next().unwrap_or(name)
}

fn resolve_entities(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        let (character, after) = entity(&rest[at..]).unwrap_or(('&', &rest[at + 1..]));
        text.push(character);
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn elements_are_found_and_entities_resolved() {
        let document = "<?xml version='1.0'?><!-- <Code>no</Code> --><e:Error xmlns:e='urn:e'>\n<e:Code> A.B </e:Code>\
                        <Message xml:lang=\"en\">1 &lt; 2 &#38; &#X33; &x; &</Message><Empty/><RequestId></RequestId>\
                        <Detail>a <![CDATA[<b> & ]]>c</Detail><Code>second</Code></e:Error>";
        let expected = json!({
            "Code": "A.B", "Message": "1 < 2 & 3 &x; &", "RequestId": "", "Detail": "a <b> & c",
        });
        assert_eq!(Value::from(texts(document)), expected);
        let lone = "& ".repeat(500_000);
        assert_eq!(texts(&format!("<Message>{lone}.</Message>"))["Message"], format!("{lone}."));
        for cut in ["<Code>cut", "<Code>cut</Cod", "<Code><![CDATA[cut", "<", ""] {
            assert!(texts(cut).is_empty(), "{cut}");
        }
    }
}
