//! Handlers and clients with the types of a generated crate.

use alibabacloud_runtime::{Client, ClientBuilder, Credentials, Operation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fake::Fake;
use crate::refusal::Refusal;

impl Fake {
    /// Sets the response of an operation: `handler` gets the operation and returns its output, or a refusal. It is called
    /// after all checks, and it does not change what other operations find.
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
    pub fn reset<O: Operation>(&self) {
        self.reset_named(O::INFO.name);
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
