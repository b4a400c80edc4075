//! Calls that block their thread: made by [`Client::blocking`](crate::Client::blocking).

use alibabacloud_runtime::{Error, Response, Value};

use crate::operations::OPERATIONS;
use crate::operations::sealed::Sealed;

#[doc(inline)]
pub use alibabacloud_runtime::blocking::{Client, Items, Pages, States, Wait};

/// Sends operations by name, with parameters and output as JSON: the blocking counterpart of [`Call`](crate::Call).
/// Sealed: clients alone implement it.
pub trait Call: Sealed {
    /// Sends the operation of this name with these parameters, a JSON object with their names on the wire, and returns the
    /// response.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) as for [`Call::call`](crate::Call::call).
    /// Otherwise those of [`Client::send`].
    fn call(&self, name: &str, parameters: Value) -> Result<Response<Value>, Error>;
}

impl Call for Client {
    fn call(&self, name: &str, parameters: Value) -> Result<Response<Value>, Error> {
        self.call_by_name(&OPERATIONS, name, parameters)
    }
}

impl Sealed for Client {}
