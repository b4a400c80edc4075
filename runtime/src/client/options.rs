//! The options of one call. They change a copy of the client's settings.

/// The setters of these options, for a type that holds settings as `Arc<Settings>`.
macro_rules! call_options {
    ($this:ident => $settings:expr; $($option:ident),+) => {
        $(crate::client::options::call_option!($option, $this => std::sync::Arc::make_mut($settings));)+
    };
}

macro_rules! call_option {
    (attempt_timeout, $this:ident => $settings:expr) => {
        /// How long one attempt may take, from connecting to the last byte of the response. Default:
        /// [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
        pub fn attempt_timeout(mut self, limit: std::time::Duration) -> Self {
            let $this = &mut self;
            $settings.set_attempt_timeout(limit);
            self
        }
    };
    (call_timeout, $this:ident => $settings:expr) => {
        /// How long a call may take in all: credentials, every attempt, and the delays in between. Default:
        /// [`ClientBuilder::call_timeout`](crate::ClientBuilder::call_timeout).
        pub fn call_timeout(mut self, limit: std::time::Duration) -> Self {
            let $this = &mut self;
            $settings.set_call_timeout(limit);
            self
        }
    };
    (retry, $this:ident => $settings:expr) => {
        /// Whether and when a call that failed is retried. Default:
        /// [`ClientBuilder::retry`](crate::ClientBuilder::retry).
        pub fn retry(mut self, policy: crate::retry::RetryPolicy) -> Self {
            let $this = &mut self;
            $settings.set_retry(policy);
            self
        }
    };
    (header, $this:ident => $settings:expr) => {
        /// Sends a header with every attempt. The V3 signature covers it if its name starts with `x-acs-`. A further call
        /// with the same name replaces the value; a header parameter of the operation is replaced too. Default: none.
        ///
        /// A name or value that HTTP does not allow, and a header that the client sets itself (`host`, `authorization`,
        /// `x-acs-action` and the like), is an error of kind
        /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the call is sent.
        pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            let $this = &mut self;
            $settings.set_header(name.into(), value.into());
            self
        }
    };
}

pub(crate) use {call_option, call_options};
