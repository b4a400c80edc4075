//! The server that the examples send to: a fake in the same process, or the cloud. Programs of your own need only the
//! client.

use std::error::Error;
use std::process::exit;
use std::time::Duration;

use alibabacloud_fake::Fake;
use alibabacloud_ice::Client;

/// The first and the longest delay between polls of a job.
type Delays = (Duration, Duration);

/// Delays for the cloud.
const LIVE: Delays = (Duration::from_secs(1), Duration::from_secs(30));

/// The speed of the fake's clock, with delays to match. Each state of a job lasts 3 s, so 1.2 s here: long enough to be
/// seen.
const PACE: (f64, Delays) = (2.5, (Duration::from_millis(400), Duration::from_secs(1)));

/// The same for tests.
const FAST: (f64, Delays) = (15.0, (Duration::from_millis(20), Duration::from_millis(60)));

const OPTIONS: &str = "options:
  --live            calls the cloud, as your account; without it a fake that runs in this process
                    (needs HTTPS: `cargo run -p examples --features live …`)
  --region REGION   the region of the cloud; without it cn-shanghai
  --fast            the fake's jobs take no time to look at
  --sparse SEED     the fake's responses lack what the service may leave out";

/// The name of the example that runs.
fn program() -> String {
    let path = std::env::current_exe().unwrap_or_default();
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The server that an example sends to.
#[derive(Debug)]
pub struct Cloud {
    /// A client of it.
    pub client: Client,
    /// The fake; none with `--live`.
    pub fake: Option<Fake>,
    /// The first and the longest delay between polls of a job.
    pub delays: Delays,
    /// The arguments of the program that are no options.
    pub arguments: Vec<String>,
}

impl Cloud {
    /// Starts a fake, or with `--live` uses the cloud, with credentials from where official SDKs look for them, and
    /// prints which on the first line. `arguments` names those of the program. Ends the program if an argument is
    /// invalid.
    ///
    /// # Errors
    /// There is no free port for the fake; the client cannot be built.
    pub fn from_arguments(arguments: &str) -> Result<Self, Box<dyn Error>> {
        let usage = || format!("usage: {}\n\n{OPTIONS}", format!("{} [options] {arguments}", program()).trim_end());
        let (mut live, mut region, mut pace, mut others) = (false, None, PACE, Vec::new());
        let mut sparse = None;
        let mut given = std::env::args().skip(1);
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--live" => live = true,
                "--fast" => pace = FAST,
                "--sparse" => match given.next().and_then(|seed| seed.parse().ok()) {
                    Some(seed) => sparse = Some(seed),
                    None => refuse("--sparse needs a number", &usage()),
                },
                "--region" => region = Some(given.next().unwrap_or_else(|| refuse("--region needs a value", &usage()))),
                "--help" | "-h" => {
                    println!("{}", usage());
                    exit(0);
                }
                option if option.starts_with('-') => refuse(&format!("unexpected option {option}"), &usage()),
                _ => others.push(argument),
            }
        }
        if live && !cfg!(feature = "live") {
            refuse("--live needs HTTPS: run with `--features live`", &usage());
        }
        if live {
            let region = region.as_deref().unwrap_or("cn-shanghai");
            println!("the cloud in {region}\n");
            let client = Client::builder().region(region).build()?;
            return Ok(Self { client, fake: None, delays: LIVE, arguments: others });
        }
        if region.is_some() {
            refuse("--region goes with --live", &usage());
        }
        let (speed, delays) = pace;
        let builder = Fake::builder().speed(speed);
        let fake = sparse.map_or(builder.clone(), |seed| builder.sparse(seed)).start_blocking()?;
        println!("a fake cloud at {} (the real one with `--features live` and `-- --live`)\n", fake.endpoint());
        Ok(Self { client: fake.client().build()?, fake: Some(fake), delays, arguments: others })
    }
}

fn refuse(problem: &str, usage: &str) -> ! {
    eprintln!("{problem}\n\n{usage}");
    exit(2);
}
