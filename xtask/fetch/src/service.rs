//! The metadata service.

use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use serde_json::Value;

/// The address of the public service.
pub const SERVICE: &str = "https://api.aliyun.com";

/// The bytes of a document that are read, decompressed: the largest published ones have a tenth of that.
pub const MOST_BYTES: u64 = 64 << 20;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MOST_REDIRECTS: usize = 3;
/// Of the body of an error.
const MOST_BYTES_OF_ERROR: u64 = 64 << 10;

/// A metadata service.
#[derive(Debug, Clone)]
pub struct Service {
    /// Scheme and host, for example [`SERVICE`].
    pub base_url: String,
    /// How many bytes a document may have, decompressed.
    pub most_bytes: u64,
    /// How long a download may take, and how long nothing may arrive.
    pub timeout: Duration,
}

impl Default for Service {
    fn default() -> Self {
        Self { base_url: SERVICE.to_owned(), most_bytes: MOST_BYTES, timeout: Duration::from_secs(120) }
    }
}

/// A published document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The version of the API.
    pub version: String,
    /// The document, which is JSON with `info` and `apis`.
    pub text: String,
}

impl Service {
    /// Downloads the document of a product; without a version, of the version that the service lists as the default.
    /// `progress` gets the bytes so far, and those of the whole where the service says it.
    ///
    /// # Errors
    /// Product or version are no names, the service cannot be reached or takes too long, its response is an error, too long, or
    /// not the document of this product and version.
    pub fn document(
        &self,
        product: &str,
        version: Option<&str>,
        progress: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Document> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let client = self.client()?;
            let version = match version {
                Some(version) => version.to_owned(),
                None => self.default_version(&client, product).await?,
            };
            for name in [product, &version] {
                ensure!(
                    is_name(name),
                    "`{name}` is not the name of a product or version: letters, digits, `.`, `-` and `_`"
                );
            }
            let path = format!("meta/v1/products/{product}/versions/{version}/api-docs.json");
            let text = self.get(&client, &path, progress).await?;
            check(&text, product, &version).with_context(|| format!("{}/{path}", self.base_url))?;
            Ok(Document { version, text })
        })
    }

    async fn default_version(&self, client: &Client, product: &str) -> Result<String> {
        let path = "meta/v1/products.json";
        let text = self.get(client, path, &mut |_, _| ()).await?;
        let products: Value = serde_json::from_str(&text).with_context(|| format!("{}/{path}", self.base_url))?;
        let is_it = |entry: &&Value| entry["code"].as_str().is_some_and(|code| code.eq_ignore_ascii_case(product));
        let entry = products.as_array().and_then(|all| all.iter().find(is_it));
        let entry = entry.with_context(|| {
            format!("the service lists no product `{product}`; name a version to try it all the same")
        })?;
        let version = entry["defaultVersion"].as_str();
        Ok(version
            .with_context(|| format!("the service lists no default version of `{product}`; name one"))?
            .to_owned())
    }

    fn client(&self) -> Result<Client> {
        let url = Url::parse(&self.base_url).with_context(|| format!("`{}` is not a URL", self.base_url))?;
        let secure = url.scheme() == "https";
        let local = url.host_str().is_some_and(|host| {
            host == "localhost"
                || host.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_loopback())
        });
        ensure!(
            secure || local && url.scheme() == "http",
            "`{}`: neither HTTPS nor HTTP on this machine",
            self.base_url
        );
        let is_base = url.query().is_none() && url.fragment().is_none();
        ensure!(is_base, "`{}`: scheme and host, without `?` and `#`", self.base_url);
        let builder = Client::builder()
            .user_agent(concat!("alibabacloud-rust-metadata/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT.min(self.timeout))
            .read_timeout(self.timeout)
            .timeout(self.timeout)
            .https_only(secure)
            .redirect(Policy::limited(MOST_REDIRECTS));
        Ok(if local { builder.no_proxy() } else { builder }.build()?)
    }

    /// The body of a document, whole or not at all.
    async fn get(&self, client: &Client, path: &str, progress: &mut dyn FnMut(u64, Option<u64>)) -> Result<String> {
        let url = format!("{}/{path}?language=EN_US", self.base_url.trim_end_matches('/'));
        let response = client.get(&url).send().await.map_err(explained)?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => bail!("{url}: there is no such product or version (status 404)"),
            status => bail!("{url}: status {}{}", status.as_u16(), reason(response).await),
        }
        let body = body(response, self.most_bytes, progress).await.map_err(|error| anyhow!("{url}: {error}"))?;
        String::from_utf8(body).with_context(|| format!("{url}: not UTF-8"))
    }
}

/// The body of a response, if it is not too long.
async fn body(mut response: Response, most_bytes: u64, progress: &mut dyn FnMut(u64, Option<u64>)) -> Result<Vec<u8>> {
    let length = response.content_length();
    let too_long = || format!("more than {most_bytes} bytes");
    ensure!(length.is_none_or(|length| length <= most_bytes), too_long());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(explained)? {
        body.extend_from_slice(&chunk);
        let so_far = body.len() as u64;
        ensure!(so_far <= most_bytes, too_long());
        progress(so_far, length);
    }
    Ok(body)
}

/// What the body of an error says, if it is JSON that says something.
async fn reason(response: Response) -> String {
    let body = body(response, MOST_BYTES_OF_ERROR, &mut |_, _| ()).await.unwrap_or_default();
    serde_json::from_slice(&body).map_or_else(|_| String::new(), |body| said(&body))
}

/// The code and the message of an error of the service, on one line that follows ours.
fn said(body: &Value) -> String {
    let texts = [["code", "Code"], ["message", "Message"]].map(|keys| keys.iter().find_map(|key| body[key].as_str()));
    let words: Vec<String> = texts.into_iter().flatten().map(|text| text.chars().take(200).collect()).collect();
    if words.is_empty() { String::new() } else { format!("; it says: {}", words.join(": ").escape_debug()) }
}

/// The error with its causes on one line: the outermost says only that sending failed.
fn explained(error: reqwest::Error) -> anyhow::Error {
    anyhow::Error::msg(format!("{:#}", anyhow::Error::from(error)))
}

fn is_name(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    !name.is_empty() && name.chars().all(plain) && name.chars().any(|character| character.is_ascii_alphanumeric())
}

/// Refuses whatever is not the document that was asked for: an error page, another product.
fn check(text: &str, product: &str, version: &str) -> Result<()> {
    // Some services put a byte order mark before their text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document: Value = serde_json::from_str(text).context("the response is not JSON")?;
    ensure!(document["apis"].is_object(), "the response is not API metadata: it has no `apis`{}", said(&document));
    for (key, wanted) in [("product", product), ("version", version)] {
        let found = document["info"][key].as_str().unwrap_or_default();
        ensure!(found.eq_ignore_ascii_case(wanted), "the document has the {key} `{found}`, and not `{wanted}`");
    }
    Ok(())
}
