//! A shell script that signs a request and sends it by `curl`.
//!
//! A request that is signed already is valid for 15 minutes, and only once. So the script signs by itself, with the access
//! key of whoever runs it, and can be kept.

use crate::document::{Document, Operation};
use crate::wire::Request;
use crate::{Call, Sample};

/// What nobody should learn from a script that they read.
const SECRET_NOTE: &str = "Signs with the access key in the environment, not with temporary credentials. While `openssl` \
     runs, the secret is visible to other users of the machine.";

pub(crate) fn sample(document: &Document, operation: &Operation, call: &Call<'_>) -> Sample {
    let request = Request::new(document, operation, call.parameters);
    let mut notes = Vec::new();
    if operation.signed {
        notes.push(SECRET_NOTE.to_owned());
    }
    let host = document.endpoint(call.region).unwrap_or_else(|| {
        notes.push(format!("Replace `HOST`: no host is documented for the region `{}`.", call.region));
        "HOST"
    });
    if request.has_open_path {
        notes.push("Complete the path: it is a pattern.".to_owned());
    }
    let script = Script { document, operation, host, request: &request };
    let text = match script.content() {
        Ok(content) if operation.signed => script.signed(content.as_ref()),
        Ok(content) => script.anonymous(content.as_ref()),
        Err(problem) => {
            notes.push(problem);
            String::new()
        }
    };
    Sample { title: "curl", language: "sh", note: (!notes.is_empty()).then(|| notes.join(" ")), text }
}

struct Script<'a> {
    document: &'a Document,
    operation: &'a Operation,
    host: &'a str,
    request: &'a Request,
}

impl Script<'_> {
    /// The type of the body and the body, as words.
    fn content(&self) -> Result<Option<(&'static str, String)>, String> {
        let Some((kind, body)) = self.request.content() else { return Ok(None) };
        let text = String::from_utf8(body).map_err(|_| "The body is bytes that no script can hold.".to_owned())?;
        Ok(Some((kind, quoted(&text).ok_or("The body has a zero byte, which no script can hold.")?)))
    }

    /// Signs as the service demands by default: `ACS3-HMAC-SHA256`.
    fn signed(&self, content: Option<&(&'static str, String)>) -> String {
        let Self { document, operation, host, request } = self;
        let (method, path, query) = (&operation.method, &request.path, request.query_text());
        let mut headers = vec![
            ("host".to_owned(), "$host".to_owned()),
            ("x-acs-action".to_owned(), operation.name.clone()),
            ("x-acs-content-sha256".to_owned(), "$hash".to_owned()),
            ("x-acs-date".to_owned(), "$date".to_owned()),
            ("x-acs-signature-nonce".to_owned(), "$nonce".to_owned()),
            ("x-acs-version".to_owned(), document.version.clone()),
        ];
        headers.extend(content.map(|(kind, _)| ("content-type".to_owned(), (*kind).to_owned())));
        headers.sort();
        let signed: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let canonical: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let body = content.map_or("''", |(_, body)| body.as_str());
        let url = if query.is_empty() { format!("https://$host{path}") } else { format!("https://$host{path}?$query") };
        let mut options: Vec<String> = headers
            .iter()
            .filter(|(name, _)| name != "host")
            .map(|(name, value)| format!("--header \"{name}: {value}\""))
            .collect();
        options.extend(self.unsigned_headers());
        if content.is_none() {
            // Otherwise `curl` calls any body a form.
            options.push("--header 'content-type:'".to_owned());
        }
        if content.is_some() || !self.needs_no_body() {
            options.push("--data-raw \"$body\"".to_owned());
        }
        format!(
            ": \"${{ALIBABA_CLOUD_ACCESS_KEY_ID:?}}\" \"${{ALIBABA_CLOUD_ACCESS_KEY_SECRET:?}}\"
host={host}
query={query}
body={body}
date=$(date -u +%Y-%m-%dT%H:%M:%SZ)
nonce=$(openssl rand -hex 16)
sha256() {{ openssl dgst -sha256 -r \"$@\" | cut -d ' ' -f 1; }}
hash=$(printf %s \"$body\" | sha256)
signed='{signed}'
request=\"{method}
{path}
$query
{canonical}
$signed
$hash\"
string_to_sign=\"ACS3-HMAC-SHA256
$(printf %s \"$request\" | sha256)\"
signature=$(printf %s \"$string_to_sign\" | sha256 -hmac \"$ALIBABA_CLOUD_ACCESS_KEY_SECRET\")

curl --globoff --request {method} \"{url}\" \\
  --header \"authorization: ACS3-HMAC-SHA256 \
Credential=$ALIBABA_CLOUD_ACCESS_KEY_ID,SignedHeaders=$signed,Signature=$signature\" \\
  {options}
",
            host = quoted(host).unwrap_or_default(),
            query = quoted(&query).unwrap_or_default(),
            signed = signed.join(";"),
            options = options.join(" \\\n  "),
        )
    }

    /// Without a signature, what identifies the call is in the query; where the operation has a path, in headers.
    fn anonymous(&self, content: Option<&(&'static str, String)>) -> String {
        let Self { document, operation, host, request } = self;
        let (name, version, query) = (&operation.name, &document.version, request.query_text());
        let mut options = Vec::new();
        let (first_lines, url) = match operation.path {
            Some(_) => {
                options.extend([
                    format!("--header 'x-acs-action: {name}' --header 'x-acs-version: {version}'"),
                    "--header \"x-acs-date: $(date -u +%Y-%m-%dT%H:%M:%SZ)\"".to_owned(),
                    "--header \"x-acs-signature-nonce: $(openssl rand -hex 16)\"".to_owned(),
                ]);
                let query = if query.is_empty() { query } else { format!("?{query}") };
                (String::new(), quoted(&format!("https://{host}{}{query}", request.path)).unwrap_or_default())
            }
            None => {
                let query = if query.is_empty() { query } else { format!("&{query}") };
                let first_lines = format!(
                    "query={query}
query=\"Action={name}&Version={version}&Format=json&SignatureNonce=$(openssl rand -hex 16)$query\"
query=\"Timestamp=$(date -u +%Y-%m-%dT%H%%3A%M%%3A%SZ)&$query\"

",
                    query = quoted(&query).unwrap_or_default(),
                );
                (first_lines, format!("\"https://{host}/?$query\""))
            }
        };
        options.extend(self.unsigned_headers());
        match content {
            Some((kind, body)) => options.push(format!("--header 'content-type: {kind}' --data-raw {body}")),
            None if self.needs_no_body() => {}
            None => options.push("--header 'content-type:' --data-raw ''".to_owned()),
        }
        let options: String = options.iter().map(|option| format!(" \\\n  {option}")).collect();
        format!("{first_lines}curl --globoff --request {} {url}{options}\n", operation.method)
    }

    /// Whether servers take a request of this method without the length of a body.
    fn needs_no_body(&self) -> bool {
        matches!(self.operation.method.as_str(), "GET" | "DELETE" | "HEAD")
    }

    /// Headers of parameters, which need not be signed.
    fn unsigned_headers(&self) -> impl Iterator<Item = String> {
        let headers = self.request.headers.iter().map(|(name, value)| {
            // `name:` without a value would remove the header.
            let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
            quoted(&header).map(|header| format!("--header {header}"))
        });
        headers.flatten()
    }
}

/// A text as one word of a POSIX shell.
fn quoted(text: &str) -> Option<String> {
    shlex::try_quote(text).ok().map(std::borrow::Cow::into_owned)
}
