//! Sends any operation by its name: its parameters are read as JSON from standard input, the response is printed as
//! JSON. Fields that do not fit the response's type, or are unknown to it, are reported on standard error.
//!
//! ```sh
//! printf '%s' '__INPUT__' | cargo run --example __EXAMPLE__ -- __OPERATION__ --region __REGION__
//! ```
//!
//! `--endpoint http://127.0.0.1:PORT` sends to a server of your own. Keys are taken from `ALIBABA_CLOUD_ACCESS_KEY_ID` and
//! `ALIBABA_CLOUD_ACCESS_KEY_SECRET`; without them, a server on this machine gets placeholders.

#![allow(deprecated)]

use std::error::Error;
use std::io::{IsTerminal as _, Read as _};
use std::pin::Pin;
use std::process::ExitCode;

use __PACKAGE__ as sdk;
use sdk::{Client, Credentials, OPERATIONS, Operation};

type Response = Result<String, Box<dyn Error>>;

/// Sends one operation: its parameters as JSON in, the response as JSON out.
type Send = for<'a> fn(&'a Client, &'a str) -> Pin<Box<dyn Future<Output = Response> + 'a>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(response) => {
            println!("{response}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            match error.downcast::<sdk::Error>() {
                // With what to do next.
                Ok(error) => eprintln!("{error:?}"),
                Err(error) => eprintln!("{error}"),
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Response {
    const USAGE: &str = "usage: __EXAMPLE__ NAME [--endpoint URL] [--region REGION] < input.json";
    let (mut name, mut builder) = (None, Client::builder());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--endpoint" => {
                let endpoint = arguments.next().ok_or(USAGE)?;
                if is_local(&endpoint) && std::env::var_os("ALIBABA_CLOUD_ACCESS_KEY_ID").is_none() {
                    builder = builder.credentials(Credentials::new("testAccessKeyId", "testAccessKeySecret"));
                }
                builder = builder.endpoint(endpoint);
            }
            "--region" => builder = builder.region(arguments.next().ok_or(USAGE)?),
            "--help" | "-h" => return Ok(USAGE.to_owned()),
            _ if name.is_none() && !argument.starts_with('-') => name = Some(argument),
            _ => return Err(format!("unexpected argument `{argument}`\n{USAGE}").into()),
        }
    }
    let name = name.ok_or(USAGE)?;
    let send = find(&name)?;
    let mut input = String::new();
    if std::io::stdin().is_terminal() {
        eprintln!("Type the parameters as JSON, such as {{}}, and end them with Ctrl-D (on Windows Ctrl-Z and Enter).");
    }
    std::io::stdin().read_to_string(&mut input)?;
    send(&builder.build()?, &input).await
}

/// Whether an endpoint is a server on this machine.
fn is_local(endpoint: &str) -> bool {
    ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|local| endpoint.starts_with(local))
}

/// The function that sends the operation of this name.
fn find(name: &str) -> Result<Send, Box<dyn Error>> {
    let send: Send = match name {
__ARMS__
        _ => {
            OPERATIONS.get(name)?;
            return Err(format!("{name} is missing in this example").into());
        }
    };
    Ok(send)
}

fn send<'a, O>(client: &'a Client, input: &'a str) -> Pin<Box<dyn Future<Output = Response> + 'a>>
where
    O: Operation + serde::de::DeserializeOwned,
    O::Output: serde::Serialize,
{
    Box::pin(async move {
        let operation: O =
            serde_json::from_str(input).map_err(|error| format!("parameters on standard input: {error}"))?;
        let response = client.send(operation).await?;
        for note in response.drift() {
            eprintln!("does not fit: {note}");
        }
        for path in response.unknown_fields() {
            eprintln!("unknown: {path}");
        }
        Ok(serde_json::to_string_pretty(&response.output)?)
    })
}
