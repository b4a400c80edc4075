//! Whether the words of a product say anything: sentences that only repeat the name of their field, lines that only
//! repeat their value, and what has no words at all. And what the overlay may want to add.

mod echo;

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostics, Message};
use crate::names::Words;
use crate::propose::{Proposal, proposals};
use crate::sources::Sources;
use crate::span::Span;
use crate::spec::{Glossary, Operation, Product};
use crate::specs::Specs;
use crate::wording::{self, SchemaAt, schemas, undocumented_families};
use echo::Echo;

/// One in so many sentences is one too many to say nothing.
const ONE_IN: usize = 10;

/// What was found in the words of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lint {
    /// The sentences on fields.
    pub sentences: Share,
    /// The lines on documented values. A value without one is no fault.
    pub values: Share,
    /// Families, operations and fields that lack words, with what they lack.
    pub undocumented: Vec<Finding>,
    /// Sentences of the glossary that explain no field.
    pub unused: Vec<Finding>,
    /// What the overlay may want to add, which is no fault.
    pub proposals: Vec<Proposal>,
}

impl Lint {
    /// Whether nothing lacks words, none are unused, and few enough of them are empty.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.undocumented.is_empty() && self.unused.is_empty() && self.sentences.is_small() && self.values.is_small()
    }
}

/// How much of something says no more than the name it explains.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// How many there are; a glossary's sentence counts once for each field that it explains.
    pub all: usize,
    /// Those that say no more.
    pub echoes: Vec<Finding>,
}

impl Share {
    /// How many say no more, counted as [`all`](Self::all) are.
    #[must_use]
    pub fn echoing(&self) -> usize {
        self.echoes.iter().map(|finding| finding.fields).sum()
    }

    /// Whether these are less than a tenth of all.
    #[must_use]
    pub fn is_small(&self) -> bool {
        self.echoes.is_empty() || self.echoing() * ONE_IN < self.all
    }
}

/// Something that was found, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The place of the name.
    pub span: Span,
    /// The path inside the document, for example `GetVoice.response.Data.VoiceName`; in a glossary the name.
    pub path: String,
    /// The sentence, or what is lacking.
    pub text: String,
    /// How many fields it concerns: more than one where the glossary explains them.
    pub fields: usize,
}

impl Lint {
    /// One object a line, as those of diagnostics: faults are warnings, proposals are help.
    #[must_use]
    pub fn json_lines(&self) -> String {
        let Self { sentences, values, undocumented, unused, proposals } = self;
        let findings = [
            ("undocumented", undocumented),
            ("unused-sentence", unused),
            ("repeats-name", &sentences.echoes),
            ("repeats-value", &values.echoes),
        ];
        let findings =
            findings.into_iter().flat_map(|(code, found)| found.iter().map(move |finding| finding.json(code)));
        let lines = findings.chain(proposals.iter().map(Proposal::json));
        lines.map(|line| format!("{line}\n")).collect()
    }
}

impl Finding {
    fn json(&self, code: &str) -> serde_json::Value {
        let Self { span, path, text, .. } = self;
        let message = Message {
            level: "warning",
            code,
            explanation: None,
            message: text,
            span,
            path,
            also: &[],
            notes: Vec::new(),
            fix: None,
            rendered: None,
        };
        message.json()
    }
}

/// Judges the words of a product, as its documents are after the overlay.
///
/// # Errors
/// The problems of documents that cannot be read.
pub fn lint(sources: &Sources) -> Result<Lint, Diagnostics> {
    let (specs, diagnostics) = Specs::load(sources);
    specs.judge(&diagnostics)?;
    let Specs { product, operations, glossary, .. } = &specs;
    let schemas = schemas(product, operations);
    let echo = Echo::new(Words::new(&product.words));
    let fields = schemas.iter().filter_map(|at| Some((at.name?, at)));
    let lacking = fields.filter(|(name, at)| at.lacks_sentence(name, glossary));
    let lacking = lacking.map(|(_, at)| finding(at, "no sentence".to_owned()));
    let unused = wording::unused(product, operations, glossary).into_iter();
    Ok(Lint {
        undocumented: undocumented(product, operations).into_iter().chain(lacking).collect(),
        unused: unused.map(|it| Finding { span: it.span, path: it.path, text: it.message, fields: 0 }).collect(),
        sentences: sentences_on_fields(&schemas, glossary, &echo),
        values: lines_on_values(&schemas, &echo),
        proposals: proposals(&specs),
    })
}

/// The families and operations that lack words.
fn undocumented(product: &Product, operations: &[Operation]) -> Vec<Finding> {
    let found =
        |span: &Span, path: String, text: &str| Finding { span: span.clone(), path, text: text.to_owned(), fields: 0 };
    let families = undocumented_families(product)
        .map(|family| found(&family.span, format!("families.{}", family.value), "no line of its own"));
    let operations = operations.iter().flat_map(|operation| {
        let words = [("no title", &operation.title), ("no summary", &operation.summary)];
        let lacking = words.into_iter().filter(|(_, words)| words.is_empty());
        lacking.map(|(lack, _)| found(&operation.span, operation.name.clone(), lack))
    });
    families.chain(operations).collect()
}

fn sentences_on_fields(schemas: &[SchemaAt<'_>], glossary: &Glossary, echo: &Echo) -> Share {
    let mut share = Share::default();
    // By name, how many fields a sentence of the glossary explains.
    let mut explained: BTreeMap<&str, usize> = BTreeMap::new();
    for at in schemas {
        let Some(name) = at.name else { continue };
        let own = &at.schema.description;
        if !own.is_empty() {
            share.all += 1;
            if echo.repeats(own, name) {
                share.echoes.push(finding(at, own.clone()));
            }
        } else if glossary.contains_key(name) {
            share.all += 1;
            *explained.entry(name).or_default() += 1;
        }
    }
    for (name, fields) in explained {
        let sentence = &glossary[name];
        if echo.repeats(&sentence.value, name) {
            let (span, text) = (sentence.span.clone(), sentence.value.clone());
            share.echoes.push(Finding { span, path: name.to_owned(), text, fields });
        }
    }
    share
}

fn lines_on_values(schemas: &[SchemaAt<'_>], echo: &Echo) -> Share {
    let mut share = Share::default();
    for at in schemas {
        for (value, line) in at.schema.value_titles.iter().filter(|(_, line)| !line.trim().is_empty()) {
            share.all += 1;
            if echo.repeats(line, value) {
                share.echoes.push(finding(at, format!("`{value}`: {}", line.trim())));
            }
        }
    }
    share
}

fn finding(at: &SchemaAt<'_>, text: String) -> Finding {
    Finding { span: at.schema.span.clone(), path: at.path.clone(), text, fields: 1 }
}
