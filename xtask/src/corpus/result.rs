//! What came of a corpus, counted, and compared with a baseline.

use std::collections::{BTreeMap, BTreeSet};

use ::codegen::Generated;
use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::expected::{Received, differences};
use super::program::Send;

/// What came of one operation.
#[derive(Debug)]
pub(super) struct Outcome {
    name: String,
    /// Whether it was sent.
    is_sent: bool,
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
            Value::Null => vec![text(&line["error"])],
            _ => differences(&send.operation, &parameters, &received),
        };
        let decoded = send.sample.is_some().then(|| line["decoded"].as_str().unwrap_or("not").to_owned());
        let notes = if line["error"].is_string() { text(&line["error"]) } else { line["notes"].to_string() };
        let name = format!("{}/{}", send.program, send.name);
        Ok(Self { name, is_sent: !request.is_null(), problems, decoded, notes })
    }
}

/// Why exceptions are none of our faults, by operation and kind: `alibabacloud_cs/DescribeClusters: not decoded`.
pub(super) type Reasons = BTreeMap<String, String>;

/// Something that is not as it should be.
#[derive(Debug)]
pub(super) struct Exception {
    /// The operation, and the kind of exception.
    pub(super) kind: String,
    /// What there is instead.
    pub(super) what: String,
    /// Why that is so, where it is known.
    pub(super) reason: Option<String>,
}

/// What came of all documents.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// Numbers of which fewer would be worse.
    pub(super) good: BTreeMap<String, usize>,
    /// Numbers of which more would be worse.
    pub(super) bad: BTreeMap<String, usize>,
    /// The operations that were tried.
    pub(super) tried: BTreeSet<String>,
    /// What did not arrive, and what was not decoded strictly.
    pub(super) exceptions: Vec<Exception>,
    /// The known reasons of what is no exception any more.
    pub(super) settled: Vec<String>,
    pub(super) compiler_warnings: usize,
    pub(super) peak_memory: Option<u64>,
}

impl Totals {
    /// Counts a crate.
    pub(super) fn generated(&mut self, generated: &Generated) {
        add(&mut self.good, "documents", 1);
        add(&mut self.good, "operations", generated.operations.len());
        for why in generated.left_out.values() {
            add(&mut self.bad, &format!("left out: {}", why.code.name()), 1);
        }
        for problem in generated.warnings.sorted() {
            add(&mut self.bad, &format!("diagnostics: {}", problem.code.name()), 1 + problem.also.len());
        }
    }

    /// Counts an operation.
    pub(super) fn add(&mut self, outcome: Outcome) {
        let Outcome { name, is_sent, problems, decoded, notes } = outcome;
        let mut exception = |kind: &str, what: String| {
            self.exceptions.push(Exception { kind: format!("{name}: {kind}"), what, reason: None });
        };
        if !problems.is_empty() {
            exception(if is_sent { "arrived otherwise" } else { "not sent" }, problems.join("; "));
        }
        match decoded.as_deref() {
            // Of what was not sent there is nothing to decode.
            Some("not") if is_sent => exception("not decoded", notes),
            Some("leniently") => exception("decoded leniently", notes),
            _ => {}
        }
        let is_decoded = |how: &[&str]| decoded.as_deref().is_some_and(|decoded| how.contains(&decoded));
        for (counted, number) in [
            (true, "tried"),
            (is_sent, "sent"),
            (problems.is_empty(), "arrived as published"),
            (decoded.is_some(), "samples"),
            (is_decoded(&["strictly"]), "samples decoded strictly"),
            (is_decoded(&["strictly", "leniently"]), "samples decoded strictly or leniently"),
        ] {
            add(&mut self.good, number, usize::from(counted));
        }
        self.tried.insert(name);
    }

    /// Gives exceptions the reasons that are known, and counts those without one, and those that are none any more.
    pub(super) fn explain(&mut self, reasons: &Reasons) {
        for exception in &mut self.exceptions {
            exception.reason = reasons.get(&exception.kind).cloned();
        }
        let without = self.exceptions.iter().filter(|exception| exception.reason.is_none()).count();
        add(&mut self.bad, "exceptions without a reason", without);
        let is_gone = |kind: &&String| {
            let operation = kind.split_once(": ").map_or(kind.as_str(), |(operation, _)| operation);
            self.tried.contains(operation) && self.exceptions.iter().all(|exception| exception.kind != **kind)
        };
        self.settled = reasons.keys().filter(is_gone).cloned().collect();
        add(&mut self.bad, "reasons without an exception", self.settled.len());
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

    #[test]
    fn exceptions_are_explained_one_by_one() {
        let outcome = |name: &str, decoded: &str| Outcome {
            name: name.to_owned(),
            is_sent: true,
            problems: Vec::new(),
            decoded: Some(decoded.to_owned()),
            notes: String::new(),
        };
        let mut totals = Totals::default();
        for (name, decoded) in [("p/A", "not"), ("p/B", "leniently"), ("p/C", "strictly")] {
            totals.add(outcome(name, decoded));
        }
        let reasons = ["p/A: not decoded", "p/B: not decoded", "q/D: not sent"];
        totals.explain(&reasons.map(|kind| (kind.to_owned(), "The metadata is wrong.".to_owned())).into());
        let explained: Vec<_> = totals.exceptions.iter().map(|it| (it.kind.as_str(), it.reason.is_some())).collect();
        assert_eq!(explained, [("p/A: not decoded", true), ("p/B: decoded leniently", false)]);
        assert_eq!(totals.settled, ["p/B: not decoded"]);
        assert_eq!((totals.good["samples"], totals.good["samples decoded strictly or leniently"]), (3, 2));
        let counted = [totals.bad["exceptions without a reason"], totals.bad["reasons without an exception"]];
        assert_eq!(counted, [1, 1]);
    }
}
