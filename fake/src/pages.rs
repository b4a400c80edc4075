//! Web pages beside the service, such as a viewer of its OpenAPI document. They are read once, when the fake starts.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use bytes::Bytes;

/// The path below which the pages are.
const PREFIX: &str = "/docs/";

/// A file of a page, with its content type.
pub(crate) type Page = (&'static str, Bytes);

/// Pages by their path.
#[derive(Default)]
pub(crate) struct Pages(BTreeMap<String, Page>);

impl Pages {
    /// Reads the files of a folder. Those of folders within it are not served.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let mut pages = BTreeMap::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file()
                && let Ok(name) = entry.file_name().into_string()
            {
                let content_type = match name.rsplit('.').next() {
                    Some("html") => "text/html; charset=utf-8",
                    Some("css") => "text/css; charset=utf-8",
                    Some("js") => "text/javascript; charset=utf-8",
                    Some("json") => "application/json",
                    _ => "application/octet-stream",
                };
                pages.insert(format!("{PREFIX}{name}"), (content_type, Bytes::from(fs::read(entry.path())?)));
            }
        }
        if let Some(index) = pages.get(&format!("{PREFIX}index.html")).cloned() {
            pages.insert(PREFIX.to_owned(), index);
        }
        Ok(Self(pages))
    }

    /// The file at a path.
    pub(crate) fn at(&self, path: &str) -> Option<&Page> {
        self.0.get(path)
    }
}
