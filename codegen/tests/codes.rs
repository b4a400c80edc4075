//! The page of every diagnostic code is true: its wrong example is reported with this code, as the snapshot shows, and its
//! right one is not.

use codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use codegen::import::Import;
use codegen::published::Options;
use codegen::sources::Sources;
use codegen::span::Span;
use codegen::tree::Node;

/// What an example has unless it shows another one.
const PRODUCT: &str = "info: {style: RPC, product: Made, version: '2024-05-01'}\nfamilies:\n  jobs: Jobs.\n";

/// The files that a part of a page shows: the info strings of its blocks, and what is in them.
fn blocks(part: &str) -> Vec<(&str, &str)> {
    let block = |block| {
        let (info, text): (&str, &str) = str::split_once(block, '\n').unwrap();
        (info.split_once(' ').expect("a block names its file").1, text)
    };
    part.split("```").skip(1).step_by(2).map(block).collect()
}

/// All that is reported on an example.
fn problems(part: &str) -> Diagnostics {
    let mut sources = Sources { folder: "specs/made".to_owned(), ..Sources::default() };
    sources.files.insert("product.yaml".to_owned(), PRODUCT.to_owned());
    let mut document = None;
    for (info, text) in blocks(part) {
        if let Some(path) = info.strip_suffix(", which is missing") {
            sources.files.remove(path);
        } else if info.starts_with("api-docs.json") {
            document = Some((info, text));
        } else {
            sources.files.insert(info.to_owned(), text.to_owned());
        }
    }
    match document {
        None => codegen::generate(&sources).map_or_else(|problems| problems, |generated| generated.warnings),
        Some((command, text)) if command.ends_with(", generated") => {
            let document = Node::parse("api-docs.json", text).unwrap();
            let generated = codegen::generate_published(&document, &Options::default());
            generated.map_or_else(|problems| problems, |generated| generated.warnings)
        }
        Some((command, text)) => {
            let operation = command.split_once(" --operation ").map(|(_, name)| name.to_owned());
            let document = Node::parse("api-docs.json", text).unwrap();
            if let Some(folder) = codegen::import::folder(&document) {
                sources.folder = format!("specs/{}", if folder == "other" { "made" } else { &folder });
            }
            let import = Import {
                document: &document,
                sources: &sources,
                operations: &operation.into_iter().collect::<Vec<_>>(),
                families: &[].into(),
                family: Some("jobs"),
            };
            import.run().err().unwrap_or_default()
        }
    }
}

fn has(problems: &Diagnostics, code: Code) -> bool {
    problems.sorted().iter().any(|problem| problem.code == code)
}

#[test]
fn the_examples_of_every_code_are_wrong_and_right() {
    for &code in Code::ALL {
        let page = code.explanation();
        assert!(page.starts_with(&format!("# {}\n\n", code.name())), "{page}");
        // No spec has this problem.
        if code == Code::InvalidCode {
            continue;
        }
        let (wrong, right) = page.split_once("\nRight:\n").unwrap();
        let (reported, accepted) = (problems(wrong), problems(right));
        assert!(has(&reported, code), "{}: {reported}", code.name());
        assert!(!has(&accepted, code) && !accepted.has_errors(), "{}: {accepted}", code.name());
        insta::assert_snapshot!(code.name(), reported);
    }
}

#[test]
fn colors_are_there_when_they_are_asked_for() {
    let problem = Diagnostic::new(Code::UnknownKey, &Span::of_file("specs/made/product.yaml"), "unknown key");
    assert!(problem.render(true).contains("\u{1b}["));
    assert!(!problem.render(false).contains('\u{1b}'));
}

/// Published documents of a whole product may stand on one line of a megabyte.
#[test]
fn a_long_line_is_shown_around_the_place() {
    let text =
        format!("{{\"a\": \"{}\", \"b\": 1, \"b\": 2, \"c\": \"{}\"}}", "x".repeat(500_000), "y".repeat(500_000));
    let problem = Node::parse("api-docs.json", &text).unwrap_err();
    let shown = problem.to_string();
    assert!(shown.contains("\"b\": 1, \"b\": 2"), "{shown}");
    assert!(shown.contains("api-docs.json:1:500019\n"), "{shown}");
    assert!(shown.len() < 2000, "{shown}");
    let message = problem.json();
    let span = &message["spans"][0];
    assert_eq!(span["column_start"], 500_019);
    let [start, end] = ["highlight_start", "highlight_end"].map(|key| span["text"][0][key].as_u64().unwrap());
    let marked = span["text"][0]["text"].as_str().unwrap().chars().skip(usize::try_from(start).unwrap() - 1);
    assert_eq!(marked.take(usize::try_from(end - start).unwrap()).collect::<String>(), "\"b\"");
    assert!(message.to_string().len() < 6000, "{message}");
    let text = format!("{{\"a\": {{\"b\": {{\"c\": \"{}\"}}}}, \"a\": 1}}", "ß".repeat(5000));
    let span = Node::parse("api-docs.json", &text).unwrap_err().span;
    let whole = Diagnostic::new(Code::NotMetadata, &Span::new(&span.file, 0..text.len()), "a mark on all of it");
    assert!(whole.to_string().len() < 2000, "{whole}");
}
