//! A generated crate inside the build script of a crate of one's own.
//!
//! That crate is `src/lib.rs` with one line, and two dependencies: the runtime, and the generator for the build.
//!
//! ```toml
//! [dependencies]
//! alibabacloud-runtime = "=0.1.0"
//!
//! [build-dependencies]
//! codegen = { path = "…/codegen" }
//! ```
//!
//! ```text
//! // src/lib.rs
//! #![allow(deprecated)]
//! include!(concat!(env!("OUT_DIR"), "/lib.rs"));
//! ```
//!
//! ```no_run
//! // build.rs
//! use std::{env, error::Error, fs, path::Path};
//!
//! use codegen::{generate_published, published::Options, tree::Node};
//!
//! fn main() -> Result<(), Box<dyn Error>> {
//!     let document = Node::parse("api-docs.json", &fs::read_to_string("api-docs.json")?)?;
//!     let script = generate_published(&document, &Options::default())?.build_script();
//!     for (path, text) in &script.files {
//!         let path = Path::new(&env::var("OUT_DIR")?).join(path);
//!         fs::create_dir_all(path.parent().unwrap_or(&path))?;
//!         fs::write(path, text)?;
//!     }
//!     println!("cargo::rerun-if-changed=api-docs.json\n{}", script.instructions);
//!     Ok(())
//! }
//! ```
//!
//! It needs no network and no rustfmt. All families are compiled. What was corrected or left out is in
//! [`warnings`](Generated::warnings); an error that `main` returns is printed with its place.

use std::collections::BTreeMap;

use crate::generate::Generated;

/// The feature of the code that is no family. It is off: the dependency decides about the runtime.
const BLOCKING: &str = "blocking";

/// What a build script writes and prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildScript {
    /// The files, by path from `OUT_DIR`. The root of the crate is `lib.rs`, to be included by the crate's own.
    pub files: BTreeMap<String, String>,
    /// Lines for Cargo, to be printed: they switch the families on.
    pub instructions: String,
}

impl Generated {
    /// The crate for a build script.
    #[must_use]
    pub fn build_script(&self) -> BuildScript {
        let files = self.files.iter().filter_map(|(path, text)| {
            let path = path.strip_prefix("src/")?;
            // What is included cannot have documentation and attributes of a crate.
            let inner = |line: &&str| !line.starts_with("//!") && !line.starts_with("#![");
            let text = if path == "lib.rs" {
                text.lines().filter(inner).map(|line| format!("{line}\n")).collect()
            } else {
                text.clone()
            };
            Some((path.to_owned(), text))
        });
        let known = |feature: &str| format!("cargo::rustc-check-cfg=cfg(feature, values({feature:?}))\n");
        let families = self.families.iter().map(|it| format!("{}cargo::rustc-cfg=feature={it:?}\n", known(it)));
        let instructions = families.chain([known(BLOCKING)]).collect();
        BuildScript { files: files.collect(), instructions }
    }
}
