//! Whatever is added to the specs, what has been published keeps its path.

use std::collections::{BTreeMap, BTreeSet};

use codegen::canonical;
use codegen::sources::Sources;
use codegen::tree::{Entry, Node, Value};

use super::{LOCK, paths};
use crate::support;

fn lines(paths: &str) -> BTreeSet<&str> {
    paths.lines().filter(|line| !line.starts_with('#')).collect()
}

fn ice() -> Sources {
    support::sources("../specs/ice")
}

/// The wire path of each public path.
fn by_path(paths: &str) -> BTreeMap<&str, &str> {
    lines(paths).into_iter().filter_map(|line| line.split_once(' ')?.1.split_once(' ')).collect()
}

#[test]
fn what_is_committed_is_what_is_generated() {
    let sources = ice();
    assert!(paths(&sources) == sources.files[LOCK], "run `cargo xtask codegen`");
}

#[test]
fn a_new_field_takes_no_name_from_one_that_has_it() {
    const FILE: &str = "voice/GetCustomizedVoiceJob.yaml";
    let mut sources = ice();
    let mut node = Node::parse(FILE, &sources.files[FILE]).unwrap();
    let before = sources.files[LOCK].clone();
    assert!(edit_object(&mut node, &mut 1, &mut |data| {
        add(data, "Status", "{type: string, enum: [Success, Later]}");
    }));
    sources.files.insert(FILE.to_owned(), canonical::inline(&node.value));
    let after = paths(&sources);
    let new: Vec<&str> = lines(&after).difference(&lines(&before)).copied().collect();
    insta::assert_snapshot!(new.join("\n"), @"
field voice::get_customized_voice_job::output::Data::status GetCustomizedVoiceJob.response.Data.Status
type voice::get_customized_voice_job::output::DataStatus GetCustomizedVoiceJob.response.Data.Status
variant voice::get_customized_voice_job::output::DataStatus::Later GetCustomizedVoiceJob.response.Data.Status=Later
variant voice::get_customized_voice_job::output::DataStatus::Success GetCustomizedVoiceJob.response.Data.Status=Success
");
    assert!(lines(&before).is_subset(&lines(&after)));
}

/// Who comes first decides nothing: neither of parameters, nor of values, nor of error codes.
#[test]
fn the_order_of_things_decides_no_name() {
    for mut sources in [ice(), support::specimen()] {
        sources.files.remove(LOCK);
        let judged = judged(&sources);
        let plain = paths(&sources);
        for (path, text) in &mut sources.files {
            let mut node = Node::parse(path, text).unwrap();
            if path.contains('/') && !judged.iter().any(|operation| path.ends_with(&format!("/{operation}.yaml"))) {
                reverse_lists(&mut node);
                *text = canonical::inline(&node.value);
            }
        }
        assert!(paths(&sources) == plain);
    }
}

/// Operations, parameters, fields, values, error codes and shared schemas, with names that collide as often as not.
#[test]
fn two_thousand_additions_change_no_path() {
    const ROUNDS: usize = 20;
    const EDITS: usize = 100;
    let mut sources = ice();
    let mut draw = Draw(13);
    let judged = judged(&sources);
    let mut added = 0;
    for round in 0..ROUNDS {
        for _ in 0..EDITS {
            edit(&mut sources, &judged, &mut draw);
        }
        let before = std::mem::take(sources.files.get_mut(LOCK).unwrap());
        sources.files.insert(LOCK.to_owned(), before.clone());
        let after = paths(&sources);
        let lost: Vec<&str> = lines(&before).difference(&lines(&after)).copied().collect();
        assert!(lost.is_empty(), "round {round}: {lost:#?}");
        // Each path stands for one thing.
        assert_eq!(by_path(&after).len(), lines(&after).len(), "round {round}");
        added += lines(&after).len() - lines(&before).len();
        sources.files.insert(LOCK.to_owned(), after);
    }
    assert!(added > ROUNDS * EDITS, "{added}");
}

/// Operations with values that the overlay expects: it is to be asked when these change.
fn judged(sources: &Sources) -> Vec<String> {
    let overlay = Node::parse("overlay.yaml", &sources.files["overlay.yaml"]).unwrap();
    let corrections = overlay.get("corrections").unwrap().elements().iter();
    let expecting = corrections.filter(|it| it.get("expect").and_then(|expect| expect.get("enum")).is_some());
    let targets = expecting.flat_map(|it| it.get("targets").unwrap().elements());
    targets.map(|target| target.text().unwrap().split('.').next().unwrap().to_owned()).collect()
}

/// A generator of numbers with a seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Adds something to an operation, or an operation.
fn edit(sources: &mut Sources, judged: &[String], draw: &mut Draw) {
    let files: Vec<String> = sources.files.keys().filter(|path| path.contains('/')).cloned().collect();
    let path = draw.one(&files).clone();
    let mut node = Node::parse(&path, &sources.files[&path]).unwrap();
    let names = names(&node);
    let name = name(&names, draw);
    let schema = schema(&names, draw);
    match draw.below(6) {
        0 => {
            let (family, operation) = path.trim_end_matches(".yaml").rsplit_once('/').unwrap();
            let operation = match draw.below(4) {
                0 => format!("{operation}Output"),
                1 => format!("{operation}Required"),
                2 => operation.to_lowercase(),
                _ => format!("{operation}{}", name.replace(|it: char| !it.is_ascii_alphanumeric(), "")),
            };
            let known = files.iter().any(|file| file.ends_with(&format!("/{operation}.yaml")));
            if !known {
                sources.files.insert(format!("{family}/{operation}.yaml"), canonical::inline(&node.value));
            }
            return;
        }
        1 => {
            let known = node.get("parameters").map_or(&[][..], Node::elements);
            if !known.iter().any(|it| it.get("name").and_then(Node::text) == Some(&name)) {
                let parameter = format!("{{name: {}, in: query, schema: {schema}}}", canonical::text(&name));
                push(entry(&mut node, "parameters"), &parameter);
            }
        }
        2 => {
            let status = entry(entry(&mut node, "errorCodes"), "400");
            push(status, &format!("{{errorCode: {}}}", canonical::text(&name)));
        }
        3 => {
            let enums = count(&node, &|node| node.get("enum").is_some());
            if enums > 0 && !judged.iter().any(|operation| path.ends_with(&format!("/{operation}.yaml"))) {
                let mut index = draw.below(enums);
                edit_where(&mut node, &mut index, &|node| node.get("enum").is_some(), &mut |node| {
                    push(entry(node, "enum"), &canonical::text(&name));
                });
            }
        }
        4 => {
            let mut product = Node::parse("product.yaml", &sources.files["product.yaml"]).unwrap();
            add(
                entry(entry(&mut product, "components"), "schemas"),
                &name,
                "{type: object, properties: {Status: {type: string}}}",
            );
            let reference = format!("{{$ref: {}}}", canonical::text(&format!("#/components/schemas/{name}")));
            edit_object(&mut node, &mut 0, &mut |object| add(object, &name, &reference));
            sources.files.insert("product.yaml".to_owned(), canonical::inline(&product.value));
        }
        _ => {
            let objects = count(&node, &is_object);
            if objects > 0 {
                edit_object(&mut node, &mut draw.below(objects), &mut |object| add(object, &name, &schema));
            }
        }
    }
    sources.files.insert(path, canonical::inline(&node.value));
}

/// A name that is like one that is there, or is trouble anyway.
fn name(names: &[String], draw: &mut Draw) -> String {
    const TROUBLE: [&str; 16] = [
        "type", "Self", "mod", "crate", "Option", "String", "Output", "output", "a.b", "5xx", "_", "New", "名", "Key",
        "key", "a b",
    ];
    let known = names.get(draw.below(names.len().max(1))).map_or("Name", String::as_str);
    match draw.below(8) {
        0 => draw.one(&TROUBLE).to_string(),
        1 => known.to_lowercase(),
        2 => known.to_uppercase(),
        3 => format!("{known}List"),
        4 => format!("{known}s"),
        5 => format!("{known}Required"),
        6 => format!("{}{known}", draw.one(names)),
        _ => known.to_owned(),
    }
}

fn schema(names: &[String], draw: &mut Draw) -> String {
    let inner = canonical::text(&name(names, draw));
    match draw.below(5) {
        0 => "{type: string}".to_owned(),
        1 => format!("{{type: string, enum: [one, {inner}]}}"),
        2 => format!("{{type: array, items: {{type: object, properties: {{{inner}: {{type: integer}}}}}}}}"),
        3 => format!("{{type: object, properties: {{{inner}: {{type: string, enum: [a, b]}}}}}}"),
        _ => {
            format!("{{type: object, additionalProperties: {{type: object, properties: {{{inner}: {{type: any}}}}}}}}")
        }
    }
}

/// The names of fields and parameters in a document.
fn names(node: &Node) -> Vec<String> {
    let mut names: Vec<String> =
        node.get("properties").map_or(&[][..], Node::entries).iter().map(|it| it.key.clone()).collect();
    names.extend(node.get("in").and(node.get("name")).and_then(Node::text).map(str::to_owned));
    match &node.value {
        Value::List(elements) => names.extend(elements.iter().flat_map(self::names)),
        Value::Map(entries) => names.extend(entries.iter().flat_map(|entry| self::names(&entry.node))),
        Value::Null | Value::Scalar { .. } => {}
    }
    names
}

fn is_object(node: &Node) -> bool {
    node.get("properties").is_some_and(|properties| matches!(properties.value, Value::Map(_)))
        && node.get("$ref").is_none()
}

fn count(node: &Node, wanted: &dyn Fn(&Node) -> bool) -> usize {
    let within: usize = match &node.value {
        Value::List(elements) => elements.iter().map(|it| count(it, wanted)).sum(),
        Value::Map(entries) => entries.iter().map(|entry| count(&entry.node, wanted)).sum(),
        Value::Null | Value::Scalar { .. } => 0,
    };
    usize::from(wanted(node)) + within
}

/// Edits the node with this number among those that are wanted, outer ones first.
fn edit_where(
    node: &mut Node,
    number: &mut usize,
    wanted: &dyn Fn(&Node) -> bool,
    edit: &mut dyn FnMut(&mut Node),
) -> bool {
    if wanted(node) {
        if *number == 0 {
            edit(node);
            return true;
        }
        *number -= 1;
    }
    match &mut node.value {
        Value::List(elements) => elements.iter_mut().any(|it| edit_where(it, number, wanted, edit)),
        Value::Map(entries) => entries.iter_mut().any(|entry| edit_where(&mut entry.node, number, wanted, edit)),
        Value::Null | Value::Scalar { .. } => false,
    }
}

/// Edits the properties of the object with this number.
fn edit_object(node: &mut Node, number: &mut usize, edit: &mut dyn FnMut(&mut Node)) -> bool {
    edit_where(node, number, &is_object, &mut |object| edit(entry(object, "properties")))
}

/// The value at a key, which is made where there is none.
fn entry<'a>(node: &'a mut Node, key: &str) -> &'a mut Node {
    if node.get(key).is_none() {
        add(node, key, "null");
    }
    let Value::Map(entries) = &mut node.value else { panic!("no mapping") };
    &mut entries.iter_mut().find(|entry| entry.key == key).unwrap().node
}

/// Adds a key, unless it is there.
fn add(node: &mut Node, key: &str, value: &str) {
    if node.get(key).is_some() {
        return;
    }
    if !matches!(node.value, Value::Map(_)) {
        node.value = Value::Map(Vec::new());
    }
    let Value::Map(entries) = &mut node.value else { panic!("no mapping") };
    entries.push(Entry { key: key.to_owned(), span: node.span.clone(), node: parse(value) });
}

fn push(node: &mut Node, value: &str) {
    if !matches!(node.value, Value::List(_)) {
        node.value = Value::List(Vec::new());
    }
    let Value::List(elements) = &mut node.value else { panic!("no list") };
    elements.push(parse(value));
}

fn parse(value: &str) -> Node {
    Node::parse("value.yaml", &format!("{{value: {value}}}")).unwrap().get("value").unwrap().clone()
}

fn reverse_lists(node: &mut Node) {
    match &mut node.value {
        Value::List(elements) => {
            elements.reverse();
            elements.iter_mut().for_each(reverse_lists);
        }
        Value::Map(entries) => entries.iter_mut().for_each(|entry| reverse_lists(&mut entry.node)),
        Value::Null | Value::Scalar { .. } => {}
    }
}
