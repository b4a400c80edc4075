//! `cargo xtask import`: merges published metadata into specs/.

use std::collections::BTreeMap;
use std::path::Path;

use ::codegen::import::{Import, folder};
use ::codegen::tree::Node;

use crate::{refusal, tree};

const USAGE: &str = "\
usage: cargo xtask import FILE [--operation NAME]... [--families FILE] [--family NAME]
                          [--product NAME]

Merges published metadata (an `api-docs.json`, or one operation of it; JSON or YAML) into the specs. Facts are taken,
words are not, and words that are already there stay. Only files that change are written; on any problem none is.

  --operation NAME   merge this operation alone; may be given again. Needed when FILE is one operation.
  --families FILE    says the family of new operations: lines `Operation: family`, as YAML or JSON
  --family NAME      the family of new operations that the families file does not name
  --product NAME     the folder below specs/, when it is not the product's name in lower case; the crate, the folder
                     and the host prefix of a new product follow it
";

/// What the command line asks for.
#[derive(Debug, Default)]
struct Arguments {
    file: String,
    operations: Vec<String>,
    families: Option<String>,
    family: Option<String>,
    product: Option<String>,
}

/// Runs the command: the report, or what is wrong.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<String, String> {
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        return Ok(USAGE.to_owned());
    }
    let arguments = parse(arguments).map_err(|problem| format!("{problem}\n\n{USAGE}"))?;
    let document = read(&arguments.file)?;
    let families = match &arguments.families {
        Some(file) => families(file)?,
        None => BTreeMap::new(),
    };
    let product = match arguments.product.or_else(|| folder(&document)) {
        Some(product) => product,
        None => only_product(root)?,
    };
    let folder = format!("specs/{product}");
    let specs = tree::read_specs(root, &folder)?;
    let specs = specs.into_iter().map(|(path, text)| (format!("{folder}/{path}"), text)).collect();
    let import = Import {
        file: &arguments.file,
        document: &document,
        folder: &folder,
        specs: &specs,
        operations: &arguments.operations,
        families: &families,
        family: arguments.family.as_deref(),
    };
    let imported = import.run().map_err(|problems| refusal(&problems))?;
    for (path, text) in &imported.files {
        tree::write(&root.join(path), text)?;
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
            "--family" => parsed.family = Some(value()?),
            "--product" => parsed.product = Some(value()?),
            unknown if unknown.starts_with('-') => return Err(format!("there is no option {unknown}")),
            file if parsed.file.is_empty() => file.clone_into(&mut parsed.file),
            more => {
                return Err(format!("only one FILE can be imported at a time, and `{more}` is another one"));
            }
        }
    }
    if parsed.file.is_empty() {
        return Err("FILE is missing".to_owned());
    }
    Ok(parsed)
}

fn read(file: &str) -> Result<Node, String> {
    let text = tree::read(Path::new(file))?;
    Node::parse(file, &text).map_err(|problem| problem.to_string())
}

fn families(file: &str) -> Result<BTreeMap<String, String>, String> {
    let document = read(file)?;
    let entries = document.entries().iter();
    entries
        .map(|entry| match entry.node.text() {
            Some(family) => Ok((entry.key.clone(), family.to_owned())),
            None => Err(format!("{file}:{}: the family of `{}` is not a name", entry.mark.line, entry.key)),
        })
        .collect()
}

/// The product that a document of one operation belongs to, when there is no choice.
fn only_product(root: &Path) -> Result<String, String> {
    let mut products = tree::folders_in(&root.join("specs"))?;
    let only = products.pop().filter(|_| products.is_empty());
    only.and_then(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .ok_or_else(|| "the document does not say its product: name the folder with --product NAME".to_owned())
}
