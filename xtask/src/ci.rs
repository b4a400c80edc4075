//! `cargo xtask ci`: everything that has to pass, as named and timed steps. What each one does is in `steps`.

mod report;
mod run;
mod steps;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};

use self::report::{Outcome, Report};
use self::run::Run;
use self::steps::{STEPS, Step};
use crate::flags;

/// Runs the steps that are named, or all of them, up to the first one that fails.
pub(crate) fn run(root: &Path, flags: &flags::Ci) -> Result<String> {
    if flags.list {
        return Ok(STEPS.iter().map(|step| format!("{:<14} {}\n", step.name, step.about)).collect());
    }
    let mut report = Report::default();
    for step in selected(&flags.step)? {
        println!("\n== {}", step.name);
        let (started, mut run) = (Instant::now(), Run::new(root));
        let result = (step.work)(&mut run);
        let outcome = Outcome { name: step.name, passed: result.is_ok(), time: started.elapsed(), log: run.log };
        println!("== {outcome}");
        report.outcomes.push(outcome);
        if let Err(error) = result {
            println!("\n{report}");
            let again = format!("step `{0}` has failed; `cargo xtask ci {0}` runs it alone", step.name);
            return Err(error.context(again));
        }
    }
    Ok(format!("\n{report}"))
}

/// The steps of these names, in the order in which they are given.
fn selected(names: &[String]) -> Result<Vec<&'static Step>> {
    if names.is_empty() {
        return Ok(STEPS.iter().collect());
    }
    let found = names.iter().map(|name| {
        let step = STEPS.iter().find(|step| step.name == name);
        step.with_context(|| format!("there is no step `{name}`; `cargo xtask ci --list` lists them"))
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
        assert_eq!(names, STEPS.iter().map(|step| step.name).collect::<Vec<_>>());
        assert!(list.lines().all(|line| line.ends_with('.')), "{list}");

        let chosen = selected(&["lint".to_owned(), "format".to_owned()]).unwrap();
        assert_eq!(chosen.iter().map(|step| step.name).collect::<Vec<_>>(), ["lint", "format"]);
        let unknown = run(Path::new("."), &flags(&["lint", "lnit"], false)).unwrap_err().to_string();
        assert_eq!(unknown, "there is no step `lnit`; `cargo xtask ci --list` lists them");
    }

    #[test]
    fn names_of_steps_are_unique_and_short() {
        let mut names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        assert!(names.iter().all(|name| name.len() <= 14), "{names:?}");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), STEPS.len());
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
