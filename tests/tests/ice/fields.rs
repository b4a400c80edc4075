//! The paths of all fields: once by a spec, once by a value. `[]` stands for an element of a list, `{}` for one of a map.

use std::collections::BTreeSet;

use alibabacloud_runtime::model::places;
use alibabacloud_runtime::{Model, View};
use serde_json::Value;

use crate::spec::{Shape, Specs};

/// The fields that a schema describes. One that holds itself is followed once.
pub fn of_schema<'a>(
    specs: &'a Specs,
    schema: &'a Value,
    path: &str,
    within: &mut Vec<&'a str>,
    fields: &mut BTreeSet<String>,
) {
    if let Some((name, shared)) = specs.shared(schema) {
        if !within.contains(&name) {
            within.push(name);
            of_schema(specs, shared, path, within, fields);
            within.pop();
        }
        return;
    }
    match specs.shape(schema) {
        Shape::Object(properties) => {
            for (name, schema) in properties {
                let path = format!("{path}.{name}");
                of_schema(specs, schema, &path, within, fields);
                fields.insert(path);
            }
        }
        Shape::List(items) => of_schema(specs, items, &format!("{path}[]"), within, fields),
        Shape::Map(values) => of_schema(specs, values, &format!("{path}{{}}"), within, fields),
        _ => {}
    }
}

/// The fields that a value's type has, whether anything is in them or not.
pub fn of_model(model: &dyn Model, path: &str, fields: &mut BTreeSet<String>) {
    for (name, view) in places(model) {
        let path = format!("{path}.{name}");
        of_view(view, &path, fields);
        fields.insert(path);
    }
}

fn of_view(view: View<'_>, path: &str, fields: &mut BTreeSet<String>) {
    match view {
        View::Object(model) => of_model(model, path, fields),
        View::List(list) => (0..list.len()).for_each(|index| of_view(list.at(index), &format!("{path}[]"), fields)),
        View::Map(map) => map.each(&mut |_, view| of_view(view, &format!("{path}{{}}"), fields)),
        _ => {}
    }
}
