//! Planned faults: what goes wrong, for which operation and how often.

use std::time::Duration;

use serde_json::{Value, json};

use crate::paths;
use crate::refusal::Refusal;
use crate::script;
use crate::seed::Seed;
use crate::sparse::NEVER_HEARD_OF;
use crate::sync::Mutex;

/// A failure of a request that has passed every check.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// The service refuses the request. See [`throttled`](Fault::throttled), [`server_error`](Fault::server_error) and others.
    Refused(Refusal),
    /// A proxy responds with status 502 and a page of HTML.
    BadGateway,
    /// The connection is reset without a response.
    Reset,
    /// There is no response for this long; then the connection is closed.
    Stall(Duration),
    /// The body of the response takes this long to arrive, piece by piece.
    SlowBody(Duration),
    /// The connection is closed in the middle of the response.
    TruncatedBody,
    /// The connection is closed after the response, without notice, as the service closes idle ones: the next request on it fails,
    /// or needs another connection. To refuse connections, see
    /// [`Fake::refuse_connections`](crate::Fake::refuse_connections).
    IdleClose,
    /// The session that has signed the request is revoked: this request and all later ones of that session are refused with
    /// `InvalidSecurityToken.Expired`. To revoke all, see [`Fake::revoke_sessions`](crate::Fake::revoke_sessions).
    RevokedSession,
    /// RAM denies the operation: status 403, `NoPermission` and an `AccessDeniedDetail` with the operation's RAM action, such as
    /// `ice:GetCustomizedVoiceJob`.
    AccessDenied,
    /// The operation fails with status 200 and `Success: false`; see [`unsuccessful`](Fault::unsuccessful).
    Unsuccessful {
        /// `Code` of the response.
        code: String,
        /// `Message` of the response.
        message: String,
    },
    /// The operation is executed, and the response has status 204 and no body.
    NoContent,
    /// The page of a list has no entries. Its total and its token of the next page stay as they are.
    EmptyPage,
    /// The service's clock is ahead by so many seconds, or behind if the number is negative. It checks dates by that clock and
    /// sends it as `Date`.
    SkewedClock(i64),
    /// The field at this path of the response, such as `Data.JobId`, is `null`.
    Null(String),
    /// The field at this path has a value of another type.
    WrongType(String),
    /// The field at this path has an undocumented value, `NeverHeardOf`.
    UnknownValue(String),
}

impl Fault {
    /// Status 400 and `Throttling.User`, without `x-acs-retry-after`.
    #[must_use]
    pub fn throttled() -> Self {
        Self::Refused(Refusal::new(400, "Throttling.User", "Request was denied due to user flow control."))
    }

    /// Status 429 and `Throttling.Api`, with this time in `x-acs-retry-after`.
    #[must_use]
    pub fn throttled_for(pause: Duration) -> Self {
        let refusal = Refusal::new(429, "Throttling.Api", "Request was denied due to api flow control.");
        Self::Refused(refusal.retry_after(pause))
    }

    /// Status 200 with `Success: false`, this code and this message, as many operations report a failure.
    #[must_use]
    pub fn unsuccessful(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Unsuccessful { code: code.into(), message: message.into() }
    }

    /// A server error with this status; 500 if it is not from 500 to 599.
    #[must_use]
    pub fn server_error(status: u16) -> Self {
        let status = if (500..600).contains(&status) { status } else { 500 };
        let code = if status == 503 { "ServiceUnavailable" } else { "InternalError" };
        Self::Refused(Refusal::new(status, code, "The request processing has failed due to some unknown error."))
    }

    /// The session token has expired.
    #[must_use]
    pub fn expired_token() -> Self {
        Self::Refused(Refusal::expired_session())
    }

    /// A few words for a message.
    fn name(&self) -> String {
        match self {
            Self::Refused(refusal) => format!("{} {}", refusal.status(), refusal.code()),
            other => format!("{other:?}"),
        }
    }

    /// Whether the client gets no output of the operation.
    pub(crate) fn prevents(&self) -> bool {
        matches!(
            self,
            Self::Refused(_)
                | Self::BadGateway
                | Self::Reset
                | Self::Stall(_)
                | Self::RevokedSession
                | Self::AccessDenied
                | Self::Unsuccessful { .. }
        )
    }

    /// Whether it is about the output, which a request that is refused does not have.
    pub(crate) fn is_of_output(&self) -> bool {
        matches!(self, Self::NoContent | Self::EmptyPage | Self::Null(_) | Self::WrongType(_) | Self::UnknownValue(_))
    }

    /// Changes the fields of an output that the fault is about; `false` if it has none. `entries` is the path of a paginated list.
    pub(crate) fn distort(&self, output: &mut Value, entries: Option<&str>) -> bool {
        let path = match (self, entries) {
            (Self::EmptyPage, Some(path)) => {
                paths::set(output, path, Value::Array(Vec::new()));
                return true;
            }
            (Self::EmptyPage, None) => return false,
            (Self::Null(path) | Self::WrongType(path) | Self::UnknownValue(path), _) => path,
            _ => return true,
        };
        let Some(field) = paths::at_mut(output, path) else { return false };
        *field = match self {
            Self::Null(_) => Value::Null,
            Self::UnknownValue(_) => NEVER_HEARD_OF.into(),
            _ => another_type(field),
        };
        true
    }
}

/// A value of another type, which lenient decoding does not convert either.
fn another_type(value: &Value) -> Value {
    match value {
        Value::String(_) => json!({ "Unexpected": true }),
        Value::Object(_) | Value::Array(_) => "unexpected".into(),
        _ => json!(["unexpected"]),
    }
}

/// A fault that has requests left, or has not struck.
struct Planned {
    number: u64,
    /// `None` for every operation.
    operation: Option<String>,
    fault: Fault,
    /// `None` for no limit.
    left: Option<u64>,
    share: Option<Share>,
    after_effect: bool,
    /// Whether it was the fault of a request.
    chosen: bool,
    /// Whether a request has had it. One of the output is chosen before there is an output.
    struck: bool,
    /// Whether it may go unused.
    optional: bool,
}

struct Share {
    share: f64,
    seed: Seed,
    drawn: u64,
}

/// The planned faults.
#[derive(Default)]
pub(crate) struct Plans {
    planned: Vec<Planned>,
    count: u64,
}

/// The fault of one request.
#[derive(Debug, Clone)]
pub(crate) struct ActiveFault {
    number: u64,
    pub(crate) fault: Fault,
    pub(crate) after_effect: bool,
}

impl Plans {
    fn add(&mut self, operation: Option<String>, fault: Fault) -> u64 {
        self.count += 1;
        let number = self.count;
        self.planned.push(Planned {
            number,
            operation,
            fault,
            left: Some(1),
            share: None,
            after_effect: false,
            chosen: false,
            struck: false,
            optional: false,
        });
        number
    }

    /// The faults that no request has had. Those of a share of the requests are left to chance.
    pub(crate) fn unused(&self) -> impl Iterator<Item = String> {
        let is_for_none = |it: &Planned| it.left == Some(0) && !it.chosen;
        let unused = move |it: &&Planned| !it.struck && !it.optional && it.share.is_none() && !is_for_none(it);
        self.planned.iter().filter(unused).map(|it| {
            let operation = it.operation.as_deref().unwrap_or("any operation");
            let why = if it.chosen { "no response had what it changes" } else { "no request had it" };
            format!("the fault {} was planned for {operation}, and {why}", it.fault.name())
        })
    }

    /// The fault of the next request of an operation: one of the clock, which comes before the checks, or any other.
    pub(crate) fn next_for(&mut self, operation: &str, of_clock: bool) -> Option<ActiveFault> {
        let index = self.planned.iter_mut().position(|planned| {
            let applies = planned.operation.as_ref().is_none_or(|name| name == operation);
            let applies = applies && matches!(planned.fault, Fault::SkewedClock(_)) == of_clock;
            applies && planned.left != Some(0) && planned.share.as_mut().is_none_or(Share::draw)
        })?;
        let planned = self.planned.get_mut(index)?;
        planned.chosen = true;
        if let Some(left) = &mut planned.left {
            *left -= 1;
        }
        let Planned { number, after_effect, .. } = *planned;
        let active = ActiveFault { number, fault: planned.fault.clone(), after_effect };
        if !active.fault.is_of_output() {
            self.strike(&active);
        }
        Some(active)
    }

    /// Notes that a request has had its fault.
    pub(crate) fn strike(&mut self, active: &ActiveFault) {
        if let Some(index) = self.planned.iter().position(|planned| planned.number == active.number)
            && let Some(planned) = self.planned.get_mut(index)
        {
            planned.struck = true;
            if planned.left == Some(0) {
                self.planned.remove(index);
            }
        }
    }
}

impl Share {
    fn draw(&mut self) -> bool {
        self.drawn += 1;
        let drawn = u32::try_from(self.seed.number(self.drawn).value() >> 32).unwrap_or(0);
        f64::from(drawn) < self.share * 4_294_967_296.0
    }
}

/// Plans the faults of a [`Fake`](crate::Fake). A request has at most one fault, after all checks: the first that was planned
/// and applies. One of the clock comes before the checks, and there may be another after them.
///
/// A fault that no request has had by the time the fake is dropped fails the test: what it was meant to test did not happen. Such
/// faults are removed by [`clear`](Faults::clear) and allowed by [`optional`](PlannedFault::optional).
///
/// If the operation itself refuses the request, for example because there is no such resource, a fault of the connection
/// applies to that response. A fault of a field, [`EmptyPage`](Fault::EmptyPage) and [`NoContent`](Fault::NoContent) change an
/// output: a request whose response has nothing of what they change counts as one of their [`times`](PlannedFault::times), but
/// has not had them.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// # use std::time::Duration;
/// use alibabacloud_fake::{Fake, Fault};
///
/// let fake = Fake::start().await?;
/// // The first two requests are refused. The third takes effect, and then its connection breaks.
/// fake.faults().next("GetPipeline", Fault::throttled_for(Duration::from_millis(50))).times(2);
/// fake.faults().next("GetPipeline", Fault::Reset).after_effect();
/// // One of twenty requests of any operation fails, the same ones in every run.
/// fake.faults().any(Fault::server_error(503)).share(0.05, 7);
/// # fake.faults().clear();
/// # Ok(()) }
/// ```
#[must_use = "it plans no fault by itself"]
pub struct Faults<'a> {
    pub(crate) plans: &'a Mutex<Plans>,
}

impl<'a> Faults<'a> {
    /// Plans a fault for the next request for an operation, by its name. With the type of the operation:
    /// `next_for` (feature `typed`).
    ///
    /// # Panics
    /// There is no such operation.
    #[track_caller]
    pub fn next(self, operation: &str, fault: Fault) -> PlannedFault<'a> {
        script::check_name(operation);
        self.add(Some(operation.to_owned()), fault)
    }

    /// Plans a fault for the next request for any operation.
    pub fn any(self, fault: Fault) -> PlannedFault<'a> {
        self.add(None, fault)
    }

    /// Removes every fault.
    pub fn clear(self) {
        self.plans.lock().planned.clear();
    }

    fn add(self, operation: Option<String>, fault: Fault) -> PlannedFault<'a> {
        let number = self.plans.lock().add(operation, fault);
        PlannedFault { plans: self.plans, number }
    }
}

/// A planned fault. By default it is for the next request alone.
///
/// It is planned at once, and each method changes it: plan it while no request is on its way that could have it before.
pub struct PlannedFault<'a> {
    plans: &'a Mutex<Plans>,
    number: u64,
}

impl PlannedFault<'_> {
    /// For so many requests. Default: one.
    pub fn times(self, times: u64) -> Self {
        self.change(|planned| planned.left = Some(times))
    }

    /// For every request until [`Faults::clear`].
    pub fn always(self) -> Self {
        self.change(|planned| planned.left = None)
    }

    /// For this share of the requests, from 0.0 to 1.0, until [`Faults::clear`]. The seed chooses them: the same ones, by their
    /// number, in every run.
    pub fn share(self, share: f64, seed: u64) -> Self {
        self.change(|planned| {
            planned.left = None;
            planned.share = Some(Share { share, seed: Seed::of("share").number(seed), drawn: 0 });
        })
    }

    /// After the operation has taken effect: its resource exists, although the client gets an error. Without this, the
    /// operation is not executed. It makes no difference for faults of the body and of fields, which are always after the
    /// effect, nor for those of the clock, which are always before it.
    pub fn after_effect(self) -> Self {
        self.change(|planned| planned.after_effect = true)
    }

    /// Allows that no request has this fault. Default: it fails the test when the fake is dropped. A fault for a
    /// [`share`](PlannedFault::share) of the requests is always optional.
    pub fn optional(self) -> Self {
        self.change(|planned| planned.optional = true)
    }

    fn change(self, change: impl FnOnce(&mut Planned)) -> Self {
        if let Some(planned) = self.plans.lock().planned.iter_mut().find(|planned| planned.number == self.number) {
            change(planned);
        }
        self
    }
}
