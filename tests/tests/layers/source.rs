//! The modules of a crate, read from its files: what each defines, imports and names by a path.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, UseTree, Visibility};

/// The path of a module below the crate's root, which is empty.
pub type Module = Vec<String>;

/// The segments of a path as it is written.
pub type Segments = Vec<String>;

/// What the text of one module says. Tests are left out.
#[derive(Default)]
pub struct Contents {
    /// Its file below `src`. Modules within a file share one.
    pub file: String,
    pub children: BTreeSet<String>,
    pub definitions: BTreeSet<String>,
    /// Names that `use` brings in, private ones and re-exports.
    pub imports: BTreeMap<String, Segments>,
    pub globs: Vec<Segments>,
    /// Every path: those of `use`, and all others of two segments or more, also inside of macros.
    pub paths: BTreeSet<Segments>,
    /// Whether there is nothing but `mod` lines and re-exports.
    pub is_facade: bool,
}

/// The modules of a crate.
pub struct Source(pub BTreeMap<Module, Contents>);

impl Source {
    /// Reads the crate from its `lib.rs`. `read` returns the text of a file below `src`.
    pub fn read(read: impl Fn(&Path) -> String) -> Self {
        let mut source = Self(BTreeMap::new());
        source.add_file(&read, Path::new("lib.rs"), Path::new(""), Module::new());
        source
    }

    /// `folder` is where the files of child modules are.
    fn add_file(&mut self, read: &dyn Fn(&Path) -> String, file: &Path, folder: &Path, module: Module) {
        let text = read(file);
        assert!(!text.is_empty(), "{} is missing", file.display());
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.add(read, file, folder, module, parsed.items);
    }

    fn add(&mut self, read: &dyn Fn(&Path) -> String, file: &Path, folder: &Path, module: Module, items: Vec<Item>) {
        let mut contents = Contents { file: text_of(file), is_facade: true, ..Contents::default() };
        for item in items.into_iter().filter(|item| !attributes(item).iter().any(is_of_tests)) {
            match item {
                Item::Mod(child) => {
                    let name = child.ident.to_string();
                    let path = [module.as_slice(), std::slice::from_ref(&name)].concat();
                    let below = folder.join(&name);
                    match child.content {
                        Some((_, items)) => {
                            contents.is_facade = false;
                            self.add(read, file, &below, path, items);
                        }
                        None => {
                            let file = given_path(&child.attrs).map_or_else(
                                || first_that_is(read, [below.with_extension("rs"), below.join("mod.rs")]),
                                |given| folder.join(given),
                            );
                            self.add_file(read, &file, &below, path);
                        }
                    }
                    contents.children.insert(name);
                }
                Item::Use(item) => {
                    contents.is_facade &= !matches!(item.vis, Visibility::Inherited);
                    contents.import(Segments::new(), &item.tree);
                }
                item => {
                    contents.is_facade = false;
                    contents.definitions.extend(name_of(&item));
                    add_paths(item.to_token_stream(), &mut contents.paths);
                }
            }
        }
        self.0.insert(module, contents);
    }
}

impl Contents {
    fn import(&mut self, mut prefix: Segments, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.import(prefix, &path.tree);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(prefix.clone(), tree)),
            UseTree::Glob(_) => {
                self.paths.insert(prefix.clone());
                self.globs.push(prefix);
            }
            UseTree::Name(name) => self.import_as(prefix, name.ident.to_string(), None),
            UseTree::Rename(name) => self.import_as(prefix, name.ident.to_string(), Some(name.rename.to_string())),
        }
    }

    fn import_as(&mut self, mut path: Segments, name: String, rename: Option<String>) {
        // `use path::{self}` imports the last segment of the path.
        if name != "self" {
            path.push(name);
        }
        let name = rename.or_else(|| path.last().cloned()).unwrap_or_default();
        self.paths.insert(path.clone());
        self.imports.insert(name, path);
    }
}

fn text_of(file: &Path) -> String {
    file.to_string_lossy().replace('\\', "/")
}

/// The path of `#[path = "…"]`.
fn given_path(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("path") => {
            Some(pair.value.to_token_stream().to_string().trim_matches('"').to_owned())
        }
        _ => None,
    })
}

fn first_that_is(read: &dyn Fn(&Path) -> String, files: [PathBuf; 2]) -> PathBuf {
    let [file, other] = files;
    if read(&file).is_empty() { other } else { file }
}

/// Whether this is `#[cfg(test)]`, alone or with more conditions.
fn is_of_tests(attribute: &Attribute) -> bool {
    let condition = match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string(),
        _ => return false,
    };
    condition == "test" || condition.starts_with("all (test")
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// Adds every path of two segments or more. Tokens are read instead of syntax, because macros have nothing else.
fn add_paths(tokens: TokenStream, paths: &mut BTreeSet<Segments>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(first) => {
                let is_macros_own = at > 0 && is_punctuation(&tokens[at - 1], '$') && *first == "crate";
                let mut path = vec![if is_macros_own { "$crate".to_owned() } else { first.to_string() }];
                at += 1;
                while is_separator(&tokens[at..]) {
                    match tokens.get(at + 2) {
                        Some(TokenTree::Ident(segment)) => path.push(segment.to_string()),
                        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                            add_group(&path, group, paths);
                            break;
                        }
                        _ => break,
                    }
                    at += 3;
                }
                if path.len() > 1 {
                    paths.insert(path);
                }
            }
            TokenTree::Group(group) => {
                add_paths(group.stream(), paths);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// The braces of a `use` inside of a function.
fn add_group(prefix: &Segments, group: &Group, paths: &mut BTreeSet<Segments>) {
    let mut inside = BTreeSet::new();
    for tree in group.stream().to_string().split(',') {
        let tree = tree.split(" as ").next().unwrap_or_default();
        let segments: Segments = tree.split("::").map(|segment| segment.trim().to_owned()).collect();
        inside.insert(segments);
    }
    paths.extend(inside.into_iter().map(|segments| [prefix.as_slice(), &segments].concat()));
}

fn is_separator(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(first), TokenTree::Punct(second), ..] => {
            (first.as_char(), first.spacing(), second.as_char()) == (':', Spacing::Joint, ':')
        }
        _ => false,
    }
}

fn is_punctuation(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}
