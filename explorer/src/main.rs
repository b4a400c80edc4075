//! The explorer as a program.

mod flags;

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use alibabacloud_explorer::catalog::Catalog;
use alibabacloud_explorer::target::Target;
use alibabacloud_explorer::wire::Recorder;
use alibabacloud_explorer::{DOCUMENT, Explorer};
use alibabacloud_ice::{Client, OPERATIONS};
use explorer_samples::Samples;

use crate::flags::AlibabacloudExplorer;

type Problem = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let flags = match AlibabacloudExplorer::from_env() {
        Ok(flags) => flags,
        Err(help) if help.is_help() => help.exit(),
        Err(problem) => {
            drop(writeln!(std::io::stderr(), "{problem}\n`cargo xtask explorer --help` lists the options"));
            return ExitCode::FAILURE;
        }
    };
    match run(&flags).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            drop(writeln!(std::io::stderr(), "{problem}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: &AlibabacloudExplorer) -> Result<(), Problem> {
    let target = if flags.live { live(flags.region.as_deref())? } else { offline(flags).await? };
    let explorer = Explorer::new(Catalog::new(DOCUMENT, &OPERATIONS)?, target, Samples::ice()?);
    let port = flags.port.unwrap_or(0);
    let listening =
        explorer.listen(port).await.map_err(|error| format!("port {port}: {error}; take another --port"))?;
    let url = listening.url();
    // A reader that has gone does not end the program.
    drop(writeln!(std::io::stdout(), "The explorer is at {url}\nStop it with Ctrl+C."));
    // Why it does not open is of no use: the error shows the address again and the bits of an exit status.
    if !flags.no_open && open::that_detached(&url).is_err() {
        drop(writeln!(std::io::stderr(), "No browser opens here: open the address yourself."));
    }
    Ok(listening.serve().await?)
}

async fn offline(flags: &AlibabacloudExplorer) -> Result<Target, Problem> {
    if flags.region.is_some() {
        return Err("`--region` is for `--live`: the fake has no regions".into());
    }
    let step = Duration::try_from_secs_f64(flags.step.unwrap_or(2.0)).map_err(|error| format!("--step: {error}"))?;
    Target::fake(&OPERATIONS, step).await
}

fn live(region: Option<&str>) -> Result<Target, Problem> {
    if !cfg!(feature = "live") {
        return Err("`--live` needs the feature `live`, for HTTPS: `cargo xtask explorer --live …` turns it on".into());
    }
    let region = region.ok_or("`--live` needs the region to call, for example `--region cn-shanghai`")?;
    let client = Client::builder().transport(Recorder::new()?).region(region).build()?;
    Ok(Target::cloud(&OPERATIONS, client, region))
}
