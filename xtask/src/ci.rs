//! `cargo xtask ci`: everything that has to pass, as named and timed steps. What each one does is in `steps`.
//!
//! Steps that are named run one after another. All of them run in two lanes, with the tests before: most compilers
//! keep both cores busy at times only, judges and browsers mostly wait.

mod report;
mod run;
mod steps;

use std::mem;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Error, Result};

use self::report::{Outcome, Report};
use self::run::Run;
use self::steps::Step;
use crate::messages::suggestion;
use crate::{flags, output};

/// Runs the steps that are named, or all of them, up to the first one that fails.
pub(crate) fn run(root: &Path, flags: &flags::Ci) -> Result<String> {
    if flags.list {
        return Ok(steps::all().map(|step| format!("{:<14} {}\n", step.name, step.about)).collect());
    }
    let (started, run) = (Instant::now(), Lanes { root, failed: AtomicBool::new(false) });
    let mut ended = if flags.step.is_empty() { run.all() } else { run.in_turn(selected(&flags.step)?, Run::shown) };
    let failed = ended.iter_mut().find_map(|step| Some((step.outcome.name, step.failure.take()?)));
    let outcomes = ended.into_iter().map(|step| step.outcome).collect();
    let report = Report { outcomes, time: started.elapsed() };
    let Some((name, error)) = failed else { return Ok(format!("\n{report}")) };
    output::progress(&format!("\n{report}\n"));
    Err(error.context(format!("step `{name}` has failed; `cargo xtask ci {name}` runs it alone")))
}

/// Steps one after another, in one lane or in two.
struct Lanes<'a> {
    root: &'a Path,
    /// Whether a step has failed. None begins after that.
    failed: AtomicBool,
}

/// A step that has ended, and why it has failed if it has.
struct Ended {
    outcome: Outcome,
    failure: Option<Error>,
}

impl<'a> Lanes<'a> {
    fn all(&self) -> Vec<Ended> {
        let mut ended = self.in_turn(steps::ALONE, Run::shown);
        // Nothing follows a test that has failed.
        let beside = thread::scope(|scope| {
            let beside = scope.spawn(|| self.in_turn(steps::BESIDE, |root| Run::kept(root).after_tests()));
            ended.extend(self.in_turn(steps::COMPILING, |root| Run::shown(root).after_tests()));
            beside.join()
        });
        ended.extend(beside.unwrap_or_else(|panic| resume_unwind(panic)));
        ended
    }

    fn in_turn(&self, steps: impl IntoIterator<Item = &'static Step>, run: fn(&'a Path) -> Run<'a>) -> Vec<Ended> {
        let mut ended = Vec::new();
        for step in steps {
            if self.failed.load(Ordering::Relaxed) {
                break;
            }
            let (started, mut run) = (Instant::now(), run(self.root));
            run.begin(step.name);
            let failure = (step.work)(&mut run).err();
            let (passed, time) = (failure.is_none(), started.elapsed());
            let outcome = Outcome { name: step.name, passed, time, log: mem::take(&mut run.log) };
            run.end(&outcome.to_string());
            self.failed.fetch_or(!passed, Ordering::Relaxed);
            ended.push(Ended { outcome, failure });
        }
        ended
    }
}

/// The steps of these names, in the order in which they are given.
fn selected(names: &[String]) -> Result<Vec<&'static Step>> {
    let found = names.iter().map(|name| {
        let step = steps::all().find(|step| step.name == name);
        let near = || suggestion(name, steps::all().map(|step| step.name));
        step.with_context(|| format!("unknown step `{name}`: `cargo xtask ci --list` lists all{}", near()))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(step: &[&str], list: bool) -> flags::Ci {
        flags::Ci { step: step.iter().map(ToString::to_string).collect(), list }
    }

    #[test]
    fn steps_are_listed_in_order_and_run_in_the_order_of_their_names() {
        let list = run(Path::new("."), &flags(&[], true)).unwrap();
        let names: Vec<_> = list.lines().map(|line| line.split(' ').next().unwrap()).collect();
        assert_eq!(names, steps::all().map(|step| step.name).collect::<Vec<_>>());
        assert!(list.lines().all(|line| line.ends_with('.')), "{list}");

        let chosen = selected(&["lint".to_owned(), "format".to_owned()]).unwrap();
        assert_eq!(chosen.iter().map(|step| step.name).collect::<Vec<_>>(), ["lint", "format"]);
        let unknown = run(Path::new("."), &flags(&["lint", "lnit"], false)).unwrap_err().to_string();
        assert_eq!(unknown, "unknown step `lnit`: `cargo xtask ci --list` lists all; did you mean lint?");
    }

    #[test]
    fn names_of_steps_are_unique_and_short() {
        let mut names: Vec<_> = steps::all().map(|step| step.name).collect();
        assert!(names.iter().all(|name| name.len() <= 14), "{names:?}");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), steps::all().count());
    }

    #[test]
    fn a_failed_step_is_named_with_the_command_that_runs_it_alone() {
        // No work tree: the first command of the step has no README to read.
        let folder = tempfile::tempdir().unwrap();
        let error = format!("{:#}", run(folder.path(), &flags(&["test"], false)).unwrap_err());
        assert!(error.starts_with("step `test` has failed; `cargo xtask ci test` runs it alone: "), "{error}");
        assert!(error.contains("README.md"), "{error}");
    }
}
