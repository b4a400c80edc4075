//! Downloads published API metadata. Run as `cargo xtask fetch`.

mod flags;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use ::fetch::{MOST_BYTES, SERVICE, Service};
use anyhow::{Context as _, Result};
use indicatif::{ProgressBar, ProgressStyle};

use crate::flags::Fetch;

fn main() -> ExitCode {
    let flags = match Fetch::from_env() {
        Ok(flags) => flags,
        Err(help) if help.is_help() => {
            println!("{help}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            // Arguments without dashes are required too.
            let problem = problem.to_string().replace("flag is required", "missing");
            eprintln!("{problem}\n`cargo xtask fetch --help` lists the options");
            return ExitCode::FAILURE;
        }
    };
    match run(&flags) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}; nothing was written");
            ExitCode::FAILURE
        }
    }
}

fn run(flags: &Fetch) -> Result<()> {
    let service = Service {
        base_url: flags.base_url.clone().unwrap_or_else(|| SERVICE.to_owned()),
        most_bytes: flags.limit.unwrap_or(MOST_BYTES),
        timeout: flags.timeout.map_or(Service::default().timeout, Duration::from_secs),
    };
    // Hidden where stderr is no terminal.
    let bar = ProgressBar::no_length().with_message(flags.product.clone());
    let document = service.document(&flags.product, flags.version.as_deref(), &mut |so_far, length| {
        if let Some(length) = length.filter(|_| bar.length().is_none()) {
            bar.set_length(length);
            bar.set_style(style("{msg} {wide_bar} {bytes}/{total_bytes}"));
        } else if bar.length().is_none() {
            bar.set_style(style("{msg} {spinner} {bytes}"));
        }
        bar.set_position(so_far);
    });
    bar.finish_and_clear();
    let document = document?;
    let path = match &flags.out {
        Some(path) if path == Path::new("-") => {
            return std::io::stdout().write_all(document.text.as_bytes()).context("the document cannot be printed");
        }
        Some(path) => path.clone(),
        None => format!("{}-{}.json", flags.product.to_lowercase(), document.version).into(),
    };
    write(&path, &document.text).with_context(|| path.display().to_string())?;
    eprintln!("{}: {} bytes", path.display(), document.text.len());
    Ok(())
}

/// The template is ours, so it parses.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Writes a file whole or not at all. What is there and no file, such as a pipe, takes the text as it comes.
fn write(path: &Path, text: &str) -> Result<()> {
    // Of a link, what it leads to is replaced.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if path.exists() && !path.is_file() {
        return Ok(fs::write(path, text)?);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // With the permissions of any new file: those of a temporary one are for its owner alone.
    let mut file = tempfile::Builder::new().make_in(folder, |path| File::create_new(path))?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}
