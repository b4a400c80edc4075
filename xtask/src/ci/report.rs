//! How the steps went: one line each, and the sums.

use std::fmt;
use std::time::Duration;

use super::run::Log;

/// A step that has ended.
pub(super) struct Outcome {
    pub(super) name: &'static str,
    pub(super) passed: bool,
    pub(super) time: Duration,
    pub(super) log: Log,
}

impl Outcome {
    fn word(&self) -> &'static str {
        match (self.passed, self.log.skipped.is_empty()) {
            (false, _) => "failed",
            (true, true) => "passed",
            (true, false) => "skipped",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} in {:.1} s", self.name, self.word(), self.time.as_secs_f64())
    }
}

/// All steps that have ended, and how long they took together: less than their sum, where some ran side by side.
pub(super) struct Report {
    pub(super) outcomes: Vec<Outcome>,
    pub(super) time: Duration,
}

/// The table, then why steps were skipped, then the counts of the tests alone on a line, for programs.
impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{:<14} {:<8} {:>8} {:>7}", "step", "", "seconds", "tests")?;
        let (mut passed, mut failed) = (0, 0);
        for outcome in &self.outcomes {
            let tests = outcome.log.passed + outcome.log.failed;
            let tests = if tests == 0 { String::new() } else { tests.to_string() };
            let seconds = outcome.time.as_secs_f64();
            let line = format!("{:<14} {:<8} {seconds:>8.1} {tests:>7}", outcome.name, outcome.word());
            writeln!(formatter, "{}", line.trim_end())?;
            passed += outcome.log.passed;
            failed += outcome.log.failed;
        }
        writeln!(formatter, "{:<14} {:<8} {:>8.1} {:>7}\n", "all", "", self.time.as_secs_f64(), passed + failed)?;
        for outcome in &self.outcomes {
            for reason in &outcome.log.skipped {
                writeln!(formatter, "{} {reason}", outcome.name)?;
            }
        }
        if self.outcomes.iter().all(|outcome| outcome.passed) {
            writeln!(formatter, "all steps passed")?;
        }
        writeln!(formatter, "{passed} passed, {failed} failed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(name: &'static str, passed: bool, seconds: f64, lines: &[&str]) -> Outcome {
        let mut log = Log::default();
        lines.iter().for_each(|line| log.read(line));
        Outcome { name, passed, time: Duration::from_secs_f64(seconds), log }
    }

    #[test]
    fn the_report_has_a_line_a_step_and_ends_with_the_counts() {
        let tests =
            ["test result: ok. 40 passed; 0 failed; 0 ignored; 0 measured", "test result: ok. 2 passed; 0 failed;"];
        let steps = vec![
            outcome("test", true, 61.26, &tests),
            outcome("lint", true, 0.5, &[]),
            outcome("judges", true, 0.04, &["skipped: there is no npm; the exported documents were not judged"]),
        ];
        let report = Report { outcomes: steps, time: Duration::from_secs_f64(61.3) }.to_string();
        let expected = "\
step                     seconds   tests
test           passed       61.3      42
lint           passed        0.5
judges         skipped       0.0
all                         61.3      42

judges skipped: there is no npm; the exported documents were not judged
all steps passed
42 passed, 0 failed
";
        assert_eq!(report, expected);
    }

    #[test]
    fn failed_tests_are_counted_and_nothing_is_called_passed() {
        let failed = outcome("test", false, 1.0, &["test result: FAILED. 7 passed; 2 failed; 0 ignored"]);
        assert_eq!(failed.to_string(), "test failed in 1.0 s");
        let report = Report { outcomes: vec![failed], time: Duration::from_secs(1) }.to_string();
        assert!(report.ends_with("\n7 passed, 2 failed\n") && !report.contains("all steps passed"), "{report}");
    }
}
