//! Pagination in every style of the service, and the faults of its responses.

use crate::support::v3;
use alibabacloud_ice::agent::ListAIAgentInstance;
use alibabacloud_ice::channel::ListPrograms;
use alibabacloud_ice::live::{ListLiveRecordFiles, ListLiveSnapshotFiles};
use alibabacloud_ice::processing::ListPackageJobs;
use alibabacloud_ice::runtime::{Operation, Paged, RetryPolicy};
use alibabacloud_ice::search::SearchMedia;
use alibabacloud_ice::voice::ListCustomizedVoices;
use alibabacloud_ice::yike::ListYikeAssetFolders;
use alibabacloud_ice::{Client, Credentials, Error, ErrorKind};
use loopback::{MockResponse, Server};
use serde_json::{Value, json};
use trace_recorder::TraceRecorder;

/// A server that sends these responses, and a client for it.
fn responding(responses: Vec<Value>) -> (Server, Client) {
    let server = Server::json_sequence(responses);
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    let client = Client::builder().endpoint(server.url()).credentials(credentials).strict_responses(true);
    let client = client.build().unwrap();
    (server, client)
}

/// What the requests had in a parameter, in order; `-` where they had none.
fn asked(server: &Server, parameter: &str) -> String {
    let value = |query: &str| {
        let pairs = v3::decoded_pairs(query).unwrap();
        pairs.into_iter().find(|(name, _)| name == parameter).map_or_else(|| "-".to_owned(), |(_, value)| value)
    };
    server.requests().iter().map(|request| value(&request.query)).collect::<Vec<_>>().join(" ")
}

/// All entries up to the end or an error, each by a key; and the error.
async fn entries<O: Paged>(client: &Client, operation: O, size: u32, key: &str) -> (String, Option<Error>)
where
    O::Item: serde::Serialize,
{
    let mut items = client.items(operation).page_size(size);
    let mut seen = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => seen.push(serde_json::to_value(item).unwrap()[key].as_str().unwrap_or("?").to_owned()),
            Err(error) => {
                assert!(items.next().await.is_none(), "an error is the end");
                return (seen.join(" "), Some(error));
            }
        }
    }
    assert!(items.next().await.is_none(), "an end is an end");
    (seen.join(" "), None)
}

fn voices(ids: &[&str], total: Value) -> Value {
    let voices: Vec<_> = ids.iter().map(|id| json!({"VoiceId": id})).collect();
    json!({"Data": {"CustomizedVoiceList": voices, "TotalCount": total}})
}

#[tokio::test]
async fn pages_by_number_end_when_the_total_has_come() {
    let (server, client) =
        responding(vec![voices(&["a", "b"], json!(5)), voices(&["c", "d"], json!(5)), voices(&["e"], json!(5))]);
    let (seen, error) = entries(&client, ListCustomizedVoices::new(), 2, "VoiceId").await;
    assert_eq!((seen.as_str(), error.is_none()), ("a b c d e", true));
    assert_eq!(asked(&server, "PageNo"), "1 2 3");
    assert_eq!(asked(&server, "PageSize"), "2 2 2");
}

#[tokio::test]
async fn an_empty_list_is_one_request() {
    for total in [json!(0), json!(null)] {
        let (server, client) = responding(vec![voices(&[], total)]);
        let (seen, error) = entries(&client, ListCustomizedVoices::new(), 2, "VoiceId").await;
        assert_eq!((seen.as_str(), error.is_none()), ("", true));
        assert_eq!(asked(&server, "PageNo"), "1");
    }
}

#[tokio::test]
async fn a_short_page_within_the_list_is_not_its_end() {
    let (server, client) =
        responding(vec![voices(&["a"], json!(4)), voices(&["b", "c"], json!(4)), voices(&["d"], json!(4))]);
    assert_eq!(entries(&client, ListCustomizedVoices::new(), 2, "VoiceId").await.0, "a b c d");
    assert_eq!(asked(&server, "PageNo"), "1 2 3");
}

#[tokio::test]
async fn a_total_that_shrinks_or_is_missing_ends_with_the_entries_so_far() {
    // Two entries were deleted meanwhile.
    let (server, client) = responding(vec![voices(&["a", "b"], json!(5)), voices(&["e"], json!(3))]);
    assert_eq!(entries(&client, ListCustomizedVoices::new(), 2, "VoiceId").await.0, "a b e");
    assert_eq!(asked(&server, "PageNo"), "1 2");
    // A total below the number of entries on the page is ignored.
    let (server, client) =
        responding(vec![voices(&["a", "b"], json!(1)), voices(&["c"], json!(0)), voices(&[], json!(0))]);
    assert_eq!(entries(&client, ListCustomizedVoices::new(), 2, "VoiceId").await.0, "a b c");
    assert_eq!(asked(&server, "PageNo"), "1 2 3");
}

#[tokio::test]
async fn a_total_below_what_has_come_does_not_end_the_list() {
    // It counts the pages, or is older than some entries.
    for total in [json!(3), json!("3")] {
        let pages: [&[&str]; 4] = [&["a", "b"], &["c", "d"], &["e"], &[]];
        let (server, _) = responding(pages.map(|ids| voices(ids, total.clone())).to_vec());
        let (seen, error) = entries(&lenient(&server), ListCustomizedVoices::new(), 2, "VoiceId").await;
        assert_eq!((seen.as_str(), error.is_none()), ("a b c d e", true), "{total}");
        assert_eq!(asked(&server, "PageNo"), "1 2 3 4", "up to an empty page");
    }
}

#[tokio::test]
async fn a_list_that_ends_before_its_total_is_an_error_that_says_how_many_are_missing() {
    // Totals of later pages, present or missing.
    for total in [json!(6), json!("6"), json!(null), json!(0)] {
        let (server, _) = responding(vec![voices(&["a", "b"], json!(6)), voices(&[], total.clone())]);
        let client = lenient(&server);
        let (seen, error) = entries(&client, ListCustomizedVoices::new(), 2, "VoiceId").await;
        assert_eq!(seen, "a b", "{total}: nothing that has come is kept back");
        let error = error.unwrap();
        assert_eq!(error.kind(), ErrorKind::Paging);
        assert!(error.message().contains("2 of 6 entries have come, 4 are missing"), "{error}");
        assert_eq!(asked(&server, "PageNo"), "1 2 3 4", "{total}: three empty pages in a row are enough");
    }
}

#[tokio::test]
async fn a_total_of_one_page_does_not_end_a_list_that_has_a_token() {
    let (server, client) =
        responding(vec![voices(&["a", "b"], json!(6)), voices(&["c", "d"], json!(2)), voices(&["e", "f"], json!(2))]);
    let (seen, error) = entries(&client, ListCustomizedVoices::new(), 2, "VoiceId").await;
    assert_eq!((seen.as_str(), error.is_none()), ("a b c d e f", true));
    assert_eq!(asked(&server, "PageNo"), "1 2 3");
}

#[tokio::test]
async fn the_same_page_again_is_an_error_also_within_a_total() {
    for total in [4, 6] {
        let (_server, client) = responding(vec![voices(&["a", "b"], json!(total))]);
        let (seen, error) = entries(&client, ListCustomizedVoices::new(), 2, "VoiceId").await;
        assert_eq!((seen.as_str(), error.unwrap().kind()), ("a b a b", ErrorKind::Paging), "{total}");
    }
}

#[tokio::test]
async fn a_list_that_begins_again_is_an_error_also_within_a_total() {
    for total in [json!(9), Value::Null] {
        let pages = [&["a", "b"], &["c", "d"], &["e", "f"], &["a", "b"]];
        let (server, client) = responding(pages.map(|ids| voices(ids, total.clone())).to_vec());
        let (seen, error) = entries(&client, ListCustomizedVoices::new(), 2, "VoiceId").await;
        assert_eq!((seen.as_str(), server.requests().len()), ("a b c d e f a b", 4));
        let message = "the list does not go on: page 4 has the same entries as the first page";
        assert_eq!(error.unwrap().message(), message);
    }
}

#[tokio::test]
async fn tokens_without_end_and_without_entries_are_an_error_and_no_loop() {
    let server = Server::respond_with(|number, _| {
        MockResponse::json(
            200,
            packages(if number == 0 { &["a"] } else { &[] }, json!(format!("t{number}"))).to_string(),
        )
    });
    let (seen, error) = entries(&lenient(&server), ListPackageJobs::new(), 2, "JobId").await;
    assert_eq!((seen.as_str(), server.requests().len()), ("a", 101));
    let error = error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(error.message().contains("100 pages in a row are empty"), "{error}");
}

#[tokio::test]
async fn an_empty_page_within_the_total_is_not_the_end() {
    let pages = vec![
        voices(&[], json!(3)),
        voices(&["a", "b"], json!(3)),
        voices(&[], json!(3)),
        voices(&[], json!(3)),
        voices(&["c"], json!(3)),
    ];
    let (server, client) = responding(pages);
    let (seen, error) = entries(&client, ListCustomizedVoices::new(), 2, "VoiceId").await;
    assert_eq!((seen.as_str(), error.is_none()), ("a b c", true));
    assert_eq!(asked(&server, "PageNo"), "1 2 3 4 5");
}

#[tokio::test]
async fn a_list_by_token_that_ends_before_its_total_is_an_error_too() {
    let media = |ids: &[&str], token: Value, total: u32| {
        let media: Vec<_> = ids.iter().map(|id| json!({"MediaId": id})).collect();
        json!({"MediaInfoList": media, "ScrollToken": token, "Total": total})
    };
    let (_server, client) = responding(vec![media(&["a", "b"], json!("t1"), 6), media(&[], json!(null), 6)]);
    let (seen, error) = entries(&client, SearchMedia::new(), 2, "MediaId").await;
    assert_eq!(seen, "a b");
    insta::assert_snapshot!(format!("{:?}", error.unwrap()), @r"
    SearchMedia failed: the list ends early: 2 of 6 entries have come, 4 are missing; the last page has no `ScrollToken`
      hint: All pages that have come are complete. Entries may have been deleted in the meantime; otherwise list once more.
    ");
    // If the list starts in the middle, the number of earlier entries is unknown.
    let (_server, client) = responding(vec![media(&["e", "f"], json!(null), 6)]);
    let (seen, error) = entries(&client, SearchMedia::new().scroll_token("t2"), 2, "MediaId").await;
    assert_eq!((seen.as_str(), error.is_none()), ("e f", true));
}

/// A client that reads responses leniently.
fn lenient(server: &Server) -> Client {
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    Client::builder().endpoint(server.url()).credentials(credentials).build().unwrap()
}

#[tokio::test]
async fn entries_that_are_left_out_are_counted_and_noted() {
    let page = |entries: Value| json!({"Data": {"CustomizedVoiceList": entries, "TotalCount": 6}});
    let recorder = TraceRecorder::default();
    let _heard = recorder.record();
    let (server, _) = responding(vec![
        page(json!([{"VoiceId": "a"}, 7])),
        page(json!(["odd", ["odd"]])),
        page(json!([{"VoiceId": "b"}, null])),
    ]);
    let client = lenient(&server);
    let mut items = client.items(ListCustomizedVoices::new()).page_size(2);
    let mut seen = Vec::new();
    while let Some(item) = items.next().await {
        seen.push(item.unwrap().voice_id.unwrap());
    }
    assert_eq!(seen, ["a", "b"], "a page of which nothing fits does not end the list");
    assert_eq!(asked(&server, "PageNo"), "1 2 3", "what is left out has come all the same");
    let drift: Vec<String> = items.drift().iter().map(ToString::to_string).collect();
    assert_eq!(
        drift,
        [
            "`Data.CustomizedVoiceList[]`: expected an object, found number 7 (the first of 3)",
            "`Data.CustomizedVoiceList[]`: expected an element, found null"
        ]
    );
    let traced = recorder.text();
    assert!(traced.contains("WARN") && traced.contains("left_out=2"), "{traced}");
}

#[tokio::test]
async fn a_page_whose_list_cannot_be_read_is_not_an_empty_one() {
    for data in [json!("odd"), json!({"CustomizedVoiceList": 7})] {
        let (server, _) = responding(vec![voices(&["a", "b"], json!(null)), json!({"Data": data})]);
        let (seen, error) = entries(&lenient(&server), ListCustomizedVoices::new(), 2, "VoiceId").await;
        let error = error.unwrap();
        assert_eq!((seen.as_str(), error.kind()), ("a b", ErrorKind::Paging), "{error}");
    }
}

#[tokio::test]
async fn an_empty_object_in_place_of_a_list_is_an_empty_page() {
    let page = json!({"Data": {"CustomizedVoiceList": {}, "TotalCount": 0}});
    let (server, _) = responding(vec![page]);
    let (seen, error) = entries(&lenient(&server), ListCustomizedVoices::new(), 2, "VoiceId").await;
    assert_eq!((seen.as_str(), server.requests().len(), error.is_none()), ("", 1, true));
}

#[tokio::test]
async fn a_page_without_a_body_is_no_end_of_the_list() {
    for body in ["", " \r\n", "null"] {
        let server = Server::respond_with(move |number, _| match number {
            0 => MockResponse::json(200, voices(&["a", "b"], json!(null)).to_string()),
            _ => MockResponse::new(202, body),
        });
        let (seen, error) = entries(&lenient(&server), ListCustomizedVoices::new(), 2, "VoiceId").await;
        assert_eq!((seen.as_str(), error.unwrap().kind()), ("a b", ErrorKind::Paging), "{body:?}");
    }
}

#[tokio::test]
async fn a_list_in_a_wrapper_is_not_one_entry_of_its_total() {
    let wrapper = json!({"CustomizedVoice": [{"VoiceId": "c"}, {"VoiceId": "d"}]});
    for list in [wrapper.clone(), json!(wrapper.to_string())] {
        let page = json!({"Data": {"CustomizedVoiceList": list, "TotalCount": 3}});
        let (server, _) = responding(vec![voices(&["a", "b"], json!(3)), page]);
        let (seen, error) = entries(&lenient(&server), ListCustomizedVoices::new(), 2, "VoiceId").await;
        assert_eq!((seen.as_str(), server.requests().len()), ("a b", 2));
        assert!(error.unwrap().message().contains("no `Data.CustomizedVoiceList` that can be read"));
    }
}

#[tokio::test]
async fn a_list_that_comes_as_json_within_text_is_read() {
    let list = json!([{"VoiceId": "c"}, {"VoiceId": "d"}]).to_string();
    let page = json!({"Data": {"CustomizedVoiceList": list, "TotalCount": 4}});
    let (server, _) = responding(vec![voices(&["a", "b"], json!(4)), page]);
    let (seen, error) = entries(&lenient(&server), ListCustomizedVoices::new(), 2, "VoiceId").await;
    assert_eq!((seen.as_str(), server.requests().len(), error.is_none()), ("a b c d", 2, true));

    // An entry that does not fit is no reason to doubt the others.
    let list = json!([7, {"VoiceId": "a"}]).to_string();
    let page = json!({"Data": {"CustomizedVoiceList": list, "TotalCount": 4}});
    let (server, _) = responding(vec![page, voices(&["b", "c"], json!(4))]);
    let (seen, error) = entries(&lenient(&server), ListCustomizedVoices::new(), 2, "VoiceId").await;
    assert_eq!((seen.as_str(), server.requests().len(), error.is_none()), ("a b c", 2, true));
}

#[tokio::test]
async fn without_a_total_a_page_of_which_nothing_fits_does_not_end_the_list() {
    let page = |entries: Value| json!({"Instances": entries});
    let (server, _) = responding(vec![page(json!([7, 8])), page(json!([7, 8])), instances(&["a"]), instances(&[])]);
    let client = lenient(&server);
    let (seen, error) = entries(&client, ListAIAgentInstance::new("agent"), 2, "Status").await;
    assert_eq!((seen.as_str(), error.is_none()), ("a", true));
    assert_eq!(asked(&server, "PageNumber"), "1 2 3 4");
}

#[tokio::test]
async fn a_list_of_which_nothing_fits_ends_also_where_its_total_does_not_end_it() {
    // The total is passed, or how many entries came before is not known.
    for list in [ListCustomizedVoices::new(), ListCustomizedVoices::new().page_no(2)] {
        let page = json!({"Data": {"CustomizedVoiceList": [7, 8], "TotalCount": 3}});
        let server = Server::start(MockResponse::json(200, page.to_string()));
        let client = lenient(&server);
        let mut pages = client.pages(list);
        let error = loop {
            match pages.next().await.unwrap() {
                Ok(_) => assert!(server.requests().len() <= 100, "the list has no end"),
                Err(error) => break error,
            }
        };
        assert!(error.message().contains("nothing on 100 pages"), "{error}");
    }
}

#[tokio::test]
async fn a_list_goes_on_from_the_page_that_the_caller_gives() {
    let (server, client) = responding(vec![voices(&["e", "f"], json!(7)), voices(&["g"], json!(7))]);
    let third = ListCustomizedVoices::new().page_no(3).page_size(2);
    let mut pages = client.pages(third);
    assert_eq!(pages.next().await.unwrap().unwrap().output.data.customized_voice_list.len(), 2);
    assert_eq!(pages.operation().page_no, Some(4), "the page that comes next");
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.is_none(), "4 entries before, 3 here, 7 in all");
    assert_eq!(asked(&server, "PageNo"), "3 4");
    assert_eq!(asked(&server, "PageSize"), "2 2");
}

#[tokio::test]
async fn a_list_goes_on_to_its_end_where_pages_have_another_size_than_is_asked_for() {
    // A limit of two; at least two; and pages of three that lack entries, as may those before.
    let of_two: &[&[&str]] = &[&["e", "f"], &["g", "h"], &["i", "j"], &[]];
    let with_short_ones: &[&[&str]] = &[&["e", "f", "g"], &["h"], &["i", "j", "k"], &["l"], &[]];
    for (size, pages, total) in [(3, of_two, 10), (1, of_two, 10), (3, with_short_ones, 12)] {
        let (server, client) = responding(pages.iter().map(|ids| voices(ids, json!(total))).collect());
        let (seen, error) = entries(&client, ListCustomizedVoices::new().page_no(3), size, "VoiceId").await;
        assert_eq!((seen, error.is_none()), (pages.concat().join(" "), true), "{size}");
        assert_eq!(server.requests().len(), pages.len(), "{size}: up to an empty page");
    }
}

#[tokio::test]
async fn a_list_and_a_token_in_another_case_are_read() {
    let voice = json!([{"VoiceId": "a"}]);
    for page in [
        json!({"data": {"customizedVoiceList": voice, "totalCount": 1}}),
        json!({"data": {"CustomizedVoiceList": voice, "TotalCount": 1}}),
        json!({"Data": {"customizedVoiceList": voice, "TotalCount": 1}}),
        // Both spellings: the documented one is read, unless it has nothing.
        json!({"data": {}, "Data": {"CustomizedVoiceList": voice, "TotalCount": 1}}),
        json!({"Data": {}, "data": {"CustomizedVoiceList": voice, "TotalCount": 1}}),
        json!({"Data": {"CustomizedVoiceList": voice, "TotalCount": 1}, "data": {"CustomizedVoiceList": []}}),
        json!({"Data": "none", "data": {"CustomizedVoiceList": voice, "TotalCount": 1}}),
    ] {
        let (server, _) = responding(vec![page.clone()]);
        let (seen, error) = entries(&lenient(&server), ListCustomizedVoices::new(), 2, "VoiceId").await;
        assert_eq!((seen.as_str(), error.is_none()), ("a", true), "{page}");
    }

    // An entry that does not fit is no reason to doubt the others.
    let page = json!({"Data": {"customizedVoiceList": [7, {"VoiceId": "a"}], "TotalCount": 2}});
    let (server, _) = responding(vec![page]);
    let (seen, error) = entries(&lenient(&server), ListCustomizedVoices::new(), 2, "VoiceId").await;
    assert_eq!((seen.as_str(), error.is_none()), ("a", true));

    for documented in [json!({}), json!({"NextPageToken": null}), json!({"NextPageToken": {"Token": "t1"}})] {
        let mut page = json!({"PackageJobs": [{"JobId": "a"}], "nextPageToken": "t1"});
        page.as_object_mut().unwrap().extend(documented.as_object().unwrap().clone());
        let last = json!({"PackageJobs": [{"JobId": "b"}]});
        let (server, _) = responding(vec![json!({"PackageJobList": page}), json!({"PackageJobList": last})]);
        let (seen, error) = entries(&lenient(&server), ListPackageJobs::new(), 2, "JobId").await;
        assert_eq!((seen.as_str(), error.is_none()), ("a b", true), "{documented}");
        assert_eq!(asked(&server, "NextPageToken"), "- t1");
    }
}

#[tokio::test]
async fn numbers_and_totals_that_are_text_count_like_numbers() {
    let programs = |names: &[&str]| {
        let programs: Vec<_> = names.iter().map(|name| json!({"ProgramName": name})).collect();
        json!({"Programs": programs, "TotalCount": 3})
    };
    let (server, client) = responding(vec![programs(&["a", "b"]), programs(&["c"])]);
    assert_eq!(entries(&client, ListPrograms::new("channel"), 2, "ProgramName").await.0, "a b c");
    assert_eq!((asked(&server, "PageNo"), asked(&server, "PageSize")), ("1 2".to_owned(), "2 2".to_owned()));

    let files = |names: &[&str]| {
        let files: Vec<_> = names.iter().map(|name| json!({"RecordId": name})).collect();
        json!({"Files": files, "TotalCount": "3"})
    };
    let (server, client) = responding(vec![files(&["a", "b"]), files(&["c"])]);
    assert_eq!(entries(&client, ListLiveRecordFiles::new(), 2, "RecordId").await.0, "a b c");
    assert_eq!(asked(&server, "PageNo"), "1 2");

    let error = entries(&client, ListPrograms::new("channel").page_no("two"), 2, "ProgramName").await.1.unwrap();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.message(), "the list cannot be paged by `PageNo`: `two` is not a page number");
}

#[tokio::test]
async fn a_total_counts_however_it_is_spelt() {
    for total in [json!("4.0"), json!(" 4 "), json!(4.0)] {
        let (server, _) =
            responding(vec![voices(&["a", "b"], total.clone()), voices(&["c"], total), voices(&[], json!(null))]);
        let (seen, error) = entries(&lenient(&server), ListCustomizedVoices::new(), 2, "VoiceId").await;
        assert_eq!(seen, "a b c");
        assert!(error.unwrap().message().starts_with("the list ends early: 3 of 4 entries have come, 1 are missing"));
    }
}

fn instances(ids: &[&str]) -> Value {
    let instances: Vec<_> = ids.iter().map(|id| json!({"Status": id})).collect();
    json!({"Instances": instances})
}

#[tokio::test]
async fn without_a_total_an_empty_page_is_the_end() {
    let (server, client) = responding(vec![instances(&["a", "b"]), instances(&["c"]), instances(&[])]);
    assert_eq!(entries(&client, ListAIAgentInstance::new("agent"), 2, "Status").await.0, "a b c");
    assert_eq!(asked(&server, "PageNumber"), "1 2 3");
}

#[tokio::test]
async fn without_a_total_the_same_page_again_is_an_error_and_no_loop() {
    let (server, client) = responding(vec![instances(&["a", "b"]), instances(&["c"])]);
    let (seen, error) = entries(&client, ListAIAgentInstance::new("agent"), 2, "Status").await;
    assert_eq!(seen, "a b c c", "a page that has come is never kept back");
    insta::assert_snapshot!(format!("{:?}", error.unwrap()), @r"
    ListAIAgentInstance failed: the list does not go on: page 3 has the same entries as the page before
      hint: The pages before are complete; further requests would return the same again and again.
    ");
    assert_eq!(asked(&server, "PageNumber"), "1 2 3");
}

fn packages(ids: &[&str], token: Value) -> Value {
    let jobs: Vec<_> = ids.iter().map(|id| json!({"JobId": id})).collect();
    json!({"PackageJobList": {"PackageJobs": jobs, "NextPageToken": token}})
}

#[tokio::test]
async fn pages_by_token_end_where_no_token_comes() {
    for last in [json!(null), json!("")] {
        let (server, client) = responding(vec![
            packages(&["a"], json!("t1")),
            packages(&[], json!("t2")),
            packages(&["b", "c"], last.clone()),
        ]);
        let (seen, error) = entries(&client, ListPackageJobs::new(), 2, "JobId").await;
        assert_eq!((seen.as_str(), error.is_none()), ("a b c", true), "an empty page within the list is not its end");
        assert_eq!(asked(&server, "NextPageToken"), "- t1 t2");
        assert_eq!(asked(&server, "PageSize"), "2 2 2");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_read_does_not_end_the_list_in_silence() {
    for token in [json!({"Token": "t1"}), json!(["t1"])] {
        let (server, _) = responding(vec![packages(&["a"], token)]);
        let (seen, error) = entries(&lenient(&server), ListPackageJobs::new(), 2, "JobId").await;
        assert_eq!((seen.as_str(), server.requests().len()), ("a", 1));
        let message = "the last page has no `PackageJobList.NextPageToken` that can be read";
        assert_eq!(error.unwrap().message(), message);
    }
}

#[tokio::test]
async fn a_token_that_repeats_is_an_error_and_no_loop() {
    let (server, client) =
        responding(vec![packages(&["a"], json!("t1")), packages(&["b"], json!("t2")), packages(&["c"], json!("t1"))]);
    let (seen, error) = entries(&client, ListPackageJobs::new(), 2, "JobId").await;
    assert_eq!(seen, "a b c");
    let error = error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(error.message().contains("the same `PackageJobList.NextPageToken` again"), "{error}");
    assert_eq!(asked(&server, "NextPageToken"), "- t1 t2");
}

#[tokio::test]
async fn the_same_token_with_an_empty_page_is_the_end() {
    let (server, client) = responding(vec![packages(&["a"], json!("t1")), packages(&[], json!("t1"))]);
    let (seen, error) = entries(&client, ListPackageJobs::new(), 2, "JobId").await;
    assert_eq!((seen.as_str(), error.is_none()), ("a", true));
    assert_eq!(asked(&server, "NextPageToken"), "- t1");
}

#[tokio::test]
async fn a_token_that_the_caller_gives_is_where_the_list_starts() {
    let (server, client) = responding(vec![packages(&["c"], json!(null))]);
    assert_eq!(entries(&client, ListPackageJobs::new().next_page_token("t7"), 2, "JobId").await.0, "c");
    assert_eq!(asked(&server, "NextPageToken"), "t7");
}

#[tokio::test]
async fn of_two_styles_the_token_is_taken_unless_the_caller_starts_with_a_number() {
    let media = |ids: &[&str], token: Value| {
        let media: Vec<_> = ids.iter().map(|id| json!({"MediaId": id})).collect();
        json!({"MediaInfoList": media, "ScrollToken": token, "Total": 3})
    };
    let responses = || vec![media(&["a", "b"], json!("t1")), media(&["c"], json!(null))];
    let (server, client) = responding(responses());
    assert_eq!(entries(&client, SearchMedia::new(), 2, "MediaId").await.0, "a b c");
    assert_eq!((asked(&server, "ScrollToken"), asked(&server, "PageNo")), ("- t1".to_owned(), "- -".to_owned()));

    let (server, client) = responding(responses());
    assert_eq!(entries(&client, SearchMedia::new().page_no(1), 2, "MediaId").await.0, "a b c");
    assert_eq!((asked(&server, "ScrollToken"), asked(&server, "PageNo")), ("- -".to_owned(), "1 2".to_owned()));
}

#[tokio::test]
async fn a_token_that_the_request_does_not_take_is_left_alone() {
    let folders = |ids: &[&str]| {
        let folders: Vec<_> = ids.iter().map(|id| json!({"FolderId": id})).collect();
        json!({"FolderList": folders, "NextToken": "useless", "Total": 3})
    };
    let (server, client) = responding(vec![folders(&["a", "b"]), folders(&["c"])]);
    assert_eq!(entries(&client, ListYikeAssetFolders::new(), 2, "FolderId").await.0, "a b c");
    assert_eq!((asked(&server, "NextToken"), asked(&server, "PageNo")), ("- -".to_owned(), "1 2".to_owned()));
}

#[tokio::test]
async fn a_list_by_time_starts_each_page_at_the_time_that_the_last_one_gave() {
    let files = |ids: &[&str], next: Value| {
        let files: Vec<_> = ids.iter().map(|id| json!({"OssObject": id})).collect();
        json!({"FileList": files, "NextStartTime": next})
    };
    let (server, client) = responding(vec![files(&["a"], json!("2026-01-02T03:04:05Z")), files(&["b"], json!(null))]);
    let list = ListLiveSnapshotFiles::new("job", "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z");
    assert_eq!(entries(&client, list, 2, "OssObject").await.0, "a b");
    assert_eq!(asked(&server, "StartTime"), "2026-01-01T00:00:00Z 2026-01-02T03:04:05Z");
    assert_eq!(asked(&server, "Limit"), "2 2");
}

#[tokio::test]
async fn no_page_is_requested_ahead_or_after_the_stream_is_dropped() {
    let (server, client) = responding(vec![voices(&["a", "b"], json!(9))]);
    let mut items = client.items(ListCustomizedVoices::new());
    assert_eq!(server.requests().len(), 0, "making a stream asks nothing");
    items.next().await.unwrap().unwrap();
    items.next().await.unwrap().unwrap();
    drop(items);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn after_an_error_the_list_can_be_taken_up_where_it_stood() {
    let server = Server::respond_with(|number, _| match number {
        0 => MockResponse::json(200, voices(&["a", "b"], json!(3)).to_string()),
        1 => MockResponse::json(503, r#"{"Code":"ServiceUnavailable","Message":"Later."}"#),
        _ => MockResponse::json(200, voices(&["c"], json!(3)).to_string()),
    });
    let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "secret"));
    let client = client.retry(RetryPolicy::none()).build().unwrap();
    let mut pages = client.pages(ListCustomizedVoices::new()).page_size(2);
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(pages.next().await.unwrap().unwrap_err().code(), Some("ServiceUnavailable"));
    assert!(pages.next().await.is_none());
    let rest = pages.operation().clone();
    assert_eq!(entries(&client, rest, 2, "VoiceId").await.0, "c");
    assert_eq!(asked(&server, "PageNo"), "1 2 2");
}

#[tokio::test]
async fn an_added_parameter_is_sent_for_every_page() {
    let (server, client) = responding(vec![voices(&["a", "b"], json!(3)), voices(&["c"], json!(3))]);
    let list = ListCustomizedVoices::new().with_parameter("Colour", "blue");
    assert_eq!(entries(&client, list, 2, "VoiceId").await.0, "a b c");
    assert_eq!((asked(&server, "Colour"), asked(&server, "PageNo")), ("blue blue".to_owned(), "1 2".to_owned()));
}
