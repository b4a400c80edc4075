//! Documents spoilt by a seed, and what a generation of each may come to.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use codegen::generate_published;
use codegen::published::Options;
use codegen::tree::Node;
use serde_json::{Value, json};

use super::draw::Draw;

/// The longest that a document may take.
const LONGEST: Duration = Duration::from_secs(5);

/// How many operations of a document are kept, so that many documents can be tried.
const MOST_OPERATIONS: usize = 6;

/// What became of documents.
#[derive(Debug, Default)]
pub struct Outcomes {
    /// Crates that came of them.
    pub crates: usize,
    /// Documents that were refused.
    pub refused: usize,
    /// The longest that one took.
    pub slowest: Duration,
}

/// Generates from so many spoilt documents, or says which of them did what none may do.
pub fn run(documents: &[Value], count: usize, seed: u64) -> Result<Outcomes, String> {
    let mut outcomes = Outcomes::default();
    let numbers: Vec<_> = (0..count).collect();
    // By the thousand, so that of a hundred thousand the first one that fails ends the run.
    for numbers in numbers.chunks(1000) {
        for tried in codegen::parallel::map(numbers, |number| one(documents, *number, seed)) {
            let (is_crate, taken) = tried?;
            outcomes.slowest = outcomes.slowest.max(taken);
            *if is_crate { &mut outcomes.crates } else { &mut outcomes.refused } += 1;
        }
    }
    Ok(outcomes)
}

/// Whether a crate comes of the spoilt document of this number, and how long that took.
fn one(documents: &[Value], number: usize, seed: u64) -> Result<(bool, Duration), String> {
    let mut draw = Draw(seed.wrapping_add((number as u64) << 32));
    let text = spoilt(&documents[draw.below(documents.len())], &mut draw);
    let words = draw.below(2) == 0;
    let mut tried = timed(&text, words);
    // What is slow is so each time; what others kept waiting is not.
    for _ in 0..2 {
        if tried.1 > LONGEST {
            tried = timed(&text, words);
        }
    }
    let (found, taken) = tried;
    let problem = match found {
        Err(_) => "it panicked".to_owned(),
        Ok(Err(problem)) => problem,
        Ok(Ok(_)) if taken > LONGEST => format!("it took {taken:?}"),
        Ok(Ok(is_crate)) => return Ok((is_crate, taken)),
    };
    let shown = String::from_utf8_lossy(&text).chars().take(100_000).collect::<String>();
    Err(format!("document {number} of seed {seed}: {problem}\n{shown}"))
}

/// What comes of a document, or a panic, and how long it took. The machine may be busy with something else, and this process with
/// other documents: of wall and processor time the lesser counts.
fn timed(text: &[u8], words: bool) -> (thread::Result<Result<bool, String>>, Duration) {
    let (started, before) = (Instant::now(), processor_time());
    let found = catch_unwind(AssertUnwindSafe(|| outcome(text, words)));
    let taken = started.elapsed();
    let busy = processor_time().zip(before).map(|(after, before)| after.saturating_sub(before));
    (found, taken.min(busy.unwrap_or(taken)))
}

/// Whether a crate comes of a document; an error where it would be written elsewhere than into its folder.
fn outcome(text: &[u8], words: bool) -> Result<bool, String> {
    let Ok(text) = std::str::from_utf8(text) else { return Ok(false) };
    let Ok(document) = Node::parse("api-docs.json", text) else { return Ok(false) };
    // What there is to say is a part of what a document costs.
    let generated = match generate_published(&document, &Options { words, ..Options::default() }) {
        Err(problems) => {
            return if problems.to_string().is_empty() { Err("no word why".to_owned()) } else { Ok(false) };
        }
        Ok(generated) => generated,
    };
    drop(generated.warnings.to_string());
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|next| next.is_ascii_alphanumeric() || "_-.".contains(next))
    };
    let paths = generated.files.keys().chain([&generated.crate_name]);
    match paths.into_iter().find(|path| !path.split('/').all(plain)) {
        Some(path) => Err(format!("it would be written to {path:?}")),
        None => Ok(true),
    }
}

/// A part of a document, spoilt in up to five places.
fn spoilt(document: &Value, draw: &mut Draw) -> Vec<u8> {
    let mut document = part(document, draw);
    if draw.below(20) == 0 {
        share(&mut document, draw);
    }
    for _ in 0..=draw.below(5) {
        let index = draw.below(count(&document));
        change(&mut document, &mut index.clone(), draw);
    }
    let mut text = serde_json::to_vec(&document).unwrap();
    match draw.below(20) {
        // Cut short, or with a byte that is no character.
        0 => text.truncate(draw.below(text.len())),
        1 => {
            let at = draw.below(text.len());
            text[at] = 0xff;
        }
        _ => {}
    }
    text
}

/// A document with some of its operations, or whole once in a thousand times.
fn part(document: &Value, draw: &mut Draw) -> Value {
    if draw.below(1000) == 0 {
        return document.clone();
    }
    let parts = document.as_object().into_iter().flatten().map(|(key, value)| match (key.as_str(), value) {
        ("apis", Value::Object(apis)) => {
            let first = draw.below(apis.len().max(1));
            let kept = apis.iter().skip(first).take(MOST_OPERATIONS);
            (key.clone(), kept.map(|(name, operation)| (name.clone(), operation.clone())).collect())
        }
        _ => (key.clone(), value.clone()),
    });
    parts.collect()
}

/// Shared schemas that lead to one another, in a chain or in circles, and a response of which all of them are a part.
fn share(document: &mut Value, draw: &mut Draw) {
    let count = [1, 3, 150, 1000][draw.below(4)];
    let in_circles = draw.below(2) == 0;
    let holder = draw.below(4);
    let named = |index: usize| json!({"$ref": format!("#/components/schemas/S{index}")});
    let schema = |index: usize, draw: &mut Draw| {
        let next = if index + 1 < count || in_circles { named((index + 1) % count) } else { json!({"type": "string"}) };
        match holder {
            0 => next,
            1 => json!({"type": "array", "items": next}),
            2 => json!({"type": "object", "properties": {"Next": next}}),
            _ => json!({"type": "object", "properties": {"Next": next, "Other": named(draw.below(count))}}),
        }
    };
    let schemas = (0..count).map(|index| (format!("S{index}"), schema(index, draw))).collect::<serde_json::Map<_, _>>();
    let Value::Object(parts) = document else { return };
    parts.insert("components".to_owned(), json!({"schemas": schemas}));
    let operations =
        parts.get_mut("apis").and_then(Value::as_object_mut).into_iter().flat_map(|apis| apis.values_mut());
    for operation in operations.filter_map(Value::as_object_mut) {
        let schema = json!({"type": "object", "properties": {"Shared": named(0)}});
        operation.insert("responses".to_owned(), json!({"200": {"schema": schema}}));
    }
}

fn count(node: &Value) -> usize {
    1 + match node {
        Value::Array(elements) => elements.iter().map(count).sum::<usize>(),
        Value::Object(entries) => entries.values().map(count).sum(),
        _ => 0,
    }
}

/// Changes the node with this number; whether it was found.
fn change(node: &mut Value, index: &mut usize, draw: &mut Draw) -> bool {
    if *index == 0 {
        spoil(node, draw);
        return true;
    }
    *index -= 1;
    match node {
        Value::Array(elements) => elements.iter_mut().any(|element| change(element, index, draw)),
        Value::Object(entries) => entries.values_mut().any(|entry| change(entry, index, draw)),
        _ => false,
    }
}

fn spoil(node: &mut Value, draw: &mut Draw) {
    match (draw.below(8), &mut *node) {
        (0 | 1, Value::Object(entries)) if !entries.is_empty() => {
            let key = entries.keys().nth(draw.below(entries.len())).unwrap().clone();
            let value = entries.remove(&key);
            // Gone, or under an odd name.
            if draw.below(2) == 0 {
                entries.insert(name(draw), value.unwrap_or_default());
            }
        }
        (2, Value::Array(elements)) if !elements.is_empty() => {
            let element = elements[draw.below(elements.len())].clone();
            let times = [1, 2, 300][draw.below(3)];
            elements.extend(std::iter::repeat_n(element, times));
        }
        (3, _) => {
            let levels = [3, 30, 60, 200][draw.below(4)];
            for _ in 0..levels {
                let inner = node.take();
                *node = match draw.below(3) {
                    0 => json!({"type": "array", "items": inner}),
                    1 => json!({"type": "object", "properties": {"A": inner}}),
                    _ => json!({"type": "object", "additionalProperties": inner}),
                };
            }
        }
        (4, _) => *node = json!({"$ref": format!("#/components/schemas/{}", name(draw))}),
        (5, Value::Object(entries)) => drop(entries.insert(name(draw), odd(draw))),
        // A shared schema that is itself, through another one.
        (6, Value::Object(entries)) if entries.contains_key("schemas") => {
            entries.insert(
                "schemas".to_owned(),
                json!({
                    "A": {"$ref": "#/components/schemas/B"},
                    "B": {"type": "array", "items": {"$ref": "#/components/schemas/A"}},
                    "C": {"type": "object", "properties": {"c": {"$ref": "#/components/schemas/C"}}},
                }),
            );
        }
        _ => *node = odd(draw),
    }
}

/// A name: one that the format has, or one that no file and no item can have.
fn name(draw: &mut Draw) -> String {
    const NAMES: [&str; 24] = [
        "",
        "..",
        "../../etc/passwd",
        "/abs",
        "a/b",
        "C:\\x",
        "nul",
        "a\0b",
        "\u{1b}[31m",
        "\u{202e}evil",
        "é",
        "名字",
        "self",
        "type",
        "A",
        "B",
        "C",
        "format",
        "properties",
        "items",
        "enum",
        "in",
        "200",
        "x.y[]{}",
    ];
    match draw.below(40) {
        0 => "N".repeat(100_000),
        index => NAMES[index % NAMES.len()].to_owned(),
    }
}

/// A value that hardly any key expects.
fn odd(draw: &mut Draw) -> Value {
    match draw.below(14) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!(true),
        4 => json!(-1),
        5 => json!(1e300),
        6 => json!(u64::MAX),
        7 => json!("x".repeat(200_000)),
        8 => json!(["a", 1, null, {}]),
        9 => json!({"type": "object", "properties": {"": {"type": "string"}, "a b": {}}}),
        10 => json!("*/ \" #\" `rust\n``` \r\n[x](y) <script>"),
        11 => json!({"a": {"b": {"c": [[]]}}}),
        12 => json!(
            ["string", "object", "array", "integer", "query", "path", "json", "get", "RPC", "ROA"][draw.below(10)]
        ),
        _ => json!(name(draw)),
    }
}

/// How long this process has had a processor; none where the system does not say.
fn processor_time() -> Option<Duration> {
    const TICKS_PER_SECOND: u64 = 100;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name in parentheses stand the state and ten numbers, then the ticks in the program and in the system.
    let ticks = stat.rsplit_once(')')?.1.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let ticks = ticks.sum::<Result<u64, _>>().ok()?;
    Some(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
}

/// The most memory that this process has had, in MiB; none where the system does not say.
pub fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? / 1024)
}
