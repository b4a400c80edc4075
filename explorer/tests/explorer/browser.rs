//! A browser without a screen: it sends what the test asks for, and keeps nothing but the cookie.

use std::net::SocketAddr;
use std::time::Duration;

use alibabacloud_explorer::catalog::Catalog;
use alibabacloud_explorer::target::Target;
use alibabacloud_explorer::{DOCUMENT, Explorer};
use alibabacloud_ice::OPERATIONS;
use explorer_samples::Samples;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// No page takes so long.
const LONGEST: Duration = Duration::from_secs(30);

pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    pub(crate) token: String,
}

pub(crate) struct Page {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The text of the page, without its tags.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (index, part) in self.body.split('<').enumerate() {
            text.push_str(if index == 0 { part } else { part.split_once('>').map_or("", |(_, after)| after) });
            text.push(' ');
        }
        let text = text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub(crate) fn assert_says(&self, words: &str) {
        let text = self.text();
        assert!(text.contains(words), "{words:?} is missing:\n{text}");
    }

    /// The value of a hidden field.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("type=\"hidden\" name=\"{name}\" value=\""))?;
        Some(rest.split_once('"')?.0.replace("&quot;", "\"").replace("&amp;", "&"))
    }

    /// The value of a field in the tree of the response.
    pub(crate) fn output(&self, name: &str) -> Option<String> {
        let (_, rest) =
            self.body.split_once(&format!("<code class=\"name\">{name}</code> <span class=\"value text\">"))?;
        Some(rest.split_once('<')?.0.to_owned())
    }
}

impl Browser {
    /// A browser at an explorer whose calls go to fakes.
    pub(crate) async fn offline() -> Self {
        let target = Target::fake(&OPERATIONS, Duration::from_millis(200)).await.unwrap();
        Self::at(DOCUMENT, target).await
    }

    /// A browser at an explorer of this document.
    pub(crate) async fn at(document: &str, target: Target) -> Self {
        let catalog = Catalog::new(document, &OPERATIONS).unwrap();
        let listening = Explorer::new(catalog, target, Samples::ice().unwrap()).listen(0).await.unwrap();
        let (address, url) = (listening.address(), listening.url());
        tokio::spawn(listening.serve());
        Self { address, token: url.split_once("token=").unwrap().1.to_owned() }
    }

    pub(crate) fn cookie(&self) -> String {
        format!("explorer-{}={}", self.address.port(), self.token)
    }

    /// Sends a request with these headers and no others but those of its length.
    pub(crate) async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Page {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let request =
            format!("{method} {path} HTTP/1.1\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
        let exchange = async {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            // A server that refuses a body need not read it.
            drop(stream.write_all(request.as_bytes()).await);
            let mut response = Vec::new();
            drop(stream.read_to_end(&mut response).await);
            String::from_utf8(response).unwrap()
        };
        let response = timeout(LONGEST, exchange).await.unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        let status = head.split_whitespace().nth(1).unwrap().parse().unwrap();
        Page { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        let (host, cookie) = (self.address.to_string(), self.cookie());
        self.raw("GET", path, &[("host", &host), ("cookie", &cookie)], "").await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let (host, cookie, origin) = (self.address.to_string(), self.cookie(), format!("http://{}", self.address));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let form = ("content-type", "application/x-www-form-urlencoded");
        self.raw("POST", path, &[("host", &host), ("cookie", &cookie), ("origin", &origin), form], &body).await
    }

    /// Presses a button of an operation's page.
    pub(crate) async fn press(&self, operation: &str, button: &str, fields: &[(&str, &str)]) -> Page {
        let fields: Vec<_> = fields.iter().copied().chain([(".do", button)]).collect();
        self.post(&format!("/op/{operation}"), &fields).await
    }
}
