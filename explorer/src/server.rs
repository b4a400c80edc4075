//! The server: addresses, and what a page's buttons do.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alibabacloud_ice::Error;
use alibabacloud_ice::runtime::sign::nonce;
use alibabacloud_ice::runtime::{OperationInfo, waiting};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, RawForm, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use explorer_samples::Samples;
use http::{StatusCode, header};
use maud::Markup;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::catalog::{Catalog, Operation};
use crate::check;
use crate::form::{Errors, Form};
use crate::guard::{Guard, LONGEST_BODY, guard};
use crate::listings::{Listing, Listings};
use crate::pages::operation::{Outcome, Repeat, View};
use crate::pages::{self, Frame};
use crate::paging;
use crate::sample::{self, Extent};
use crate::search::Index;
use crate::target::{Behaviour, Run, Target};

/// A wait ends here, as that of a client does.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// States of a wait that are shown.
const MOST_STATES: usize = 100;

/// The explorer before it listens.
pub struct Explorer {
    catalog: Catalog,
    index: Index,
    target: Target,
    samples: Samples,
    listings: Listings,
}

/// An explorer that listens on a port of this machine.
pub struct Listening {
    listener: TcpListener,
    router: Router,
    address: SocketAddr,
    token: String,
}

impl Explorer {
    /// An explorer of these operations, with code for those that the samples know.
    #[must_use]
    pub fn new(catalog: Catalog, target: Target, samples: Samples) -> Self {
        Self { index: Index::new(&catalog), catalog, target, samples, listings: Listings::default() }
    }

    /// Listens on 127.0.0.1, on a free port if this is 0.
    ///
    /// # Errors
    ///
    /// The port is not available, or there are no random numbers for the token.
    pub async fn listen(self, port: u16) -> io::Result<Listening> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let token = nonce().map_err(io::Error::other)?;
        let guarded = axum::middleware::from_fn_with_state(Guard::new(token.clone(), address), guard);
        let router = Router::new()
            .route("/", get(home))
            .route("/find", get(find))
            .route("/family/{name}", get(family))
            .route("/op/{name}", get(show).post(act))
            .route("/assets/{name}", get(asset))
            .fallback(nowhere)
            .layer(DefaultBodyLimit::max(LONGEST_BODY))
            .layer(guarded)
            .with_state(Arc::new(self));
        Ok(Listening { listener, router, address, token })
    }

    fn frame<'a>(&'a self, title: &'a str, family: Option<&'a str>) -> Frame<'a> {
        Frame { catalog: &self.catalog, target: &self.target, samples: &self.samples, title, family, query: "" }
    }
}

impl Listening {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address to open, with the token in it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/?token={}", self.address, self.token)
    }

    /// Serves until the program ends.
    ///
    /// # Errors
    ///
    /// The listener fails.
    pub async fn serve(self) -> io::Result<()> {
        axum::serve(self.listener, self.router).await
    }
}

type Shared = State<Arc<Explorer>>;

async fn home(State(explorer): Shared) -> Response {
    pages::home(&explorer.frame("", None)).into_response()
}

async fn find(State(explorer): Shared, RawForm(query): RawForm) -> Response {
    let pairs = form_urlencoded::parse(&query);
    let query =
        pairs.into_iter().find(|(name, _)| name == "q").map(|(_, value)| value.into_owned()).unwrap_or_default();
    found(&explorer, &query).into_response()
}

/// The operations that are like this.
fn found(explorer: &Explorer, query: &str) -> Markup {
    let found: Vec<_> = explorer.index.find(query).into_iter().filter_map(|name| explorer.catalog.get(name)).collect();
    pages::found(&Frame { query, ..explorer.frame("Search", None) }, &found)
}

async fn family(State(explorer): Shared, Path(name): Path<String>) -> Response {
    match explorer.catalog.family(&name) {
        Some(family) => pages::family(&explorer.frame(&name, Some(&name)), family).into_response(),
        None => missing(),
    }
}

async fn nowhere() -> Response {
    missing()
}

fn missing() -> Response {
    let status = StatusCode::NOT_FOUND;
    (status, pages::problem(status, "There is no such page.")).into_response()
}

/// An operation that does not exist may be another one, misspelled.
fn unknown(explorer: &Explorer, name: &str) -> Response {
    (StatusCode::NOT_FOUND, found(explorer, name)).into_response()
}

async fn asset(Path(name): Path<String>) -> Response {
    let (kind, text) = match name.as_str() {
        "explorer.css" => ("text/css; charset=utf-8", include_str!("assets/explorer.css")),
        "explorer.js" => ("text/javascript; charset=utf-8", include_str!("assets/explorer.js")),
        "favicon.svg" => ("image/svg+xml", include_str!("assets/favicon.svg")),
        _ => return missing(),
    };
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// The page of an operation, with the form that the address has.
async fn show(State(explorer): Shared, Path(name): Path<String>, RawForm(query): RawForm) -> Response {
    let Some(operation) = explorer.catalog.get(&name) else { return unknown(&explorer, &name) };
    let form = Form::from_pairs(form_urlencoded::parse(&query).into_owned());
    let view = View { operation, form: &form, errors: Errors::new(), outcome: Outcome::None };
    pages::operation::page(&explorer.frame(&name, Some(operation.family)), &view).into_response()
}

/// What a button of the page does.
async fn act(State(explorer): Shared, Path(name): Path<String>, RawForm(body): RawForm) -> Response {
    let Some(operation) = explorer.catalog.get(&name) else { return unknown(&explorer, &name) };
    let mut form = Form::from_pairs(form_urlencoded::parse(&body).into_owned());
    let mut errors = Errors::new();
    let asked = form.control("do").to_owned();
    let (verb, at) = asked.split_once(' ').unwrap_or((&asked, ""));
    let outcome = match verb {
        "run" | "wait" | "pages" | "sign" => explorer.call(&operation, &form, &mut errors, verb).await,
        _ => {
            edit(&operation, &mut form, &mut errors, verb, at);
            Outcome::None
        }
    };
    let view = View { operation, form: &form, errors, outcome };
    pages::operation::page(&explorer.frame(&name, Some(operation.family)), &view).into_response()
}

/// Changes a form by one of its buttons.
fn edit(operation: &Operation<'_>, form: &mut Form, errors: &mut Errors, verb: &str, at: &str) {
    match verb {
        "add" => form.add(at),
        "remove" => form.remove(at),
        "clear" => form.refill(Form::default()),
        "sample" => form.refill(filled(operation, Extent::Start)),
        "everything" => form.refill(filled(operation, Extent::Everything)),
        "json" => match read_json(operation, form.control("json")) {
            Ok(read) => form.refill(read),
            Err(problem) => drop(errors.insert(".json".to_owned(), problem)),
        },
        _ => {}
    }
}

fn filled(operation: &Operation<'_>, extent: Extent) -> Form {
    Form::from_parameters(operation, &sample::parameters(operation, extent)).unwrap_or_default()
}

fn read_json(operation: &Operation<'_>, text: &str) -> Result<Form, String> {
    match check::parse(text)? {
        Value::Object(parameters) => Form::from_parameters(operation, &parameters)
            .map_err(|unknown| format!("The operation has no `{}`.", unknown.join("`, `"))),
        _ => Err("Not an object of the parameters by their names.".to_owned()),
    }
}

impl Explorer {
    /// Signs or sends what the form says, if it is valid.
    async fn call(&self, operation: &Operation<'_>, form: &Form, errors: &mut Errors, verb: &str) -> Outcome {
        let Some(facts) = operation.facts else { return Outcome::None };
        let (parameters, wrong) = form.parameters(operation);
        if !wrong.is_empty() {
            *errors = wrong;
            return Outcome::Invalid;
        }
        let behaviour = Behaviour::named(form.control("behaviour"));
        if verb == "sign" {
            return match self.target.sign(operation.name, parameters, behaviour).await {
                Ok(signed) => Outcome::Signed(Box::new(signed)),
                Err(error) => Outcome::Unsigned(error),
            };
        }
        if !operation.is_read() && self.target.region().is_some() && form.control("confirm") != operation.name {
            return Outcome::Confirm { verb: verb.to_owned(), parameters };
        }
        let curl = self.target.sign(operation.name, parameters.clone(), behaviour).await.ok().map(|signed| signed.curl);
        let run = self.target.run(operation.name, parameters.clone(), behaviour).await;
        if let Err(error) = &run.result {
            let named = form.named_in(operation, error.code().unwrap_or_default(), error.message());
            errors.extend(named.map(|at| (at, one_line(error))));
        }
        let repeat = match verb {
            "wait" => self.wait(facts, &Value::Object(parameters), form, &run),
            "pages" => self.pages(operation, facts, form, &run),
            _ => next_page(facts, form, &run),
        };
        Outcome::Ran { run: Box::new(run), curl, repeat }
    }

    /// A step of a wait: the states so far, and whether there is another step.
    fn wait(&self, facts: &'static OperationInfo, parameters: &Value, form: &Form, run: &Run) -> Option<Repeat> {
        let waiter = facts.waiter.as_ref()?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let since = form.control("since").parse().unwrap_or(now).min(now);
        let mut history: Vec<(String, u64)> = serde_json::from_str(form.control("states")).unwrap_or_default();
        history.truncate(MOST_STATES);
        let count = |name| form.control(name).parse().unwrap_or(0);
        let (polls, mut stateless): (u32, u32) = (count("polls"), count("stateless"));
        let mut end = None;
        match &run.result {
            Ok(response) => {
                let (state, outcome) = waiter.read(parameters, &response.output);
                let state = if state.is_empty() { "no state".to_owned() } else { state };
                if history.last().is_none_or(|(last, _)| *last != state) {
                    history.push((state, now - since));
                }
                stateless = if outcome == waiting::Outcome::Stateless { stateless.saturating_add(1) } else { 0 };
                end = match outcome {
                    waiting::Outcome::Done => Some("Final: it has succeeded."),
                    waiting::Outcome::Failed => Some("Final: it has failed."),
                    _ if stateless >= waiting::MOST_STATELESS => {
                        Some("Not final, and some states are missing in every response: an ID may be wrong.")
                    }
                    _ => None,
                };
            }
            Err(error) if error.is_retryable() => {}
            Err(_) => end = Some("The state is unknown: the call has failed."),
        }
        if now - since >= LONGEST_WAIT.as_secs() {
            end = end.or(Some("Not final after an hour."));
        }
        Some(Repeat::Wait { history, since, polls: polls.saturating_add(1), stateless, end })
    }

    /// A step of a list: the pages so far, and the form of the next one.
    fn pages(
        &self,
        operation: &Operation<'_>,
        facts: &'static OperationInfo,
        form: &Form,
        run: &Run,
    ) -> Option<Repeat> {
        let (paging, response) = (facts.paging.as_ref()?, run.result.as_ref().ok()?);
        let taken = self.listings.take(form.control("listing"), operation.name);
        let mut listing = match taken {
            Some(listing) => listing,
            None => Listing::new(nonce().ok()?, operation.name),
        };
        listing.add(&paging::page(paging, form, &response.output));
        let next = paging::next_page(paging, form, &response.output, &listing).filter(|_| !listing.repeats);
        if next.is_some() {
            self.listings.put(listing.clone());
        }
        Some(Repeat::Pages { listing: Box::new(listing), next })
    }
}

/// The next page after a single one.
fn next_page(facts: &'static OperationInfo, form: &Form, run: &Run) -> Option<Repeat> {
    let (paging, response) = (facts.paging.as_ref()?, run.result.as_ref().ok()?);
    let page = paging::page(paging, form, &response.output);
    let number = paging.cursors.iter().find_map(|cursor| {
        let size: u64 = form.text(cursor.size()?).trim().parse().ok()?;
        let page: u64 = form.text(cursor.parameter()).trim().parse().unwrap_or(1);
        Some(page.saturating_sub(1).saturating_mul(size))
    });
    let mut listing = Listing::after(number.unwrap_or_default());
    listing.add(&page);
    let next = paging::next_page(paging, form, &response.output, &listing);
    Some(Repeat::Page { entries: page.entries.len(), total: page.total, next })
}

fn one_line(error: &Error) -> String {
    match error.code() {
        Some(code) => format!("{code}: {}", error.message()),
        None => error.message().to_owned(),
    }
}
