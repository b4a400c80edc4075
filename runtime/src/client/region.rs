//! The region of a client: the builder's, the environment's, or a CLI profile's.

use std::sync::{Arc, OnceLock};

use crate::credentials::{CliProfile, CredentialProvider, Environment};
use crate::error::Error;

const VARIABLE: &str = "ALIBABA_CLOUD_REGION_ID";

/// A region, and where it comes from.
pub(super) struct Region {
    pub(super) name: String,
    pub(super) origin: &'static str,
}

/// The region, which may have to be read from a file first.
pub(super) struct RegionSource {
    known: OnceLock<Region>,
    credentials: Arc<dyn CredentialProvider>,
    /// For credentials without a region.
    profile: CliProfile,
}

impl RegionSource {
    /// Reads no file. With an endpoint no region is needed, so neither variable nor profile is used.
    pub(super) fn new(
        given: Option<String>,
        has_endpoint: bool,
        credentials: Arc<dyn CredentialProvider>,
        environment: &Environment,
    ) -> Self {
        let known = OnceLock::new();
        let variable =
            || environment.variable(VARIABLE).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        let region = match given {
            Some(name) => Some(Region { name, origin: "ClientBuilder::region" }),
            None if has_endpoint => None,
            None => variable().map(|name| Region { name, origin: VARIABLE }),
        };
        if let Some(region) = region {
            known.get_or_init(|| region);
        }
        Self { known, credentials, profile: CliProfile::new().environment(environment) }
    }

    /// The region, unless it is still to be [read](Self::read).
    pub(super) fn known(&self) -> Option<&Region> {
        self.known.get()
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.known().map(|region| region.name.as_str())
    }

    /// Reads the profile on a thread for blocking work. Calls that need the region at the same time each read the file: none
    /// depends on another's runtime. An error is not kept, and the next call reads again.
    ///
    /// # Errors
    ///
    /// Those of [`CliProfile::region`], and a profile without a region.
    pub(super) async fn read(&self) -> Result<&Region, Error> {
        if let Some(region) = self.known() {
            return Ok(region);
        }
        let region = match self.credentials.configured_region() {
            Some(region) => region.await?,
            None => self.profile.region().await?,
        };
        match region {
            Some(name) => Ok(self.known.get_or_init(|| Region { name, origin: "`region_id` of the CLI profile" })),
            None => Err(Error::not_configured("it has no `region_id`")),
        }
    }
}
