//! Values in a JSON document, by paths such as `Data.Jobs`.

use serde_json::{Map, Value};

/// The value at a path; `[]` after a name is the first element.
pub(crate) fn at_mut<'a>(value: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    let mut value = value;
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let (name, each) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        value = value.get_mut(name)?;
        if each {
            value = value.get_mut(0)?;
        }
    }
    Some(value)
}

/// The object at a path, as [`at_mut`] finds it; what is missing on the way is created.
pub(crate) fn made_mut<'a>(value: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    let mut value = value;
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let (name, each) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        let made = || if each { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        value = value.as_object_mut()?.entry(name).or_insert_with(made);
        if each {
            let list = value.as_array_mut()?;
            if list.is_empty() {
                list.push(Value::Object(Map::new()));
            }
            value = list.first_mut()?;
        }
    }
    Some(value)
}

/// Sets the value at a path, and creates the objects above it.
pub(crate) fn set(value: &mut Value, path: &str, new: Value) {
    let mut value = value;
    for step in path.split('.').filter(|step| !step.is_empty()) {
        if !value.is_object() {
            *value = Value::Object(Map::new());
        }
        let Value::Object(entries) = value else { return };
        value = entries.entry(step).or_insert(Value::Null);
    }
    *value = new;
}

/// Removes the value at a path.
pub(crate) fn remove(value: &mut Value, path: &str) {
    let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
    if let Some(Value::Object(entries)) = at_mut(value, parent) {
        entries.remove(name);
    }
}
