//! The fake as a program.

use std::io::{ErrorKind, Write as _};
use std::net::IpAddr;
use std::process::ExitCode;
use std::time::Duration;

use alibabacloud_fake::{Fake, FakeBuilder};

const USAGE: &str = "\
usage: cargo run -p alibabacloud-fake -- [options]

Serves a fake of Alibaba Cloud until it is stopped. GET /health has status 200 as long as it runs.

  --host ADDRESS    the address to listen on (default: 127.0.0.1, for this machine alone). With another one, such as
                    0.0.0.0 in a container, everybody on its network can call the fake and read what is sent to it:
                    send it no secret
  --port N          the port (default: a free one)
  --access-key-id ID, --access-key-secret SECRET
                    the access key (default: that of the example send_json)
  --data FILE       a further product: the fake.json that `cargo xtask generate` writes; may be given again
  --speed FACTOR    how much faster than real time jobs run (default: 1)
  --step SECONDS    how long a job stays in each state (default: 3)
  --stateless       keep no resources; generate every response, as if every ID existed
  --open-values     accept values that the documentation does not list
  --sparse SEED     leave out of responses what the service may leave out, and add what it may add
  --unsigned        accept requests without a signature, also from web pages of this machine; the path may name the
                    operation: /GetPipeline?PipelineId=... (on a loopback address only)
  --docs FOLDER     serve the files of this folder at /docs/, and accept requests without a signature; `cargo xtask fake
                    --docs`, without a folder, serves Swagger UI
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(None) => {
            drop(std::io::stdout().write_all(USAGE.as_bytes()));
            ExitCode::SUCCESS
        }
        Ok(Some(fake)) => {
            print_settings(&fake, arguments.iter().any(|argument| argument == "--docs"));
            // Until the program is stopped.
            loop {
                std::thread::park();
            }
        }
        Err(problem) => {
            drop(std::io::stderr().write_all(format!("{problem}\n").as_bytes()));
            ExitCode::FAILURE
        }
    }
}

/// Prints endpoint and access key as lines for a shell, and the address of the pages if there are any.
fn print_settings(fake: &Fake, has_pages: bool) {
    let (id, secret) = (fake.access_key_id(), fake.access_key_secret());
    let text = format!(
        "# The fake listens at {endpoint}\n\
         export ALIBABA_CLOUD_ACCESS_KEY_ID={id}\n\
         export ALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}\n\
         # echo '{{}}' | cargo run -p alibabacloud-ice --example send_json -- ListCustomizedVoiceJobs --endpoint {endpoint}\n",
        endpoint = fake.endpoint()
    );
    let pages = if has_pages { format!("# Its pages are at {}/docs/\n", fake.endpoint()) } else { String::new() };
    let mut out = std::io::stdout();
    drop(out.write_all((text + &pages).as_bytes()).and_then(|()| out.flush()));
}

fn run(arguments: &[String]) -> Result<Option<Fake>, String> {
    let mut builder = Fake::builder().speed(1.0);
    let (mut id, mut secret) = (None, None);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n\n{USAGE}"));
        builder = match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--host" => builder.host(read(argument, value()?, address)?),
            "--port" => builder.port(read(argument, value()?, number)?),
            "--data" => {
                let file = value()?;
                builder.product(std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?)
            }
            "--speed" => builder.speed(read(argument, value()?, factor)?),
            "--step" => FakeBuilder::step(builder, read(argument, value()?, seconds)?),
            "--access-key-id" => {
                id = Some(read(argument, value()?, key)?);
                builder
            }
            "--access-key-secret" => {
                secret = Some(read(argument, value()?, key)?);
                builder
            }
            "--stateless" => builder.stateless(),
            "--open-values" => builder.open_values(),
            "--sparse" => builder.sparse(read(argument, value()?, number)?),
            "--unsigned" => builder.unsigned(),
            "--docs" => builder.docs(value()?),
            unknown => return Err(format!("unexpected argument: {unknown}\n\n{USAGE}")),
        };
    }
    builder = match (id, secret) {
        (Some(id), Some(secret)) => builder.access_key(id, secret),
        (None, None) => builder,
        _ => return Err("--access-key-id and --access-key-secret are given together".to_owned()),
    };
    builder.start_blocking().map(Some).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => format!("{error}; stop the program that listens there, or take another --port"),
        _ => error.to_string(),
    })
}

/// The value of an option.
fn read<T>(option: &str, value: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<T, String> {
    read(value).map_err(|problem| format!("{option}: {problem}"))
}

/// A part of an access key. It is printed for a shell, which takes other characters apart.
fn key(text: &str) -> Result<String, String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+-./=_".contains(&byte);
    match !text.is_empty() && text.bytes().all(is_plain) {
        true => Ok(text.to_owned()),
        false => Err("an access key is not empty and has only letters, digits and `+-./=_`".to_owned()),
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is not a valid number"))
}

/// The seconds that pass in one second of real time.
fn factor(text: &str) -> Result<f64, String> {
    let passed = Duration::try_from_secs_f64(number(text)?);
    passed.map(|passed| passed.as_secs_f64()).map_err(|_| format!("`{text}` is not a speed: 0 or more"))
}

/// So many seconds. `-1` and `NaN` are numbers, and no time that can pass.
fn seconds(text: &str) -> Result<Duration, String> {
    Duration::try_from_secs_f64(number(text)?).map_err(|_| format!("`{text}` is not a number of seconds"))
}

fn address(text: &str) -> Result<IpAddr, String> {
    text.parse().map_err(|_| format!("`{text}` is not an IP address"))
}
