//! The pages of `cargo xtask fake --docs`: Swagger UI on the exported document.
//!
//! Swagger UI comes from its npm package and goes below `target/`, so that no copy of it is in the repository.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Pinned: a release changes nothing here by itself.
const PACKAGE: &str = "swagger-ui-dist@5.35.0";
const PAGE: &str = include_str!("docs.html");
const DOCUMENT: &str = "openapi/ice.json";

/// The arguments of the fake: `--docs` gets the folder with the pages.
pub(crate) fn arguments(root: &Path, arguments: &[OsString]) -> Result<Vec<OsString>> {
    let mut all = Vec::new();
    for argument in arguments {
        all.push(argument.clone());
        if argument == "--docs" {
            all.push(pages(root)?.into());
        }
    }
    Ok(all)
}

/// Makes the folder with the pages. The package is fetched once.
fn pages(root: &Path) -> Result<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
    let home = target.join("docs").join(PACKAGE);
    let package = home.join("node_modules/swagger-ui-dist");
    if !package.exists() {
        fetch(&home)?;
    }
    let pages = home.join("pages");
    fs::create_dir_all(&pages).with_context(|| format!("{} cannot be made", pages.display()))?;
    let asset = |name: &str| (package.join(name), name.to_owned());
    let document = (root.join(DOCUMENT), "openapi.json".to_owned());
    for (from, name) in [asset("swagger-ui.css"), asset("swagger-ui-bundle.js"), document] {
        fs::copy(&from, pages.join(name)).with_context(|| format!("{} cannot be copied", from.display()))?;
    }
    fs::write(pages.join("index.html"), PAGE).context("the page cannot be written")?;
    Ok(pages)
}

fn fetch(home: &Path) -> Result<()> {
    fs::create_dir_all(home).with_context(|| format!("{} cannot be made", home.display()))?;
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.arg("install").arg("--prefix").arg(home).args(["--ignore-scripts", "--no-audit", "--no-fund"]);
    npm.args(["--no-package-lock", "--silent", PACKAGE]);
    drop(writeln!(std::io::stderr(), "fetching {PACKAGE} with npm, once"));
    let missing = "npm does not start. `--docs` fetches Swagger UI with it: install Node.js, or run the fake with `--unsigned` \
                   and open openapi/ice.json in another viewer";
    let status = npm.status().context(missing)?;
    ensure!(status.success(), "npm cannot fetch {PACKAGE}: is its registry reachable?");
    Ok(())
}
