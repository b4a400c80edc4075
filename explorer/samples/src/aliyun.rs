//! The command of the `aliyun` CLI.

use crate::document::{Document, Operation};
use crate::wire::{Request, form_text};
use crate::{Call, Sample};

pub(crate) fn sample(document: &Document, operation: &Operation, call: &Call<'_>) -> Sample {
    let request = Request::new(document, operation, call.parameters);
    let mut notes = Vec::new();
    let mut words = vec![format!("aliyun {}", document.product.to_lowercase())];
    let mut word = |option: &str, value: &str| match option_word(option, value) {
        Some(word) => words.push(word),
        None => notes.push(format!("`{option}` has a zero byte, which no command takes.")),
    };
    match &operation.path {
        None => word("", &operation.name),
        Some(_) => {
            word("", &operation.method);
            word("", &request.path);
            word("--version", &document.version);
        }
    }
    for (name, value) in &request.query {
        word(&format!("--{name}"), value);
    }
    if operation.path.is_none() {
        for (name, value) in &request.form {
            word(&format!("--{name}"), value);
        }
    }
    for (name, value) in &request.headers {
        word("--header", &format!("{name}={value}"));
    }
    if operation.path.is_some() && !request.form.is_empty() {
        word("--header", "Content-Type=application/x-www-form-urlencoded");
        word("--body", &form_text(&request.form));
    }
    if let Some((_, body)) = &request.body {
        match std::str::from_utf8(body) {
            Ok(text) => word("--body", text),
            Err(_) => word("--body-file", "body.bin"),
        }
    }
    word("--region", call.region);
    if request.body.as_ref().is_some_and(|(_, body)| std::str::from_utf8(body).is_err()) {
        notes.push("The body is bytes that no command takes: write them to `body.bin`.".to_owned());
    }
    if request.has_open_path {
        notes.push("Complete the path: it is a pattern.".to_owned());
    }
    // The product and the operation stand together.
    let head = if operation.path.is_some() { 3 } else { 2 };
    let (head, options) = words.split_at(head.min(words.len()));
    let mut text = head.join(" ");
    let separator = if options.len() > 2 { " \\\n  " } else { " " };
    for option in options {
        text.push_str(separator);
        text.push_str(option);
    }
    Sample {
        title: "aliyun CLI",
        language: "sh",
        note: (!notes.is_empty()).then(|| notes.join(" ")),
        text: text + "\n",
    }
}

/// An option with its value, as words of a shell; none if no shell can pass the value.
fn option_word(option: &str, value: &str) -> Option<String> {
    if option.is_empty() {
        return Some(shlex::try_quote(value).ok()?.into_owned());
    }
    // What begins with a hyphen would be the next option.
    if value.starts_with('-') {
        return Some(shlex::try_quote(&format!("{option}={value}")).ok()?.into_owned());
    }
    Some(format!("{} {}", shlex::try_quote(option).ok()?, shlex::try_quote(value).ok()?))
}
