//! A cloud in a box: a local server that behaves like Alibaba Cloud, for tests of your own code and for first steps
//! without an account. Unofficial: not made, endorsed or supported by Alibaba Cloud.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alibabacloud_fake::Fake;
//! use alibabacloud_ice::config::{CreatePipeline, GetPipeline};
//!
//! let fake = Fake::start().await?;
//! let client = fake.client().build()?;
//! let made = client.send(CreatePipeline::new("mine", "Standard")).await?.output.pipeline;
//! let response = client.send(GetPipeline::new(made.pipeline_id.unwrap_or_default())).await?;
//! assert_eq!(response.output.pipeline.name.as_deref(), Some("mine"));
//! # Ok(()) }
//! ```
//!
//! [`Fake`] is one service with its own keys, clock, jobs and journal. Nothing leaves this machine, and nothing is kept.
//! How tests are written with it: [`testing`].
//!
//! # What is faithful
//!
//! * **Requests are checked as the service checks them.** V1 and V3 signatures of known keys (written apart from the
//!   client's code, and judged by requests that were recorded of the official SDKs), security tokens, 15 minutes either way
//!   for the date, nonces used once, action, version and method, parameters that are required, their types and documented
//!   ranges. A refusal has the service's shape, code, status and request ID; one of a signature has what the server
//!   would have signed.
//! * **Jobs and resources live.** What one operation makes, the others of its noun see: get, list page by page in that
//!   operation's own style, update, delete, cancel. Every job that can be waited for goes through its documented states. A
//!   write with a `ClientToken` is done once.
//! * **Keys for a while** come from STS (`AssumeRole`, `AssumeRoleWithOIDC`), the metadata service of an instance and a
//!   credentials URI, all at the same port.
//!
//! # What is not
//!
//! * **Values are made up.** A response has every field of its schema, and what is known: the parameters it repeats, the
//!   things that were made. The same read gives the same response; a write makes new IDs each time.
//! * **Nothing is really done.** No media are looked at, every recording passes, no quota is ever used up, no permission
//!   is missing, unless a [fault](Faults) says so.
//! * **What belongs together is told by names** (`CreatePipeline`, `GetPipeline`, `PipelineId`). An operation of which
//!   nothing can be told so is answered from its schema, whatever was made before. A thing has one name: two sources of the
//!   same name in two places are one.
//! * **States on the way** are those of the documentation, in an order that is guessed where it has none; jobs that
//!   document none have `Init` and `Processing`.
//! * What is within a thing, such as the jobs of a job, is made up and has no life of its own.
//! * Filters of lists compare for equality with what is known of a thing, and nothing else. Entries come in the order in
//!   which they were made.
//! * Patterns of parameters are not checked, nor are products other than those in `data/`. Responses are JSON.
//! * Of nonces the last 131,072 are remembered, of things 100,000 a kind, of `ClientToken`s 10,000.
//!
//! # As a program
//!
//! `cargo run -p alibabacloud-fake -- --port 8080` serves anything that speaks the protocol, in any language.

mod answer;
mod catalog;
mod cloud;
mod course;
mod fake;
mod faults;
mod journal;
mod keys;
mod life;
mod lock;
mod nonces;
mod nouns;
mod overrides;
mod paging;
mod parameters;
mod paths;
mod percent;
mod refusal;
mod request;
mod run;
mod seed;
mod server;
mod signature;
mod stamp;
mod sts;
mod thing;
mod timeline;
mod tokens;
#[cfg(feature = "typed")]
mod typed;
mod values;
mod voice;

#[doc = include_str!("../TESTING.md")]
pub mod testing {}

pub use fake::{Fake, FakeBuilder};
pub use faults::{Fault, Faults, PlannedFault};
pub use journal::{Journal, Received, Verdict};
pub use overrides::Outcome;
pub use refusal::Refusal;
