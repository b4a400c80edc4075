//! The hook that sees each attempt before it is signed.

use std::fmt;
use std::sync::Arc;

use super::headers::Headers;

/// The function of [`ClientBuilder::on_request`](super::ClientBuilder::on_request).
#[derive(Clone)]
pub(super) struct OnRequest(Arc<dyn Fn(&mut Attempt<'_>) + Send + Sync>);

impl OnRequest {
    pub(super) fn new(function: impl Fn(&mut Attempt<'_>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(function))
    }

    /// Calls the function for an attempt of this number, and returns the headers that it sets.
    pub(super) fn call(
        &self,
        operation: &'static str,
        number: u32,
        host: &str,
        headers: &Headers,
    ) -> Vec<(String, String)> {
        let mut attempt = Attempt { operation, number, host, headers, set: Vec::new() };
        (self.0)(&mut attempt);
        attempt.set
    }
}

/// An attempt to send a call, before it is signed: what the function of
/// [`ClientBuilder::on_request`](crate::ClientBuilder::on_request) sees and may change.
///
/// Parameters, credentials and the headers made from them are not in it.
pub struct Attempt<'a> {
    operation: &'static str,
    number: u32,
    host: &'a str,
    /// Those of the call.
    headers: &'a Headers,
    /// Those of the attempt.
    set: Vec<(String, String)>,
}

impl Attempt<'_> {
    /// The operation's name, for example `GetCustomizedVoiceJob`.
    #[must_use]
    pub fn operation(&self) -> &str {
        self.operation
    }

    /// The number of the attempt within its call, from 1. A request that is signed again for another clock, session or nonce
    /// counts; one that could not be signed does not.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The host that is called, with `:port` unless that is the scheme's own.
    #[must_use]
    pub fn host(&self) -> &str {
        self.host
    }

    /// The value of a header that was set here, or by an option of the call ([`header`](crate::PendingCall::header)),
    /// whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let set = self.set.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut latest_first = self.headers.of_call().chain(set).rev();
        latest_first.find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Sets a header of this attempt, in place of one that an option of the call or a header parameter of the operation has
    /// set. The V3 signature covers it if its name starts with `x-acs-`.
    ///
    /// A header that the option [`header`](crate::PendingCall::header) refuses makes the call fail with
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), and the attempt is not sent.
    pub fn set_header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.set.push((name.into(), value.into()));
    }
}

/// Shows the names of the headers, and no value.
impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, number, host, headers, set } = self;
        let set = set.iter().map(|(name, _)| name.as_str());
        let names: Vec<_> = headers.of_call().map(|(name, _)| name).chain(set).collect();
        let mut output = formatter.debug_struct("Attempt");
        output
            .field("operation", operation)
            .field("number", number)
            .field("host", host)
            .field("headers", &names)
            .finish()
    }
}
