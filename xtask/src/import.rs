//! `cargo xtask import`: merges published metadata into specs/.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ::codegen::import::{Import, folder};
use ::codegen::tree::Node;

const USAGE: &str = "\
usage: cargo xtask import FILE [--operation NAME]... [--families FILE] [--product DIR]

Merges published metadata (an `api-docs.json`, or one operation of it; JSON or YAML) into the specs. Facts are taken,
words are not, and words that are already there stay. Only files that change are written; on any problem none is.

  --operation NAME   merge this operation alone; may be given again. Needed when FILE is one operation.
  --families FILE    says the family of new operations: lines `Operation: family`, as YAML or JSON
  --product DIR      the folder below specs/, when it is not the product's name in lower case
";

/// What the command line asks for.
#[derive(Debug, Default)]
struct Arguments {
    file: String,
    operations: Vec<String>,
    families: Option<String>,
    product: Option<String>,
}

/// Runs the command: the report, or what is wrong.
pub(crate) fn run(arguments: &[String]) -> Result<String, String> {
    if arguments
        .iter()
        .any(|argument| argument == "--help" || argument == "-h")
    {
        return Ok(USAGE.to_owned());
    }
    let arguments = parse(arguments).map_err(|problem| format!("{problem}\n\n{USAGE}"))?;
    let document = read(&arguments.file)?;
    let families = match &arguments.families {
        Some(file) => families(file)?,
        None => BTreeMap::new(),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let product = match arguments.product.or_else(|| folder(&document)) {
        Some(product) => product,
        None => only_product(&root)?,
    };
    let folder = format!("specs/{product}");
    let specs = specs(&root, &folder)?;
    let import = Import {
        file: &arguments.file,
        document: &document,
        folder: &folder,
        specs: &specs,
        operations: &arguments.operations,
        families: &families,
    };
    let imported = import.run().map_err(|problems| problems.to_string())?;
    for (path, text) in &imported.files {
        let path = root.join(path);
        let parent = path.parent().unwrap_or(&root);
        fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(imported.report.to_string())
}

fn parse(arguments: &[String]) -> Result<Arguments, String> {
    let mut parsed = Arguments::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().cloned().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--operation" => parsed.operations.push(value()?),
            "--families" => parsed.families = Some(value()?),
            "--product" => parsed.product = Some(value()?),
            unknown if unknown.starts_with('-') => return Err(format!("there is no option {unknown}")),
            file if parsed.file.is_empty() => file.clone_into(&mut parsed.file),
            more => {
                return Err(format!(
                    "only one FILE can be imported at a time, and `{more}` is another one"
                ));
            }
        }
    }
    if parsed.file.is_empty() {
        return Err("FILE is missing".to_owned());
    }
    Ok(parsed)
}

fn read(file: &str) -> Result<Node, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    Node::parse(file, &text).map_err(|problem| problem.to_string())
}

fn families(file: &str) -> Result<BTreeMap<String, String>, String> {
    let document = read(file)?;
    let entries = document.entries().iter();
    entries
        .map(|entry| match entry.node.text() {
            Some(family) => Ok((entry.key.clone(), family.to_owned())),
            None => Err(format!(
                "{file}:{}: the family of `{}` is not a name",
                entry.mark.line, entry.key
            )),
        })
        .collect()
}

/// The product that a document of one operation belongs to, when there is no choice.
fn only_product(root: &Path) -> Result<String, String> {
    let mut products = folders(&root.join("specs"))?;
    let only = products.pop().filter(|_| products.is_empty());
    only.and_then(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .ok_or_else(|| "the document does not say its product: name the folder with --product DIR".to_owned())
}

/// The spec files of a product, by their path from the root of the workspace.
fn specs(root: &Path, folder: &str) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    let product = root.join(folder);
    let mut places = folders(&product)?;
    places.push(product);
    for place in places {
        for path in list(&place)?
            .into_iter()
            .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        {
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let name: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            found.insert(name.join("/"), text);
        }
    }
    Ok(found)
}

fn folders(path: &Path) -> Result<Vec<PathBuf>, String> {
    Ok(list(path)?.into_iter().filter(|path| path.is_dir()).collect())
}

/// What a folder holds, in a fixed order; nothing when there is no such folder.
fn list(path: &Path) -> Result<Vec<PathBuf>, String> {
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let entries = fs::read_dir(path).map_err(told)?;
    let mut paths: Vec<_> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(told)?;
    paths.sort();
    Ok(paths)
}
