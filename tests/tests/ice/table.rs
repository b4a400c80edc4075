//! Every operation's type under its name, and what is done with it in the same way for all.
//!
//! Each function here is compiled 400 times, so it does no more than name the type.

use alibabacloud_runtime::model::{DriftNote, Mode, from_json};
use alibabacloud_runtime::{BoxFuture, Client, DryRun, Error, Model, Operation, OperationInfo, PresignedUrl};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// One operation, known by the folder and the name of its spec.
pub struct Entry {
    pub family: &'static str,
    pub name: &'static str,
    pub info: &'static OperationInfo,
    /// Reads it from JSON as its users do, through serde.
    pub read: fn(Value) -> serde_json::Result<Box<dyn Model>>,
    /// Reads a response to it.
    pub read_response: fn(&[u8], Mode) -> serde_json::Result<Response>,
    /// Reads it, sends it and gives the output.
    pub send: fn(&Client, Value) -> Sending<'_>,
    /// Reads it and signs it without sending it: as a dry run, and where it can be one as a URL.
    pub sign: fn(&Client, Value) -> Signing<'_>,
}

type Signing<'a> = BoxFuture<'a, Result<(DryRun, Option<PresignedUrl>), Error>>;

type Sending<'a> = BoxFuture<'a, Result<Box<dyn Model>, Error>>;

/// A response, and what was noticed when it was read.
pub struct Response {
    pub output: Box<dyn Model>,
    pub drift: Vec<DriftNote>,
    pub unknown: Vec<String>,
}

fn read<O: Operation + DeserializeOwned + 'static>(input: Value) -> serde_json::Result<Box<dyn Model>> {
    Ok(Box::new(serde_json::from_value::<O>(input)?))
}

fn read_response<O: Operation>(json: &[u8], mode: Mode) -> serde_json::Result<Response> {
    let decoded = from_json::<O::Output>(json, mode)?;
    Ok(Response { output: Box::new(decoded.value), drift: decoded.drift, unknown: decoded.unknown })
}

fn send<O: Operation + DeserializeOwned>(client: &Client, input: Value) -> Sending<'_> {
    Box::pin(async move {
        let operation: O = serde_json::from_value(input).unwrap();
        Ok(Box::new(client.send(operation).await?.output) as Box<dyn Model>)
    })
}

fn sign<O: Operation + DeserializeOwned>(client: &Client, input: Value) -> Signing<'_> {
    Box::pin(async move {
        let operation = || serde_json::from_value::<O>(input.clone()).unwrap();
        Ok((client.dry_run(operation()).await?, client.presign_write(operation()).await.ok()))
    })
}

const fn entry<O: Operation + DeserializeOwned + 'static>(family: &'static str, name: &'static str) -> Entry {
    Entry {
        family,
        name,
        info: const { &O::INFO },
        read: read::<O>,
        read_response: read_response::<O>,
        send: send::<O>,
        sign: sign::<O>,
    }
}

macro_rules! operations {
    ($($family:ident $name:ident)*) => {
        /// In the order of families and names. A type is found under the path that its family and its name make.
        pub static OPERATIONS: &[Entry] =
            &[$(entry::<alibabacloud_ice::$family::$name>(stringify!($family), stringify!($name))),*];
    };
}

include!(concat!(env!("OUT_DIR"), "/operations.rs"));

/// The operation of this name.
pub fn named(name: &str) -> &'static Entry {
    OPERATIONS.iter().find(|entry| entry.name == name).unwrap_or_else(|| panic!("no operation {name}"))
}
