//! `Debug` of errors: `main` prints it when it returns one, so it has to read well.

use std::fmt;

use serde_json::Value;

use super::Error;
use crate::masking::masked;

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !formatter.alternate() {
            return fmt::Display::fmt(self, formatter);
        }
        let inner = &*self.0;
        let mut output = formatter.debug_struct("Error");
        output.field("kind", &inner.kind);
        let texts = [
            ("operation", self.operation()),
            ("code", self.code()),
            ("message", Some(self.message())),
            ("request_id", self.request_id()),
            ("host", self.host()),
            ("recommend", self.recommend()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                output.field(name, &text);
            }
        }
        if let Some(detail) = self.access_denied_detail() {
            output.field("access_denied_detail", &masked(&Value::Object(detail.clone()), &[]));
        }
        // Headers and body are what was received, unmasked: their size is all that is told of them.
        if let Some(reply) = &inner.reply {
            output.field("status", &reply.status.as_u16());
            output.field("headers", &format_args!("{} headers", reply.headers.len()));
            output.field("raw_body", &format_args!("{} bytes", reply.body.len()));
        }
        if inner.attempts.count > 0 {
            output.field("attempts", &inner.attempts.count).field("delays", &inner.attempts.delays);
        }
        if let Some(source) = &inner.source {
            output.field("source", source);
        }
        output.finish()
    }
}
