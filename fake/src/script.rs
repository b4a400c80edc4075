//! The script of a test, checked: names of operations that do not exist, and what was planned and never happened.

use crate::catalog::Catalog;

/// Checks the name of an operation in the script of a test.
///
/// # Panics
/// There is no such operation. The message has the nearest name.
#[track_caller]
#[allow(clippy::panic, reason = "a mistake in a test")]
pub(crate) fn check_name(operation: &str) {
    // Without the catalog there is no fake.
    let Ok(catalog) = Catalog::get() else { return };
    if catalog.named(operation).is_none() {
        let nearest = catalog.nearest(operation).map(|name| format!("; there is `{name}`"));
        panic!("there is no operation `{operation}`{}", nearest.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "there is no operation `getCustomisedVoiceJobs`; there is `GetCustomizedVoiceJob`")]
    fn a_typo_is_reported_with_the_nearest_name() {
        check_name("getCustomisedVoiceJobs");
    }

    #[test]
    #[should_panic(expected = "there is no operation `Xyz`")]
    fn a_name_that_resembles_none_is_reported_alone() {
        check_name("Xyz");
    }

    #[test]
    fn operations_of_every_product_are_known() {
        check_name("GetCustomizedVoiceJob");
        check_name("AssumeRole");
    }
}
