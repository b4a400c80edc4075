//! A field of a form, by its schema.

use maud::{Markup, html};

use super::prose::line;
use crate::catalog::Catalog;
use crate::form::{Errors, Form, dotted};
use crate::schema::{Kind, Property, Schema};

/// Deeper values are JSON in one field.
const DEEPEST: usize = 12;
/// Characters of a value's meaning in a list to choose from.
const LONGEST_MEANING: usize = 60;

/// What fields are made from.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) form: &'a Form,
    pub(crate) errors: &'a Errors,
}

impl Fields<'_> {
    /// The field of a parameter or property at a pointer.
    pub(crate) fn field(self, at: &str, property: &Property<'_>, depth: usize) -> Markup {
        match property.schema.kind() {
            Kind::Object | Kind::List if depth < DEEPEST => self.group(at, property, depth),
            _ => self.scalar(at, property),
        }
    }

    fn is_wrong(self, at: &str) -> bool {
        let below = format!("{at}/");
        self.errors.keys().any(|key| key == at || key.starts_with(&below))
    }

    /// An object or a list: its fields, folded where nothing is in them.
    fn group(self, at: &str, property: &Property<'_>, depth: usize) -> Markup {
        let schema = &property.schema;
        // What was added is there to be filled in.
        let is_element = property.name.is_empty();
        let is_open =
            property.required || is_element || self.form.has(at) || self.form.count(at) > 0 || self.is_wrong(at);
        let children = self.form.children(at, schema);
        html! {
            details .group .invalid[self.is_wrong(at)] open[is_open] {
                summary { (label_text(at, property)) " " (self.facts(property)) }
                fieldset {
                    legend .hidden { (dotted(at)) }
                    @if let Some(text) = schema.description() { p .help { (line(self.catalog, text)) } }
                    (self.problem(at))
                    @match schema.kind() {
                        Kind::List => {
                            @for (index, (below, element)) in children.iter().enumerate() {
                                div .element {
                                    (self.field(below, element, depth + 1))
                                    button .small type="submit" name=".do" value={ "remove " (below) } {
                                        "Remove" span .hidden { " " (dotted(at)) " " (index + 1) }
                                    }
                                }
                            }
                            button .small type="submit" name=".do" value={ "add " (at) } { "Add" span .hidden { " to " (dotted(at)) } }
                        }
                        _ => { @for (below, child) in &children { (self.field(below, child, depth + 1)) } }
                    }
                }
            }
        }
    }

    fn scalar(self, at: &str, property: &Property<'_>) -> Markup {
        let (schema, text) = (&property.schema, self.form.text(at));
        let (id, help, error) = (id_of("f", at), id_of("h", at), id_of("e", at));
        let is_wrong = self.errors.contains_key(at);
        let has_help = schema.description().is_some();
        let described = [has_help.then_some(help.as_str()), is_wrong.then_some(error.as_str())];
        let described: Vec<_> = described.into_iter().flatten().collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let described = described.as_deref();
        let (required, invalid) = (property.required.then_some("true"), is_wrong.then_some("true"));
        let (values, open) = schema.values();
        let is_choice = schema.is_choice() && !values.is_empty();
        html! {
            div .field .invalid[is_wrong] {
                label for=(id) { (label_text(at, property)) } " " (self.facts(property))
                @if let Some(text) = schema.description() { p .help id=(help) { (line(self.catalog, text)) } }
                @match schema.kind() {
                    Kind::Boolean => {
                        select id=(id) name=(at) aria-describedby=[described] aria-required=[required] aria-invalid=[invalid] {
                            @for (value, words) in [("", "not sent"), ("true", "true"), ("false", "false")] {
                                option value=(value) selected[text == value] { (words) }
                            }
                        }
                    }
                    _ if is_choice => {
                        @let is_known = values.iter().any(|it| it.value == text);
                        div .choice {
                            select id=(id) name=(at) aria-describedby=[described] aria-required=[required] aria-invalid=[invalid] {
                                option value="" { "not sent" }
                                @for it in &values {
                                    option value=(it.value) selected[text == it.value] { (it.value) @if let Some(words) = it.meaning { " — " (cut(words)) } }
                                }
                            }
                            @if open {
                                @let other = if is_known { "" } else { text };
                                input name={ ".other/" (at) } value=(other) aria-label={ "Another value of " (dotted(at)) } placeholder="or another value";
                            }
                        }
                    }
                    Kind::Json | Kind::Map | Kind::Any | Kind::Object | Kind::List => {
                        textarea id=(id) name=(at) rows=(rows(text)) data-json aria-describedby=[described] aria-required=[required] aria-invalid=[invalid] { "\n" (text) }
                    }
                    Kind::Text if text.contains('\n') || schema.length().1.is_some_and(|most| most > 256) => {
                        textarea id=(id) name=(at) rows=(rows(text)) aria-describedby=[described] aria-required=[required] aria-invalid=[invalid] { "\n" (text) }
                    }
                    kind => {
                        input id=(id) name=(at) value=(text) type=(if schema.is_secret() { "password" } else { "text" })
                            inputmode=[match kind { Kind::Integer => Some("numeric"), Kind::Number => Some("decimal"), _ => None }]
                            placeholder=[schema.example_time()]
                            aria-describedby=[described] aria-required=[required] aria-invalid=[invalid];
                    }
                }
                (self.problem(at))
                (self.meanings(schema))
            }
        }
    }

    fn problem(self, at: &str) -> Markup {
        html! { @if let Some(problem) = self.errors.get(at) { p .error id=(id_of("e", at)) { (problem) } } }
    }

    /// What the documented values mean, where that is known.
    fn meanings(self, schema: &Schema<'_>) -> Markup {
        let (values, _) = schema.values();
        let is_long = |words: &str| words.chars().count() > LONGEST_MEANING;
        let is_shown =
            !values.is_empty() && (!schema.is_choice() || values.iter().any(|it| it.meaning.is_some_and(is_long)));
        html! {
            @if is_shown {
                details .meanings {
                    summary { "Documented values" }
                    (documented(self.catalog, schema))
                }
            }
        }
    }

    /// Type, range and default in a line.
    fn facts(self, property: &Property<'_>) -> Markup {
        html! {
            @if property.required { span .required { "required" } " " }
            @if property.schema.is_deprecated() { span .badge.old { "deprecated" } " " }
            span .type { (type_words(&property.schema)) }
        }
    }
}

/// The documented values, each with its meaning.
pub(crate) fn documented(catalog: &Catalog, schema: &Schema<'_>) -> Markup {
    html! {
        dl .values {
            @for it in schema.values().0 {
                dt { code { (it.value) } }
                dd { @if let Some(words) = it.meaning { (line(catalog, words)) } }
            }
        }
    }
}

/// The type in words: `integer, 1 to 100, default 10`.
pub(crate) fn type_words(schema: &Schema<'_>) -> String {
    let kind = schema.kind();
    let mut words = match (kind, schema.items()) {
        (Kind::List, Some(items)) => format!("list of {}", items.kind().words()),
        _ if schema.is_time() => "time".to_owned(),
        _ if schema.is_secret() => "secret text".to_owned(),
        _ if schema.is_int32() => "32-bit integer".to_owned(),
        _ => kind.words().to_owned(),
    };
    let mut add = |text: String| words.push_str(&format!(", {text}"));
    match schema.range() {
        (Some(least), Some(most)) => add(format!("{least} to {most}")),
        (Some(least), None) => add(format!("at least {least}")),
        (None, Some(most)) => add(format!("at most {most}")),
        (None, None) => {}
    }
    match schema.length() {
        (Some(least), Some(most)) if least > 0 => add(format!("{least} to {most} characters")),
        (_, Some(most)) => add(format!("up to {most} characters")),
        (Some(least), None) if least > 0 => add(format!("at least {least} characters")),
        _ => {}
    }
    if let Some(most) = schema.max_items() {
        add(format!("up to {most}"));
    }
    if let Some(default) = schema.default() {
        add(format!("default {default}"));
    }
    words
}

fn label_text(at: &str, property: &Property<'_>) -> String {
    match (property.name, at.rsplit_once('/')) {
        ("", Some((_, index))) => format!("[{index}]"),
        (name, _) => name.to_owned(),
    }
}

/// A link to the field at a pointer.
pub(crate) fn link_to_field(at: &str) -> Markup {
    let is_parameter = !at.starts_with('.');
    html! { a href={ "#" (id_of("f", at)) } { @if is_parameter { (dotted(at)) } @else { "All parameters as JSON" } } }
}

/// An ID of a page: no white space, which separates several.
fn id_of(kind: &str, at: &str) -> String {
    format!("{kind}-{}", at.replace(char::is_whitespace, "_"))
}

fn rows(text: &str) -> usize {
    text.lines().count().clamp(3, 20)
}

fn cut(words: &str) -> String {
    let words = words.replace('`', "");
    match words.char_indices().nth(LONGEST_MEANING) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default().trim_end()),
        None => words.trim_end_matches('.').to_owned(),
    }
}
