//! One correction offered where one settles many problems.

use std::collections::BTreeMap;

use super::targets;
use crate::canonical;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Problems that come in swarms with one cause: a document that lacks a shared schema lacks it wherever it is referred
/// to.
const SWARMING: &str = "dangling-reference";

/// Offers the correction of problems that differ in their target alone once, at the first, with all targets. The
/// problems are those of one product: an overlay corrects no other.
#[must_use]
pub fn gather(problems: Diagnostics) -> Diagnostics {
    let mut problems = problems.sorted();
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, problem) in problems.iter().enumerate().filter(|(_, problem)| problem.code == SWARMING) {
        alike.entry(problem.help.replace(&own_target(problem), "")).or_default().push(index);
    }
    for swarm in alike.into_values() {
        let paths: Vec<String> = swarm.iter().map(|&index| problems[index].path.clone()).collect();
        let ([first, rest @ ..], [_, _, ..]) = (swarm.as_slice(), paths.as_slice()) else {
            continue;
        };
        let first = &mut problems[*first];
        let all: String = paths.iter().map(|path| format!("\n    - {}", canonical::text(path))).collect();
        first.help = first.help.replace(&own_target(first), &format!("  targets:{all}"));
        for &index in rest {
            problems[index].help = format!("the correction offered for `{}` settles this too", paths[0]);
        }
    }
    let mut gathered = Diagnostics::default();
    gathered.extend(problems);
    gathered
}

/// The line of an offered correction that names the place of the problem.
fn own_target(problem: &Diagnostic) -> String {
    format!("  {}", targets(&problem.path))
}
