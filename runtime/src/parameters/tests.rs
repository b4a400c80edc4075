//! Whole operations laid out as requests.

use serde_json::json;

use super::*;
use crate::model::{Names, Slot};
use crate::operation::{ApiStyle, Product};

static PRODUCT: Product = Product::new("Test", "2020-11-09", ApiStyle::Roa, "test", &[]);

/// An operation whose fields are free values; `null` is an absent field.
#[derive(Default)]
struct Fields(Vec<(&'static str, Value)>);

impl Model for Fields {
    fn names(&self) -> Names<'_> {
        self.0.iter().map(|(name, _)| *name).collect()
    }

    fn slot_at(&mut self, _: usize) -> Slot<'_> {
        Slot::Nowhere
    }

    fn view_at(&self, index: usize) -> View<'_> {
        let value = &self.0[index].1;
        if value.is_null() { View::Absent } else { View::Json(value) }
    }
}

fn request(
    path: &'static str,
    parameters: &'static [Parameter],
    fields: Vec<(&'static str, Value)>,
) -> Result<UnsignedRequest, ParameterError> {
    let info = OperationInfo { path, parameters, ..OperationInfo::new(&PRODUCT, "family", "Operation") };
    unsigned_request(&Fields(fields), &info)
}

/// The request of one parameter called `P` in this location and style.
fn single(location: Location, style: Style, value: Value) -> Result<UnsignedRequest, ParameterError> {
    let parameter = [Parameter::new("P", location).style(style)];
    request("/", Vec::from(parameter).leak(), vec![("P", value)])
}

fn problem(result: Result<UnsignedRequest, ParameterError>) -> ParameterProblem {
    let Err(error) = result else { panic!("must be refused") };
    assert_eq!((error.operation, error.parameter.as_str()), ("Operation", "P"));
    error.problem
}

#[test]
fn each_parameter_goes_where_it_belongs_and_absent_ones_nowhere() {
    const PARAMETERS: &[Parameter] = &[
        Parameter::new("Id", Location::Path),
        Parameter::new("Tags", Location::Query),
        Parameter::new("Config", Location::Query).style(Style::Json),
        Parameter::new("Absent", Location::Query).style(Style::Json),
        Parameter::new("Name", Location::Form),
        Parameter::new("x-trace", Location::Header).style(Style::Simple),
        Parameter::new("bucket", Location::Host),
    ];
    let fields = vec![
        ("Id", json!(7)),
        ("Tags", json!(["a", "b"])),
        ("Config", json!({"k": [1, null]})),
        ("Absent", Value::Null),
        ("Name", json!("")),
        ("x-trace", json!(["1", "2"])),
        ("bucket", json!("my-bucket")),
    ];
    let request = request("/items/{Id}?append", PARAMETERS, fields).unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(request.path, "/items/7");
    let query = [pair("Tags.1", "a"), pair("Tags.2", "b"), pair("Config", r#"{"k":[1,null]}"#), pair("append", "")];
    assert_eq!(request.query, query);
    assert!(request.body == Body::Form(vec![pair("Name", "")]));
    assert_eq!(request.headers, [pair("x-trace", "1,2")]);
    assert_eq!(request.host_labels, ["my-bucket"]);
}

#[test]
fn an_empty_list_is_told_from_an_absent_one_by_json_alone() {
    assert_eq!(single(Location::Query, Style::Json, json!([])).unwrap().query, [("P".to_owned(), "[]".to_owned())]);
    assert!(single(Location::Query, Style::Flat, json!([])).unwrap().query.is_empty());
}

#[test]
fn declared_form_fields_make_a_form_even_when_none_is_set() {
    assert!(single(Location::Form, Style::Flat, Value::Null).unwrap().body == Body::Form(Vec::new()));
    assert!(single(Location::Query, Style::Flat, Value::Null).unwrap().body == Body::Empty);
}

#[test]
fn a_body_is_json_and_a_text_is_sent_as_it_stands() {
    let body = |value| single(Location::Body, Style::Json, value).unwrap().body;
    assert!(body(json!({"é": null})) == Body::Json(r#"{"é":null}"#.into()));
    assert!(body(json!("plain \"text\"")) == Body::Json("plain \"text\"".into()));
    assert!(body(Value::Null) == Body::Empty);
}

#[test]
fn a_second_body_is_refused() {
    const PARAMETERS: &[Parameter] =
        &[Parameter::new("F", Location::Form), Parameter::new("P", Location::Body).style(Style::Json)];
    let refused = request("/", PARAMETERS, vec![("F", json!(1)), ("P", json!({}))]);
    assert_eq!(problem(refused), ParameterProblem::SecondBody);
}

#[test]
fn no_parameter_can_redirect_the_host() {
    for label in ["", "evil.com/", "a.b", "a@b", "a:1", "-a", "ä"] {
        assert_eq!(problem(single(Location::Host, Style::Flat, json!(label))), ParameterProblem::HostLabel);
    }
}

#[test]
fn no_parameter_can_add_a_header() {
    for value in ["a\r\nx-evil: 1", "a\nb", "\u{0}"] {
        assert_eq!(problem(single(Location::Header, Style::Flat, json!(value))), ParameterProblem::Header);
    }
}

#[test]
fn a_body_of_bytes_is_sent_as_it_is_and_read_from_base64() {
    const BODY: &[Parameter] = &[Parameter::new("P", Location::Body).kind(Kind::Bytes)];
    const TYPED: &[Parameter] =
        &[Parameter::new("P", Location::Body).kind(Kind::Bytes), Parameter::header("Content-Type")];
    let sent = request("/", BODY, vec![("P", json!("AP8K"))]).unwrap();
    assert!(sent.body == Body::Bytes(Bytes::from_static(b"\x00\xff\n")));
    assert_eq!(sent.headers, [("content-type".to_owned(), "application/octet-stream".to_owned())]);
    let fields = vec![("P", json!("")), ("Content-Type", json!("image/png"))];
    assert_eq!(request("/", TYPED, fields).unwrap().headers, [("Content-Type".to_owned(), "image/png".to_owned())]);
    assert_eq!(problem(request("/", BODY, vec![("P", json!("no Base64"))])), ParameterProblem::Base64);
}

#[test]
fn a_form_may_be_one_parameter() {
    const BODY: &[Parameter] = &[Parameter::new("P", Location::Body).kind(Kind::Object)];
    let sent = request("/", BODY, vec![("P", json!({"A": "1", "B": [{"C": true}], "D": null}))]).unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert!(sent.body == Body::Form(vec![pair("A", "1"), pair("B.1.C", "true")]));
}

#[test]
fn a_form_that_is_text_has_the_fields_that_the_text_says() {
    let sent = single(Location::Body, Style::Flat, json!("A=1+2%263&&B=%e9%98%bf&C")).unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert!(sent.body == Body::Form(vec![pair("A", "1 2&3"), pair("B", "阿"), pair("C", "")]));
}

#[test]
fn what_is_not_declared_is_refused() {
    assert_eq!(problem(request("/", &[], vec![("P", json!(1))])), ParameterProblem::Undeclared);
}
