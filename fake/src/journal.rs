//! The journal: the requests that the fake has received, and their outcomes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Value, json};

use crate::dates;
use crate::script;
use crate::spec::Operation;
use crate::weight;

/// How many different actions are counted, beside operations. Bounded, because a client may make up a new one with each request.
const MAX_ACTIONS: usize = 10_000;

/// How many bytes the requests that are kept may take, and the name of one. Longer names are cut.
const MAX_BYTES: usize = 64 << 20;
const MAX_NAME: usize = 256;

/// A request that the fake has received.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The operation, for example `GetCustomizedVoiceJob`; method and path if the request names none; the status of the
    /// response, such as `414 URI Too Long`, if it was no request that can be read, or one that is too large.
    pub action: String,
    /// The API version; empty if the request names none.
    pub version: String,
    /// The parameters as JSON values, by the types that the operation documents. `{}` if the request was refused before they
    /// were read.
    pub parameters: Value,
    /// The access key ID that signed the request; `None` if it was not signed.
    pub access_key_id: Option<String>,
    /// Its outcome.
    pub verdict: Verdict,
    /// The HTTP status of the response; 0 if there was none.
    pub status: u16,
    /// The request ID of the response.
    pub request_id: String,
    /// When it was received, by the fake's clock.
    pub received_at: SystemTime,
}

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// The operation was executed.
    Accepted,
    /// The request was refused.
    Refused {
        /// The error code.
        code: String,
        /// The error message.
        message: String,
    },
    /// The request had a planned fault, other than one of the clock.
    Faulted {
        /// Whether the operation was executed nevertheless.
        took_effect: bool,
    },
}

/// A copy of the requests so far, from [`Fake::journal`](crate::Fake::journal), in the order of their responses: a request is
/// recorded when its response is made, before it is sent. One whose handler is still at work is not there yet.
///
/// The last 10,000 are kept, or as many as [`FakeBuilder::journal_limit`](crate::FakeBuilder::journal_limit) says, and no more than
/// 64 MiB of them. Counts include the others.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    entries: VecDeque<Arc<RecordedRequest>>,
    counts: BTreeMap<String, u64>,
    ram_actions: BTreeSet<String>,
    limit: usize,
    bytes: usize,
}

impl RecordedRequest {
    /// About how much memory it takes.
    fn weight(&self) -> usize {
        let verdict = match &self.verdict {
            Verdict::Refused { code, message } => code.len() + message.len(),
            Verdict::Accepted | Verdict::Faulted { .. } => 0,
        };
        let key = self.access_key_id.as_ref().map_or(0, String::len);
        let texts = self.action.len() + self.version.len() + self.request_id.len() + key + verdict;
        size_of::<Self>() + texts + weight::of(&self.parameters)
    }
}

impl Journal {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Adds a request, and the operation that it is for.
    pub(crate) fn add(&mut self, mut received: RecordedRequest, operation: Option<&Operation>) {
        let end = |name: &str| (0..=MAX_NAME).rev().find(|end| name.is_char_boundary(*end));
        if received.action.len() > MAX_NAME {
            received.action.truncate(end(&received.action).unwrap_or(0));
        }
        if let Some(count) = self.counts.get_mut(&received.action) {
            *count += 1;
        } else if operation.is_some() || self.counts.len() < MAX_ACTIONS {
            self.counts.insert(received.action.clone(), 1);
        }
        if let Some(action) = operation.and_then(|operation| operation.ram_action.as_deref())
            && !self.ram_actions.contains(action)
        {
            self.ram_actions.insert(action.to_owned());
        }
        self.bytes += received.weight();
        self.entries.push_back(Arc::new(received));
        while self.entries.len() > self.limit || self.bytes > MAX_BYTES {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.weight();
        }
    }

    /// The requests that are kept, the oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &RecordedRequest> {
        self.entries.iter().map(|entry| &**entry)
    }

    /// The requests for an operation that are kept, the oldest first.
    ///
    /// # Panics
    /// There is no such operation, and nothing of this name was requested.
    #[track_caller]
    pub fn of<'a>(&'a self, action: &'a str) -> impl DoubleEndedIterator<Item = &'a RecordedRequest> {
        self.check_name(action);
        self.entries().filter(move |entry| entry.action == action)
    }

    /// The last request.
    #[must_use]
    pub fn last(&self) -> Option<&RecordedRequest> {
        self.entries().next_back()
    }

    /// How often an operation was called, including the requests that are no longer kept.
    ///
    /// # Panics
    /// There is no such operation, and nothing of this name was requested.
    #[must_use]
    #[track_caller]
    pub fn count(&self, action: &str) -> u64 {
        self.check_name(action);
        self.counts.get(action).copied().unwrap_or(0)
    }

    /// How often each operation was called.
    #[must_use]
    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }

    /// Checks a name before it is looked for: a typo would pass for an operation that was never called.
    #[track_caller]
    fn check_name(&self, action: &str) {
        // Requests that name no operation have method and path for a name.
        if !self.counts.contains_key(action) && !action.contains(' ') {
            script::check_name(action);
        }
    }

    /// Asserts how often an operation was called, by its name. With its type: `assert_called_for` (feature `typed`).
    ///
    /// # Panics
    /// It was called more or less often, or there is no such operation. The message lists the calls.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_called(&self, action: &str, times: u64) {
        let count = self.count(action);
        if count != times {
            panic!("{action} was called {}, not {}\n{}", often(count), often(times), self.summary(action));
        }
    }

    /// Asserts that an operation was called with these parameters, among others. With the operation itself: `assert_sent`
    /// (feature `typed`).
    ///
    /// # Panics
    /// It never was, or there is no such operation, or the parameters are no JSON object. The message lists the calls.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_called_with(&self, action: &str, parameters: &Value) {
        let wanted = parameters.as_object();
        let fits = |entry: &RecordedRequest| {
            wanted.is_some_and(|all| all.iter().all(|(name, it)| entry.parameters.get(name) == Some(it)))
        };
        if !self.of(action).any(fits) {
            panic!("{action} was never called with {parameters}\n{}", self.summary(action));
        }
    }

    /// Asserts that every request that is kept was accepted.
    ///
    /// # Panics
    /// One was refused or had a fault. The message shows the first.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_all_accepted(&self) {
        if let Some(first) = self.entries().find(|entry| entry.verdict != Verdict::Accepted) {
            panic!("not every request was accepted; the first is\n{}", line(first));
        }
    }

    /// The calls so far, for a message: those of the operation in full, the others by their number.
    fn summary(&self, action: &str) -> String {
        const MAX_LINES: usize = 20;
        let mut text = String::new();
        if self.counts.is_empty() {
            text.push_str("nothing was called\n");
        }
        for (name, count) in &self.counts {
            let _ = writeln!(text, "  {name}: {}", often(*count));
        }
        for entry in self.of(action).rev().take(MAX_LINES) {
            text.push_str(&line(entry));
        }
        text
    }

    /// A RAM policy, as JSON text, that allows exactly the operations that were called. Operations that need no permission
    /// are left out.
    #[must_use]
    pub fn policy(&self) -> String {
        let statement = json!({ "Effect": "Allow", "Action": self.ram_actions, "Resource": "*" });
        let statements = if self.ram_actions.is_empty() { json!([]) } else { json!([statement]) };
        format!("{:#}", json!({ "Version": "1", "Statement": statements }))
    }
}

fn often(count: u64) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

fn line(entry: &RecordedRequest) -> String {
    let RecordedRequest { action, parameters, status, request_id, .. } = entry;
    let verdict = match &entry.verdict {
        Verdict::Accepted => "accepted".to_owned(),
        Verdict::Refused { code, message } => format!("refused: {code}: {message}"),
        Verdict::Faulted { took_effect: true } => "a fault after the operation took effect".to_owned(),
        Verdict::Faulted { took_effect: false } => "a fault before the operation took effect".to_owned(),
    };
    format!("{} {action} {parameters} -> {status} {verdict} [{request_id}]\n", dates::iso(entry.received_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn received(action: &str, parameters: Value) -> RecordedRequest {
        RecordedRequest {
            action: action.to_owned(),
            version: String::new(),
            parameters,
            access_key_id: None,
            verdict: Verdict::Accepted,
            status: 200,
            request_id: String::new(),
            received_at: SystemTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn requests_are_kept_up_to_a_number_of_bytes_and_all_are_counted() {
        let mut journal = Journal::new(100);
        for _ in 0..20 {
            journal.add(received("ListPipelines", json!({ "Name": "x".repeat(MAX_BYTES / 8) })), None);
        }
        assert_eq!((journal.entries().count(), journal.count("ListPipelines")), (7, 20));
        // One that is larger than all may be is not kept at all.
        journal.add(received("ListPipelines", json!("x".repeat(MAX_BYTES))), None);
        assert_eq!((journal.entries().count(), journal.bytes), (0, 0));
    }

    #[test]
    fn operations_are_counted_whatever_else_was_called() {
        let mut journal = Journal::new(1);
        for number in 0..MAX_ACTIONS + 5 {
            journal.add(received(&format!("GET /{number}"), json!({})), None);
        }
        assert_eq!(journal.counts().len(), MAX_ACTIONS);
        let operation = Catalog::get().unwrap().named("ListPipelines").unwrap().operation;
        journal.add(received("ListPipelines", json!({})), Some(operation));
        journal.assert_called("ListPipelines", 1);
    }

    #[test]
    fn a_name_takes_no_more_than_a_name() {
        let mut journal = Journal::new(1);
        journal.add(received(&"é".repeat(1000), json!({})), None);
        assert_eq!(journal.last().unwrap().action, "é".repeat(MAX_NAME / 2));
        journal.add(received(&format!("x{}", "é".repeat(1000)), json!({})), None);
        assert_eq!(journal.last().unwrap().action.len(), MAX_NAME - 1);
    }
}
