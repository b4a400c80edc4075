//! The table of operations, and sending by name.

use alibabacloud_runtime as runtime;
use alibabacloud_runtime::{Client, PendingCall, Value};

/// The table of all operations whose families are compiled in: name, parameters with their locations and styles, RAM
/// action, whether it is read-only, pagination, waiter, and the path of its type.
__TABLE__

/// Sends operations by name, with parameters and output as JSON: for tools that learn the operation at run time.
/// Sealed: clients alone implement it.
///
/// Programs that call certain operations use their types and [`Client::send`], which are checked at compile time.
pub trait Call: sealed::Sealed {
    /// A call of the operation of this name with these parameters, a JSON object with their names on the wire: await it
    /// for the response, after any [options](PendingCall) of this one call.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](runtime::ErrorKind::InvalidRequest) if [`OPERATIONS`] has no such operation (if its
    /// family is not compiled in, the error names the feature to turn on), or if a parameter is unknown, missing, or of
    /// another type. Otherwise those of [`Client::send`].
    fn call(&self, name: &str, parameters: Value) -> PendingCall<'_, Value>;
}

impl Call for Client {
    fn call(&self, name: &str, parameters: Value) -> PendingCall<'_, Value> {
        self.call_by_name(&OPERATIONS, name, parameters)
    }
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for Client {}
