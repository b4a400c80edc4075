//! How the crate of a published document is made.

/// How the crate of a published document is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The name of the crate. Default: `alibabacloud-<product>`.
    pub name: Option<String>,
    /// Whether the crate's name ends with the version. Default: not.
    pub versioned: bool,
    /// Whether published words (titles, descriptions, sample values) become documentation. They belong to their publisher:
    /// keep such a crate to yourself. Default: not.
    pub words: bool,
    /// Where the crate's manifest gets the runtime from.
    pub runtime: Runtime,
}

/// Where the manifest of a generated crate gets the runtime from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runtime {
    /// A folder, absolute or from the crate's root.
    Path(String),
    /// A published version, as Cargo writes requirements.
    Version(String),
}

impl Default for Options {
    fn default() -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self { name: None, versioned: false, words: false, runtime: Runtime::Version(format!("={version}")) }
    }
}
