//! Typos in words that are not checked otherwise.
//!
//! The live site adds keys and formats at any time, so an unknown one is no problem. One that nearly is a known one most
//! likely was meant to be it, and would be passed over in silence.

use super::Reader;
use crate::canonical::Kind;
use crate::diagnostic::{Diagnostic, Mark};
use crate::suggestion::typo;
use crate::tree::Node;

/// Keys that mean something though no canonical order names them: what only the overlay sets, and what published
/// documents are known to have here and there.
const MORE_KEYS: [&str; 11] = [
    "allowEmptyValue",
    "effect",
    "examples",
    "extraInfo",
    "index",
    "isFileTransferUrl",
    "itemName",
    "json",
    "requestParamsDescription",
    "responseParamsDescription",
    "sensitive",
];

/// What a `format` of a text is known to be.
const TEXT_FORMATS: [&str; 6] = ["binary", "byte", "int32", "int64", "iso8601", "iso8601_normal"];

impl Reader<'_> {
    /// Warns of keys that nearly are keys of such a mapping.
    pub(super) fn key_typos(&mut self, node: &Node, kind: Kind, path: &str) {
        for entry in node.entries() {
            let known = || kind.keys().iter().copied().chain(MORE_KEYS);
            if !known().any(|known| known == entry.key)
                && let Some(meant) = typo(&entry.key, known())
            {
                self.warn_of_typo("unknown-key", entry.mark, path, format!("`{}` is no key here", entry.key), meant);
            }
        }
    }

    /// Warns of a format of a text that nearly is a known one.
    pub(super) fn format_typos(&mut self, schema: &Node, path: &str) {
        let text = |key| schema.get(key).and_then(Node::text);
        if text("type") == Some("string")
            && let Some(format) = schema.get("format")
            && let Some(word) = format.text()
            && !TEXT_FORMATS.contains(&word)
            && let Some(meant) = typo(word, TEXT_FORMATS.into_iter())
        {
            let message = format!("`{word}` is no format of a text that is known");
            self.warn_of_typo("unknown-format", format.mark, path, message, meant);
        }
    }

    fn warn_of_typo(&mut self, code: &'static str, mark: Mark, path: &str, message: String, meant: &str) {
        let problem = Diagnostic::error(code, &self.file, Some(mark), message).warning();
        let help = format!("if `{meant}` is meant, correct the file; otherwise there is nothing to do");
        self.diagnostics.push(problem.at(path).expected(format!("`{meant}`")).help(help));
    }
}
