//! Whether the words of a product say anything: sentences that only repeat the name of their field, lines that only
//! repeat their value, and what has no words at all. And which texts hold JSON, as far as words tell.

mod echo;
mod json;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::generate::{GLOSSARY, Specs, read, sentences};
use crate::names::Words;
use crate::overlay;
use crate::sources::Sources;
use crate::spec::{Operation, Product};
use crate::tree::Node;
use crate::wording::{Spot, spots, wordless_families};
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
    pub wordless: Vec<Finding>,
    /// Texts that may hold JSON, with what speaks for it. They are proposals, and no fault.
    pub json: Vec<Finding>,
}

impl Lint {
    /// Whether nothing lacks words, and few enough of them are empty.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.wordless.is_empty() && self.sentences.is_small() && self.values.is_small()
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
    /// The file.
    pub file: String,
    /// The line of the name.
    pub line: usize,
    /// The path inside the document, for example `GetVoice.response.Data.VoiceName`; in a glossary the name.
    pub path: String,
    /// The sentence, or what is lacking.
    pub text: String,
    /// How many fields it concerns: more than one where the glossary explains them.
    pub fields: usize,
}

/// Judges the words of a product, as its documents are after the overlay.
///
/// # Errors
/// The problems of documents that cannot be read.
pub fn lint(sources: &Sources) -> Result<Lint, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let specs = read(sources, &mut diagnostics);
    match specs {
        Some(specs) if !diagnostics.has_errors() => Ok(judge(&specs, &sources.display(GLOSSARY))),
        _ => Err(overlay::gather(diagnostics)),
    }
}

fn judge(specs: &Specs, glossary_file: &str) -> Lint {
    let Specs { product, operations, glossary, .. } = specs;
    let spots = spots(product, operations);
    let echo = Echo::new(Words::new(&product.words));
    let glossary = Glossary {
        file: glossary_file,
        node: glossary.as_ref(),
        sentences: glossary.as_ref().map_or_else(BTreeMap::new, sentences),
    };
    let fields = spots.iter().filter_map(|spot| Some((spot.name?, spot)));
    let lacking = fields.filter(|(name, spot)| spot.lacks_sentence(name, &glossary.sentences));
    let lacking = lacking.map(|(_, spot)| finding(spot, "no sentence".to_owned()));
    Lint {
        wordless: wordless(product, operations).into_iter().chain(lacking).collect(),
        sentences: sentences_on_fields(&spots, &glossary, &echo),
        values: lines_on_values(&spots, &echo),
        json: json::proposals(&spots, &glossary.sentences),
    }
}

/// `glossary.yaml`.
struct Glossary<'a> {
    file: &'a str,
    node: Option<&'a Node>,
    sentences: BTreeMap<String, String>,
}

/// The families and operations that lack words.
fn wordless(product: &Product, operations: &[Operation]) -> Vec<Finding> {
    let start = |file: &str, path: &str, line, text: &str| Finding {
        file: file.to_owned(),
        line,
        path: path.to_owned(),
        text: text.to_owned(),
        fields: 0,
    };
    let families = wordless_families(product).map(|family| {
        start(&product.file, &format!("families.{}", family.value), family.mark.line, "no line of its own")
    });
    let operations = operations.iter().flat_map(|operation| {
        let words = [("no title", &operation.title), ("no summary", &operation.summary)];
        let lacking = words.into_iter().filter(|(_, words)| words.is_empty());
        lacking.map(|(lack, _)| start(&operation.file, &operation.name, 1, lack))
    });
    families.chain(operations).collect()
}

fn sentences_on_fields(spots: &[Spot<'_>], glossary: &Glossary<'_>, echo: &Echo) -> Share {
    let mut share = Share::default();
    // By name, how many fields a sentence of the glossary explains.
    let mut explained: BTreeMap<&str, usize> = BTreeMap::new();
    for spot in spots {
        let Some(name) = spot.name else { continue };
        let own = &spot.schema.description;
        if !own.is_empty() {
            share.all += 1;
            if echo.repeats(own, name) {
                share.echoes.push(finding(spot, own.clone()));
            }
        } else if glossary.sentences.contains_key(name) {
            share.all += 1;
            *explained.entry(name).or_default() += 1;
        }
    }
    for (name, fields) in explained {
        let sentence = &glossary.sentences[name];
        if echo.repeats(sentence, name) {
            let entry = glossary.node.and_then(|node| node.entry(name));
            share.echoes.push(Finding {
                file: glossary.file.to_owned(),
                line: entry.map_or(1, |entry| entry.mark.line),
                path: name.to_owned(),
                text: sentence.clone(),
                fields,
            });
        }
    }
    share
}

fn lines_on_values(spots: &[Spot<'_>], echo: &Echo) -> Share {
    let mut share = Share::default();
    for spot in spots {
        for (value, line) in spot.schema.value_titles.iter().filter(|(_, line)| !line.trim().is_empty()) {
            share.all += 1;
            if echo.repeats(line, value) {
                share.echoes.push(finding(spot, format!("`{value}`: {}", line.trim())));
            }
        }
    }
    share
}

fn finding(spot: &Spot<'_>, text: String) -> Finding {
    Finding { file: spot.file.to_owned(), line: spot.schema.mark.line, path: spot.path.clone(), text, fields: 1 }
}

#[cfg(test)]
mod tests;
