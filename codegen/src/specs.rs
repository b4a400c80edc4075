//! The specs of a product, typed and corrected: what generation, lint, permissions and import start from.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::documents::{self, Documents};
use crate::left_out::LeftOut;
use crate::naming;
use crate::overlay::{self, Corrected};
use crate::read::Reader;
use crate::sources::Sources;
use crate::span::File;
use crate::spec::{Glossary, Operation, Overlay, Product};
use crate::{callable, depth, headers, wording};

/// The specs of a product, as they are after the overlay.
#[derive(Debug, Default)]
pub struct Specs {
    /// What its operations have in common.
    pub product: Product,
    /// The operations that can be called, by name. There are none where the files that they depend on cannot be read.
    pub operations: Vec<Operation>,
    /// Sentences that fields of one name share.
    pub glossary: Glossary,
    /// Our corrections, which are applied, and what operations do beyond one call.
    pub overlay: Overlay,
    /// Operations that are known and not among the others, and why: their file does not parse, or they cannot be called.
    pub left_out: BTreeMap<String, LeftOut>,
    /// What the overlay has corrected.
    pub corrected: Corrected,
    /// `names.lock`: empty where there is none yet.
    pub names: Arc<File>,
    /// The same as trees.
    pub trees: Trees,
}

/// The documents of a product, whole: what is read of them as types is a part.
#[derive(Debug, Default)]
pub struct Trees {
    /// As their files have them.
    pub published: Documents,
    /// As they are after the overlay.
    pub corrected: Documents,
}

impl Specs {
    /// Reads the files of a product, and says what is wrong with them.
    #[must_use]
    pub fn load(sources: &Sources) -> (Self, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        let documents = Documents::read(sources, &mut diagnostics);
        if !sources.files.contains_key(documents::PRODUCT) {
            diagnostics.push(
                Diagnostic::new(Code::MissingProduct, &documents.product.span, "the file is missing")
                    .expected("a file with `info` (product, version and style), `endpoints` and `families`")
                    .help("write it, or let `cargo xtask import` make it from the published document"),
            );
            return (Self::default(), diagnostics);
        }
        if !documents.complete {
            return (Self::default(), diagnostics);
        }
        let names = sources.files.get(documents::NAMES).cloned().unwrap_or_default();
        let names = Arc::new(File::new(sources.display(documents::NAMES), names));
        let specs = Self { names, ..Self::of(documents, &mut diagnostics) };
        (specs, diagnostics)
    }

    /// Corrects and reads documents.
    pub(crate) fn of(mut documents: Documents, diagnostics: &mut Diagnostics) -> Self {
        let published = documents.clone();
        let specs = Self::typed(&mut documents, diagnostics);
        Self { trees: Trees { published, corrected: documents }, ..specs }
    }

    fn typed(documents: &mut Documents, diagnostics: &mut Diagnostics) -> Self {
        let [overlay, glossary] = [documents.overlay.take(), documents.glossary.take()];
        let overlay = overlay.map(|node| Reader::new(diagnostics).overlay(&node)).unwrap_or_default();
        let corrected = overlay::apply(&overlay.corrections, documents, diagnostics);
        let mut reader = Reader::new(diagnostics);
        let mut product = reader.product(&documents.product);
        let glossary = glossary.map(|node| reader.glossary(&node)).unwrap_or_default();
        let mut operations = Vec::new();
        for (name, file) in &documents.operations {
            operations.push(reader.operation(&file.family, name, &file.node));
        }
        check_families(&product, documents, diagnostics);
        depth::limit(&mut product, &operations, diagnostics);
        let mut left_out = std::mem::take(&mut documents.left_out);
        operations.retain_mut(|operation| {
            let problem = callable::problem(&product, operation).or_else(|| headers::problem(operation));
            let is_callable = problem.is_none();
            match problem {
                Some(problem) => {
                    left_out.insert(operation.name.clone(), LeftOut::by(&problem));
                    diagnostics.push(problem);
                }
                None => headers::take_out(operation, diagnostics),
            }
            is_callable
        });
        if !diagnostics.has_errors() && left_out.is_empty() {
            diagnostics.extend(wording::unused(&product, &operations, &glossary));
        }
        Self { product, operations, glossary, overlay, left_out, corrected, ..Self::default() }
    }

    /// The warnings among all that was found, or everything where something of it is an error.
    ///
    /// # Errors
    /// A problem is an error.
    pub fn judge(&self, diagnostics: &Diagnostics) -> Result<Diagnostics, Diagnostics> {
        let gathered = self.corrected.restate(diagnostics).gathered();
        if gathered.has_errors() { Err(gathered) } else { Ok(gathered) }
    }
}

/// Every operation has a family that the product describes. One that is missing is reported once, with all its operations.
fn check_families(product: &Product, documents: &Documents, diagnostics: &mut Diagnostics) {
    let known: Vec<&str> = product.families.iter().map(|(name, _)| name.value.as_str()).collect();
    let expected = match known.as_slice() {
        [] => "a family, which product.yaml describes".to_owned(),
        known => format!("a file in a folder named after a family: {}", known.join(", ")),
    };
    let mut unknown: BTreeMap<&str, Diagnostic> = BTreeMap::new();
    for (name, file) in documents.operations.iter().filter(|(_, file)| !known.contains(&file.family.as_str())) {
        if let Some(first) = unknown.get_mut(file.family.as_str()) {
            first.also.push(name.clone());
            continue;
        }
        let message = match file.family.as_str() {
            "" => "the operation is in no family".to_owned(),
            family => format!("unknown family `{family}`"),
        };
        let problem = Diagnostic::new(Code::NoFamily, &documents::start(&file.node), message).at(name);
        let help = "move the file into its family's folder, or describe the family in product.yaml below `families:`";
        unknown.insert(&file.family, problem.expected(&expected).help(help));
    }
    diagnostics.extend(unknown.into_values());
    for (name, _) in product.families.iter().filter(|(name, _)| !naming::is_family(&name.value)) {
        diagnostics.push(
            Diagnostic::new(Code::BadFamily, &name.span, format!("invalid name of a family `{}`", name.value))
                .at(format!("families.{}", name.value))
                .expected(naming::FAMILY)
                .help("rename the family and its folder"),
        );
    }
}
