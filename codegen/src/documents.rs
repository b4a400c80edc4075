//! The files of a product as trees: which of them are operations, and which do not belong there.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::left_out::LeftOut;
use crate::naming;
use crate::parallel;
use crate::sources::Sources;
use crate::span::Span;
use crate::tree::Node;

/// The file of what operations have in common.
pub(crate) const PRODUCT: &str = "product.yaml";
/// The file of corrections.
pub(crate) const OVERLAY: &str = "overlay.yaml";
/// The file of sentences that fields of one name share.
pub(crate) const GLOSSARY: &str = "glossary.yaml";
/// The file of all public paths, which is not YAML.
pub(crate) const NAMES: &str = "names.lock";

/// The files of a product. A clone shares their trees until one of the two is corrected.
#[derive(Debug, Clone)]
pub struct Documents {
    /// `product.yaml`; null where it is missing or does not parse.
    pub product: Arc<Node>,
    /// `overlay.yaml`, where there is one.
    pub overlay: Option<Node>,
    /// `glossary.yaml`, where there is one.
    pub glossary: Option<Node>,
    /// Operations by name.
    pub operations: BTreeMap<String, OperationFile>,
    /// Operations that are known and not among the others, and why: their file does not parse, or they are no operations. That is
    /// reported already, so corrections of them are passed over.
    pub left_out: BTreeMap<String, LeftOut>,
    /// Whether each of the three files that the others depend on parses, if it is there.
    pub complete: bool,
}

/// The file of an operation.
#[derive(Debug, Clone)]
pub struct OperationFile {
    /// The family: the folder that the file is in.
    pub family: String,
    /// The document.
    pub node: Arc<Node>,
}

impl Default for Documents {
    fn default() -> Self {
        Self {
            product: Node::null(&Span::nowhere()).into(),
            overlay: None,
            glossary: None,
            operations: BTreeMap::new(),
            left_out: BTreeMap::new(),
            complete: true,
        }
    }
}

impl Documents {
    /// Reads the files of a product.
    pub fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Self {
        let paths: Vec<&String> = sources.files.keys().filter(|path| *path != NAMES).collect();
        let parsed = parallel::map(&paths, |path| Node::parse(&sources.display(path), &sources.files[*path]));
        let product = Node::null(&Span::of_file(sources.display(PRODUCT))).into();
        let mut documents = Self { product, ..Self::default() };
        for (path, parsed) in paths.into_iter().zip(parsed) {
            let own = [PRODUCT, OVERLAY, GLOSSARY].contains(&path.as_str());
            let node = match parsed {
                Ok(node) => node,
                Err(problem) => {
                    documents.complete &= !own;
                    let operation = operation_of(path).map(|(_, name)| (name.to_owned(), LeftOut::by(&problem)));
                    documents.left_out.extend(operation);
                    diagnostics.push(problem);
                    continue;
                }
            };
            match path.as_str() {
                PRODUCT => documents.product = node.into(),
                OVERLAY => documents.overlay = Some(node),
                GLOSSARY => documents.glossary = Some(node),
                _ => diagnostics.extend(documents.add(path, node)),
            }
        }
        let mut names = FileNames::default();
        for (name, file) in &documents.operations {
            // Here they are two files.
            let problem = names.add(&file.family, name, &start(&file.node));
            diagnostics.extend(problem.map(Diagnostic::warning));
        }
        documents
    }

    /// Adds the file of an operation, unless it is none.
    fn add(&mut self, path: &str, node: Node) -> Option<Diagnostic> {
        let problem = |code, message: String| Diagnostic::new(code, &start(&node), message);
        let Some((family, name)) = operation_of(path) else {
            return Some(
                problem(Code::UnexpectedFile, "the file is not a spec: its name does not end in `.yaml`".to_owned())
                    .expected("files whose names end in `.yaml`, and nothing else")
                    .help("rename the file, or keep it elsewhere; hidden files are passed over"),
            );
        };
        if !naming::is_operation(name) {
            return Some(
                problem(Code::BadOperationName, format!("invalid name of an operation `{name}`"))
                    .at(name)
                    .expected("letters and digits, with a letter first, as the service names the operation")
                    .help("rename the file"),
            );
        }
        if let Some(first) = self.operations.get(name) {
            return Some(
                problem(Code::DuplicateOperation, format!("a second file of the operation `{name}`"))
                    .at(name)
                    .expected(format!("one file; the other is {}", first.node.span.file.path))
                    .help("delete one of them"),
            );
        }
        let file = OperationFile { family: family.to_owned(), node: node.into() };
        self.operations.insert(name.to_owned(), file);
        None
    }
}

/// The names of the files of specs, by family and name in lower case: two that differ in case alone are one file on macOS and
/// Windows, which would lose one of the specs in silence.
#[derive(Default)]
pub(crate) struct FileNames(BTreeMap<(String, String), String>);

impl FileNames {
    /// Adds the file of an operation, or says why it cannot be.
    pub(crate) fn add(&mut self, family: &str, name: &str, span: &Span) -> Option<Diagnostic> {
        let problem = |code, message: String| Diagnostic::new(code, span, message).at(name);
        let lower = name.to_ascii_lowercase();
        if naming::DEVICES.contains(&lower.as_str()) {
            return Some(
                problem(Code::BadOperationName, format!("no file can be called `{name}.yaml` on Windows"))
                    .expected(format!("another name than those of devices: {}", naming::DEVICES.join(", ")))
                    .help("leave the operation out: an import takes the others by --operation"),
            );
        }
        let first = self.0.entry((family.to_owned(), lower)).or_insert_with(|| name.to_owned());
        (first != name).then(|| {
            let message = format!("the specs of `{first}` and `{name}` would be one file on macOS and Windows");
            problem(Code::DuplicateOperation, message)
                .expected("names of files in a family that differ in more than case")
                .help(format!(
                    "give one of them another family, as by a line `{name}: <family>` of the file for --families;\n\
                     if one is no longer published, delete its spec"
                ))
        })
    }
}

/// Where a problem of a whole file is shown.
pub(crate) fn start(node: &Node) -> Span {
    Span::new(&node.span.file, 0..0)
}

/// Family and name of the operation whose spec stands at a path.
fn operation_of(path: &str) -> Option<(&str, &str)> {
    let (family, file) = path.rsplit_once('/').unwrap_or(("", path));
    Some((family, file.strip_suffix(".yaml")?))
}
