//! How long the server takes for a page: `cargo bench -p alibabacloud-explorer --bench pages`.
//!
//! Each page is fetched over loopback, empty and with everything filled in, so the times are above those of the processor.

#![allow(missing_docs, reason = "a program")]

use std::error::Error;
use std::time::{Duration, Instant};

use alibabacloud_explorer::catalog::Catalog;
use alibabacloud_explorer::target::Target;
use alibabacloud_explorer::{DOCUMENT, Explorer};
use alibabacloud_ice::OPERATIONS;
use explorer_samples::Samples;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The shortest of so many counts: the machine may be busy with something else.
const ROUNDS: usize = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let target = Target::fake(&OPERATIONS, Duration::from_secs(1)).await?;
    let catalog = Catalog::new(DOCUMENT, &OPERATIONS)?;
    let names: Vec<String> = catalog.operations().map(|operation| operation.name.to_owned()).collect();
    let listening = Explorer::new(catalog, target, Samples::ice()?).listen(0).await?;
    let (address, url) = (listening.address(), listening.url());
    let token = url.split_once("token=").map_or("", |(_, token)| token).to_owned();
    tokio::spawn(listening.serve());
    let head = format!(
        "host: {address}\r\norigin: http://{address}\r\ncookie: explorer-{}={token}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\n",
        address.port()
    );
    let mut all = vec![("/".to_owned(), format!("GET / HTTP/1.1\r\n{head}\r\n"))];
    for name in &names {
        let path = format!("/op/{name}");
        all.push((path.clone(), format!("GET {path} HTTP/1.1\r\n{head}\r\n")));
        let body = ".do=everything";
        let request = format!("POST {path} HTTP/1.1\r\n{head}content-length: {}\r\n\r\n{body}", body.len());
        all.push((format!("{path}, filled in"), request));
    }
    let mut measured = Vec::new();
    for (path, request) in all {
        let (mut shortest, mut bytes) = (Duration::MAX, 0);
        for _ in 0..ROUNDS {
            let started = Instant::now();
            let mut stream = TcpStream::connect(address).await?;
            stream.write_all(request.as_bytes()).await?;
            let mut response = Vec::new();
            stream.read_to_end(&mut response).await?;
            shortest = shortest.min(started.elapsed());
            bytes = response.len();
        }
        measured.push((shortest, bytes, path));
    }
    measured.sort();
    let median = measured.get(measured.len() / 2).map(|(time, ..)| *time).unwrap_or_default();
    println!("{} pages, median {median:?}; the slowest:", measured.len());
    for (time, bytes, path) in measured.iter().rev().take(5) {
        println!("{time:>12.1?} {bytes:>8} bytes  {path}");
    }
    let largest = measured.iter().max_by_key(|(_, bytes, _)| *bytes);
    println!("the largest: {largest:?}");
    Ok(())
}
