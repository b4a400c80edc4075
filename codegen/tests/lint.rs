//! What lint finds in words, and what it lets pass.

use codegen::lint;
use codegen::lint::{Finding, Lint, Share};
use codegen::propose::Kind;
use codegen::sources::Sources;
use codegen::span::Span;

const PRODUCT: &str = "\
info:
  style: RPC
  product: Made
  version: '2024-05-01'
families:
  jobs: Jobs.
components:
  schemas:
    Tag:
      type: object
      properties:
        Key: {type: string, description: The key.}
";

const OPERATION: &str = "\
title: Gets a job
summary: Gets a job by its ID.
methods: [post]
parameters:
  - name: JobId
    in: query
    schema: {type: string}
responses:
  '200':
    schema:
      type: object
      properties:
        Job:
          type: object
          description: What is known of it.
          properties:
            JobId: {type: string}
            States:
              type: array
              description: How far it came, step by step.
              items:
                type: string
                enum: [Done, Failed, Lost]
                enumValueTitles:
                  Done: Done.
                  Failed: It came to a bad end.
";

const GLOSSARY: &str = "\
Key: Never needed.
JobId: The ID of the job.
";

fn specs() -> Sources {
    let files = [("product.yaml", PRODUCT), ("jobs/GetJob.yaml", OPERATION), ("glossary.yaml", GLOSSARY)];
    Sources {
        folder: "specs/made".to_owned(),
        files: files.map(|(path, text)| (path.to_owned(), text.to_owned())).into(),
    }
}

fn change(mut specs: Sources, path: &str, from: &str, to: &str) -> Sources {
    let text = specs.files.get_mut(path).unwrap();
    assert!(text.contains(from), "{from}");
    *text = text.replacen(from, to, 1);
    specs
}

fn told(findings: &[Finding]) -> Vec<String> {
    let told = findings.iter();
    told.map(|Finding { span, path, text, fields }| {
        format!("{}:{} {path} {text} {fields}", span.file.path, span.line())
    })
    .collect()
}

#[test]
fn an_empty_sentence_is_told_with_its_place_and_one_of_the_glossary_once() {
    let lint = lint(&specs()).unwrap();
    assert_eq!(lint.sentences.all, 5);
    assert_eq!(
        told(&lint.sentences.echoes),
        [
            "specs/made/product.yaml:12 schemas.Tag.Key The key. 1",
            "specs/made/glossary.yaml:2 JobId The ID of the job. 2"
        ]
    );
    assert_eq!(lint.sentences.echoing(), 3);
    assert!(!lint.passes());
}

#[test]
fn lines_on_values_are_a_share_of_their_own() {
    let lint = lint(&specs()).unwrap();
    assert_eq!(lint.values.all, 2);
    assert_eq!(
        told(&lint.values.echoes),
        ["specs/made/jobs/GetJob.yaml:21 GetJob.response.Job.States[] `Done`: Done. 1"]
    );
}

#[test]
fn what_lacks_words_is_told_whatever_the_shares_are() {
    let specs = specs();
    let specs = change(specs, "product.yaml", "jobs: Jobs.", "jobs: Operations of the jobs family.");
    let specs = change(specs, "jobs/GetJob.yaml", "title: Gets a job\nsummary: Gets a job by its ID.\n", "");
    let specs = change(specs, "jobs/GetJob.yaml", "          description: What is known of it.\n", "");
    let lint = lint(&specs).unwrap();
    assert_eq!(
        told(&lint.undocumented),
        [
            "specs/made/product.yaml:6 families.jobs no line of its own 0",
            "specs/made/jobs/GetJob.yaml:1 GetJob no title 0",
            "specs/made/jobs/GetJob.yaml:1 GetJob no summary 0",
            "specs/made/jobs/GetJob.yaml:11 GetJob.response.Job no sentence 1",
        ]
    );
    assert!(!Lint { undocumented: lint.undocumented, ..Lint::default() }.passes());
}

#[test]
fn a_sentence_of_the_glossary_that_no_field_takes_fails() {
    let specs = change(specs(), "glossary.yaml", "Key: Never needed.", "Kee: The key.\nTag: What tags a job.");
    let specs = change(specs, "product.yaml", ", description: The key.", "");
    let lint = lint(&specs).unwrap();
    // Shared schemas take sentences too.
    assert_eq!(told(&lint.unused), ["specs/made/glossary.yaml:1  no field takes the sentence on `Kee` 0"]);
    assert!(!Lint { unused: lint.unused, ..Lint::default() }.passes());
}

#[test]
fn less_than_a_tenth_is_small() {
    let echo = Finding { span: Span::nowhere(), path: String::new(), text: String::new(), fields: 2 };
    let share = |all, count| Share { all, echoes: vec![echo.clone(); count] };
    assert!(share(0, 0).is_small());
    assert!(share(21, 1).is_small());
    assert!(!share(20, 1).is_small());
    assert!(!share(2, 1).is_small());
}

#[test]
fn specs_that_cannot_be_read_are_not_judged() {
    let problems = lint(&change(specs(), "jobs/GetJob.yaml", "methods: [post]", "methods: [post")).unwrap_err();
    assert!(problems.to_string().contains("unreadable-document"), "{problems}");
}

#[test]
fn text_that_words_or_an_example_call_json_is_proposed_until_the_spec_decides() {
    let filter = |schema: &str| {
        let parameters = format!("  - name: Filter\n    in: query\n    schema: {schema}\nresponses:\n");
        proposed_json(&change(specs(), "jobs/GetJob.yaml", "responses:\n", &parameters))
    };
    let proposed = |evidence: &str| [format!("GetJob.request.Filter {evidence}")];
    assert_eq!(filter("{type: string, description: The filter as JSON.}"), proposed("The filter as JSON."));
    assert_eq!(filter("{type: string, example: ' {a: 1,   b: 2} '}"), proposed("for example `{a: 1, b: 2}`"));
    assert_eq!(filter("{type: string, description: Words., example: '[1]'}"), proposed("for example `[1]`"));
    for decided in ["json: true", "json: false"] {
        assert_eq!(filter(&format!("{{type: string, {decided}, description: The filter as JSON.}}")), [""; 0]);
    }
    for schema in [
        "{type: string, description: A filter.}",
        "{type: string, example: '[1'}",
        "{type: string, enum: [a, b], description: JSON.}",
        "{type: string, format: iso8601, description: JSON.}",
        "{type: any, description: JSON.}",
        "{type: integer, description: JSON.}",
    ] {
        assert_eq!(filter(schema), [""; 0], "{schema}");
    }

    // The glossary's sentence stands for a field's own.
    let specs = change(specs(), "glossary.yaml", "The ID of the job.", "The ID in a JSON object.");
    let sentence = "The ID in a JSON object.";
    let expected = ["GetJob.request.JobId", "GetJob.response.Job.JobId"].map(|path| format!("{path} {sentence}"));
    assert_eq!(proposed_json(&specs), expected);
}

/// Path and evidence of each text that may hold JSON.
fn proposed_json(specs: &Sources) -> Vec<String> {
    let proposals = lint(specs).unwrap().proposals.into_iter().filter(|it| it.kind == Kind::Json);
    proposals.map(|proposal| format!("{} {}", proposal.path, proposal.evidence)).collect()
}
