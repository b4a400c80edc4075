//! Records everything that is traced, at every level and by every crate, as text.
//!
//! ```
//! let recorder = trace_recorder::TraceRecorder::default();
//! let guard = recorder.record();
//! tracing::debug!(attempt = 2, "retried");
//! drop(guard);
//! assert_eq!(recorder.text(), "DEBUG message=retried attempt=2\n");
//! ```

#![allow(clippy::unwrap_used, reason = "it is for tests, which fail by panicking")]

use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, set_default};
use tracing::{Dispatch, Event, Metadata, Subscriber};

/// A subscriber that keeps all spans and events. Clones share them.
#[derive(Clone, Default)]
pub struct TraceRecorder(Arc<Mutex<String>>);

impl TraceRecorder {
    /// Records what this thread traces, until the guard is dropped.
    pub fn record(&self) -> DefaultGuard {
        // With a single subscriber, `tracing` lets the first thread that reaches an event decide for all threads whether it is
        // enabled, and the threads of other tests have no subscriber.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(Self::default()));
        set_default(self.clone())
    }

    /// Everything so far: a line for each span, record and event.
    pub fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    fn line(&self, what: &str, record: impl FnOnce(&mut Fields<'_>)) {
        let mut text = self.0.lock().unwrap();
        text.push_str(what);
        record(&mut Fields(&mut text));
        text.push('\n');
    }
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for TraceRecorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.line(span.metadata().name(), |fields| span.record(fields));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.line("record", |fields| values.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.line(event.metadata().level().as_str(), |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
