//! How far one job has come.

use std::time::Duration;

/// The state of a job in time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    phase: Phase,
    /// Code and message of the failure that it is to end with.
    pub(crate) failure: Option<(String, String)>,
}

#[derive(Debug, Clone, Default)]
enum Phase {
    /// Made, and not started yet.
    #[default]
    Made,
    /// Under way since then.
    Started(Duration),
    /// Ended by somebody.
    Ended,
}

/// What can be seen of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// In this step of its course.
    Step(usize),
    Succeeded,
    Failed,
    Ended,
}

impl Run {
    /// A job that was made, and how it is to fail.
    pub(crate) fn new(failure: Option<(String, String)>) -> Self {
        Self { phase: Phase::Made, failure }
    }

    pub(crate) fn start(&mut self, now: Duration) {
        self.phase = Phase::Started(now);
    }

    /// Takes it back to where it was before it was started.
    pub(crate) fn reset(&mut self) {
        self.phase = Phase::Made;
    }

    pub(crate) fn end(&mut self) {
        self.phase = Phase::Ended;
    }

    pub(crate) fn is_started(&self) -> bool {
        !matches!(self.phase, Phase::Made)
    }

    /// Where it is, on a course of so many steps of that length.
    pub(crate) fn sight(&self, now: Duration, steps: usize, step: Duration) -> Sight {
        let since = match self.phase {
            Phase::Made => return Sight::Step(0),
            Phase::Ended => return Sight::Ended,
            Phase::Started(since) => since,
        };
        let passed = now.saturating_sub(since).as_nanos().checked_div(step.as_nanos());
        match passed.and_then(|passed| usize::try_from(passed).ok()).filter(|passed| *passed < steps) {
            Some(passed) => Sight::Step(passed),
            None if self.failure.is_some() => Sight::Failed,
            None => Sight::Succeeded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_goes_step_by_step_and_ends_as_it_is_told() {
        let seconds = Duration::from_secs;
        let mut run = Run::default();
        assert_eq!(run.sight(seconds(100), 2, seconds(3)), Sight::Step(0));
        run.start(seconds(100));
        let seen: Vec<_> = [100, 102, 103, 105, 106].map(|now| run.sight(seconds(now), 2, seconds(3))).into();
        assert_eq!(seen, [Sight::Step(0), Sight::Step(0), Sight::Step(1), Sight::Step(1), Sight::Succeeded]);
        run.failure = Some((String::new(), String::new()));
        assert_eq!(run.sight(seconds(106), 2, seconds(3)), Sight::Failed);
        assert_eq!(run.sight(seconds(100), 2, Duration::ZERO), Sight::Failed);
        run.end();
        assert_eq!(run.sight(seconds(106), 2, seconds(3)), Sight::Ended);
    }
}
