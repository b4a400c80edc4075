//! The table of a corpus.

use super::result::{Exception, Totals};

/// The exceptions that are shown.
const MOST_EXCEPTIONS: usize = 200;

/// The characters that are shown of what an exception is about.
const LONGEST: usize = 300;

/// The table: numbers, what is an exception, and seconds by step.
pub(super) fn render(totals: &Totals, seconds: &[(String, f64)]) -> String {
    let number = |name: &str| totals.good.get(name).copied().unwrap_or_default();
    let share = |name: &str, of: &str| match number(of) {
        0 => String::new(),
        all => format!(" ({:.2} %)", 100.0 * number(name) as f64 / all as f64),
    };
    let mut rows: Vec<(String, String)> = Vec::new();
    for (name, of) in [
        ("documents", ""),
        ("operations", ""),
        ("tried", ""),
        ("sent", "tried"),
        ("arrived as published", "tried"),
        ("samples", ""),
        ("samples decoded strictly", "samples"),
        ("samples decoded strictly or leniently", "samples"),
    ] {
        rows.push((name.to_owned(), format!("{}{}", number(name), share(name, of))));
    }
    rows.extend(totals.bad.iter().map(|(name, count)| (name.clone(), count.to_string())));
    rows.push(("compiler warnings".to_owned(), totals.compiler_warnings.to_string()));
    rows.extend(seconds.iter().map(|(step, seconds)| (format!("seconds: {step}"), format!("{seconds:.1}"))));
    rows.extend(totals.peak_memory.map(|most| ("peak memory of this process".to_owned(), format!("{most} MiB"))));
    let mut text: String = rows.iter().map(|(name, value)| format!("{name:40} {value}\n")).collect();
    for Exception { kind, what, reason } in totals.exceptions.iter().take(MOST_EXCEPTIONS) {
        let what: String = what.chars().take(LONGEST).collect();
        let reason = reason.as_deref().unwrap_or("no reason is known");
        text.push_str(&format!("  {kind}: {what}\n    {reason}\n"));
    }
    for kind in &totals.settled {
        text.push_str(&format!("  {kind}: this is so no more: delete its reason\n"));
    }
    let more = totals.exceptions.len().saturating_sub(MOST_EXCEPTIONS);
    if more > 0 {
        text.push_str(&format!("  … {more} more\n"));
    }
    text
}
