//! What was asked, and what became of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Value, json};

use crate::stamp;

/// Different names of actions that are counted: whoever sends nonsense invents one with each request.
const MOST_ACTIONS: usize = 10_000;

/// A request as the fake received it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Received {
    /// The operation, for example `GetCustomizedVoiceJob`; method and path where a request names none.
    pub action: String,
    /// The API version; empty where a request names none.
    pub version: String,
    /// The parameters as values, by what is known of the operation. `{}` where the request was refused before they were read.
    pub parameters: Value,
    /// The ID of the key that signed it; none where nobody did.
    pub access_key_id: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
    /// The HTTP status of the answer; 0 where none was given.
    pub status: u16,
    /// The request ID of the answer.
    pub request_id: String,
    /// When it came, by the fake's clock.
    pub at: SystemTime,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// It was answered.
    Accepted,
    /// It was refused, with this code and these words.
    Refused {
        /// The error code.
        code: String,
        /// The words.
        message: String,
    },
    /// A planned fault struck it.
    Struck {
        /// Whether the operation had done its work.
        acted: bool,
    },
}

/// The requests so far, the oldest first: what [`Fake::journal`](crate::Fake::journal) has copied at that moment.
///
/// It keeps the last 10,000 or as many as [`FakeBuilder::journal_limit`](crate::FakeBuilder::journal_limit) says; counts
/// are of all.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    entries: VecDeque<Arc<Received>>,
    counts: BTreeMap<String, u64>,
    ram_actions: BTreeSet<String>,
    limit: usize,
}

impl Journal {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    pub(crate) fn add(&mut self, received: Received, ram_action: Option<&str>) {
        if let Some(count) = self.counts.get_mut(&received.action) {
            *count += 1;
        } else if self.counts.len() < MOST_ACTIONS {
            self.counts.insert(received.action.clone(), 1);
        }
        if let Some(action) = ram_action
            && !self.ram_actions.contains(action)
        {
            self.ram_actions.insert(action.to_owned());
        }
        self.entries.push_back(Arc::new(received));
        while self.entries.len() > self.limit {
            self.entries.pop_front();
        }
    }

    /// The requests that are kept, the oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Received> {
        self.entries.iter().map(|entry| &**entry)
    }

    /// The requests for an operation that are kept, the oldest first.
    pub fn of<'a>(&'a self, action: &'a str) -> impl DoubleEndedIterator<Item = &'a Received> {
        self.entries().filter(move |entry| entry.action == action)
    }

    /// The last request.
    #[must_use]
    pub fn last(&self) -> Option<&Received> {
        self.entries().next_back()
    }

    /// How often an operation was asked for, with all that fell out.
    #[must_use]
    pub fn count(&self, action: &str) -> u64 {
        self.counts.get(action).copied().unwrap_or(0)
    }

    /// How often each operation was asked for.
    #[must_use]
    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }

    /// Checks how often an operation was asked for.
    ///
    /// # Panics
    /// Where it was more or less often; the message tells what was asked instead.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_called(&self, action: &str, times: u64) {
        let count = self.count(action);
        if count != times {
            panic!("{action} was called {}, not {}\n{}", often(count), often(times), self.told(action));
        }
    }

    /// Checks that an operation was asked for with these parameters, and maybe others.
    ///
    /// # Panics
    /// Where it never was; the message tells what was asked instead.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_called_with(&self, action: &str, parameters: &Value) {
        let wanted = parameters.as_object();
        let fits = |entry: &Received| {
            wanted.is_none_or(|all| all.iter().all(|(name, it)| entry.parameters.get(name) == Some(it)))
        };
        if !self.of(action).any(fits) {
            panic!("{action} was never called with {parameters}\n{}", self.told(action));
        }
    }

    /// Checks that every request was answered.
    ///
    /// # Panics
    /// Where one was refused or struck by a fault; the message tells which.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_all_accepted(&self) {
        if let Some(first) = self.entries().find(|entry| entry.verdict != Verdict::Accepted) {
            panic!("not every request was accepted; the first is\n{}", line(first));
        }
    }

    /// What was asked, for a message: the operation in full, the others by their number.
    fn told(&self, action: &str) -> String {
        const MOST: usize = 20;
        let mut text = String::new();
        if self.counts.is_empty() {
            text.push_str("nothing was called\n");
        }
        for (name, count) in &self.counts {
            let _ = writeln!(text, "  {name}: {}", often(*count));
        }
        for entry in self.of(action).rev().take(MOST) {
            text.push_str(&line(entry));
        }
        text
    }

    /// A RAM policy that allows exactly the operations that were asked for, as JSON text. Operations that need no
    /// permission are not in it.
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

fn line(entry: &Received) -> String {
    let Received { action, parameters, status, request_id, .. } = entry;
    let verdict = match &entry.verdict {
        Verdict::Accepted => "accepted".to_owned(),
        Verdict::Refused { code, message } => format!("refused: {code}: {message}"),
        Verdict::Struck { acted: true } => "struck by a fault after it had acted".to_owned(),
        Verdict::Struck { acted: false } => "struck by a fault before it acted".to_owned(),
    };
    format!("{} {action} {parameters} -> {status} {verdict} [{request_id}]\n", stamp::iso(entry.at))
}
