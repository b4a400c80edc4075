//! A request as a command for the shell.

use http::HeaderMap;

/// The `curl` command of a request, for any POSIX shell. It sends the method, the headers and the body as they are; `curl`
/// itself adds only an `accept` header if there is none.
pub(super) fn command(method: &str, url: &str, headers: &[(String, String)], body: &[u8]) -> String {
    // Named by `--request`, `HEAD` would wait for the body that its response announces and does not have.
    let request = if method == "HEAD" && body.is_empty() { "--head" } else { &format!("--request {method}") };
    // Brackets in the URL, as in an IPv6 address, are not patterns.
    let mut words = vec![format!("curl --globoff {request} {}", quoted(url))];
    for (name, value) in headers {
        // `name:` without a value would remove the header.
        let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        words.push(format!("--header {}", quoted(&header)));
    }
    let may_be_empty = matches!(method, "GET" | "HEAD" | "DELETE" | "OPTIONS" | "TRACE");
    if body.is_empty() && may_be_empty {
        return words.join(" \\\n  ");
    }
    // Otherwise `curl` calls any body a form.
    if !headers.iter().any(|(name, _)| name == "content-type") {
        words.push("--header 'content-type:'".to_owned());
    }
    match std::str::from_utf8(body) {
        // Also if it is empty: its length is stated then, without which some servers respond with 411.
        Ok(text) if !text.contains('\0') => {
            words.push(format!("--data-raw {}", quoted(text)));
            words.join(" \\\n  ")
        }
        // No argument can hold these bytes.
        _ => {
            words.push("--data-binary @-".to_owned());
            let bytes: String = body.iter().map(|byte| format!("\\{byte:03o}")).collect();
            format!("printf '{bytes}' | {}", words.join(" \\\n  "))
        }
    }
}

/// A text as one word of a POSIX shell, which takes everything between single quotes as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Names and values of headers; all that the client sets are text.
pub(super) fn header_texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: &str, headers: &[(&str, &str)], body: &[u8]) -> String {
        let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        command(method, "https://host/", &headers, body)
    }

    #[test]
    fn an_empty_body_is_stated_where_a_body_is_expected() {
        assert_eq!(of("GET", &[], b""), "curl --globoff --request GET 'https://host/'");
        assert_eq!(
            of("POST", &[("a", "it's")], b""),
            "curl --globoff --request POST 'https://host/' \\\n  --header 'a: it'\\''s' \\\n  --header 'content-type:' \
             \\\n  --data-raw ''"
        );
    }

    #[test]
    fn a_head_request_waits_for_no_body() {
        assert_eq!(of("HEAD", &[], b""), "curl --globoff --head 'https://host/'");
    }

    #[test]
    fn a_header_without_a_value_is_sent_all_the_same() {
        assert!(of("GET", &[("x-empty", "")], b"").ends_with("--header 'x-empty;'"));
    }

    #[test]
    fn bytes_that_no_argument_can_hold_are_piped() {
        let command = of("PUT", &[("content-type", "a/b")], b"\x00\xff");
        assert!(command.starts_with(r"printf '\000\377' | curl "), "{command}");
        assert!(command.ends_with("--data-binary @-"), "{command}");
    }
}
