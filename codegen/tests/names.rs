//! Names are an interface: `names.lock` lists them, and only the overlay changes one.

mod additions;

use codegen::sources::Sources;
use codegen::{generate, public_paths};

const LOCK: &str = "names.lock";

const PRODUCT: &str = "\
info: {style: RPC, product: Made, version: '2024-05-01'}
families: {jobs: Jobs., media: Media.}
components:
  schemas:
    Tag: {type: object, properties: {Key: {type: string}}}
";

const OPERATION: &str = "\
methods: [post]
security:
  - AK: []
parameters:
  - {name: JobId, in: query, schema: {type: string}}
  - {name: Tag, in: query, style: json, schema: {$ref: '#/components/schemas/Tag'}}
responses:
  '200':
    schema:
      type: object
      properties:
        Job: {type: object, properties: {Status: {type: string, enum: [Done, failed]}, Tag.1: {type: string}}}
errorCodes:
  '404': [{errorCode: Job.NotFound}]
";

fn paths(sources: &Sources) -> String {
    public_paths(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A product whose names are published.
fn published() -> Sources {
    let files = [("product.yaml", PRODUCT), ("jobs/GetJob.yaml", OPERATION), ("media/GetMedia.yaml", OPERATION)];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    let sources = Sources { folder: "specs/made".to_owned(), files };
    with(sources.clone(), LOCK, &paths(&sources))
}

fn with(mut sources: Sources, path: &str, text: &str) -> Sources {
    sources.files.insert(path.to_owned(), text.to_owned());
    sources
}

/// With another text in a file, which has to have the first one.
fn change(sources: Sources, path: &str, from: &str, to: &str) -> Sources {
    let text = &sources.files[path];
    assert!(text.contains(from), "{path} has no {from:?}");
    let text = text.replacen(from, to, 1);
    with(sources, path, &text)
}

fn overlay(sources: Sources, paths: &str) -> Sources {
    with(sources, "overlay.yaml", &format!("names:\n  - reason: We say so.\n    paths: {paths}\n"))
}

fn problems(sources: &Sources) -> String {
    public_paths(sources).expect_err("a published name is gone").to_string()
}

/// The lines that a change of the specs takes away and adds.
fn changes(before: &Sources, after: &Sources) -> String {
    let (before, after) = (&before.files[LOCK], paths(after));
    let gone =
        before.lines().filter(|line| !after.lines().any(|other| other == *line)).map(|line| format!("-{line}\n"));
    let new = after.lines().filter(|line| !before.lines().any(|other| other == *line)).map(|line| format!("+{line}\n"));
    gone.chain(new).collect()
}

#[test]
fn each_path_is_a_line() {
    insta::assert_snapshot!(published().files[LOCK]);
}

#[test]
fn what_is_published_is_given_again() {
    assert_eq!(changes(&published(), &published()), "");
}

#[test]
fn what_has_vanished_is_reported_with_the_entry_that_allows_it() {
    let published = published();
    let mut without = published.clone();
    without.files.remove("media/GetMedia.yaml");
    let less = change(without, "jobs/GetJob.yaml", "enum: [Done, failed]", "enum: [Done]");
    let less = change(less, "jobs/GetJob.yaml", "Tag.1", "Tag.2");
    insta::assert_snapshot!(problems(&less));
    let allowed = overlay(
        less,
        "{media: null, jobs::get_job::output::Status::Failed: null, jobs::get_job::output::Job::tag_1: null}",
    );
    insta::assert_snapshot!(changes(&published, &allowed));
}

#[test]
fn what_would_move_is_reported_with_the_entry_that_allows_it() {
    let published = published();
    let mut moved = published.clone();
    let text = moved.files.remove("media/GetMedia.yaml").unwrap();
    let moved = with(moved, "jobs/GetMedia.yaml", &text);
    insta::assert_snapshot!(problems(&moved));
    let mut allowed = overlay(moved, "{media: null, media::get_media: jobs::get_media}");
    assert!(
        changes(&published, &allowed).contains("+type jobs::get_media::output::Status GetMedia.response.Job.Status\n")
    );
    // The entry may stay: what it speaks of is done.
    allowed = with(allowed.clone(), LOCK, &paths(&allowed));
    assert_eq!(changes(&allowed, &allowed), "");
}

#[test]
fn a_path_that_something_else_has_got_does_not_go_unnoticed() {
    let published = published();
    let other =
        overlay(change(published, "jobs/GetJob.yaml", "Tag.1", "tag.1"), "{jobs::get_job::output::Job::tag_1: null}");
    let first = generate(&other).unwrap();
    assert_eq!(first.warnings.to_string(), "");
    let again = with(other, LOCK, &first.names);
    let again = generate(&again).unwrap();
    assert_eq!(again.names, first.names);
    insta::assert_snapshot!(again.warnings);
}

#[test]
fn a_name_is_changed_by_an_entry_with_a_reason() {
    let renamed = overlay(published(), "{jobs::get_job::output::Status: jobs::get_job::output::JobState}");
    insta::assert_snapshot!(changes(&published(), &renamed));
}

#[test]
fn an_entry_that_says_too_little_or_too_much_is_reported() {
    let reasonless = with(
        published(),
        "overlay.yaml",
        "names:\n  - paths: {jobs::get_job: jobs::match}\n  - reason: …\n  - reason: A.\n    path: {a: b}\n    paths: {a: [b]}\n",
    );
    insta::assert_snapshot!(problems(&reasonless));
}

#[test]
fn one_name_for_two_is_reported() {
    let twice = overlay(published(), "{jobs::get_job::output::Status: jobs::get_job::output::Job}");
    insta::assert_snapshot!(problems(&twice));
}

#[test]
fn a_line_that_is_none_is_reported() {
    let lines = change(published(), LOCK, "mod jobs jobs/", "mod jobs jobs/\nmod jobs\n<<<<<<< ours\ntype 1 Job");
    insta::assert_snapshot!(problems(&lines));
}

#[test]
fn lines_that_no_code_can_keep_are_reported() {
    let line = "mod jobs::get_job GetJob\n";
    let twice = change(published(), LOCK, line, &format!("{line}mod jobs::got_job GetJob\n"));
    insta::assert_snapshot!("two_names_for_one", problems(&twice));
    let keyword = change(published(), LOCK, "GetJob::job_id ", "GetJob::self ");
    insta::assert_snapshot!("a_name_that_is_a_keyword", problems(&keyword));
    // A setter `new` beside the constructor.
    let needed = change(published(), LOCK, "GetJob::job_id ", "GetJob::new ");
    insta::assert_snapshot!("a_name_that_code_needs", problems(&needed));
}

/// Whatever makes an enum of a list, one that is published stays one.
#[test]
fn an_enum_stays_one_when_a_value_comes_that_is_no_word() {
    let more =
        change(published(), "jobs/GetJob.yaml", "enum: [Done, failed]", "enum: [Done, failed, 'not yet', later]");
    assert_eq!(
        changes(&published(), &more),
        "+variant jobs::get_job::output::Status::Later GetJob.response.Job.Status=later\n"
    );
}

/// A list is no type of its own, so that the foremost type of such a schema is that of its elements.
#[test]
fn what_a_shared_list_holds_is_given_again() {
    let schemas = "Tag: {type: array, items: {type: object, properties: {Key: {type: string, enum: [a, b]}}}}";
    let old = "Tag: {type: object, properties: {Key: {type: string}}}";
    let product = PRODUCT.replace(old, schemas);
    let mut sources = with(published(), "product.yaml", &product);
    sources.files.remove(LOCK);
    let sources = with(sources.clone(), LOCK, &paths(&sources));
    assert!(sources.files[LOCK].contains("type types::tag::Tag schemas.Tag[]\n"), "{}", sources.files[LOCK]);
    assert_eq!(changes(&sources, &sources), "");
}

#[test]
fn a_response_that_is_no_object_is_given_again() {
    let values = "{type: string, enum: [On, Off]}";
    for schema in [
        values.to_owned(),
        format!("{{type: array, items: {values}}}"),
        format!("{{type: array, items: {{type: array, items: {values}}}}}"),
        format!("{{type: object, additionalProperties: {values}}}"),
        format!("{{type: array, items: {{type: object, properties: {{body: {values}, Body: {values}}}}}}}"),
        "{type: string, format: iso8601}".to_owned(),
        "{$ref: '#/components/schemas/Tag'}".to_owned(),
    ] {
        let operation = format!("methods: [post]\nresponses: {{'200': {{schema: {schema}}}}}\n");
        let sources = with(published(), "jobs/GetMode.yaml", &operation);
        let first = paths(&sources);
        assert_eq!(paths(&with(sources, LOCK, &first)), first, "{schema}");
    }
}

#[test]
fn an_error_code_with_blanks_around_it_is_given_again() {
    let mut sources =
        change(published(), "jobs/GetJob.yaml", "errorCode: Job.NotFound", "errorCode: '\tJob.NotFound '");
    sources.files.remove(LOCK);
    let sources = with(sources.clone(), LOCK, &paths(&sources));
    assert!(sources.files[LOCK].contains(" GetJob.errors.Job.NotFound\n"), "{}", sources.files[LOCK]);
    assert_eq!(changes(&sources, &sources), "");
}

#[test]
fn what_a_line_would_not_keep_is_given_again() {
    let code =
        change(published(), "jobs/GetJob.yaml", "errorCode: Job.NotFound", "errorCode: \"Job\\nNot \\\"Found\\\"\"");
    let product =
        PRODUCT.replace("    Tag:", "    \"Tag \": {type: object, properties: {A: {type: string}}}\n    Tag:");
    let mut sources = with(code, "product.yaml", &product);
    let operation = "methods: [post]\nresponses: {'200': {schema: {$ref: '#/components/schemas/Tag '}}}\n";
    sources.files.insert("jobs/GetTag.yaml".to_owned(), operation.to_owned());
    sources.files.remove(LOCK);
    let sources = with(sources.clone(), LOCK, &paths(&sources));
    for line in [r#" "GetJob.errors.Job\nNot \"Found\"""#, r#" "schemas.Tag ""#] {
        assert!(sources.files[LOCK].contains(&format!("{line}\n")), "{}", sources.files[LOCK]);
    }
    assert_eq!(changes(&sources, &sources), "");
}

#[test]
fn a_line_that_a_merge_has_left_twice_is_one() {
    let line = "mod jobs::get_job GetJob\n";
    let twice = change(published(), LOCK, line, &line.repeat(2));
    assert_eq!(paths(&twice), paths(&published()));
}

#[test]
fn a_new_name_means_one_thing_only_wherever_it_is_used() {
    let operation = "methods: [post]\nresponses: {'200': {schema: {type: object, properties: {A: {type: object, properties: {B: {type: string}}}}}}}\n";
    let uses = "methods: [post]\nparameters:\n  - {name: A, in: query, style: json, schema: {$ref: '#/components/schemas/5gCell'}}\n  - {name: B, in: query, style: json, schema: {$ref: '#/components/schemas/Hash'}}\n  - {name: New, in: query, style: json, schema: {type: object, properties: {C: {type: string}}}}\n";
    let schemas = "components:\n  schemas:\n    5gCell: {type: object, properties: {Key: {type: string}}}\n    Hash: {type: object, properties: {Key: {type: string}}}\n";
    let product = PRODUCT.split_once("components").expect("the product has shared schemas").0;
    let files = [
        ("product.yaml", format!("{product}{schemas}")),
        ("jobs/Copy.yaml", operation.to_owned()),
        ("jobs/Jobs.yaml", operation.to_owned()),
        ("jobs/Output.yaml", operation.to_owned()),
        ("jobs/Uses.yaml", uses.to_owned()),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text)).into();
    let paths = paths(&Sources { folder: "specs/made".to_owned(), files });
    for line in [
        // `derive(Copy)` and `derive(Hash)` are linked to by these words as well.
        "type jobs::copy::Copy2 Copy",
        "type types::hash::Hash2 schemas.Hash",
        // A module in one of its own name.
        "mod jobs::jobs_2 Jobs",
        "mod jobs::output_2 Output",
        "mod jobs::output_2::output Output.response",
        // A module and what it re-exports.
        "mod types::_5g_cell schemas.5gCell",
        "type types::_5g_cell::_5gCell schemas.5gCell",
        // A constructor `New::new`.
        "type jobs::uses::InputNew Uses.request.New",
    ] {
        assert!(paths.lines().any(|it| it == line), "{line}\n{paths}");
    }
}
