//! All pages: of 400 operations, empty and filled.

use std::collections::HashSet;

use alibabacloud_explorer::DOCUMENT;
use alibabacloud_explorer::catalog::Catalog;
use alibabacloud_ice::OPERATIONS;

use super::browser::{Browser, Page};

const LARGEST: usize = 300 * 1024;

/// IDs that a page has twice, and references to IDs that it does not have.
fn broken_ids(page: &Page) -> Vec<String> {
    let values = |name: &str| -> Vec<String> {
        let marker = format!(" {name}=\"");
        page.body.split(&marker).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
    };
    let ids = values("id");
    let mut known = HashSet::new();
    let mut broken: Vec<_> =
        ids.iter().filter(|id| !known.insert(id.as_str())).map(|id| format!("{id} twice")).collect();
    for name in ["for", "aria-describedby", "aria-labelledby", "data-copy"] {
        for reference in values(name).iter().flat_map(|value| value.split_whitespace()) {
            if !known.contains(reference) {
                broken.push(format!("{name}={reference}"));
            }
        }
    }
    broken
}

#[tokio::test]
async fn every_operation_has_a_page_and_its_filled_form_runs_on_the_fake() {
    let browser = Browser::offline().await;
    let catalog = Catalog::new(DOCUMENT, &OPERATIONS).unwrap();
    let (mut count, mut refused) = (0, Vec::new());
    for operation in catalog.operations() {
        let path = format!("/op/{}", operation.name);
        let empty = browser.get(&path).await;
        let filled = browser.press(operation.name, "everything", &[]).await;
        let (_, link) = filled.body.split_once("data-link=\"").unwrap();
        let (_, query) = link.split_once('"').unwrap().0.split_once('?').unwrap_or_default();
        let query = query.replace("&amp;", "&").replace("&quot;", "\"");
        let fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        // Links have no secrets, so one that is required is added.
        let secret: Vec<_> =
            operation.parameters().into_iter().filter(|it| it.required && it.schema.is_secret()).collect();
        let secrets = secret.iter().map(|it| (it.name, "secret"));
        let fields: Vec<_> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).chain(secrets).collect();
        let run = browser.press(operation.name, "run", &fields).await;
        for page in [&empty, &filled, &run] {
            assert_eq!(page.status, 200, "{path}");
            assert!(page.body.len() <= LARGEST, "{path}: {} bytes", page.body.len());
            assert_eq!(broken_ids(page), [""; 0], "{path}");
            page.assert_says(operation.name);
        }
        if !run.text().contains("200 OK") {
            let text = run.text();
            let (_, why) = text.split_once("Try it").unwrap_or_default();
            refused.push(format!("{}: {}", operation.name, why.chars().take(200).collect::<String>()));
        }
        count += 1;
    }
    assert_eq!((count, refused), (400, vec![]));
}

#[tokio::test]
async fn families_are_a_tree_of_all_operations() {
    let browser = Browser::offline().await;
    let home = browser.get("/").await;
    assert!(home.body.len() <= LARGEST);
    assert_eq!(broken_ids(&home), [""; 0]);
    for operation in OPERATIONS.iter() {
        assert!(home.body.contains(&format!("href=\"/op/{}\"", operation.name)), "{}", operation.name);
    }
    let voice = browser.get("/family/voice").await;
    voice.assert_says("Cloning human voices");
    assert!(voice.body.contains("href=\"/op/GetCustomizedVoiceJob\""));
    for path in ["/family/nowhere", "/op/Nothing", "/assets/nothing.js", "/nowhere"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_page_of_a_misspelled_operation_has_those_that_are_like_it() {
    let browser = Browser::offline().await;
    let page = browser.get("/op/getcustomizedvoicejob").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("href=\"/op/GetCustomizedVoiceJob\""));
}

#[tokio::test]
async fn a_search_says_when_it_is_cut() {
    let browser = Browser::offline().await;
    browser.get("/find?q=job").await.assert_says("The 40 operations that are most like job , the best first.");
    browser.get("/find?q=upload").await.assert_says(" operations are like upload , the best first.");
}

#[tokio::test]
async fn search_forgives_typos() {
    let browser = Browser::offline().await;
    let first = async |query: &str| {
        let page = browser.get(&format!("/find?q={query}")).await;
        let found = page.body.split_once("<ol class=\"found\">").and_then(|(_, found)| found.split_once("href=\"/op/"));
        found.and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name.to_owned())
    };
    for query in [
        "GetCustomizedVoiceJob",
        "getcustomizedvoicejob",
        "GetCutsomizedVoiceJob",
        "GetCustomizedVoicJob",
        "get+custmoized+voise+job",
        "get+a+voice+cloning+job",
    ] {
        assert_eq!(first(query).await.as_deref(), Some("GetCustomizedVoiceJob"), "{query}");
    }
    assert_eq!(first("zzzzzz").await, None);
    assert_eq!(first("").await, None);
}
