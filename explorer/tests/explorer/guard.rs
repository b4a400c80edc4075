//! Who is let in.

use super::browser::Browser;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn the_token_of_the_address_becomes_a_cookie() {
    let browser = Browser::offline().await;
    let host = browser.address.to_string();
    let path = format!("/op/GetCustomizedVoiceJob?JobId=a+b&token={}", browser.token);
    let page = browser.raw("GET", &path, &[("host", &host)], "").await;
    assert_eq!((page.status, page.header("location")), (303, Some("/op/GetCustomizedVoiceJob?JobId=a+b")));
    let cookie = page.header("set-cookie").unwrap();
    assert_eq!(cookie, format!("{}; Path=/; HttpOnly; SameSite=Strict", browser.cookie()));
    assert_eq!(browser.get("/").await.status, 200);
}

#[tokio::test]
async fn the_address_after_the_token_is_one_of_the_explorer() {
    let browser = Browser::offline().await;
    let host = browser.address.to_string();
    for slashes in ["//", "/\\", "/\\/"] {
        let path = format!("{slashes}evil.example/?token={}", browser.token);
        let page = browser.raw("GET", &path, &[("host", &host)], "").await;
        assert_eq!((page.status, page.header("location")), (303, Some("/evil.example/")), "{slashes}");
    }
}

#[tokio::test]
async fn without_the_token_nothing_is_shown_and_nothing_runs() {
    let browser = Browser::offline().await;
    let (host, origin) = (browser.address.to_string(), format!("http://{}", browser.address));
    let port = browser.address.port();
    let other = if browser.token.starts_with('0') { '1' } else { '0' };
    let wrong = format!("explorer-{port}={other}{}", browser.token.get(1..).unwrap());
    let other_port = format!("explorer-1={}", browser.token);
    for cookie in ["", "explorer=1", &wrong, &other_port, &format!("explorer-{port}=")] {
        for path in ["/", "/op/GetCustomizedVoiceJob", "/assets/explorer.js", "/?token=", "/?token=wrong"] {
            let page = browser.raw("GET", path, &[("host", &host), ("cookie", cookie)], "").await;
            assert_eq!(page.status, 403, "{cookie} {path}");
            page.assert_says("The token is missing");
        }
        let headers = [("host", host.as_str()), ("origin", &origin), ("cookie", cookie), FORM];
        let page = browser.raw("POST", "/op/GetCustomizedVoiceJob", &headers, "JobId=a&.do=run").await;
        assert_eq!(page.status, 403);
        assert!(!page.text().contains("Request ID"));
    }
}

#[tokio::test]
async fn another_host_is_refused_even_with_the_token() {
    let browser = Browser::offline().await;
    let (cookie, port) = (browser.cookie(), browser.address.port());
    for host in [
        format!("evil.example:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{}", port ^ 1),
        format!("127.0.0.1.evil.example:{port}"),
        format!("evil.example@127.0.0.1:{port}"),
    ] {
        for path in ["/".to_owned(), format!("/?token={}", browser.token)] {
            let page = browser.raw("GET", &path, &[("host", &host), ("cookie", &cookie)], "").await;
            // What is no host at all is refused below the guard.
            assert!([400, 421].contains(&page.status), "{host}: {}", page.status);
            assert_eq!(page.header("set-cookie"), None);
        }
    }
    for host in [format!("localhost:{port}"), format!("[::1]:{port}")] {
        assert_eq!(browser.raw("GET", "/", &[("host", &host), ("cookie", &cookie)], "").await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn a_page_of_another_origin_can_call_nothing() {
    let browser = Browser::offline().await;
    let (host, cookie) = (browser.address.to_string(), browser.cookie());
    let base = [("host", host.as_str()), ("cookie", cookie.as_str()), FORM];
    let (https, near) = (format!("https://{host}"), format!("http://127.0.0.1:{}", browser.address.port() ^ 1));
    let path = "/op/GetCustomizedVoiceJob";
    for origin in ["https://evil.example", "null", &https, &near, ""] {
        let headers: Vec<_> = base.into_iter().chain([("origin", origin)]).collect();
        let page = browser.raw("POST", path, &headers, "JobId=a&.do=run").await;
        assert_eq!(page.status, 403, "{origin}");
        assert!(!page.text().contains("Request ID"));
        assert_eq!(browser.raw("GET", path, &headers, "").await.status, 403, "{origin}");
    }
    let page = browser.raw("POST", path, &base, "JobId=a&.do=run").await;
    assert_eq!(page.status, 403);
    page.assert_says("The request has no `Origin`.");
    // Nor does a link run anything.
    let page = browser.get("/op/GetCustomizedVoiceJob?JobId=a&.do=run").await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("Request ID"));
}

#[tokio::test]
async fn every_response_forbids_scripts_of_others_and_frames() {
    let browser = Browser::offline().await;
    let host = browser.address.to_string();
    let refused = browser.raw("GET", "/", &[("host", &host)], "").await;
    for page in
        [refused, browser.get("/").await, browser.get("/nowhere").await, browser.get("/assets/explorer.css").await]
    {
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(page.header(name), Some(value));
        }
        assert_eq!(page.header("access-control-allow-origin"), None);
    }
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let browser = Browser::offline().await;
    let long = "x".repeat(1024 * 1024);
    let page = browser.press("GetCustomizedVoiceJob", "run", &[("JobId", &long)]).await;
    assert_eq!(page.status, 413);
    let page = browser.press("GetCustomizedVoiceJob", "sign", &[("JobId", &long[..30_000])]).await;
    assert_eq!(page.status, 200);
}
