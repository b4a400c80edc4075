//! Downloads from a server on this machine.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use fetch::Service;
use flate2::Compression;
use flate2::write::GzEncoder;
use loopback::{MockResponse, Server, closed_port};

const DOCUMENT: &str =
    r#"{"version": "1.0", "info": {"style": "RPC", "product": "Shop", "version": "2030-01-01"}, "apis": {}}"#;
const PRODUCTS: &str = r#"[{"code": "Other", "defaultVersion": "2029-01-01"}, {"code": "Shop", "versions": ["2030-01-01"], "defaultVersion": "2030-01-01"}]"#;

fn service(base_url: String) -> Service {
    Service { base_url, most_bytes: 10_000, timeout: Duration::from_secs(2) }
}

fn problem(response: MockResponse) -> String {
    let server = Server::start(response);
    let error = service(server.url()).document("Shop", Some("2030-01-01"), &mut |_, _| ()).unwrap_err();
    format!("{error:#}")
}

#[test]
fn the_document_of_a_version_comes_from_its_path() {
    let server = Server::start(MockResponse::json(200, DOCUMENT));
    let mut seen = Vec::new();
    let document =
        service(server.url()).document("shop", Some("2030-01-01"), &mut |so_far, all| seen.push((so_far, all)));
    assert_eq!(document.unwrap().text, DOCUMENT);
    assert_eq!(server.targets(), ["GET /meta/v1/products/shop/versions/2030-01-01/api-docs.json?language=EN_US"]);
    let length = DOCUMENT.len() as u64;
    assert_eq!(seen.last(), Some(&(length, Some(length))));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_document() {
    let server = Server::start(MockResponse::json(200, format!("\u{feff}{DOCUMENT}")));
    let document = service(server.url()).document("shop", Some("2030-01-01"), &mut |_, _| ()).unwrap();
    assert_eq!(document.text, format!("\u{feff}{DOCUMENT}"));
}

#[test]
fn without_a_version_it_is_the_default_one_of_the_list() {
    let server = Server::respond_with(|_, request| {
        MockResponse::json(200, if request.path.ends_with("products.json") { PRODUCTS } else { DOCUMENT })
    });
    assert_eq!(service(server.url()).document("shop", None, &mut |_, _| ()).unwrap().version, "2030-01-01");
    let unknown = service(server.url()).document("Stop", None, &mut |_, _| ()).unwrap_err();
    assert!(unknown.to_string().starts_with("the service lists no product `Stop`"), "{unknown}");
}

#[test]
fn compressed_documents_are_measured_decompressed() {
    let compressed = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text.as_bytes()).unwrap();
        MockResponse::json(200, encoder.finish().unwrap()).header("content-encoding", "gzip")
    };
    let server = Server::start(compressed(DOCUMENT));
    assert_eq!(service(server.url()).document("Shop", Some("2030-01-01"), &mut |_, _| ()).unwrap().text, DOCUMENT);
    let long = problem(compressed(&" ".repeat(20_000)));
    assert!(long.ends_with(": more than 10000 bytes"), "{long}");
}

#[test]
fn whatever_is_not_the_whole_document_is_an_error() {
    for (response, expected) in [
        (MockResponse::json(404, "{}"), "there is no such product or version (status 404)"),
        (MockResponse::json(503, "{}"), "status 503"),
        (MockResponse::json(200, "<html>"), "the response is not JSON"),
        (
            MockResponse::json(429, r#"{"code": "Throttling", "message": "Try again\nlater."}"#),
            "status 429; it says: Throttling: Try again\\nlater.",
        ),
        (
            MockResponse::json(200, r#"{"code": "Forbidden"}"#),
            "the response is not API metadata: it has no `apis`; it says: Forbidden",
        ),
        (
            MockResponse::json(200, DOCUMENT.replace("Shop", "Stop")),
            "the document has the product `Stop`, and not `Shop`",
        ),
        (MockResponse::json(200, DOCUMENT.replace("2030", "2031")), "the document has the version `2031-01-01`"),
        (MockResponse::json(200, b"\xff".to_vec()), "not UTF-8"),
        (MockResponse::json(200, DOCUMENT).missing(5), "api-docs.json?language=EN_US: error decoding response body"),
        (MockResponse::json(200, " ".repeat(10_001)), "more than 10000 bytes"),
        (
            MockResponse::json(200, DOCUMENT).then_repeat("x".repeat(1000), 20).header("content-length", "90000"),
            "more than",
        ),
        (MockResponse::stall(), "operation timed out"),
        (MockResponse::json(302, "").header("location", "/again"), "too many redirects"),
    ] {
        let problem = problem(response);
        assert!(problem.contains(expected), "{expected}: {problem}");
    }
    let unreachable = service(closed_port()).document("Shop", Some("1"), &mut |_, _| ()).unwrap_err();
    assert!(unreachable.to_string().contains("error sending request"), "{unreachable}");
}

#[test]
fn addresses_and_names_are_checked_before_anything_is_sent() {
    let server = Server::start(MockResponse::json(200, DOCUMENT));
    for name in ["", "..", "a/b", "a b", "a?b", "ä"] {
        let refused = service(server.url()).document(name, Some("2030-01-01"), &mut |_, _| ()).unwrap_err();
        assert!(refused.to_string().contains("is not the name of a product or version"), "{refused}");
    }
    let plain = service("http://example.com".to_owned()).document("Shop", Some("1"), &mut |_, _| ()).unwrap_err();
    assert_eq!(plain.to_string(), "`http://example.com`: neither HTTPS nor HTTP on this machine");
    assert_eq!(server.targets(), [""; 0]);
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fetch")).args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn the_program_writes_the_document_whole_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files =
        || std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
    let broken = Server::start(MockResponse::json(200, DOCUMENT).missing(5));
    let failed = run(folder.path(), &["Shop", "2030-01-01", "--base-url", &broken.url()]);
    assert!(!failed.status.success());
    let stderr = String::from_utf8(failed.stderr).unwrap();
    assert!(stderr.ends_with("; nothing was written\n"), "{stderr}");
    assert!(files().is_empty(), "{:?}", files());

    let server = Server::start(MockResponse::json(200, DOCUMENT));
    let printed = run(folder.path(), &["Shop", "2030-01-01", "--base-url", &server.url(), "--out", "-"]);
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), DOCUMENT);
    assert!(run(folder.path(), &["Shop", "2030-01-01", "--base-url", &server.url()]).status.success());
    assert_eq!(files(), ["shop-2030-01-01.json"]);
    assert_eq!(std::fs::read_to_string(folder.path().join("shop-2030-01-01.json")).unwrap(), DOCUMENT);
}

#[cfg(unix)]
#[test]
fn a_document_is_written_as_any_other_file_is() {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, symlink};

    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(MockResponse::json(200, DOCUMENT));
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("own.json"), "").unwrap();
    symlink("own.json", path("link.json")).unwrap();
    for name in ["new.json", "link.json"] {
        let arguments = ["Shop", "2030-01-01", "--base-url", &server.url(), "--out", name];
        assert!(run(folder.path(), &arguments).status.success());
    }
    assert!(path("link.json").symlink_metadata().unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(path("own.json")).unwrap(), DOCUMENT);
    assert_eq!(path("new.json").metadata().unwrap().mode(), path("own.json").metadata().unwrap().mode());
    // What is no file is written to, and not replaced.
    assert!(Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = path("pipe");
        move || std::fs::read_to_string(pipe).unwrap()
    });
    assert!(run(folder.path(), &["Shop", "2030-01-01", "--base-url", &server.url(), "--out", "pipe"]).status.success());
    assert!(path("pipe").metadata().unwrap().file_type().is_fifo());
    assert_eq!(reader.join().unwrap(), DOCUMENT);
}
