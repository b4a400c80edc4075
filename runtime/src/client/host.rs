//! The host of a call: that of the endpoint, or that of the region.

use std::borrow::Cow;

use tokio::time::Instant;
use tracing::warn;

use super::deadline::before;
use super::settings::Settings;
use crate::endpoint::{self, BaseUrl, EndpointError};
use crate::error::{Error, ErrorKind};
use crate::operation::Product;

const REGION_HINT: &str = "Give a region to ClientBuilder::region, in ALIBABA_CLOUD_REGION_ID, or as `region_id` of the CLI \
                           profile (`aliyun configure`); or give a host to ClientBuilder::endpoint.";

/// Where the calls of a product go.
pub(super) struct Host<'a> {
    pub(super) base_url: Cow<'a, BaseUrl>,
    /// Whether the product documents it, or the user has chosen it.
    pub(super) documented: bool,
}

/// The host of a product; `None` while the region still has to be read from a profile.
pub(super) fn known<'a>(settings: &'a Settings, product: &Product) -> Result<Option<Host<'a>>, Error> {
    match (&settings.endpoint, settings.region.known()) {
        (Some(base_url), _) => Ok(Some(Host { base_url: Cow::Borrowed(base_url), documented: true })),
        (None, Some(_)) => of_region(settings, product).map(Some),
        (None, None) => Ok(None),
    }
}

/// The same after the region was read from a profile.
pub(super) async fn find<'a>(settings: &'a Settings, product: &Product, deadline: Instant) -> Result<Host<'a>, Error> {
    let region = before(deadline, settings.region.read()).await.unwrap_or_else(|| {
        let limit = settings.call_timeout;
        Err(Error::new(ErrorKind::Timeout, format!("the CLI file was not read within {limit:?}")))
    });
    match region {
        Ok(_) => of_region(settings, product),
        Err(reason) => Err(no_region(product, &reason)),
    }
}

fn of_region<'a>(settings: &'a Settings, product: &Product) -> Result<Host<'a>, Error> {
    let region = settings.region.name().unwrap_or_default();
    match endpoint::resolve(product, None, settings.network.as_deref(), region) {
        Ok(host) => {
            if !host.documented {
                settings.undocumented_host.call_once(|| {
                    warn!(
                        "rpc.service" = product.code,
                        "cloud.region" = region,
                        "server.address" = host.host,
                        "the host follows from the region by rule; the product does not document it"
                    );
                });
            }
            Ok(Host { documented: host.documented, base_url: Cow::Owned(BaseUrl::https(host)) })
        }
        Err(error) => {
            let hint = match (&error, settings.region.known()) {
                (EndpointError::HostPart { .. }, _) => "Give `public` or `vpc` to ClientBuilder::network.".into(),
                (_, Some(region)) => format!("It comes from {}. {REGION_HINT}", region.origin),
                (_, None) => REGION_HINT.to_owned(),
            };
            Err(Error::new(ErrorKind::Config, error.to_string()).with_source(error).with_hint(hint))
        }
    }
}

/// No region was given, and no profile has one, for this reason.
fn no_region(product: &Product, reason: &Error) -> Error {
    let known = product.endpoints.iter().map(|endpoint| endpoint.region).collect();
    let error = EndpointError::Region { region: String::new(), known };
    Error::new(ErrorKind::Config, format!("{error}; the CLI profile gives none: {}", reason.message()))
        .with_source(error)
        .with_hint(REGION_HINT)
}
