//! Which names a spec may give. They become paths and Rust names, so nothing may lead out of its folder.

/// Module and feature names that the generated crate takes for itself, and names of files and folders in which cargo finds crate
/// roots.
const TAKEN: [&str; 15] = [
    "alibabacloud_runtime",
    "all",
    "bin",
    "blocking",
    "chrono",
    "default",
    "jiff",
    "lib",
    "main",
    "operations",
    "reqwest",
    "runtime",
    "rustls",
    "time",
    "types",
];

/// Devices on Windows, which no folder and no file can be called like, whatever extension follows.
pub(crate) const DEVICES: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2", "lpt3",
    "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Crates that a generated one or its examples name.
const OTHER_CRATES: [&str; 6] = ["alibabacloud_fake", "alibabacloud_runtime", "alloc", "core", "std", "tokio"];

/// What a family may be called, for messages.
pub const FAMILY: &str = "a lower-case Rust module name of up to 64 characters, other than alibabacloud_runtime, all, blocking, chrono, default, jiff, \
     lib, main, operations, reqwest, runtime, rustls, time, types and the devices of Windows";

/// What a crate may be called, for messages.
pub const CRATE: &str = "letters, digits, `-` and `_`, with a letter first, as in `alibabacloud-ice`; neither a keyword \
     nor a crate that the generated one uses";

/// The most characters of a family's name, which folders and pages are called by.
pub(crate) const LONGEST_FAMILY: usize = 64;

/// What the folder of a generated crate may be, for messages.
pub const FOLDER: &str = "generated, generated-<lower-case name> or tests/specimen";

/// Whether a name can be a type's: every published one can.
#[must_use]
pub fn is_operation(name: &str) -> bool {
    is_identifier(name)
}

/// Whether a name can be an identifier of Rust, but for keywords: letters, digits and `_`, with a letter first.
fn is_identifier(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || character == '_';
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(plain)
}

/// Whether a name can be that of a family: a folder, a module and a feature.
#[must_use]
pub fn is_family(name: &str) -> bool {
    let module = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_';
    let usable = name.starts_with(|first: char| first.is_ascii_lowercase()) && name.chars().all(module);
    let taken = TAKEN.contains(&name) || DEVICES.contains(&name);
    usable && name.len() <= LONGEST_FAMILY && !taken && !is_keyword(name)
}

/// Whether an identifier is a keyword of the language.
#[must_use]
pub fn is_keyword(name: &str) -> bool {
    // No keyword is longer than `continue`; thousands of names are, and `syn` takes its time.
    if name.len() > "continue".len() && is_identifier(name) {
        return false;
    }
    // `syn` does not know the keyword of edition 2024 yet.
    name == "gen" || syn::parse_str::<syn::Ident>(name).is_err()
}

/// Whether a name can be that of a product's folder in specs/, and the end of its crate's name.
#[must_use]
pub fn is_product(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
    name.starts_with(plain) && name.chars().all(|character| plain(character) || matches!(character, '-' | '_'))
}

/// Whether a name can be that of a crate.
#[must_use]
pub fn is_crate(name: &str) -> bool {
    let module = name.replace('-', "_");
    is_target(name) && !OTHER_CRATES.contains(&module.as_str()) && !is_keyword(&module)
}

/// Whether a name can be that of a program, and a part of the name of a crate.
#[must_use]
pub fn is_target(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(plain)
}

/// What `info.product` or `info.version`, by its key, has to be; none where `text` is that.
pub(crate) fn misfit(key: &str, text: &str) -> Option<&'static str> {
    match key {
        "product" if !is_product_code(text) => Some("letters, digits, `-` and `_`, with a letter first"),
        "version" if !is_version(text) => Some("letters, digits, `-`, `_` and single dots, as in `2020-11-09`"),
        _ => None,
    }
}

fn is_product_code(name: &str) -> bool {
    name.len() <= 64 && is_target(name)
}

fn is_version(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    (1..=32).contains(&name.len()) && name.chars().all(plain) && !name.contains("..") && !name.starts_with('.')
}

/// The first label of a product's hosts, by convention. Names of products may have characters that hosts cannot.
pub(crate) fn host_prefix(product: &str) -> String {
    product.to_lowercase().replace('_', "-").trim_matches('-').to_owned()
}

/// Whether a name can be that of a host.
#[must_use]
pub fn is_host(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && label.chars().all(plain) && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

/// Whether a folder is one for generated code. Whatever no spec accounts for is deleted there, so hand-written code
/// must not be reachable.
#[must_use]
pub fn is_folder(folder: &str) -> bool {
    matches!(folder, "generated" | "tests/specimen") || folder.strip_prefix("generated-").is_some_and(is_product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_for_generated_code_can_be_written_to() {
        for good in ["generated", "generated-ice", "generated-open_search-2", "tests/specimen"] {
            assert!(is_folder(good), "{good}");
        }
        for bad in ["", ".", "runtime", "../evil", "generated/../runtime", "generated-", "generated-A", "tests", "/tmp"]
        {
            assert!(!is_folder(bad), "{bad}");
        }
    }

    #[test]
    fn a_crate_is_called_like_none_that_it_uses() {
        for good in ["alibabacloud-ice", "std-things", "A_1"] {
            assert!(is_crate(good), "{good}");
        }
        for bad in ["", "1a", "a b", "a.b", "fn", "gen", "std", "alibabacloud-runtime", "alibabacloud_runtime"] {
            assert!(!is_crate(bad), "{bad}");
        }
    }

    #[test]
    fn a_host_is_neither_an_address_nor_a_sentence() {
        for good in ["ice.cn-shanghai.aliyuncs.com", "localhost", "10.0.0.1"] {
            assert!(is_host(good), "{good}");
        }
        let (label, name) = (format!("{}.com", "a".repeat(64)), "a.".repeat(127));
        for bad in
            ["", "a b.com", "https://a.com", "a.com/", "a..com", "a.com:80", ".com", "阿里云.com", "-a.com", "a-.com"]
                .into_iter()
                .chain([label.as_str(), &format!("{name}com")])
        {
            assert!(!is_host(bad), "{bad}");
        }
    }

    #[test]
    fn a_family_is_a_module_that_nothing_else_is() {
        for good in ["voice", "media_2"] {
            assert!(is_family(good), "{good}");
        }
        for bad in [
            "",
            "bin",
            "main",
            "lib",
            "types",
            "all",
            "blocking",
            "time",
            "match",
            "Voice",
            "2d",
            "live-stream",
            "../x",
        ] {
            assert!(!is_family(bad), "{bad}");
        }
        // A keyword of the newest edition, the crate that all code names, and some that are no file names.
        for bad in ["gen", "alibabacloud_runtime", "con", "lpt1", &"x".repeat(LONGEST_FAMILY + 1)] {
            assert!(!is_family(bad), "{bad}");
        }
    }
}
