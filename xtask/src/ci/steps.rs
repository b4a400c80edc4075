//! The steps, in the order in which they run: what most often fails comes first.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use super::run::Run;
use crate::tree;

/// A step of `cargo xtask ci`.
pub(super) struct Step {
    /// What the command line and the table call it.
    pub(super) name: &'static str,
    /// What holds if it passes.
    pub(super) about: &'static str,
    pub(super) work: fn(&mut Run<'_>) -> Result<()>,
}

/// What runs alone: some tests have limits of time.
pub(super) const ALONE: &[Step] = &[
    Step {
        name: "lock",
        about: "The lock file is complete.",
        work: |run| run.output("cargo metadata --locked --format-version 1 --no-deps").map(drop),
    },
    Step { name: "test", about: "The test command that the README gives passes.", work: test },
    Step {
        name: "format",
        about: "Everything is formatted that is not generated.",
        work: |run| run.command("cargo fmt --all --check"),
    },
];

/// What runs after that, and keeps a core or two busy.
pub(super) const COMPILING: &[Step] = &[
    Step {
        name: "clippy",
        about: "Clippy has no warning, with all features.",
        work: |run| run.command("cargo clippy --workspace --all-targets --all-features -- -D warnings"),
    },
    Step {
        name: "codegen",
        about: "What is generated is what the specs say.",
        work: |run| run.command("cargo xtask codegen --check"),
    },
    Step {
        name: "lint",
        about: "The specs have words, and words that say more than names.",
        work: |run| run.command("cargo xtask lint"),
    },
    Step {
        name: "serde-json",
        about: "Features of serde_json that another crate of a build switches on change nothing in responses.",
        work: |run| {
            let json = "cargo test --quiet --workspace --features conformance/arbitrary-precision --test json";
            // The generator is compiled for other tests of that package alone.
            run.command(&format!("{json} --config profile.test.package.codegen.opt-level=0"))
        },
    },
    Step {
        name: "fake",
        about: "The fake compiles without the typed client.",
        work: |run| {
            run.command(
                "cargo clippy --quiet --no-deps -p alibabacloud-fake --no-default-features --all-targets -- -D warnings",
            )
        },
    },
    Step {
        name: "features",
        about: "Each feature of the runtime and of the client stands alone, and none is needed.",
        work: |run| {
            let documentation = run.root.join("target/doc");
            let features = ["", "rustls", "blocking", "reqwest"];
            let of_the_runtime = features.into_iter().chain(["sm3", "chrono", "jiff", "time"]);
            each_alone(run, "alibabacloud-runtime", &documentation, of_the_runtime)?;
            each_alone(run, "alibabacloud-ice", &documentation, features)?;
            run.command("cargo test --quiet -p alibabacloud-runtime --no-default-features --test without_tls")
        },
    },
    Step {
        name: "doc",
        about: "The documentation builds without a warning.",
        work: |run| run.command("cargo doc --workspace --no-deps --all-features"),
    },
    Step {
        name: "no-tls",
        about: "Without the feature rustls no TLS library and no C code are compiled.",
        work: no_tls,
    },
    Step {
        name: "crates",
        about: "The README says how many crates each feature takes (skipped where that is not counted, on other systems).",
        work: crates,
    },
    Step {
        name: "live",
        about: "The examples work with the feature live, by which they reach the cloud.",
        work: |run| run.command("cargo test --quiet -p examples --features live"),
    },
    Step {
        name: "package",
        about: "What is published can be packed (`tests/packages/run` also tests it).",
        work: |run| {
            let published = "-p alibabacloud-runtime -p alibabacloud-ice -p alibabacloud-fake";
            run.command(&format!("cargo package --quiet --locked --no-verify --allow-dirty {published}"))
        },
    },
    Step {
        name: "data",
        about: "The figures that tests copy are the published ones (skipped without ../shared/data).",
        work: data,
    },
];

/// What runs beside it: it waits for programs of others, compiles one small crate after another, on one core and in a folder of
/// its own, or compiles nothing.
pub(super) const BESIDE: &[Step] = &[
    Step {
        name: "official",
        about: "The official Python SDK agrees with the fake (skipped without Python or its index, unless OFFICIAL_SDK=required).",
        work: |run| run.command("tests/official/run"),
    },
    Step {
        name: "samples",
        about: "The official Python SDK has what the Python samples of the explorer name (skipped and required as above).",
        work: |run| run.command("explorer/samples/official/run"),
    },
    Step {
        name: "judges",
        about: "Other tools accept the OpenAPI documents (skipped without npm, Python or an index, unless JUDGES=required).",
        work: |run| run.command("openapi/judges/run"),
    },
    Step {
        name: "explorer",
        about: "The explorer works in a browser (skipped without npm, its registry or Chromium, unless BROWSER=required).",
        work: |run| run.command("explorer/browser/run"),
    },
    Step {
        name: "families",
        about: "Each family of the client stands alone.",
        work: |run| {
            let manifest = tree::read(&run.root.join("generated/Cargo.toml"))?;
            let families = manifest.lines().filter_map(|line| line.strip_suffix(" = []"));
            let documentation = run.root.join("target/families/doc");
            each_alone(run, "alibabacloud-ice --target-dir target/families", &documentation, families)
        },
    },
    Step {
        name: "documents",
        about: "Published documents survive the way to OpenAPI and back and give the same crates twice, proposals are as good as they were, and cargo-semver-checks agrees with diff (skipped without ../shared/data/metadata).",
        work: documents,
    },
];

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Step> {
    [ALONE, COMPILING, BESIDE].into_iter().flatten()
}

fn test(run: &mut Run<'_>) -> Result<()> {
    let readme = tree::read(&run.root.join("README.md"))?;
    let mut lines = readme.lines().filter(|line| line.starts_with("cargo test"));
    let line = lines.next().context("README.md has no test command")?;
    run.command(line.split('#').next().unwrap_or(line).trim_end())
}

/// A package compiles and is documented without a warning, with each of these features alone.
fn each_alone<'a>(
    run: &mut Run<'_>,
    package: &str,
    documentation: &Path,
    features: impl IntoIterator<Item = &'a str>,
) -> Result<()> {
    for feature in features {
        let options = format!("--quiet --no-deps -p {package} --no-default-features --features={feature}");
        run.command(&format!("cargo clippy {options} -- -D warnings"))?;
        // Its index is written anew with all that lies there, which takes longer than the pages.
        if documentation.exists() {
            fs::remove_dir_all(documentation)?;
        }
        run.command(&format!("cargo doc {options}"))?;
    }
    Ok(())
}

fn no_tls(run: &mut Run<'_>) -> Result<()> {
    for package in [
        "alibabacloud-runtime --no-default-features",
        "alibabacloud-ice --no-default-features --features all",
        "alibabacloud-fake",
        "alibabacloud-explorer",
        "examples",
    ] {
        let crates = run.output(&format!("cargo tree --locked -e no-dev --prefix none -p {package}"))?;
        let refused = crates.lines().find(|line| {
            let name = line.split(' ').next().unwrap_or(line);
            ["rustls", "ring", "native-tls", "cc"].contains(&name) || name.ends_with("-sys")
        });
        if let Some(refused) = refused {
            bail!("{package}: `{refused}` is not to be compiled");
        }
    }
    Ok(())
}

/// Counts what the table of the README counts, by the command beside it.
fn crates(run: &mut Run<'_>) -> Result<()> {
    if !cfg!(target_os = "linux") {
        run.skip("the README counts on Linux");
        return Ok(());
    }
    let readme = tree::read(&run.root.join("README.md"))?;
    let (_, table) = readme.split_once("| Features | Crates |\n").context("README.md has no table of crates")?;
    for row in table.lines().skip(1).take_while(|line| line.starts_with('|')) {
        let (cell, given) = row.trim_matches('|').split_once('|').context("a row of the table has two cells")?;
        // What stands behind "and" are several, each with those before it.
        let (common, others) = cell.split_once(" and ").unwrap_or((cell, ""));
        let quoted = |text: &str| text.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(",");
        for other in quoted(others).split(',') {
            let features = format!("{},{other}", quoted(common));
            let features = features.trim_end_matches(',');
            let options = format!("-p alibabacloud-ice --no-default-features --features {features}");
            let tree = run.output(&format!("cargo tree --locked -e no-dev --prefix none {options}"))?;
            let crates: BTreeSet<_> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
            ensure!(given.trim() == crates.len().to_string(), "README.md: {features} takes {} crates", crates.len());
        }
    }
    Ok(())
}

fn data(run: &mut Run<'_>) -> Result<()> {
    let published = run.root.join("../shared/data");
    if !published.is_dir() {
        run.skip("there is no ../shared/data");
        return Ok(());
    }
    for path in tree::files_below(&run.root.join("tests/data"))? {
        let original = published.join(path.file_name().unwrap_or_default());
        ensure!(tree::read(&path)? == tree::read(&original)?, "{} differs from {}", path.display(), original.display());
    }
    Ok(())
}

fn documents(run: &mut Run<'_>) -> Result<()> {
    let folder = run.root.join("../shared/data/metadata");
    if !folder.is_dir() {
        run.skip("there is no ../shared/data/metadata");
        return Ok(());
    }
    let mut all = Vec::new();
    for product in tree::folders_in(&folder)? {
        all.extend(published(product)?);
    }
    run.with_files(".ci/example codegen openapi_round_trip", &all)?;
    run.with_files(".ci/generate_twice", &all)?;
    // What lint proposes is measured on published words too.
    let ice = published(folder.join("ice"))?;
    run.with_files(".ci/example codegen proposals specs/ice", &ice)?;
    let some = ["ice", "dyplsapi", "airec", "imm", "vod", "cloudphone", "eventbridge", "ccc"];
    let mut judged = Vec::new();
    for product in some {
        judged.extend(published(folder.join(product))?);
    }
    run.with_files("codegen/tests/semver/run", &judged)
}

/// The published documents of a product, a version each.
fn published(product: PathBuf) -> Result<Vec<OsString>> {
    let versions = tree::folders_in(&product)?.into_iter();
    Ok(versions.map(|version| version.join("api-docs.json")).filter(|path| path.is_file()).map(Into::into).collect())
}
