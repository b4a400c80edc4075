//! The progress of one job.

use std::time::Duration;

/// A job in progress.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    phase: Phase,
    /// The step in which it waits for its start, and continues from then on.
    pub(crate) first: usize,
    /// Code and message of the failure at its end; `None` if it succeeds.
    pub(crate) failure: Option<(String, String)>,
}

#[derive(Debug, Clone, Default)]
enum Phase {
    /// Created, not started.
    #[default]
    Created,
    /// Running since this time of the job clock.
    Started(Duration),
    /// Cancelled or stopped.
    Cancelled,
}

/// The state of a job at a certain time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunState {
    /// In this step of its state machine.
    Step(usize),
    Succeeded,
    Failed,
    Cancelled,
}

impl Run {
    /// Creates a job that is not started, with the failure at its end.
    pub(crate) fn new(failure: Option<(String, String)>) -> Self {
        Self { failure, ..Self::default() }
    }

    pub(crate) fn start(&mut self, now: Duration) {
        self.phase = Phase::Started(now);
    }

    /// Makes it a job that is not started.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn cancel(&mut self) {
        self.phase = Phase::Cancelled;
    }

    pub(crate) fn is_started(&self) -> bool {
        !matches!(self.phase, Phase::Created)
    }

    /// The state at this time, in a state machine of so many steps of that length.
    pub(crate) fn state(&self, now: Duration, steps: usize, step: Duration) -> RunState {
        let since = match self.phase {
            Phase::Created => return RunState::Step(self.first),
            Phase::Cancelled => return RunState::Cancelled,
            Phase::Started(since) => since,
        };
        let passed = now.saturating_sub(since).as_nanos().checked_div(step.as_nanos());
        let reached = passed.and_then(|passed| self.first.checked_add(usize::try_from(passed).ok()?));
        match reached.filter(|reached| *reached < steps) {
            Some(reached) => RunState::Step(reached),
            None if self.failure.is_some() => RunState::Failed,
            None => RunState::Succeeded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_goes_step_by_step_to_success_or_to_its_failure() {
        let seconds = Duration::from_secs;
        let mut run = Run::default();
        assert_eq!(run.state(seconds(100), 2, seconds(3)), RunState::Step(0));
        run.start(seconds(100));
        let states: Vec<_> = [100, 102, 103, 105, 106].map(|now| run.state(seconds(now), 2, seconds(3))).into();
        assert_eq!(
            states,
            [RunState::Step(0), RunState::Step(0), RunState::Step(1), RunState::Step(1), RunState::Succeeded]
        );
        run.failure = Some((String::new(), String::new()));
        assert_eq!(run.state(seconds(106), 2, seconds(3)), RunState::Failed);
        assert_eq!(run.state(seconds(100), 2, Duration::ZERO), RunState::Failed);
        run.first = 1;
        assert_eq!(run.state(seconds(100), 2, seconds(3)), RunState::Step(1));
        assert_eq!(run.state(seconds(103), 2, seconds(3)), RunState::Failed);
        run.cancel();
        assert_eq!(run.state(seconds(106), 2, seconds(3)), RunState::Cancelled);
    }
}
