//! The table of operations says what the specs say, once for each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use alibabacloud_ice::OPERATIONS;
use alibabacloud_runtime::{Auth, Effect, Kind, Location, Method, OperationInfo, Parameter, RamAction, Style};

use crate::spec::{SPECS, Shape, project};
use crate::table;

/// Every name by its family.
fn by_family<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut families: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (family, name) in names {
        families.entry(family).or_default().push(name);
    }
    families
}

#[test]
fn the_table_has_every_operation_of_the_specs_once_and_in_its_family() {
    assert_eq!(table::OPERATIONS.len(), 400);
    assert_eq!(OPERATIONS.len(), 400);
    let specs = by_family(table::OPERATIONS.iter().map(|entry| (entry.family, entry.name)));
    let listed = by_family(OPERATIONS.iter().map(|info| (info.family, info.name)));
    assert_eq!(listed, specs);
    let names: BTreeSet<_> = OPERATIONS.iter().map(|info| info.name).collect();
    assert_eq!(names.len(), 400, "a name belongs to one operation");
}

#[test]
fn every_family_is_a_cargo_feature_and_every_feature_a_family() {
    let manifest = fs::read_to_string(project().join("generated/Cargo.toml")).unwrap();
    let features = manifest.split("[features]").nth(1).unwrap().split("\n[").next().unwrap();
    let features = features.lines().filter_map(|line| line.split_once(" = "));
    // Those of the runtime are no families.
    let features =
        features.filter(|(name, _)| !["blocking", "chrono", "jiff", "reqwest", "rustls", "time"].contains(name));
    let (together, alone): (Vec<_>, Vec<_>) = features.partition(|(name, _)| matches!(*name, "default" | "all"));
    let families: BTreeSet<_> = table::OPERATIONS.iter().map(|entry| entry.family).collect();
    assert_eq!(alone, families.iter().map(|family| (*family, "[]")).collect::<Vec<_>>());
    let all = families.iter().map(|family| format!("\"{family}\"")).collect::<Vec<_>>().join(", ");
    assert_eq!(together, [("default", "[\"all\", \"rustls\"]"), ("all", format!("[{all}]").as_str())]);
}

#[test]
fn an_operation_is_found_by_its_name_and_matches_its_type() {
    for entry in table::OPERATIONS {
        let found = OPERATIONS.get(entry.name).unwrap();
        assert_eq!(found, entry.info);
        assert_eq!((found.family, found.name), (entry.family, entry.name));
        // The table of the tests found the type there.
        assert_eq!(found.rust_path, format!("alibabacloud_ice::{}::{}", entry.family, entry.name));
        assert_eq!(found.docs, format!("https://api.alibabacloud.com/document/ICE/2020-11-09/{}", entry.name));
    }
}

#[test]
fn products_methods_and_effects_are_those_of_the_specs() {
    let mut anonymous = Vec::new();
    for info in OPERATIONS.iter() {
        let name = info.name;
        let spec = &SPECS.operations[name];
        assert_eq!((info.product.code, info.product.version, info.path), ("ICE", "2020-11-09", "/"), "{name}");
        let methods: Vec<_> = info.methods.iter().map(|method| method.as_str().to_lowercase()).collect();
        assert_eq!(serde_json::json!(methods), spec["methods"], "{name}");
        let post = info.methods.contains(&Method::Post);
        assert_eq!(info.method(), if post { Method::Post } else { Method::Get }, "{name}");

        let signed = spec["security"].as_array().unwrap().iter().any(|scheme| scheme.get("AK").is_some());
        assert_eq!(info.auth == Auth::Signed, signed, "{name}");
        if !signed {
            anonymous.push(name);
        }
        let deprecated = spec.get("deprecated").is_some_and(|deprecated| deprecated == true);
        assert_eq!(info.deprecated, deprecated, "{name}");
        // No operation may become read-only unnoticed, because it is retried freely then: names decide, and then the
        // overlay.
        let first = ["Get", "List", "Query", "Describe", "Search", "BatchGet"];
        let rest = first.iter().filter_map(|first| name.strip_prefix(first));
        let read = rest.into_iter().any(|rest| rest.starts_with(|next: char| next.is_ascii_uppercase()));
        let read = match spec.get("effect") {
            Some(effect) => effect == "read",
            None => read,
        };
        assert_eq!(info.effect, if read { Effect::Read } else { Effect::Write }, "{name}");
        assert!(info.idempotency_token.is_none_or(|token| token == "ClientToken" && !read), "{name}");
        let stated = spec.get("ramActions").and_then(|actions| actions[0]["action"].as_str());
        match info.ram_action {
            RamAction::Documented(action) => assert_eq!(Some(action), stated, "{name}"),
            RamAction::Derived(action) => assert_eq!((action, stated), (&*format!("ice:{name}"), None), "{name}"),
            _ => assert_eq!((info.auth, stated), (Auth::Anonymous, None), "{name}"),
        }
    }
    assert_eq!(anonymous, ["GetPublicMediaInfo", "ListAllPublicMediaTags", "ListPublicMediaBasicInfos"]);
}

fn parameter(name: &str) -> Vec<(&str, Location, Style, Kind, bool)> {
    let parameters = SPECS.parameters(name).into_iter().map(|it| {
        let shape = SPECS.shape(it.schema);
        let kind = match shape {
            Shape::Text(_) if it.schema.get("json").is_some_and(|json| json == true) => Kind::Json,
            Shape::Text(_) | Shape::Time => Kind::Text,
            Shape::Integer => Kind::Integer,
            Shape::Number => Kind::Number,
            Shape::Boolean => Kind::Boolean,
            Shape::List(_) => Kind::List,
            Shape::Object(_) | Shape::Map(_) => Kind::Object,
            Shape::Any => Kind::Any,
        };
        let style = if it.style == Some("json") { Style::Json } else { Style::Flat };
        let location = if it.location == "query" { Location::Query } else { Location::Form };
        (it.name, location, style, kind, it.required)
    });
    let mut parameters: Vec<_> = parameters.collect();
    parameters.sort_by_key(|parameter| parameter.0);
    parameters
}

fn declared(info: &'static OperationInfo) -> Vec<(&'static str, Location, Style, Kind, bool)> {
    let fact = |it: &Parameter| (it.name, it.location, it.style, it.kind, it.required);
    let mut parameters: Vec<_> = info.parameters.iter().map(fact).collect();
    parameters.sort_by_key(|parameter| parameter.0);
    parameters
}

#[test]
fn every_parameter_is_declared_with_its_location_style_type_and_requirement() {
    let mut count = 0;
    for info in OPERATIONS.iter() {
        assert_eq!(declared(info), parameter(info.name), "{}", info.name);
        count += info.parameters.len();
    }
    assert_eq!(count, SPECS.operations.keys().map(|name| SPECS.parameters(name).len()).sum::<usize>());
    assert!(count > 1_600, "only {count}");
}
