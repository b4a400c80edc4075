//! `cargo xtask lint`: whether the words in specs/ say more than the names they explain.

use std::path::Path;

use ::codegen::lint::{Finding, Lint, Share};
use ::codegen::propose::{Kind, Proposal, entries};
use ::codegen::wording::counted;
use anyhow::{Error, Result};

use crate::messages::Format;
use crate::{flags, output, tree};

/// Runs the command: the figures with what they count, or what is wrong, which has them as well.
pub(crate) fn run(root: &Path, flags: &flags::Lint) -> Result<String> {
    let format = Format::of(flags.message_format.as_deref())?;
    let (mut text, mut messages) = (String::new(), String::new());
    let mut passes = true;
    for product in tree::products(root)? {
        let sources = tree::sources(root, format!("specs/{product}"))?;
        let lint = ::codegen::lint(&sources).map_err(|problems| format.refusal(problems))?;
        passes &= lint.passes();
        text.push_str(&report(&sources.folder, &lint));
        messages.push_str(&lint.json_lines());
    }
    if format == Format::Json {
        output::print(&messages)?;
    }
    if passes { format.done(text) } else { Err(Error::msg(text)) }
}

/// The lists, and below them the figures, which stay in sight that way.
fn report(folder: &str, lint: &Lint) -> String {
    let Lint { sentences, values, undocumented, unused, proposals } = lint;
    let findings = undocumented.iter().chain(unused).chain(&sentences.echoes).chain(&values.echoes);
    let lines: String = findings.map(line).collect();
    let none = |findings: &[Finding], what: &str| match findings.len() {
        0 => String::new(),
        count => format!("{folder}: {}; none may be\n", counted(count, what)),
    };
    let (lacking, unused) = (none(undocumented, "missing text"), none(unused, "unused glossary sentence"));
    format!(
        "{}{lines}{}{}{lacking}{unused}",
        proposed(folder, proposals),
        figure(folder, sentences, "sentences", "the field's name"),
        figure(folder, values, "lines on values", "the value")
    )
}

/// What the overlay may want to add, kind by kind: the evidence, and the YAML to paste; nothing where all is decided.
fn proposed(folder: &str, proposals: &[Proposal]) -> String {
    let mut text = String::new();
    for kind in Kind::ALL {
        let of_kind: Vec<&Proposal> = proposals.iter().filter(|proposal| proposal.kind == kind).collect();
        for Proposal { span, path, evidence, .. } in &of_kind {
            text.push_str(&format!("{span}: {path}: {evidence}\n"));
        }
        for (section, entries) in entries(of_kind.iter().copied()) {
            let (name, count) = (kind.name(), of_kind.len());
            text.push_str(&format!(
                "{folder}: {name}: {count}; decide with a reason in overlay.yaml, below `{section}:`\n{entries}"
            ));
        }
    }
    text
}

fn line(finding: &Finding) -> String {
    let Finding { span, path, text, fields } = finding;
    let uses = if *fields > 1 { format!(" ({fields} fields)") } else { String::new() };
    let path = if path.is_empty() { String::new() } else { format!("{path}: ") };
    format!("{span}: {path}{text}{uses}\n")
}

fn figure(folder: &str, share: &Share, what: &str, name: &str) -> String {
    let (all, echoing) = (share.all, share.echoing());
    // Per mille, so that no float is needed for one digit after the point.
    let share = (echoing * 1000 + all / 2).checked_div(all).unwrap_or(0);
    format!("{folder}: {all} {what}, {echoing} ({}.{} %) say only {name}; less than 10 % may\n", share / 10, share % 10)
}

#[cfg(test)]
mod tests {
    use ::codegen::diagnostic::Fix;
    use ::codegen::propose::Entry;
    use ::codegen::span::Span;
    use ::codegen::tree::Value;

    use super::*;
    use crate::root;

    #[test]
    fn the_words_of_the_specs_say_more_than_the_names() {
        let report = run(&root(), &flags::Lint { message_format: None }).unwrap();
        assert!(report.contains("specs/ice: "), "{report}");
        assert!(report.contains(" %) say only the field's name; less than 10 % may\n"), "{report}");
        assert!(report.contains(" %) say only the value; less than 10 % may\n"), "{report}");
        assert!(!report.contains("missing text"), "{report}");
    }

    #[test]
    fn findings_are_listed_above_the_figures() {
        let finding = |path: &str, text: &str, fields| Finding {
            span: Span::of_file("specs/made/glossary.yaml"),
            path: path.to_owned(),
            text: text.to_owned(),
            fields,
        };
        let json = |path: &str, evidence: &str| Proposal {
            kind: Kind::Json,
            span: Span::of_file("specs/made/glossary.yaml"),
            path: path.to_owned(),
            evidence: evidence.to_owned(),
            entry: Entry::Correction(Fix::new(path, [("json", Value::Null)], [("json", "x".into())])),
        };
        let lint = Lint {
            sentences: Share { all: 2000, echoes: vec![finding("JobId", "The ID of the job.", 11)] },
            values: Share::default(),
            undocumented: vec![finding("GetJob", "no title", 0)],
            unused: vec![finding("", "no field takes it", 0)],
            proposals: vec![json("GetJob.request.Filter", "A filter in JSON."), json("A.response.B[].C", "")],
        };
        assert_eq!(
            report("specs/made", &lint),
            "specs/made/glossary.yaml:1:1: GetJob.request.Filter: A filter in JSON.\n\
             specs/made/glossary.yaml:1:1: A.response.B[].C: \n\
             specs/made: propose-json: 2; decide with a reason in overlay.yaml, below `corrections:`\n  \
             - reason: …\n    targets:\n      - GetJob.request.Filter\n      - \"A.response.B[].C\"\n    \
             expect: {json: null}\n    set: {json: x}\n\
             specs/made/glossary.yaml:1:1: GetJob: no title\n\
             specs/made/glossary.yaml:1:1: no field takes it\n\
             specs/made/glossary.yaml:1:1: JobId: The ID of the job. (11 fields)\n\
             specs/made: 2000 sentences, 11 (0.6 %) say only the field's name; less than 10 % may\n\
             specs/made: 0 lines on values, 0 (0.0 %) say only the value; less than 10 % may\n\
             specs/made: 1 missing text; none may be\n\
             specs/made: 1 unused glossary sentence; none may be\n"
        );
    }
}
