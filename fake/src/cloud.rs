//! The service without its connections: a request in, an answer out.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::request::Parts;
use serde_json::{Map, Value};

use crate::catalog::{Catalog, Known};
use crate::faults::{Fault, Plans, Struck};
use crate::journal::{Journal, Received, Verdict};
use crate::keys::Keys;
use crate::life::{Call, Life};
use crate::lock::lock;
use crate::nonces::Nonces;
use crate::overrides::{Outcome, Overrides};
use crate::parameters;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::seed::Seed;
use crate::signature::Claim;
use crate::tokens::Tokens;
use crate::voice::{self, Voices};
use crate::{stamp, sts};

/// How far the date of a request may be from the service's time.
const TOLERANCE: Duration = Duration::from_secs(15 * 60);

/// What the fake is set up to be.
pub(crate) struct Settings {
    /// Nothing is kept: everything is answered from its schema.
    pub(crate) stateless: bool,
    /// Documented lists of values are not checked.
    pub(crate) open_values: bool,
}

/// The service.
pub(crate) struct Cloud {
    catalog: &'static Catalog,
    settings: Settings,
    pub(crate) plans: Mutex<Plans>,
    pub(crate) overrides: Mutex<Overrides>,
    pub(crate) journal: Mutex<Journal>,
    pub(crate) access: Mutex<Access>,
    pub(crate) world: Mutex<World>,
}

/// Who may come in, and when.
pub(crate) struct Access {
    pub(crate) keys: Keys,
    nonces: Nonces,
    /// By how many seconds the service's clock is ahead.
    pub(crate) skew: i64,
    requests: u64,
}

/// What there is.
pub(crate) struct World {
    pub(crate) life: Life,
    voices: Voices,
    tokens: Tokens,
}

/// What is sent back, and how.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
    pub(crate) delivery: Delivery,
}

/// How an answer is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    Reset,
    Stalled(Duration),
    Slow(Duration),
    Truncated,
}

/// What is known of a request while it is dealt with.
struct Visit {
    received: Received,
    ram_action: Option<&'static str>,
    product: &'static str,
    /// Where the entries of a page are in the response.
    entries: Option<&'static str>,
    now: SystemTime,
    number: u64,
    struck: Option<Struck>,
}

impl Cloud {
    pub(crate) fn new(catalog: &'static Catalog, settings: Settings, keys: Keys, life: Life, journal: Journal) -> Self {
        let access = Access { keys, nonces: Nonces::default(), skew: 0, requests: 0 };
        let world = World { life, voices: Voices::default(), tokens: Tokens::default() };
        Self {
            catalog,
            settings,
            plans: Mutex::default(),
            overrides: Mutex::default(),
            journal: Mutex::new(journal),
            access: Mutex::new(access),
            world: Mutex::new(world),
        }
    }

    /// The time by the service's clock, and the number of the request.
    fn arrival(&self) -> (SystemTime, u64) {
        let mut access = lock(&self.access);
        access.requests += 1;
        (stamp::shifted(SystemTime::now(), access.skew), access.requests)
    }

    /// Answers a request.
    pub(crate) fn answer(&self, parts: &Parts, body: Bytes) -> Answer {
        let (now, number) = self.arrival();
        let received = Received {
            action: format!("{} {}", parts.method, parts.uri.path()),
            version: String::new(),
            parameters: Value::Object(Map::new()),
            access_key_id: None,
            verdict: Verdict::Accepted,
            status: 0,
            request_id: String::new(),
            at: now,
        };
        let mut visit = Visit { received, ram_action: None, product: "", entries: None, now, number, struck: None };
        let request = match Request::read(parts, body) {
            Ok(request) => request,
            Err(refusal) => return self.refused(visit, "", &refusal),
        };
        if let Some((status, text)) = sts::ambient(&mut lock(&self.access).keys, &request, now) {
            visit.received.status = status;
            return self.finish(visit, Bytes::from(text), "text/plain", Delivery::Whole);
        }
        match self.deal(&mut visit, &request) {
            Ok(response) => self.replied(visit, response),
            Err(refusal) => self.refused(visit, request.host(), &refusal),
        }
    }

    /// Every check, and then the operation.
    fn deal(&self, visit: &mut Visit, request: &Request) -> Result<Value, Refusal> {
        let known = self.known(visit, request)?;
        self.admit(visit, request, known)?;
        let parameters = parameters::read(known, request, self.settings.open_values)?;
        let text = serde_json::to_string(&parameters).unwrap_or_default();
        let mut seed = Seed::of(&known.operation.name).with(&text);
        if !known.operation.read {
            // Who asks for the same thing to be made twice gets two.
            seed = seed.number(visit.number);
        }
        visit.received.request_id = seed.request_id();
        visit.received.parameters = Value::Object(parameters.clone());
        visit.struck = lock(&self.plans).strike(&known.operation.name, false);
        let prevented = visit.struck.as_ref().is_some_and(|struck| struck.fault.prevents() && !struck.after_acting);
        let response = if prevented { Ok(Value::Null) } else { self.act(visit, known, &parameters, seed) };
        match &visit.struck {
            Some(Struck { fault: Fault::Refused(refusal), .. }) => Err(refusal.clone()),
            _ => response,
        }
    }

    /// The operation that a request asks for.
    fn known(&self, visit: &mut Visit, request: &Request) -> Result<Known, Refusal> {
        let action = request.common("x-acs-action", "Action").ok_or_else(|| Refusal::missing("Action"))?;
        let version = request.common("x-acs-version", "Version").ok_or_else(|| Refusal::missing("Version"))?;
        action.clone_into(&mut visit.received.action);
        version.clone_into(&mut visit.received.version);
        let Some(known) = self.catalog.find(action, version, request.host()) else {
            return Err(match self.catalog.named(action) {
                Some(_) => Refusal::new(400, "InvalidVersion", "Specified parameter Version is not valid."),
                None => {
                    let words = "Specified api is not found, please check your url and method.";
                    Refusal::new(404, "InvalidAction.NotFound", words)
                }
            });
        };
        visit.ram_action = known.operation.ram_action.as_deref();
        visit.product = &known.product.product;
        visit.entries = known.operation.paging.as_ref().map(|paging| paging.items.as_str());
        if !known.operation.methods.iter().any(|method| method.eq_ignore_ascii_case(&request.method)) {
            return Err(Refusal::new(403, "UnsupportedHTTPMethod", "This http method is not supported."));
        }
        if let Some(Struck { fault: Fault::SkewedClock(seconds), .. }) = lock(&self.plans).strike(action, true) {
            visit.now = stamp::shifted(visit.now, seconds);
        }
        Ok(known)
    }

    /// Who asks, when, and whether for the first time.
    fn admit(&self, visit: &mut Visit, request: &Request, known: Known) -> Result<(), Refusal> {
        if known.operation.anonymous {
            let date = request.common("x-acs-date", "Timestamp");
            return date.map_or(Ok(()), |date| in_time(date, visit.now));
        }
        let bearer = request.header("x-acs-bearer-token").or_else(|| request.parameter("BearerToken"));
        if let Some(bearer) = bearer.filter(|_| request.header("authorization").is_none()) {
            let known = lock(&self.access).keys.has_bearer_token(bearer);
            let refusal = || Refusal::new(401, "InvalidBearerToken", "The specified BearerToken is not valid.");
            return if known { Ok(()) } else { Err(refusal()) };
        }
        let claim = Claim::read(request)?.ok_or_else(|| Refusal::missing("AccessKeyId"))?;
        visit.received.access_key_id = Some(claim.access_key_id.clone());
        let date = claim.date.as_deref().ok_or_else(|| Refusal::missing("Timestamp"))?;
        in_time(date, visit.now)?;
        let nonce = claim.nonce.as_deref().ok_or_else(|| Refusal::missing("SignatureNonce"))?;
        let secret = lock(&self.access).keys.secret(&claim, visit.now)?.to_owned();
        claim.verify(request, &secret)?;
        if lock(&self.access).nonces.take(&claim.access_key_id, nonce) {
            return Ok(());
        }
        Err(Refusal::new(400, "SignatureNonceUsed", "Specified signature nonce was used already."))
    }

    /// The operation itself: by the test's answer, by its token, or by what there is.
    fn act(&self, visit: &Visit, known: Known, parameters: &Map<String, Value>, seed: Seed) -> Outcome {
        let Known { product, operation } = known;
        let answer = lock(&self.overrides).get(&operation.name);
        if let Some(answer) = answer {
            return answer(&visit.received.parameters);
        }
        if product.product == sts::PRODUCT {
            return sts::assume(&mut lock(&self.access).keys, parameters, &visit.received.request_id, visit.now);
        }
        let call = Call { known, parameters, seed, request_id: &visit.received.request_id };
        if self.settings.stateless {
            return call.plain();
        }
        let World { life, voices, tokens } = &mut *lock(&self.world);
        let token = operation.idempotency_token.as_ref().and_then(|name| parameters.get(name)?.as_str());
        let key = token.filter(|token| !token.is_empty()).map(|token| {
            // All keys are of one account, which may get a new session between two attempts.
            (operation.name.clone(), token.to_owned())
        });
        if let Some(response) = key.as_ref().map(|key| tokens.find(key, parameters)).transpose()?.flatten() {
            return Ok(response);
        }
        let response = if voice::knows(&product.product, &operation.name) {
            voice::act(voices, life, &call, visit.now)?
        } else {
            life.act(&call)?
        };
        if let Some(key) = key {
            tokens.keep(key, parameters.clone(), response.clone());
        }
        Ok(response)
    }

    fn replied(&self, mut visit: Visit, mut response: Value) -> Answer {
        visit.received.status = 200;
        let mut delivery = Delivery::Whole;
        if let Some(Struck { fault, .. }) = &visit.struck {
            fault.distort(&mut response, visit.entries);
            delivery = match fault {
                Fault::BadGateway => return self.bad_gateway(visit),
                Fault::NoContent => {
                    visit.received.status = 204;
                    return self.finish(visit, Bytes::new(), JSON, Delivery::Whole);
                }
                Fault::Reset => Delivery::Reset,
                Fault::Stall(pause) => Delivery::Stalled(*pause),
                Fault::SlowBody(pause) => Delivery::Slow(*pause),
                Fault::TruncatedBody => Delivery::Truncated,
                _ => Delivery::Whole,
            };
        }
        if matches!(delivery, Delivery::Reset | Delivery::Stalled(_)) {
            visit.received.status = 0;
        }
        // The header says what the response says, also where a test has written it.
        if let Some(id) = response.get("RequestId").and_then(Value::as_str) {
            id.clone_into(&mut visit.received.request_id);
        }
        let body = serde_json::to_vec(&response).unwrap_or_default();
        self.finish(visit, Bytes::from(body), JSON, delivery)
    }

    fn refused(&self, mut visit: Visit, host: &str, refusal: &Refusal) -> Answer {
        if visit.received.request_id.is_empty() {
            visit.received.request_id = Seed::of(&visit.received.action).number(visit.number).request_id();
        }
        let id = visit.received.request_id.clone();
        visit.received.status = refusal.status;
        visit.received.verdict = Verdict::Refused { code: refusal.code.clone(), message: refusal.message.clone() };
        let body = refusal.body(&id, host, visit.product).to_string();
        let mut answer = self.finish(visit, Bytes::from(body), JSON, Delivery::Whole);
        if let Some(pause) = refusal.retry_after {
            answer.headers.push(("x-acs-retry-after", pause.as_millis().to_string()));
        }
        answer
    }

    fn bad_gateway(&self, mut visit: Visit) -> Answer {
        const PAGE: &str =
            "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n";
        visit.received.status = 502;
        self.finish(visit, Bytes::from_static(PAGE.as_bytes()), "text/html", Delivery::Whole)
    }

    /// Notes the request and dresses the answer.
    fn finish(&self, visit: Visit, body: Bytes, kind: &str, delivery: Delivery) -> Answer {
        let Visit { mut received, ram_action, now, struck, .. } = visit;
        if let Some(Struck { fault, after_acting }) = struck {
            received.verdict = Verdict::Struck { acted: after_acting || !fault.prevents() };
        }
        let mut headers = vec![("content-type", kind.to_owned()), ("date", stamp::http_date(now))];
        // A proxy's page has none.
        if kind == JSON {
            headers.push(("x-acs-request-id", received.request_id.clone()));
        }
        let status = received.status;
        lock(&self.journal).add(received, ram_action);
        Answer { status, headers, body, delivery }
    }
}

const JSON: &str = "application/json;charset=utf-8";

/// Checks the date of a request.
fn in_time(date: &str, now: SystemTime) -> Result<(), Refusal> {
    let words = |what: &str| format!("Specified time stamp or date value is {what}.");
    let Some(date) = stamp::from_iso(date) else {
        return Err(Refusal::new(400, "InvalidTimeStamp.Format", words("not well formatted")));
    };
    let apart = now.duration_since(date).or_else(|_| date.duration_since(now)).unwrap_or_default();
    if apart <= TOLERANCE {
        return Ok(());
    }
    Err(Refusal::new(400, "InvalidTimeStamp.Expired", words("expired")))
}
