//! Faults on a script: what goes wrong, for which operation, how often.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};

use crate::lock::lock;
use crate::paths;
use crate::refusal::Refusal;
use crate::seed::Seed;

/// Something that goes wrong with a request that has passed every check.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// The service refuses: throttling, 5xx, a denial. See [`throttled`](Fault::throttled) and its like.
    Refused(Refusal),
    /// A proxy answers 502 with a page of HTML.
    BadGateway,
    /// The connection is reset without an answer.
    Reset,
    /// No answer comes for this long, and then the connection is closed.
    Stall(Duration),
    /// The answer takes this long to arrive, piece by piece.
    SlowBody(Duration),
    /// The answer breaks off in the middle.
    TruncatedBody,
    /// 204 without a body, when the operation is done.
    NoContent,
    /// The page of a list has no entries, although all else on it (a total, the token of the next page) stays as it is.
    EmptyPage,
    /// The service's clock is ahead by so many seconds, or behind: it judges by it and sends it as `Date`.
    SkewedClock(i64),
    /// The field at this path of the response, such as `Data.JobId`, is `null`.
    Null(String),
    /// The field at this path has a value of another type.
    WrongType(String),
    /// The field at this path has a text that nobody has documented.
    UnknownValue(String),
}

impl Fault {
    /// 400 `Throttling.User`, without a word on when to come again.
    #[must_use]
    pub fn throttled() -> Self {
        Self::Refused(Refusal::new(400, "Throttling.User", "Request was denied due to user flow control."))
    }

    /// 429 `Throttling.Api` that asks to come again after this time, in `x-acs-retry-after`.
    #[must_use]
    pub fn throttled_for(pause: Duration) -> Self {
        let refusal = Refusal::new(429, "Throttling.Api", "Request was denied due to api flow control.");
        Self::Refused(refusal.retry_after(pause))
    }

    /// An error of the service with a status of 500 to 599.
    #[must_use]
    pub fn server_error(status: u16) -> Self {
        let status = if (500..600).contains(&status) { status } else { 500 };
        let code = if status == 503 { "ServiceUnavailable" } else { "InternalError" };
        Self::Refused(Refusal::new(status, code, "The request processing has failed due to some unknown error."))
    }

    /// The token of the session is said to have expired.
    #[must_use]
    pub fn expired_token() -> Self {
        Self::Refused(Refusal::new(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."))
    }

    /// RAM does not allow an action, such as `ice:GetCustomizedVoiceJob`; with `AccessDeniedDetail`.
    #[must_use]
    pub fn access_denied(action: &str) -> Self {
        let detail = json!({
            "AuthAction": action,
            "AuthPrincipalType": "SubUser",
            "AuthPrincipalOwnerId": "1234567890123456",
            "AuthPrincipalDisplayName": "200000000000000001",
            "PolicyType": "AccountLevelIdentityBasedPolicy",
            "NoPermissionType": "ImplicitDeny",
        });
        let refusal = Refusal::new(403, "NoPermission", "You are not authorized to do this action.");
        Self::Refused(refusal.access_denied_detail(detail))
    }

    /// Whether it stands in the way of the operation, or of all that it responses.
    pub(crate) fn prevents(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::BadGateway | Self::Reset | Self::Stall(_))
    }

    /// Puts into a response what is wrong with its fields. `entries`: where the list of the operation is, if it pages one.
    pub(crate) fn distort(&self, response: &mut Value, entries: Option<&str>) {
        if let (Self::EmptyPage, Some(path)) = (self, entries) {
            paths::set(response, path, Value::Array(Vec::new()));
        }
        let (Self::Null(path) | Self::WrongType(path) | Self::UnknownValue(path)) = self else { return };
        if let Some(field) = paths::at_mut(response, path) {
            *field = match self {
                Self::Null(_) => Value::Null,
                Self::UnknownValue(_) => "NeverHeardOf".into(),
                _ => another_type(field),
            };
        }
    }
}

/// A value that has another type and does not fit by bending either, where that is possible.
fn another_type(value: &Value) -> Value {
    match value {
        Value::String(_) => json!({ "Unexpected": true }),
        Value::Object(_) | Value::Array(_) => "unexpected".into(),
        _ => json!(["unexpected"]),
    }
}

/// A fault that is waiting for its requests.
struct Planned {
    number: u64,
    /// None: every operation.
    operation: Option<String>,
    fault: Fault,
    /// None: without end.
    left: Option<u64>,
    share: Option<Share>,
    after_acting: bool,
}

struct Share {
    share: f64,
    seed: Seed,
    drawn: u64,
}

/// Every fault that is planned.
#[derive(Default)]
pub(crate) struct Plans {
    planned: Vec<Planned>,
    count: u64,
}

/// A fault that happens now.
#[derive(Debug, Clone)]
pub(crate) struct Struck {
    pub(crate) fault: Fault,
    pub(crate) after_acting: bool,
}

impl Plans {
    fn add(&mut self, operation: Option<String>, fault: Fault) -> u64 {
        self.count += 1;
        let number = self.count;
        self.planned.push(Planned { number, operation, fault, left: Some(1), share: None, after_acting: false });
        number
    }

    /// The fault that a request of an operation meets: one of the clock, by which it is checked, or any other.
    pub(crate) fn strike(&mut self, operation: &str, of_clock: bool) -> Option<Struck> {
        let index = self.planned.iter_mut().position(|planned| {
            let meant = planned.operation.as_ref().is_none_or(|name| name == operation);
            let meant = meant && matches!(planned.fault, Fault::SkewedClock(_)) == of_clock;
            meant && planned.left != Some(0) && planned.share.as_mut().is_none_or(Share::draw)
        })?;
        let planned = self.planned.get_mut(index)?;
        let struck = Struck { fault: planned.fault.clone(), after_acting: planned.after_acting };
        if let Some(left) = &mut planned.left {
            *left -= 1;
            if *left == 0 {
                self.planned.remove(index);
            }
        }
        Some(struck)
    }
}

impl Share {
    fn draw(&mut self) -> bool {
        self.drawn += 1;
        let drawn = u32::try_from(self.seed.number(self.drawn).value() >> 32).unwrap_or(0);
        f64::from(drawn) < self.share * 4_294_967_296.0
    }
}

/// The script of faults of a [`Fake`](crate::Fake). Faults that were planned first strike first; one at a time strikes a
/// request, after all its checks.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// # use std::time::Duration;
/// use alibabacloud_fake::{Fake, Fault};
///
/// let fake = Fake::start().await?;
/// // The first two are turned away, the third has acted when its connection breaks.
/// fake.faults().next("GetPipeline", Fault::throttled_for(Duration::from_millis(50))).times(2);
/// fake.faults().next("GetPipeline", Fault::Reset).after_acting();
/// // And one of twenty requests of any operation fails, the same ones in every run.
/// fake.faults().any(Fault::server_error(503)).share(0.05, 7);
/// # Ok(()) }
/// ```
#[must_use = "nothing is planned by it alone"]
pub struct Faults<'a> {
    pub(crate) plans: &'a Mutex<Plans>,
}

impl<'a> Faults<'a> {
    /// Plans a fault for the next request for an operation.
    pub fn next(self, operation: &str, fault: Fault) -> PlannedFault<'a> {
        self.add(Some(operation.to_owned()), fault)
    }

    /// Plans a fault for the next request for any operation.
    pub fn any(self, fault: Fault) -> PlannedFault<'a> {
        self.add(None, fault)
    }

    /// Forgets every fault that has not struck yet.
    pub fn clear(self) {
        lock(self.plans).planned.clear();
    }

    fn add(self, operation: Option<String>, fault: Fault) -> PlannedFault<'a> {
        let number = lock(self.plans).add(operation, fault);
        PlannedFault { plans: self.plans, number }
    }
}

/// A fault that was planned: for the next request, unless more is said.
pub struct PlannedFault<'a> {
    plans: &'a Mutex<Plans>,
    number: u64,
}

impl PlannedFault<'_> {
    /// It strikes so many requests. Default: one.
    pub fn times(self, times: u64) -> Self {
        self.change(|planned| planned.left = Some(times))
    }

    /// It strikes every request from now on, until [`Faults::clear`].
    pub fn always(self) -> Self {
        self.change(|planned| planned.left = None)
    }

    /// It strikes this share of the requests, from 0.0 to 1.0, without end. The seed decides which: the same ones by their
    /// number in every run.
    pub fn share(self, share: f64, seed: u64) -> Self {
        self.change(|planned| {
            planned.left = None;
            planned.share = Some(Share { share, seed: Seed::of("share").number(seed), drawn: 0 });
        })
    }

    /// It strikes after the operation has done what it was asked for: what is made so exists, and nobody was told. Without
    /// this, nothing is done. Faults of the body and of fields always come after, and one of the clock before.
    pub fn after_acting(self) -> Self {
        self.change(|planned| planned.after_acting = true)
    }

    fn change(self, change: impl FnOnce(&mut Planned)) -> Self {
        if let Some(planned) = lock(self.plans).planned.iter_mut().find(|planned| planned.number == self.number) {
            change(planned);
        }
        self
    }
}
