//! What came of a corpus, counted, and compared with a baseline.

use std::collections::BTreeMap;

use ::codegen::Generated;
use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::expected::{Received, differences};
use super::program::Send;

/// What came of one operation.
#[derive(Debug)]
pub(super) struct Outcome {
    name: String,
    /// Why it was not sent, or what of it did not arrive.
    problems: Vec<String>,
    /// How its sample was decoded; none without a sample.
    decoded: Option<String>,
    notes: String,
}

impl Outcome {
    /// Reads the line that a program has printed.
    pub(super) fn read(send: &Send, line: &str) -> Result<Self> {
        let line: Value = serde_json::from_str(line).with_context(|| send.name.clone())?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let request = &line["request"];
        let headers = request["headers"].as_object().into_iter().flatten();
        let received = Received {
            method: text(&request["method"]),
            target: text(&request["target"]),
            headers: headers.map(|(name, value)| (name.clone(), text(value))).collect(),
            body: text(&request["body"]),
        };
        let parameters: Vec<(&Value, Value)> = send.parameters.iter().map(|(it, value)| (it, value.clone())).collect();
        let problems = match request {
            Value::Null => vec![format!("not sent: {}", text(&line["error"]))],
            _ => differences(&send.operation, &parameters, &received),
        };
        let decoded = send.sample.is_some().then(|| line["decoded"].as_str().unwrap_or("not").to_owned());
        let notes = if line["error"].is_string() { text(&line["error"]) } else { line["notes"].to_string() };
        Ok(Self { name: format!("{}/{}", send.program, send.name), problems, decoded, notes })
    }
}

/// What came of all documents.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// Numbers of which fewer would be worse.
    pub(super) good: BTreeMap<String, usize>,
    /// Numbers of which more would be worse.
    pub(super) bad: BTreeMap<String, usize>,
    /// What did not arrive, and what was not decoded strictly.
    pub(super) exceptions: Vec<String>,
    pub(super) compiler_warnings: usize,
    pub(super) peak_memory: Option<u64>,
}

impl Totals {
    /// Counts a crate.
    pub(super) fn generated(&mut self, generated: &Generated) {
        add(&mut self.good, "documents", 1);
        add(&mut self.good, "operations", generated.operations);
        for operation in &generated.left_out {
            add(&mut self.bad, &format!("left out: {}", operation.code.name()), 1);
        }
        for problem in generated.warnings.sorted() {
            add(&mut self.bad, &format!("diagnostics: {}", problem.code.name()), 1 + problem.also.len());
        }
    }

    /// Counts an operation.
    pub(super) fn add(&mut self, outcome: Outcome) {
        add(&mut self.good, "sent", 1);
        if outcome.problems.is_empty() {
            add(&mut self.good, "arrived as published", 1);
        }
        self.exceptions.extend(outcome.problems.iter().map(|problem| format!("{}: {problem}", outcome.name)));
        if let Some(decoded) = &outcome.decoded {
            add(&mut self.good, "samples", 1);
            if decoded == "strictly" {
                add(&mut self.good, "samples decoded strictly", 1);
            } else {
                self.exceptions.push(format!("{}: decoded {decoded}: {}", outcome.name, outcome.notes));
            }
            if decoded != "not" {
                add(&mut self.good, "samples decoded strictly or leniently", 1);
            }
        }
    }

    /// The numbers as JSON, for a baseline.
    pub(super) fn to_json(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(&json!({
            "good": self.good, "bad": self.bad, "compilerWarnings": self.compiler_warnings,
        }))?;
        Ok(text + "\n")
    }

    /// The numbers that are worse than in a baseline.
    pub(super) fn worse_than(&self, baseline: &str) -> Result<Vec<String>> {
        let baseline: Value = serde_json::from_str(baseline).context("the baseline is not JSON")?;
        let number = |value: &Value| value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or_default();
        let mut worse = Vec::new();
        let nothing = Map::new();
        for (name, before) in baseline["good"].as_object().unwrap_or(&nothing) {
            let now = self.good.get(name).copied().unwrap_or_default();
            if now < number(before) {
                worse.push(format!("{name}: {now}, and {before} before"));
            }
        }
        let warnings = ("compiler warnings".to_owned(), self.compiler_warnings);
        let before =
            |name: &str| if name == warnings.0 { &baseline["compilerWarnings"] } else { &baseline["bad"][name] };
        for (name, &now) in self.bad.iter().chain([(&warnings.0, &warnings.1)]) {
            let before = number(before(name));
            if now > before {
                worse.push(format!("{name}: {now}, and {before} before"));
            }
        }
        Ok(worse)
    }
}

fn add(numbers: &mut BTreeMap<String, usize>, name: &str, count: usize) {
    *numbers.entry(name.to_owned()).or_default() += count;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_of_what_is_good_and_more_of_what_is_bad_is_worse() {
        let totals = |sent, left_out, compiler_warnings| Totals {
            good: BTreeMap::from([("sent".to_owned(), sent)]),
            bad: BTreeMap::from([("left out: x".to_owned(), left_out)]),
            compiler_warnings,
            ..Totals::default()
        };
        let baseline = totals(5, 2, 0).to_json().unwrap();
        for better in [totals(5, 2, 0), totals(6, 1, 0)] {
            assert_eq!(better.worse_than(&baseline).unwrap(), [""; 0]);
        }
        let worse = totals(4, 3, 1).worse_than(&baseline).unwrap();
        assert_eq!(
            worse,
            ["sent: 4, and 5 before", "left out: x: 3, and 2 before", "compiler warnings: 1, and 0 before"]
        );
    }
}
