//! Reads some elements of the gateway's XML errors.
//!
//! Requests ask for JSON, so such an error is rare: it is sent by a server that ignores the request's headers. Its
//! document is flat (`<Error><Code>…</Code><Message>…</Message></Error>`), so that no XML parser is needed. The raw
//! body has whatever is missed here.

/// The text of the first element of this name, with entities resolved; `None` if it is missing or empty.
pub(super) fn element(document: &str, name: &str) -> Option<String> {
    let (_, rest) = document.split_once(&format!("<{name}>"))?;
    let (content, _) = rest.split_once(&format!("</{name}>"))?;
    let content = content.trim();
    let text = match content.strip_prefix("<![CDATA[").and_then(|content| content.strip_suffix("]]>")) {
        Some(verbatim) => verbatim.trim().to_owned(),
        None => resolve_entities(content),
    };
    (!text.is_empty()).then_some(text)
}

fn resolve_entities(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, entity)) = rest.split_once('&') {
        text.push_str(before);
        match entity.split_once(';').and_then(|(name, after)| Some((character(name)?, after))) {
            Some((character, after)) => {
                text.push(character);
                rest = after;
            }
            None => {
                text.push('&');
                rest = entity;
            }
        }
    }
    text.push_str(rest);
    text
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_and_entities_resolved() {
        let document = "<?xml version='1.0'?><Error>\n<Code> A.B </Code><Message>1 &lt; 2 &#38; &#x33; &x; &</Message>\
                        <RequestId></RequestId><Detail><![CDATA[a & b]]></Detail></Error>";
        assert_eq!(element(document, "Code").as_deref(), Some("A.B"));
        assert_eq!(element(document, "Message").as_deref(), Some("1 < 2 & 3 &x; &"));
        assert_eq!(element(document, "Detail").as_deref(), Some("a & b"));
        assert_eq!(element(document, "RequestId"), None);
        assert_eq!(element(document, "HostId"), None);
        assert_eq!(element("<Code>cut", "Code"), None);
    }
}
