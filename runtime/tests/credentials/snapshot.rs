//! Requests in snapshots.

use loopback::RecordedRequest;

/// A request as text, without the headers that the HTTP library and the compiler choose.
pub fn show(request: &RecordedRequest) -> String {
    let chosen = ["accept-encoding", "user-agent"];
    let mut headers: Vec<_> = request.headers.iter().filter(|(name, _)| !chosen.contains(&name.as_str())).collect();
    headers.sort();
    let mut shown = format!("{} {}\n", request.method, request.target());
    for (name, value) in headers {
        shown.push_str(&format!("{name}: {value}\n"));
    }
    format!("{shown}\n{}", request.text())
}
