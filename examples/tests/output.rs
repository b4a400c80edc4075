//! Every example, run as the program that it is, with nothing in its environment.
//!
//! `cargo test -p examples` builds the examples before it runs this.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// With `--fast`, no example takes a tenth as long.
const LIMIT: Duration = Duration::from_secs(20);

/// How many sparse runs an example has.
const SEEDS: u64 = 10;

/// Beside this test's own folder.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let target = test.parent().and_then(Path::parent).unwrap();
    let program = target.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is not built: `cargo test -p examples` does it", program.display());
    program
}

fn run(name: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program(name));
    command.args(arguments).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // The metadata service is not called: this machine may be one in the cloud.
    command.env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true").env("HOME", "/nonexistent");
    // Windows has no sockets without it.
    command.envs(std::env::var_os("SystemRoot").map(|root| ("SystemRoot", root)));
    let mut child = command.spawn().unwrap();
    let started = Instant::now();
    // What is printed fits into a pipe, so that it need not be read meanwhile.
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > LIMIT {
            child.kill().unwrap();
            panic!("{name} ran for more than {LIMIT:?}: {:?}", child.wait_with_output().unwrap());
        }
        sleep(Duration::from_millis(20));
    }
    child.wait_with_output().unwrap()
}

/// Runs an example offline: it succeeds, complains of nothing, and prints these parts in this order, also where the responses lack
/// what the service may leave out.
fn prints(name: &str, parts: &[&str]) {
    // One after the other: the clock of jobs runs, and states are printed.
    for seed in 0..SEEDS {
        prints_with(name, &["--fast", "--sparse", &seed.to_string()], parts);
    }
    prints_with(name, &["--fast"], parts);
}

/// One of these runs. Returns everything that it prints.
fn prints_with(name: &str, arguments: &[&str], parts: &[&str]) -> String {
    let output = run(name, arguments);
    let (out, complaint) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(
        output.status.success() && complaint.is_empty(),
        "{name} {arguments:?}: {}\n{out}{complaint}",
        output.status
    );
    let mut rest = out.as_str();
    for part in ["a fake cloud at http://127.0.0.1:"].iter().chain(parts) {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("{name} {arguments:?} prints no `{part}` in its place:\n{out}")
        };
        rest = after;
    }
    out
}

#[test]
fn a_voice_is_cloned_within_ten_seconds_as_the_readme_shows() {
    let states = ["] Initialization\n", "checked ", "] AudioDetecting\n", "submitted\n", "] PreTraining\n"];
    let end = ["[########################] Success\n", "listed     reader (Reader)\n", "updated ", "deleted "];
    let parts = [states.as_slice(), &end].concat();
    prints("clone_voice", &parts);
    let started = Instant::now();
    let out = prints_with("clone_voice", &["--fast"], &parts);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    // The first line has another port in each run.
    let (_, story) = out.split_once("\n\n").unwrap();
    assert!(include_str!("../../README.md").contains(story), "the README does not show this:\n{story}");
}

#[test]
fn blocking_code_waits_and_lists() {
    prints("from_blocking_code", &["submitted ", "  Init\n", "  Success\n", "listed ", " Success\n"]);
}

#[test]
fn a_job_is_got() {
    prints("get_voice_job", &["status 200 OK, request ", "voice  Reader (", "state  Initialization\n"]);
}

#[test]
fn all_pages_and_all_items_are_listed() {
    let pages = ["page 1: Ann, Ben, Cem (of 7 jobs)", "page 2: ", "page 3: Gil (of 7 jobs)"];
    // In which state a job is depends on when it is listed.
    prints("list_everything", &[&pages, ["\n  "; 5].as_slice()].concat());
}

#[test]
fn media_are_produced() {
    prints("produce_media", &["submitted ", "  Init\n", "  Success\n", "produced  https://"]);
}

#[test]
fn a_service_runs_and_prints_its_policy() {
    let policy = ["\"Action\": [", "\"ice:GetMediaProducingJob\",", "\"ice:SubmitMediaProducingJob\"\n"];
    prints(
        "test_your_service",
        &[["the trailer is at https://", "  SubmitMediaProducingJob 1\n"].as_slice(), &policy].concat(),
    );
}

#[test]
fn throttling_is_waited_out_and_lasting_errors_are_reported() {
    let throttled = ["succeeded at attempt 3, after ", "429 Throttling.Api: ", "3 attempts]", "hint: "];
    let denied = ["403 NoPermission: ", r#"{"Effect":"Allow","Action":"ice:ListCustomizedVoices","Resource":"*"}"#];
    prints("throttled_and_denied", &[throttled.as_slice(), &denied].concat());
}

#[test]
fn every_example_is_run_here() {
    // However the calls are broken into lines.
    let here: String = include_str!("output.rs").split_whitespace().collect();
    let files = std::fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap().map(|entry| entry.unwrap().path());
    let sources: Vec<_> = files.filter(|path| path.extension().is_some_and(|it| it == "rs")).collect();
    assert!(!sources.is_empty());
    for source in sources {
        let name = source.file_stem().unwrap().to_str().unwrap();
        assert!(here.contains(&format!("prints(\"{name}\",")), "{name} is not run");
    }
}

#[cfg(feature = "live")]
#[test]
fn live_without_keys_says_where_keys_are_looked_for() {
    let output = run("list_everything", &["--live", "--region", "cn-beijing"]);
    let (out, complaint) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(!output.status.success() && out.starts_with("the cloud in cn-beijing\n"), "{out}");
    for part in ["ALIBABA_CLOUD_ACCESS_KEY_ID", "hint: ", "host ice.cn-beijing.aliyuncs.com"] {
        assert!(complaint.contains(part), "{complaint}");
    }
}

#[cfg(not(feature = "live"))]
#[test]
fn live_names_the_feature_that_it_needs() {
    let output = run("list_everything", &["--live", "--region", "cn-beijing"]);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{complaint}");
    assert!(complaint.starts_with("--live needs HTTPS: ") && complaint.contains("--features live"), "{complaint}");
}

#[test]
fn options_that_are_not_understood_are_refused_with_the_usage() {
    for arguments in [["--lively"].as_slice(), &["--region", "cn-beijing"], &["--live", "--region"]] {
        let output = run("clone_voice", arguments);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{complaint}");
        assert!(complaint.contains("usage: clone_voice [options] RECORDING_URL…"), "{complaint}");
    }
}
