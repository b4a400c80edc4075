//! Options of one call: they change a copy of the client's settings, so a call has no settings of its own.

use std::sync::Arc;
use std::time::Duration;

use super::{Client, Settings};
use crate::retry::RetryPolicy;

impl Client {
    pub(crate) fn set_attempt_timeout(&mut self, limit: Duration) {
        self.own_settings().attempt_timeout = limit;
    }

    pub(crate) fn set_call_timeout(&mut self, limit: Duration) {
        self.own_settings().call_timeout = limit;
    }

    pub(crate) fn set_retry(&mut self, policy: RetryPolicy) {
        self.own_settings().retry = policy;
    }

    pub(crate) fn add_header(&mut self, name: String, value: String) {
        self.own_settings().headers.push((name, value));
    }

    /// Copied with the first option only. Connections, credentials and what is known of clocks stay shared.
    fn own_settings(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.0)
    }
}

/// The setters of these options, for a type that holds a client.
macro_rules! call_options {
    ($this:ident => $client:expr) => {
        /// How long one attempt may take, from connecting to the last byte of the response. Default:
        /// [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
        pub fn attempt_timeout(mut self, limit: std::time::Duration) -> Self {
            let $this = &mut self;
            $client.set_attempt_timeout(limit);
            self
        }

        /// How long a call may take in all: credentials, every attempt, and the pauses in between. Default:
        /// [`ClientBuilder::call_timeout`](crate::ClientBuilder::call_timeout).
        pub fn call_timeout(mut self, limit: std::time::Duration) -> Self {
            let $this = &mut self;
            $client.set_call_timeout(limit);
            self
        }

        /// Whether and when a call that failed is sent again. Default:
        /// [`ClientBuilder::retry`](crate::ClientBuilder::retry).
        pub fn retry(mut self, policy: crate::retry::RetryPolicy) -> Self {
            let $this = &mut self;
            $client.set_retry(policy);
            self
        }

        /// Sends a header with every attempt. The V3 signature covers it where its name starts with `x-acs-`. A further
        /// call with the same name replaces the value; a header parameter of the operation is replaced too. Default: none.
        ///
        /// A name or value that HTTP does not allow, and a header that the client sets itself (`host`, `authorization`,
        /// `x-acs-action` and the like), is an error of kind
        /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the call is sent.
        pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            let $this = &mut self;
            $client.add_header(name.into(), value.into());
            self
        }
    };
}

pub(crate) use call_options;
