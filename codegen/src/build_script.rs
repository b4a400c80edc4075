//! A generated crate inside the build script of a crate of one's own.
//!
//! The guide (`guide/src/another-product.md`) has such a crate. It needs no network and no rustfmt. All families are compiled. What
//! was corrected or left out is in [`warnings`](Generated::warnings); an error that `main` returns is printed with its place.

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
            let text = if path == "lib.rs" { included(text) } else { text.clone() };
            Some((path.to_owned(), text))
        });
        let known = |feature: &str| format!("cargo::rustc-check-cfg=cfg(feature, values({feature:?}))\n");
        let families = self.families.iter().map(|it| format!("{}cargo::rustc-cfg=feature={it:?}\n", known(it)));
        let instructions = families.chain([known(BLOCKING)]).collect();
        BuildScript { files: files.collect(), instructions }
    }
}

/// The root of a crate as a part of another one: it cannot have documentation and attributes of a crate. The lints that those
/// allow are allowed in each module.
fn included(root: &str) -> String {
    let (mut text, mut allowed) = (String::new(), String::new());
    for line in root.lines().filter(|line| !line.starts_with("//!")) {
        match line.strip_prefix("#![") {
            Some(attribute) if attribute.starts_with("allow(") => allowed += &format!("#[{attribute}\n"),
            Some(_) => {}
            None => {
                if line.starts_with("pub mod ") || line.starts_with("mod ") {
                    text += &allowed;
                }
                text += line;
                text.push('\n');
            }
        }
    }
    text
}
