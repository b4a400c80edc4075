//! Requests that are signed here, by code that is neither the client's nor the fake's.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use alibabacloud_fake::Fake;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Request, Response};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub const VERSION: &str = "2020-11-09";

/// A request for an operation, V3, before it is signed.
pub struct Raw {
    pub method: String,
    pub query: Vec<(String, String)>,
    pub headers: BTreeMap<String, String>,
    pub body: String,
    pub secret: String,
    pub key: String,
}

pub fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

pub fn joined(pairs: &[(String, String)]) -> String {
    let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.sort();
    pairs.join("&")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Raw {
    pub fn new(fake: &Fake, action: &str, query: &[(&str, &str)]) -> Self {
        static NONCE: AtomicU64 = AtomicU64::new(0);
        let nonce = format!("nonce-{}", NONCE.fetch_add(1, Ordering::Relaxed));
        let now = time::OffsetDateTime::now_utc();
        let date = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            now.year(),
            u8::from(now.month()),
            now.day(),
            now.hour(),
            now.minute(),
            now.second()
        );
        let headers = [
            ("host", "127.0.0.1"),
            ("x-acs-action", action),
            ("x-acs-version", VERSION),
            ("x-acs-date", &date),
            ("x-acs-signature-nonce", &nonce),
        ];
        Self {
            method: "POST".to_owned(),
            query: query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: String::new(),
            secret: fake.access_key_secret().to_owned(),
            key: fake.access_key_id().to_owned(),
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    pub fn unsigned(&self) -> Request<Bytes> {
        let query = joined(&self.query);
        let uri = if query.is_empty() { "/".to_owned() } else { format!("/?{query}") };
        let mut request = Request::builder().method(self.method.as_str()).uri(uri);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request.body(Bytes::from(self.body.clone())).unwrap()
    }

    pub fn signed(mut self) -> Request<Bytes> {
        let hash = hex(&Sha256::digest(&self.body));
        self.headers.insert("x-acs-content-sha256".to_owned(), hash.clone());
        let lines: String = self.headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let names: Vec<&str> = self.headers.keys().map(String::as_str).collect();
        let names = names.join(";");
        let canonical = format!("{}\n/\n{}\n{lines}\n{names}\n{hash}", self.method, joined(&self.query));
        let to_sign = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(canonical)));
        let mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap().chain_update(to_sign);
        let signature = hex(&mac.finalize().into_bytes());
        let authorization =
            format!("ACS3-HMAC-SHA256 Credential={},SignedHeaders={names},Signature={signature}", self.key);
        self.headers.insert("authorization".to_owned(), authorization);
        self.unsigned()
    }

    pub fn send(self, fake: &Fake) -> Received {
        Received::of(fake.respond(self.signed()).unwrap())
    }
}

/// A response, parsed.
#[derive(Debug)]
pub struct Received {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Value,
}

impl Received {
    pub fn of(response: Response<Bytes>) -> Self {
        let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
        Self { status: response.status().as_u16(), headers: response.headers().clone(), body }
    }

    pub fn code(&self) -> &str {
        self.body["Code"].as_str().unwrap_or_default()
    }
}
