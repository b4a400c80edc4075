//! Operations as types.

use serde_json::Value;

use super::info::OperationInfo;
use super::paging::Paging;
use super::waiter::Waiter;
use super::with_parameters::WithParameters;
use crate::model::Model;

/// A call to the service, as a value: its fields are the parameters.
///
/// Sealed, as [`Model`] is. Send one with [`Client::send`](crate::Client::send).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an operation",
    note = "operations are passed by value: to send one again, send a clone"
)]
pub trait Operation: Model + Send + Sync {
    /// The output: what the service returns.
    type Output: Model + Default + Send + Sync + 'static;

    /// The facts of the operation.
    const INFO: OperationInfo;

    /// The same operation with a parameter that its type does not have (yet), or with another value for one that it has:
    /// see [`WithParameters`].
    fn with_parameter(self, name: impl Into<String>, value: impl Into<Value>) -> WithParameters<Self>
    where
        Self: Sized,
    {
        WithParameters::new(self).with_parameter(name, value)
    }
}

/// An operation whose output is one page of a list. Sealed, as [`Model`] is.
///
/// [`Client::pages`](crate::Client::pages) and [`Client::items`](crate::Client::items) request page after page.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list that is paged",
    note = "the documentation of those that are has the section `Paging`; `send` sends any operation"
)]
pub trait Paged: Operation + Clone + 'static {
    /// How the list is paged; [`OperationInfo::paging`] has it too.
    const PAGING: Paging;

    /// An entry of the list.
    type Item: Send + 'static;

    /// The entries of a page.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}

/// An operation that reports the state of a job or a resource. Sealed, as [`Model`] is.
///
/// [`Client::wait`](crate::Client::wait) polls it until the state is final.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not report a state to wait for",
    note = "wait with the operation that gets the job; the documentation of the one that submits it names it"
)]
pub trait Waitable: Operation + Clone + 'static {
    /// Where the state is, and which states are final; [`OperationInfo::waiter`] has it too.
    const WAITER: Waiter;
}
