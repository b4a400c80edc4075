//! A local server that behaves like Alibaba Cloud, for tests of your own code and for first steps without an account.
//! Unofficial: not made, endorsed or supported by Alibaba Cloud.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alibabacloud_fake::Fake;
//! use alibabacloud_ice::config::{CreatePipeline, GetPipeline};
//!
//! let fake = Fake::start().await?;
//! let client = fake.client().build()?;
//! let created = client.send(CreatePipeline::new("mine", "Standard")).await?.output;
//! let id = created.pipeline.pipeline_id.ok_or("no ID")?;
//! let response = client.send(GetPipeline::new(id)).await?;
//! assert_eq!(response.output.pipeline.name.as_deref(), Some("mine"));
//! # Ok(()) }
//! ```
//!
//! A [`Fake`] has its own access key, clock, resources, jobs and journal. It listens on 127.0.0.1, unless
//! [`host`](FakeBuilder::host) says otherwise, and keeps nothing on disk.
//! How to write tests with it: [`testing`].
//!
//! # What is faithful
//!
//! * **Requests are checked as the service checks them.** Signatures V1 (also that of requests with paths) and V3, security
//!   tokens, paths, the date (15 minutes either way), nonces, action, version and method, required parameters, their types
//!   (integers of 32 or 64 bits, times), and their documented values and ranges. An empty text is no value for a required
//!   parameter. The verification of signatures shares no code with the client, and is tested with requests that were recorded from
//!   the official SDKs. A refusal has the service's format, code, status and request ID; if a signature does not match, it has the
//!   text that the server has signed.
//! * **Jobs and resources have a state.** What one operation creates, the other operations on that resource find: get, list
//!   (with the pagination of that operation), update, delete, cancel. Every job that has a waiter goes through its documented
//!   states. A write with a `ClientToken` is executed once.
//! * **Temporary credentials** come from STS (`AssumeRole`, `AssumeRoleWithOIDC`), from the metadata service of an instance and
//!   from a credentials URI, all on the same port.
//!
//! # What is not faithful
//!
//! * **Values are made up.** A response has every field of its schema, unless it is [sparse](FakeBuilder::sparse). Parameters of the
//!   request and fields of the resource are repeated in it where the field's documentation allows their values. The same read
//!   returns the same response; each write creates new IDs. Text that holds JSON holds some JSON here too.
//! * **Nothing is processed.** No media file is read, every recording passes, no quota is exhausted and no permission is
//!   missing, unless a [fault](Faults) says so.
//! * **Not every operation keeps state.** Which operations work on the same resources is derived from names (`CreatePipeline`,
//!   `GetPipeline`, `PipelineId`) and corrected by hand where names do not show it. The response to any other operation is generated
//!   from its schema, whatever was done before; [`Fake::models`] tells which it is. The ID or name of a resource is its only key: two
//!   sources with the same name in two source locations are one, and so are the search indexes of one type in two libraries.
//! * **States before the terminal one** are documented, but their order is a guess where the documentation has none. A job
//!   without documented states has `Init` and `Processing`.
//! * Objects within a resource, such as the sub-jobs of a job, are made up and have no state, unless they have its ID.
//! * Of several IDs in a request, those without a resource are missing from the entries of the response, and are in its list of such
//!   IDs (`NonExists`, `IgnoredList`) if it has one. If it has none and all are without a resource, the request is refused.
//! * Filters of lists compare for equality, and only with known fields. Entries are in the order of creation.
//! * Patterns of parameters are not checked. Only ICE, STS and the products that are [added](FakeBuilder::product) are known. Of
//!   the versions of the signature, `ACS3-HMAC-SM3` is not.
//! * A response of bytes has made-up ones, a redirect leads to an address that does not exist, and every other success has status
//!   200.
//! * What is kept is bounded, and the oldest goes first: 131,072 nonces; 100,000 resources of each type, with 256 MiB for all; 10,000
//!   `ClientToken`s, with 64 MiB; the [`Journal`]. Of 10,000 sessions the first to expire goes first. A request has at most 16 MiB.
//!
//! # As a program
//!
//! `cargo run -p alibabacloud-fake -- --port 8080` serves clients in any language.
//!
//! # Features
//!
//! `typed`, on by default, adds [`Fake::client`], [`Fake::credentials`], and what takes an operation by its type instead of its name,
//! such as [`Fake::on`]: all that uses the types of the client's crates. Without it the fake depends on none of them.

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod authentication;
mod builder;
mod call;
mod catalog;
mod cloud;
mod connection_end;
mod cors;
mod dates;
mod fake;
mod faults;
mod generator;
mod handlers;
mod idempotency;
mod job_clock;
mod journal;
mod keys;
mod nonces;
mod pages;
mod paging;
mod parameters;
mod path_template;
mod paths;
mod percent;
mod refusal;
mod request;
mod resource;
mod resource_plan;
mod response_body;
mod run;
mod script;
mod seed;
mod server;
mod signature;
mod sparse;
mod spec;
mod store;
mod sts;
mod sync;
#[cfg(feature = "typed")]
mod typed;
mod values;
mod weight;
mod wire;

#[doc = include_str!("../TESTING.md")]
pub mod testing {}

pub use builder::FakeBuilder;
pub use fake::Fake;
pub use faults::{Fault, Faults, PlannedFault};
pub use journal::{Journal, RecordedRequest, Verdict};
pub use refusal::Refusal;
