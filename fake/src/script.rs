//! The script of a test, checked: names of operations that do not exist, and what was planned and never happened.

use crate::catalog::Catalog;

/// Checks the name of an operation in the script of a test.
///
/// # Panics
/// There is no such operation. The message has the nearest name.
#[track_caller]
#[allow(clippy::panic, reason = "a mistake in a test")]
pub(crate) fn check_name(operation: &str) {
    // Which fake is meant does not matter for a typo.
    let catalogs = Catalog::all();
    if !catalogs.is_empty() && catalogs.iter().all(|catalog| catalog.named(operation).is_none()) {
        let nearest = catalogs.iter().filter_map(|catalog| catalog.nearest(operation)).min();
        let nearest = nearest.map(|(_, name)| format!("; there is `{name}`"));
        panic!("there is no operation `{operation}`{}", nearest.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(operation: &str) {
        Catalog::get().unwrap();
        check_name(operation);
    }

    #[test]
    #[should_panic(expected = "there is no operation `getCustomisedVoiceJobs`; there is `GetCustomizedVoiceJob`")]
    fn a_typo_is_reported_with_the_nearest_name() {
        check("getCustomisedVoiceJobs");
    }

    #[test]
    #[should_panic(expected = "there is no operation `Xyz`")]
    fn a_name_that_resembles_none_is_reported_alone() {
        check("Xyz");
    }

    #[test]
    fn operations_of_every_product_are_known() {
        check("GetCustomizedVoiceJob");
        check("AssumeRole");
    }
}
