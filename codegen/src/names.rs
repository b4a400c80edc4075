//! Rust names. The only place that renames.
//!
//! The wire name is always kept beside the Rust name, so nothing here can change what is sent. Names are put in order of
//! appearance: a name that is taken gets the name of its owner before it, and a number where that is taken too.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::model::{Field, Module, Service, TypeDef, TypeKind, Variant};

/// Spellings that are one word, though their capitals say otherwise. Products may add their own (`words` in product.yaml).
const WORDS: [&str; 17] = [
    "GiB", "IPv4", "IPv6", "IaaS", "IoT", "KiB", "MPCoS", "MiB", "OAuth", "PaaS", "SIze", "SaaS", "TiB", "VSwitch",
    "VoD", "2D", "3D",
];

/// Names that generated code uses unqualified, or that would surprise in a module.
const RESERVED_TYPES: [&str; 17] = [
    "BTreeMap",
    "Box",
    "Clone",
    "Default",
    "Err",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Result",
    "Self",
    "Some",
    "String",
    "ToString",
    "Vec",
];

/// Names of methods and constructors that generated code calls, and that a setter would hide.
const METHODS: [&str; 5] = ["new", "clone", "default", "slot", "view"];

/// Names that no module may have: `mod.rs` is the file of the folder.
const RESERVED_MODULES: [&str; 1] = ["r#mod"];

/// Keywords that may not be raw identifiers.
const NEVER_RAW: [&str; 4] = ["crate", "self", "super", "Self"];

/// Whether an identifier is a keyword of the language.
pub(crate) fn is_keyword(name: &str) -> bool {
    // `syn` does not know the keyword of edition 2024 yet.
    name == "gen" || syn::parse_str::<syn::Ident>(name).is_err()
}

/// Gives every module, type, field and variant its Rust name.
pub fn assign(service: &mut Service, words: &[String]) {
    let words = Words::new(words);
    for family in &mut service.families {
        let mut folder = Folder::default();
        // Operations first: the response to `GetFlow` must not take the name of an operation `GetFlowOutput`.
        for operation in &mut family.operations {
            operation.module.ident = folder.module(words.snake(&operation.name));
            if let [request, ..] = operation.module.types.as_mut_slice() {
                request.ident = folder.root(type_names(request, &words), suffixes(request));
            }
        }
        for operation in &mut family.operations {
            let otherwise = format!("{}Response", words.type_name(&operation.name));
            if let [_, output, ..] = operation.module.types.as_mut_slice() {
                let mut names = type_names(output, &words);
                names.push(otherwise);
                output.ident = folder.root(names, &[""]);
            }
            types(&mut operation.module, &words);
        }
    }
    let mut folder = Folder::default();
    for (name, shared) in &mut service.shared {
        shared.ident = folder.module(words.snake(name));
        if let [root, ..] = shared.types.as_mut_slice() {
            root.ident = folder.root(type_names(root, &words), suffixes(root));
        }
        types(shared, &words);
    }
}

/// Names that are taken in a folder of modules, which re-exports the foremost types of each.
struct Folder {
    modules: BTreeSet<String>,
    types: BTreeSet<String>,
}

impl Default for Folder {
    fn default() -> Self {
        Self { modules: owned(&RESERVED_MODULES), types: owned(&RESERVED_TYPES) }
    }
}

impl Folder {
    fn module(&mut self, name: String) -> String {
        free(&mut self.modules, [name])
    }

    /// The name of a type that is re-exported from its module.
    fn root(&mut self, names: Vec<String>, suffixes: &[&str]) -> String {
        free_with(&mut self.types, names, suffixes)
    }
}

fn owned(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Names the types of a module, but for those that its folder has named already.
fn types(module: &mut Module, words: &Words) {
    let mut taken = owned(&RESERVED_TYPES);
    for definition in module.types.iter().filter(|definition| !definition.ident.is_empty()) {
        taken.extend(suffixes(definition).iter().map(|suffix| format!("{}{suffix}", definition.ident)));
    }
    for definition in &mut module.types {
        if definition.ident.is_empty() {
            definition.ident = free_with(&mut taken, type_names(definition, words), suffixes(definition));
        }
        match &mut definition.kind {
            TypeKind::Object(object) => fields(&mut object.fields, words),
            TypeKind::Enum(list) => variants(list, words),
        }
    }
}

/// What is appended to a type's name to make the names of the types that are printed with it.
fn suffixes(definition: &TypeDef) -> &'static [&'static str] {
    match &definition.kind {
        TypeKind::Object(object) if object.has_required_struct() => &["", "Required"],
        _ => &[""],
    }
}

/// The names a type may have: its own, then with its owners' before it, the nearest first.
fn type_names(definition: &TypeDef, words: &Words) -> Vec<String> {
    let parts: Vec<String> = definition.names.iter().map(|name| words.type_name(name)).collect();
    (0..parts.len()).rev().map(|start| parts[start..].concat()).collect()
}

fn fields(fields: &mut [Field], words: &Words) {
    let mut taken = BTreeSet::new();
    for field in fields {
        // A response that is no object is a single nameless field.
        let name = if field.wire.is_empty() { "body".to_owned() } else { words.snake(&field.wire) };
        let name = if METHODS.contains(&name.as_str()) { format!("{name}_") } else { name };
        field.ident = free(&mut taken, [name]);
    }
}

fn variants(variants: &mut [Variant], words: &Words) {
    let mut taken = BTreeSet::from(["UnknownValue".to_owned(), "Self".to_owned()]);
    for variant in variants {
        variant.ident = free(&mut taken, [words.variant(&variant.wire)]);
    }
}

/// The first candidate that is free; otherwise the last one with a number.
fn free(taken: &mut BTreeSet<String>, candidates: impl IntoIterator<Item = String>) -> String {
    free_with(taken, candidates, &[""])
}

/// The first candidate that is free with each of the suffixes.
fn free_with(taken: &mut BTreeSet<String>, candidates: impl IntoIterator<Item = String>, suffixes: &[&str]) -> String {
    let mut take = |name: &str| {
        let names: Vec<String> = suffixes.iter().map(|suffix| format!("{name}{suffix}")).collect();
        let free = names.iter().all(|name| !taken.contains(name));
        if free {
            taken.extend(names);
        }
        free
    };
    let mut last = String::new();
    for candidate in candidates {
        if take(&candidate) {
            return candidate;
        }
        last = candidate;
    }
    let last = last.trim_start_matches("r#");
    let snake = last.chars().all(|character| !character.is_ascii_uppercase());
    let separator = if snake { "_" } else { "" };
    let mut number = 2;
    loop {
        let name = format!("{last}{separator}{number}");
        if take(&name) {
            return name;
        }
        number += 1;
    }
}

/// Splits wire names into words the way people read them.
pub(crate) struct Words {
    /// Spelling and the same as one capitalised word, longest first.
    table: Vec<(String, String)>,
}

impl Words {
    /// With spellings that a product adds.
    pub(crate) fn new(extra: &[String]) -> Self {
        let all = WORDS.iter().copied().chain(extra.iter().map(String::as_str));
        let mut table: Vec<_> = all.map(|word| (word.to_owned(), capitalised(word))).collect();
        table.sort_by(|left, right| (right.0.len(), &left.0).cmp(&(left.0.len(), &right.0)));
        table.dedup();
        Self { table }
    }

    /// The name with one-word spellings and plural acronyms joined: `IPv6URLs` becomes `Ipv6Urls`.
    fn joined(&self, name: &str) -> String {
        let mut joined = name.to_owned();
        for (spelling, word) in &self.table {
            // Hardly any name has one of them, and replacing always copies.
            if joined.contains(spelling) {
                joined = joined.replace(spelling, word);
            }
        }
        // Signs and letters that no identifier may have part the words.
        let parted = |character: char| {
            if character.is_ascii_alphanumeric() { character } else { '_' }
        };
        join_plural_acronyms(&joined).chars().map(parted).collect()
    }

    /// The words of a text in lower case. Digits are words of their own.
    pub(crate) fn split(&self, text: &str) -> Vec<String> {
        let joined = self.joined(text).to_snake_case();
        let mut words: Vec<String> = Vec::new();
        for part in joined.split('_') {
            let mut before = None;
            for character in part.chars() {
                let digit = Some(character.is_ascii_digit());
                match words.last_mut() {
                    Some(word) if before == digit => word.push(character),
                    _ => words.push(character.to_string()),
                }
                before = digit;
            }
        }
        words
    }

    /// A module or field name.
    fn snake(&self, name: &str) -> String {
        let name = self.joined(name).to_snake_case();
        // `_1` would read as an argument that is not used.
        let number = !name.is_empty() && name.chars().all(|character| character.is_ascii_digit() || character == '_');
        if number {
            return format!("field_{}", name.trim_matches('_'));
        }
        identifier(name, "field")
    }

    /// A type's name. One that is a type name already keeps its spelling, so that it is found as it is documented.
    fn type_name(&self, name: &str) -> String {
        let name = match name.strip_suffix("[]") {
            Some(list) => singular(list),
            None => name.to_owned(),
        };
        let usable = name.starts_with(|first: char| first.is_ascii_uppercase()) && is_alphanumeric(&name);
        if usable { name } else { identifier(self.joined(&name).to_upper_camel_case(), "Value") }
    }

    /// A variant's name. Signs that tell values apart are spelt out.
    fn variant(&self, value: &str) -> String {
        // `2K` and `4k` keep their spelling, for their first letter cannot be a capital.
        if value.starts_with(|first: char| first.is_ascii_digit()) && is_alphanumeric(value) {
            return format!("_{value}");
        }
        let spelt = value.replace('+', "-plus-");
        let spelt = match spelt.strip_prefix('-') {
            Some(rest) if !value.starts_with('+') => format!("minus-{rest}"),
            _ => spelt,
        };
        identifier(self.joined(&spelt).to_upper_camel_case(), "Value")
    }
}

fn is_alphanumeric(name: &str) -> bool {
    name.chars().all(|character| character.is_ascii_alphanumeric())
}

/// What is left of a name made into an identifier.
fn identifier(name: String, nameless: &str) -> String {
    if name.is_empty() || name.chars().all(|character| character == '_') {
        nameless.to_owned()
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else if NEVER_RAW.contains(&name.as_str()) {
        format!("{name}_")
    } else if is_keyword(&name) {
        format!("r#{name}")
    } else {
        name
    }
}

/// `IPv6` becomes `Ipv6`, `3D` stays as it is but for its capital.
fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters.flat_map(char::to_lowercase)).collect()
}

/// `URLs` becomes `Urls` where a word ends after it.
fn join_plural_acronyms(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let upper = |index: usize| characters.get(index).is_some_and(char::is_ascii_uppercase);
    let mut joined = characters.clone();
    for plural in 2..characters.len() {
        let ends = characters.get(plural + 1).is_none_or(|next| !next.is_ascii_lowercase());
        if characters[plural] == 's' && ends && upper(plural - 1) && upper(plural - 2) {
            // The acronym runs back to its first capital, which stays one.
            let mut index = plural - 1;
            while upper(index) && index > 0 && upper(index - 1) {
                joined[index] = characters[index].to_ascii_lowercase();
                index -= 1;
            }
        }
    }
    joined.into_iter().collect()
}

/// The name of one element of a list: `VoiceList` and `Voices` hold a `Voice`.
fn singular(list: &str) -> String {
    let stem = list.strip_suffix("List").filter(|stem| !stem.is_empty());
    if let Some(stem) = stem {
        return stem.to_owned();
    }
    let unchanged = ["ss", "us", "is", "as", "news"].iter().any(|end| list.to_lowercase().ends_with(end));
    match () {
        () if list.ends_with("ies") && list.len() > 4 => format!("{}y", &list[..list.len() - 3]),
        () if ["sses", "xes", "ches", "shes"].iter().any(|end| list.ends_with(end)) => {
            list[..list.len() - 2].to_owned()
        }
        () if list.ends_with('s') && !unchanged && list.len() > 2 => list[..list.len() - 1].to_owned(),
        () => list.to_owned(),
    }
}

#[cfg(test)]
mod tests;
