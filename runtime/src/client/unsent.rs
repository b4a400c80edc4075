//! A call that becomes something else than a response: it is signed, and not sent.

use std::borrow::Cow;
use std::sync::Arc;

use super::call::Call;
use super::settings::Settings;
use crate::error::Error;
use crate::model::Model;
use crate::operation::OperationInfo;
use crate::sign::UnsignedRequest;
use crate::task::BoxFuture;

/// A call that is not sent. What is made of it, is made when it is awaited.
pub(super) struct Unsent<'a> {
    /// Owned once an option is set.
    pub(super) settings: Cow<'a, Arc<Settings>>,
    parts: Result<Parts, Error>,
}

/// A call, and its request with sensitive parameters masked, if it has any.
struct Parts {
    call: Call,
    masked: Option<Arc<UnsignedRequest>>,
}

impl<'a> Unsent<'a> {
    pub(super) fn new(settings: &'a Arc<Settings>, operation: &dyn Model, info: &'static OperationInfo) -> Self {
        let masked = Call::masked_request(settings, operation, info);
        let parts = masked.and_then(|masked| Ok(Parts { call: Call::new(settings, operation, info)?, masked }));
        Self { settings: Cow::Borrowed(settings), parts }
    }

    /// A call that cannot be made; the error is returned when it is awaited.
    pub(super) fn failed(settings: &'a Arc<Settings>, error: Error) -> Self {
        Self { settings: Cow::Borrowed(settings), parts: Err(error) }
    }

    /// Makes something of the call, with the settings as they are by now.
    pub(super) fn make<T: 'static>(self, make: Make<T>) -> BoxFuture<'static, Result<T, Error>> {
        let (settings, parts) = (self.settings.into_owned(), self.parts);
        Box::pin(async move {
            let Parts { mut call, masked } = parts?;
            let result = make(&settings, &mut call, masked.as_deref()).await;
            result.map_err(|error| call.explain(&settings, error))
        })
    }

    /// The name of the operation, for `Debug`, which shows no parameter or header.
    pub(super) fn name(&self) -> Result<&'static str, &Error> {
        self.parts.as_ref().map(|parts| parts.call.info.name)
    }
}

/// Makes something of a call, given its masked request.
type Make<T> = for<'a> fn(&'a Settings, &'a mut Call, Option<&'a UnsignedRequest>) -> BoxFuture<'a, Result<T, Error>>;
