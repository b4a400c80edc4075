//! From fields to parameters and back.

use std::collections::BTreeSet;

use alibabacloud_explorer::DOCUMENT;
use alibabacloud_explorer::catalog::{Catalog, Operation};
use alibabacloud_explorer::form::{Form, pointer};
use alibabacloud_explorer::sample::{self, Extent};
use alibabacloud_explorer::schema::Schema;
use alibabacloud_ice::OPERATIONS;
use serde_json::{Value, json};

fn catalog() -> Catalog {
    Catalog::new(DOCUMENT, &OPERATIONS).unwrap()
}

fn form(fields: &[(&str, &str)]) -> Form {
    Form::from_pairs(fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
}

/// The parameters of a form, and what is wrong with it.
fn read(operation: &Operation<'_>, fields: &[(&str, &str)]) -> (Value, Vec<(String, String)>) {
    let (parameters, errors) = form(fields).parameters(operation);
    (Value::Object(parameters), errors.into_iter().collect())
}

fn problem(operation: &Operation<'_>, fields: &[(&str, &str)], at: &str) -> String {
    let (_, errors) = read(operation, fields);
    errors.into_iter().find(|(pointer, _)| pointer == at).map(|(_, problem)| problem).unwrap_or_default()
}

#[test]
fn texts_become_values_of_their_types() {
    let catalog = catalog();
    let operation = catalog.get("ListCustomizedVoiceJobs").unwrap();
    let fields = [("PageNo", " 2 "), ("PageSize", ""), ("Type", "Standard")];
    assert_eq!(read(&operation, &fields), (json!({ "PageNo": 2, "Type": "Standard" }), vec![]));
    let operation = catalog.get("CreateHotwordLibrary").unwrap();
    let fields = [("Name", "n"), ("Hotwords/0/Text", "a"), ("Hotwords/0/Weight", "3"), ("Hotwords/2/Text", "b")];
    let (parameters, errors) = read(&operation, &fields);
    assert_eq!(parameters["Hotwords"], json!([{ "Text": "a", "Weight": 3 }, { "Text": "b" }]));
    assert!(!errors.iter().any(|(at, _)| at.starts_with("Hotwords")), "{errors:?}");
}

#[test]
fn what_does_not_fit_is_said_at_its_field() {
    let catalog = catalog();
    let operation = catalog.get("ListCustomizedVoiceJobs").unwrap();
    assert_eq!(problem(&operation, &[("PageNo", "two")], "PageNo"), "Not an integer of 64 bits.");
    assert_eq!(problem(&operation, &[("PageSize", "101")], "PageSize"), "At most 100.");
    let operation = catalog.get("CreateCustomizedVoiceJob").unwrap();
    assert_eq!(problem(&operation, &[], "VoiceId"), "Required.");
    let long = "x".repeat(33);
    assert_eq!(problem(&operation, &[("VoiceId", &long)], "VoiceId"), "At most 32 characters; these are 33.");
    let operation = catalog.get("ListLiveRecordJobs").unwrap();
    assert_eq!(problem(&operation, &[("StartTime", "today")], "StartTime"), "Not a time such as 2024-01-02T03:04:05Z.");
    let operation = catalog.get("SubmitMediaProducingJob").unwrap();
    assert!(problem(&operation, &[("Timeline", "{")], "Timeline").starts_with("Not JSON: EOF"));
}

#[test]
fn documented_values_are_chosen_or_others_typed() {
    let catalog = catalog();
    let operation = catalog.get("ListCustomizedVoiceJobs").unwrap();
    let fields = [("Type", "Basic"), (".other/Type", "Brand-new")];
    assert_eq!(read(&operation, &fields).0, json!({ "Type": "Brand-new" }));
    let fields = [(".other/Type", ""), ("Type", "Basic")];
    assert_eq!(read(&operation, &fields).0, json!({ "Type": "Basic" }));
}

#[test]
fn json_is_sent_as_it_stands() {
    let catalog = catalog();
    let operation = catalog.get("SubmitMediaProducingJob").unwrap();
    let text = "{ \"b\": 1.0,\r\n  \"a\": 10000000000000000000000 }";
    let (parameters, errors) = read(&operation, &[("OutputMediaConfig", text)]);
    assert_eq!(errors, []);
    assert_eq!(parameters["OutputMediaConfig"], text.replace("\r\n", "\n"));
}

#[test]
fn elements_are_added_and_removed_in_their_order() {
    let fields = [("L/0/A", "a"), ("L/1/A", "b"), ("L/1/B/0", "c"), ("L/2/A", "d"), ("L/10/A", "e"), ("La/1", "f")];
    let mut form = form(&fields);
    assert_eq!(form.count("L"), 11);
    form.remove("L/1");
    let left: Vec<_> = form.pairs().collect();
    assert_eq!(left, [("L/0/A", "a"), ("L/1/A", "d"), ("L/9/A", "e"), ("La/1", "f")]);
    form.add("L");
    assert_eq!((form.count("L"), form.text("L/10")), (11, ""));
    for nothing in ["", "L", "L/x", "L/99", "/"] {
        form.remove(nothing);
    }
    assert_eq!(form.count("L"), 11);
}

#[test]
fn the_number_of_elements_has_a_limit() {
    let mut form = form(&[("L/4000000000", "a"), ("L/99", "b")]);
    assert_eq!(form.count("L"), 100);
    form.add("L");
    assert_eq!(form.count("L"), 100);
}

#[test]
fn links_have_no_secrets() {
    let catalog = catalog();
    let operation = catalog.get("ActiveAiRtcLicense").unwrap();
    let form = form(&[("AuthCode", "hush"), ("DeviceId", "a b&c/ü"), (".confirm", "x"), ("LicenseItemId", "")]);
    assert_eq!(form.link(&operation), "/op/ActiveAiRtcLicense?DeviceId=a%20b%26c/%C3%BC");
}

#[test]
fn samples_of_all_operations_fit_their_forms_and_come_back_unchanged() {
    let catalog = catalog();
    assert_eq!(catalog.operations().len(), 400);
    for operation in catalog.operations() {
        for extent in [Extent::Start, Extent::Everything] {
            let sample = sample::parameters(&operation, extent);
            let form = Form::from_parameters(&operation, &sample).unwrap();
            let (parameters, errors) = form.parameters(&operation);
            assert_eq!(errors.into_iter().collect::<Vec<_>>(), [], "{}", operation.name);
            let again = Form::from_parameters(&operation, &parameters).unwrap();
            assert_eq!(again.parameters(&operation).0, parameters, "{}", operation.name);
        }
    }
}

#[test]
fn a_link_fills_the_same_form() {
    let catalog = catalog();
    for operation in catalog.operations() {
        let form = Form::from_parameters(&operation, &sample::parameters(&operation, Extent::Everything)).unwrap();
        let link = form.link(&operation);
        let query = link.split_once('?').map_or("", |(_, query)| query);
        let again = Form::from_pairs(form_urlencoded::parse(query.as_bytes()).into_owned());
        for (name, text) in again.pairs() {
            assert_eq!(form.text(name), text, "{} {name}", operation.name);
        }
        let lost = form.pairs().filter(|(name, text)| !text.is_empty() && again.text(name).is_empty());
        let lost: BTreeSet<_> = lost.map(|(name, _)| name.to_owned()).collect();
        let mut secrets = BTreeSet::new();
        for parameter in operation.parameters() {
            add_secrets(&form, &pointer("", parameter.name), &parameter.schema, &mut secrets);
        }
        assert_eq!(lost, secrets, "{}", operation.name);
    }
}

/// The fields of secrets that a form has.
fn add_secrets(form: &Form, at: &str, schema: &Schema<'_>, secrets: &mut BTreeSet<String>) {
    if schema.is_secret() && !form.text(at).is_empty() {
        secrets.insert(at.to_owned());
    }
    for (below, property) in form.children(at, schema) {
        add_secrets(form, &below, &property.schema, secrets);
    }
}

#[test]
fn a_message_of_the_service_is_about_the_field_that_it_names() {
    let catalog = catalog();
    let operation = catalog.get("CreateHotwordLibrary").unwrap();
    let form = form(&[("Name", "n"), ("Hotwords/0/Text", "a")]);
    let named = |code, message| form.named_in(&operation, code, message);
    assert_eq!(named("InvalidParameter", "\"Hotwords[0].Text\" is not valid").as_deref(), Some("Hotwords/0/Text"));
    assert_eq!(named("MissingName", "").as_deref(), Some("Name"));
    assert_eq!(named("InvalidParameter.Name", "").as_deref(), Some("Name"));
    assert_eq!(named("InvalidParameter", "The Named thing"), None);
}
