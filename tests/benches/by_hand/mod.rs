//! The same call, written by hand with the crates that the client is built on: signed, sent and decoded, and nothing else. It
//! is what signing costs at least: it has one date, counts its nonces, and knows neither time limits nor retries nor spans.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hmac::{Hmac, KeyInit, Mac};
use reqwest::Client;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use alibabacloud_ice::runtime::BoxFuture;

use crate::calls::Server;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";
const HASH_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[derive(Clone)]
pub struct ByHand {
    client: Client,
    endpoint: String,
    host: String,
    /// Ready to sign, as ours is.
    key: Hmac<Sha256>,
    nonces: Arc<AtomicUsize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "filled, and not read")]
struct Output {
    request_id: Option<String>,
    success: Option<bool>,
    data: Option<Data>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "filled, and not read")]
struct Data {
    customized_voice_job: Option<Job>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "filled, and not read")]
struct Job {
    job_id: Option<String>,
    voice_id: Option<String>,
    voice_name: Option<String>,
    voice_desc: Option<String>,
    gender: Option<String>,
    scenario: Option<String>,
    status: Option<String>,
    message: Option<String>,
    create_time: Option<String>,
    r#type: Option<String>,
    demo_audio_media_id: Option<String>,
}

impl ByHand {
    pub fn new(server: &Server) -> Self {
        Self {
            client: Client::builder().no_proxy().build().unwrap(),
            endpoint: server.endpoint.clone(),
            host: server.endpoint.trim_start_matches("http://").to_owned(),
            key: Hmac::new_from_slice(b"benchmark-secret").unwrap(),
            nonces: Arc::default(),
        }
    }

    pub fn calling(&self) -> impl Fn() -> BoxFuture<'static, ()> + Clone + Send + use<> {
        let by_hand = self.clone();
        move || Box::pin(by_hand.clone().call("93be60b3b1fb4b5fb0a5f4a0d8a8a4f1"))
    }

    async fn call(self, job_id: &str) {
        let nonce = format!("{:032x}", self.nonces.fetch_add(1, Ordering::Relaxed));
        let query = format!("JobId={job_id}");
        let signed = [
            ("host", self.host.as_str()),
            ("x-acs-action", "GetCustomizedVoiceJob"),
            ("x-acs-content-sha256", HASH_OF_NOTHING),
            ("x-acs-date", "2024-05-01T08:00:00Z"),
            ("x-acs-signature-nonce", &nonce),
            ("x-acs-version", "2020-11-09"),
        ];
        let names = signed.map(|(name, _)| name).join(";");
        let mut canonical = format!("POST\n/\n{query}\n");
        for (name, value) in signed {
            writeln!(canonical, "{name}:{value}").unwrap();
        }
        write!(canonical, "\n{names}\n{HASH_OF_NOTHING}").unwrap();
        let mut key = self.key.clone();
        key.update(format!("{ALGORITHM}\n{}", hex(&Sha256::digest(canonical))).as_bytes());
        let signature = hex(&key.finalize().into_bytes());
        let authorization = format!("{ALGORITHM} Credential=benchmark-key,SignedHeaders={names},Signature={signature}");

        let mut request = self.client.post(format!("{}/?{query}", self.endpoint));
        for (name, value) in signed {
            request = request.header(name, value);
        }
        let request = request.header("accept", "application/json").header("user-agent", "by-hand/1.0");
        let response = request.header("authorization", authorization).send().await.unwrap();
        let output: Output = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert!(output.success == Some(true));
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            digits.push(char::from_digit(half.into(), 16).unwrap());
        }
    }
    digits
}
