//! The table of a corpus.

use super::result::Totals;

/// The exceptions that are shown.
const MOST_EXCEPTIONS: usize = 200;

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
        ("sent", ""),
        ("arrived as published", "sent"),
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
    for exception in totals.exceptions.iter().take(MOST_EXCEPTIONS) {
        text.push_str(&format!("  {}\n", exception.chars().take(300).collect::<String>()));
    }
    let more = totals.exceptions.len().saturating_sub(MOST_EXCEPTIONS);
    if more > 0 {
        text.push_str(&format!("  … {more} more\n"));
    }
    text
}
