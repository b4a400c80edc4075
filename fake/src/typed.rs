//! Handlers and clients with the types of a generated crate.

use alibabacloud_runtime::{Client, ClientBuilder, Credentials, Operation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fake::Fake;
use crate::faults::{Fault, Faults, PlannedFault};
use crate::journal::Journal;
use crate::refusal::Refusal;

impl Fake {
    /// Sets the response of an operation: `handler` gets the operation and returns its output, or a refusal. It is called
    /// after all checks, on a thread where it may block, and it does not change what other operations find. If it panics, the
    /// request is refused with the message of the panic, and the test fails when the fake is dropped.
    ///
    /// # Panics
    /// There is no such operation: its [`product`](crate::FakeBuilder::product) was not added.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use alibabacloud_fake::{Fake, Refusal};
    /// use alibabacloud_ice::config::{GetPipeline, GetPipelineOutput};
    ///
    /// let fake = Fake::start().await?;
    /// fake.on::<GetPipeline>(|request| match request.pipeline_id.as_str() {
    ///     "known" => Ok(GetPipelineOutput::default()),
    ///     _ => Err(Refusal::new(404, "PipelineNotFound", "The specified pipeline does not exist.")),
    /// });
    /// let client = fake.client().build()?;
    /// assert!(client.send(GetPipeline::new("known")).await.is_ok());
    /// assert_eq!(client.send(GetPipeline::new("other")).await.unwrap_err().code(), Some("PipelineNotFound"));
    /// # Ok(()) }
    /// ```
    #[track_caller]
    pub fn on<O>(&self, handler: impl Fn(O) -> Result<O::Output, Refusal> + Send + Sync + 'static)
    where
        O: Operation + DeserializeOwned,
        O::Output: Serialize,
    {
        let misfit = |what: &str, error: serde_json::Error| {
            let message = format!("the {what} of {} does not fit its type: {error}", O::INFO.name);
            Refusal::new(500, "InternalError", message)
        };
        self.on_named(O::INFO.name, move |request| {
            let operation = O::deserialize(request).map_err(|error| misfit("request", error))?;
            serde_json::to_value(handler(operation)?).map_err(|error| misfit("response", error))
        });
    }

    /// Removes the handler of an operation.
    #[track_caller]
    pub fn reset<O: Operation>(&self) {
        self.reset_named(O::INFO.name);
    }

    /// Lets the next job that an operation submits fail at its end, as [`fail_next`](Self::fail_next) does.
    #[track_caller]
    pub fn fail_next_for<O: Operation>(&self, code: &str, message: &str) {
        self.fail_next(O::INFO.name, code, message);
    }

    /// The access key as credentials.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials::new(self.access_key_id(), self.access_key_secret())
    }

    /// A builder of a client, with endpoint and credentials of this fake.
    pub fn client(&self) -> ClientBuilder {
        Client::builder().endpoint(self.endpoint()).credentials(self.credentials())
    }
}

impl<'a> Faults<'a> {
    /// Plans a fault for the next request for an operation.
    #[track_caller]
    pub fn next_for<O: Operation>(self, fault: Fault) -> PlannedFault<'a> {
        self.next(O::INFO.name, fault)
    }
}

impl Journal {
    /// Asserts how often an operation was called.
    ///
    /// # Panics
    /// It was called more or less often. The message lists the calls.
    #[track_caller]
    pub fn assert_called_for<O: Operation>(&self, times: u64) {
        self.assert_called(O::INFO.name, times);
    }

    /// Asserts that an operation was sent with these parameters, among others.
    ///
    /// # Panics
    /// It never was. The message lists the calls.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_sent<O: Operation + Serialize>(&self, operation: &O) {
        let parameters = serde_json::to_value(operation).unwrap_or_else(|error| panic!("{}: {error}", O::INFO.name));
        self.assert_called_with(O::INFO.name, &parameters);
    }
}
