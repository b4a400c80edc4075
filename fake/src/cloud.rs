//! The service without its connections: from a request to a response.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::request::Parts;
use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::authentication::{Access, authenticate};
use crate::call::Call;
use crate::catalog::{Catalog, Known};
use crate::faults::{ActiveFault, Fault, Plans};
use crate::handlers::{self, Handlers, Outcome};
use crate::idempotency::IdempotencyTokens;
use crate::journal::{Journal, RecordedRequest, Verdict};
use crate::keys::Keys;
use crate::pages::Pages;
use crate::parameters;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::response_body::{self, JSON, TEXT};
use crate::seed::Seed;
use crate::sparse::Sparse;
use crate::spec::{Operation, is_request_id};
use crate::store::Store;
use crate::sync::Mutex;
use crate::{cors, dates, sts};

/// The settings of the service.
pub(crate) struct Settings {
    /// Keep no resources: every response is generated.
    pub(crate) stateless: bool,
    /// Accept values that are not documented.
    pub(crate) open_values: bool,
    /// What responses lack.
    pub(crate) sparse: Option<Sparse>,
    /// Accept unsigned requests, whose path may name the operation, also from web pages of this machine.
    pub(crate) unsigned: bool,
    /// Web pages beside the service.
    pub(crate) pages: Pages,
}

/// The service.
pub(crate) struct Cloud {
    pub(crate) catalog: &'static Catalog,
    pub(crate) settings: Settings,
    pub(crate) plans: Mutex<Plans>,
    pub(crate) handlers: Mutex<Handlers>,
    pub(crate) journal: Mutex<Journal>,
    pub(crate) access: Mutex<Access>,
    pub(crate) state: Mutex<State>,
}

/// Resources, and the writes that are not to be repeated.
pub(crate) struct State {
    pub(crate) store: Store,
    tokens: IdempotencyTokens,
}

/// A response, and how it is delivered.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
    pub(crate) delivery: Delivery,
}

/// How a response is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    /// And then the connection is closed.
    ThenClosed,
    Reset,
    Stalled(Duration),
    Slow(Duration),
    Truncated,
}

/// The state of a request in progress.
pub(crate) struct Exchange {
    pub(crate) received: RecordedRequest,
    /// The operation, once it is found.
    known: Option<Known>,
    /// The time by the service's clock.
    pub(crate) now: SystemTime,
    number: u64,
    fault: Option<ActiveFault>,
    /// Whether the operation was executed, for a request with a fault.
    took_effect: bool,
    /// Whether handlers of the test are called.
    has_handlers: bool,
}

impl Cloud {
    pub(crate) fn new(
        catalog: &'static Catalog,
        settings: Settings,
        keys: Keys,
        store: Store,
        journal: Journal,
    ) -> Self {
        let access = Access::new(keys);
        let state = State { store, tokens: IdempotencyTokens::default() };
        Self {
            catalog,
            settings,
            plans: Mutex::default(),
            handlers: Mutex::default(),
            journal: Mutex::new(journal),
            access: Mutex::new(access),
            state: Mutex::new(state),
        }
    }

    /// Whether a request may be handled by code of the test, which may block.
    pub(crate) fn has_handlers(&self) -> bool {
        !self.handlers.lock().is_empty()
    }

    /// What the test has to know: handlers that have panicked, and plans that came to nothing.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems: Vec<String> = self.handlers.lock().panicked().collect();
        problems.extend(self.plans.lock().unused());
        problems.extend(self.state.lock().store.unused_failures());
        problems
    }

    /// A request that has arrived, with the name under which it is recorded.
    fn exchange(&self, action: String) -> Exchange {
        let (now, number) = self.access.lock().arrival();
        let received = RecordedRequest {
            action,
            version: String::new(),
            parameters: Value::Object(Map::new()),
            access_key_id: None,
            verdict: Verdict::Accepted,
            status: 0,
            request_id: String::new(),
            received_at: now,
        };
        Exchange { received, known: None, now, number, fault: None, took_effect: false, has_handlers: false }
    }

    /// Refuses what cannot be read as a request, or is too large.
    pub(crate) fn refuse_unreadable(&self, status: StatusCode) -> Response {
        let (code, message) = match status {
            StatusCode::PAYLOAD_TOO_LARGE => ("RequestBodyTooLarge", "The body of the request is too large."),
            StatusCode::URI_TOO_LONG => ("RequestURITooLong", "The URI of the request is too long."),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                ("RequestHeaderTooLarge", "The headers of the request are too many or too large.")
            }
            _ => ("InvalidRequest", "The request is not a valid HTTP request."),
        };
        self.refused(self.exchange(status.to_string()), "", &Refusal::new(status.as_u16(), code, message))
    }

    /// Responds to a request. Without `has_handlers` no handler is called, as if there were none.
    pub(crate) fn respond(&self, parts: &Parts, body: Bytes, has_handlers: bool) -> Response {
        if matches!(parts.method, Method::GET | Method::HEAD) {
            if parts.uri.path() == HEALTH {
                return beside(200, TEXT, Vec::new(), Bytes::from_static(b"ok\n"));
            }
            if let Some((content_type, file)) = self.settings.pages.at(parts.uri.path()) {
                return beside(200, content_type, Vec::new(), file.clone());
            }
        }
        let pages = self.settings.unsigned.then_some(&parts.headers);
        match pages.and_then(cors::loopback_origin) {
            Some(origin) if parts.method == Method::OPTIONS => {
                beside(204, TEXT, cors::preflight_headers(origin, &parts.headers), Bytes::new())
            }
            Some(origin) => {
                let mut response = self.receive(parts, body, has_handlers);
                response.headers.extend(cors::response_headers(origin));
                response
            }
            None => self.receive(parts, body, has_handlers),
        }
    }

    /// Responds to a request of the service, and records it.
    fn receive(&self, parts: &Parts, body: Bytes, has_handlers: bool) -> Response {
        let mut exchange = Exchange { has_handlers, ..self.exchange(String::new()) };
        let name = || format!("{} {}", parts.method, parts.uri.path());
        let request = match Request::read(parts, body) {
            Ok(request) => request,
            Err(refusal) => {
                exchange.received.action = name();
                return self.refused(exchange, "", &refusal);
            }
        };
        if let Some((status, text)) = sts::credentials_endpoint(&mut self.access.lock().keys, &request, exchange.now) {
            exchange.received.action = name();
            exchange.received.status = status;
            if status >= 400 {
                // It has no error codes.
                exchange.received.verdict = Verdict::Refused { code: status.to_string(), message: text.clone() };
            }
            return self.finish(exchange, Bytes::from(text), TEXT);
        }
        let processed = self.process(&mut exchange, &request);
        if matches!(&exchange.fault, Some(ActiveFault { fault: Fault::BadGateway, .. })) {
            return self.bad_gateway(exchange);
        }
        match processed {
            Ok((operation, output)) => self.succeeded(exchange, request.host(), operation, output),
            Err(refusal) => {
                if exchange.received.action.is_empty() {
                    exchange.received.action = name();
                }
                self.refused(exchange, request.host(), &refusal)
            }
        }
    }

    /// Checks the request and executes the operation.
    fn process(&self, exchange: &mut Exchange, request: &Request<'_>) -> Result<(&'static Operation, Value), Refusal> {
        let known = self.find_operation(exchange, request)?;
        let key = &mut exchange.received.access_key_id;
        authenticate(&self.access, request, known, exchange.now, self.settings.unsigned, key)?;
        let parameters = parameters::read(known, request, self.settings.open_values)?;
        let text = serde_json::to_string(&parameters).unwrap_or_default();
        let mut seed = Seed::of(&known.operation.name).with(&text);
        if !known.operation.read {
            // The same write twice creates two resources.
            seed = seed.number(exchange.number);
        }
        exchange.received.request_id = seed.request_id();
        exchange.received.parameters = Value::Object(parameters);
        exchange.fault = self.plans.lock().next_for(&known.operation.name, false);
        let prevented = exchange.fault.as_ref().is_some_and(|active| active.fault.prevents() && !active.after_effect);
        let output = if prevented { Ok(Value::Null) } else { self.execute(exchange, known, seed) };
        exchange.took_effect = !prevented && output.is_ok();
        let output = match &exchange.fault {
            Some(ActiveFault { fault: Fault::Refused(refusal), .. }) => Err(refusal.clone()),
            Some(ActiveFault { fault: Fault::AccessDenied, .. }) => {
                Err(Refusal::access_denied(known.operation.ram_action.as_deref()))
            }
            Some(ActiveFault { fault: Fault::RevokedSession, .. }) => {
                if let Some(id) = &exchange.received.access_key_id {
                    self.access.lock().keys.revoke(id);
                }
                Err(Refusal::expired_session())
            }
            Some(ActiveFault { fault: Fault::Unsuccessful { code, message }, .. }) => {
                let id = &exchange.received.request_id;
                Ok(json!({ "RequestId": id, "Success": false, "Code": code, "Message": message }))
            }
            _ => output,
        };
        Ok((known.operation, output?))
    }

    /// The operation that a request names.
    fn find_operation(&self, exchange: &mut Exchange, request: &Request<'_>) -> Result<Known, Refusal> {
        let in_path = request.path.strip_prefix('/').filter(|name| self.settings.unsigned && !name.is_empty());
        // A name goes first, because there are templates that every path matches.
        let given = request.common("x-acs-action", "Action");
        let by_path = match (given, in_path) {
            (None, Some(name)) if self.catalog.named(name).is_none() => self.catalog.at_path(request),
            _ => None,
        };
        let action = given.or(by_path.map(|known| &*known.operation.name)).or(in_path);
        let action = action.ok_or_else(|| Refusal::missing("Action"))?;
        // Without a version it is the one of the product that has the operation.
        let only = || by_path.or_else(|| self.catalog.named(action)).map_or("", |known| &known.product.version);
        let version = request.common("x-acs-version", "Version").or_else(|| self.settings.unsigned.then(only));
        let version = version.ok_or_else(|| Refusal::missing("Version"))?;
        action.clone_into(&mut exchange.received.action);
        version.clone_into(&mut exchange.received.version);
        let Some(known) = self.catalog.find(action, version, request.host()) else {
            return Err(match self.catalog.named(action) {
                Some(_) => Refusal::new(400, "InvalidVersion", "Specified parameter Version is not valid."),
                None => Refusal::unknown_operation(),
            });
        };
        exchange.known = Some(known);
        if !known.operation.allows(request.method) {
            return Err(Refusal::new(403, "UnsupportedHTTPMethod", "This http method is not supported."));
        }
        if let Some(ActiveFault { fault: Fault::SkewedClock(seconds), .. }) = self.plans.lock().next_for(action, true) {
            exchange.now = dates::shifted(exchange.now, seconds);
        }
        Ok(known)
    }

    /// Executes an operation: by the handler of a test, by the response to the same idempotency token, or by its resources.
    fn execute(&self, exchange: &Exchange, known: Known, seed: Seed) -> Outcome {
        let Known { product, operation } = known;
        let nothing = Map::new();
        let parameters = exchange.received.parameters.as_object().unwrap_or(&nothing);
        if exchange.has_handlers
            && let Some(outcome) = handlers::call(&self.handlers, &operation.name, &exchange.received.parameters)
        {
            return outcome;
        }
        if product.product == sts::PRODUCT && sts::ASSUMING.contains(&operation.name.as_str()) {
            return sts::assume(&mut self.access.lock().keys, parameters, &exchange.received.request_id, exchange.now);
        }
        let sparse = self.settings.sparse;
        let call = Call { known, parameters, seed, request_id: &exchange.received.request_id, sparse };
        if self.settings.stateless {
            return call.generated();
        }
        let State { store, tokens } = &mut *self.state.lock();
        let token = operation.idempotency_token.as_ref().and_then(|name| parameters.get(name)?.as_str());
        let key = token.filter(|token| !token.is_empty()).map(|token| {
            // Not by access key: two attempts may have two sessions of one account.
            (&*product.product, &*product.version, &*operation.name, token.to_owned())
        });
        if let Some(response) = key.as_ref().map(|key| tokens.find(key, parameters)).transpose()?.flatten() {
            return Ok(response);
        }
        let response = store.execute(&call)?;
        if let Some(key) = key {
            tokens.keep(key, parameters.clone(), response.clone());
        }
        Ok(response)
    }

    fn succeeded(
        &self,
        mut exchange: Exchange,
        host: &str,
        operation: &'static Operation,
        mut output: Value,
    ) -> Response {
        let is_unsuccessful = matches!(&exchange.fault, Some(ActiveFault { fault: Fault::Unsuccessful { .. }, .. }));
        let redirect = operation.redirect.filter(|_| !is_unsuccessful);
        exchange.received.status = redirect.unwrap_or(200);
        // A request whose output has nothing of what a fault changes has not had that fault.
        let entries = operation.paging.as_ref().map(|paging| &*paging.items);
        if let Some(active) = exchange.fault.take_if(|active| active.fault.is_of_output())
            && active.fault.distort(&mut output, entries)
        {
            self.plans.lock().strike(&active);
            let is_empty = active.fault == Fault::NoContent;
            exchange.fault = Some(active);
            if is_empty {
                exchange.received.status = 204;
                return self.finish(exchange, Bytes::new(), JSON);
            }
        }
        // A handler may have set another request ID.
        let id = output.as_object().and_then(|fields| fields.iter().find(|(name, _)| is_request_id(name)));
        if let Some(id) = id.and_then(|(_, id)| id.as_str()) {
            id.clone_into(&mut exchange.received.request_id);
        }
        let (media_type, body) = match response_body::encode(operation, &output) {
            Ok(encoded) => encoded,
            Err(refusal) => return self.refused(exchange, host, &refusal),
        };
        if redirect.is_some() {
            let address = format!("https://fake.example.com/{}", exchange.received.request_id);
            let mut response = self.finish(exchange, Bytes::new(), TEXT);
            response.headers.push(("location", address));
            return response;
        }
        self.finish(exchange, body, media_type)
    }

    fn refused(&self, mut exchange: Exchange, host: &str, refusal: &Refusal) -> Response {
        if exchange.received.request_id.is_empty() {
            exchange.received.request_id = Seed::of(&exchange.received.action).number(exchange.number).request_id();
        }
        let id = exchange.received.request_id.clone();
        exchange.received.status = refusal.status;
        exchange.received.verdict = Verdict::Refused { code: refusal.code.clone(), message: refusal.message.clone() };
        let product = exchange.known.map_or("", |known| &known.product.product);
        let body = refusal.body(&id, host, product).to_string();
        // Those faults change an output, and there is none.
        exchange.fault.take_if(|active| active.fault.is_of_output());
        let mut response = self.finish(exchange, Bytes::from(body), JSON);
        if let Some(pause) = refusal.retry_after {
            response.headers.push(("x-acs-retry-after", pause.as_millis().to_string()));
        }
        response
    }

    fn bad_gateway(&self, mut exchange: Exchange) -> Response {
        const PAGE: &str =
            "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n";
        exchange.received.status = 502;
        self.finish(exchange, Bytes::from_static(PAGE.as_bytes()), HTML)
    }

    /// Records the request and completes the response.
    fn finish(&self, exchange: Exchange, body: Bytes, kind: &str) -> Response {
        let Exchange { mut received, known, now, fault: active, took_effect, .. } = exchange;
        let mut delivery = Delivery::Whole;
        if let Some(active) = active {
            received.verdict = Verdict::Faulted { took_effect };
            delivery = delivery_of(&active.fault);
        }
        if matches!(delivery, Delivery::Reset | Delivery::Stalled(_)) {
            received.status = 0;
        }
        let mut headers = vec![("content-type", kind.to_owned()), ("date", httpdate::fmt_http_date(now))];
        // The page of a proxy has no request ID, and neither has what is beside the service.
        if kind != HTML && !received.request_id.is_empty() {
            headers.push(("x-acs-request-id", received.request_id.clone()));
        }
        let status = received.status;
        self.journal.lock().add(received, known.map(|known| known.operation));
        Response { status, headers, body, delivery }
    }
}

/// How a fault lets a response be delivered.
fn delivery_of(fault: &Fault) -> Delivery {
    match *fault {
        Fault::Reset => Delivery::Reset,
        Fault::IdleClose => Delivery::ThenClosed,
        Fault::Stall(pause) => Delivery::Stalled(pause),
        Fault::SlowBody(pause) => Delivery::Slow(pause),
        Fault::TruncatedBody => Delivery::Truncated,
        _ => Delivery::Whole,
    }
}

const HTML: &str = "text/html";

/// The path at which the fake says that it runs. Nothing of it is recorded.
const HEALTH: &str = "/health";

/// A response that is not one of the service, and not recorded.
fn beside(status: u16, content_type: &str, mut headers: Vec<(&'static str, String)>, body: Bytes) -> Response {
    headers.push(("content-type", content_type.to_owned()));
    Response { status, headers, body, delivery: Delivery::Whole }
}
