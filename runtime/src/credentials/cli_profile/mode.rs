//! The providers of the modes of CLI profiles.

use std::sync::Arc;

use super::config::Config;
use super::login::{Login, Method};
use crate::credentials::assume_role::AssumeRole;
use crate::credentials::assume_role_with_oidc::AssumeRoleWithOidc;
use crate::credentials::ecs_metadata::EcsMetadata;
use crate::credentials::environment::Environment;
use crate::credentials::profile::{Profile, shown};
use crate::credentials::provider::CredentialProvider;
use crate::credentials::sts::Session;
use crate::error::Error;

type Provider = Arc<dyn CredentialProvider>;

/// The provider that a profile describes.
pub(super) fn provider(config: &Config, name: &str, environment: &Environment) -> Result<Provider, Error> {
    by_mode(config, name, environment, &mut Vec::new())
}

/// `followed`: the profiles whose source leads to this one.
fn by_mode(
    config: &Config,
    name: &str,
    environment: &Environment,
    followed: &mut Vec<String>,
) -> Result<Provider, Error> {
    let profile = config.profile(name, environment)?;
    Ok(match profile.required("mode")?.as_str() {
        "AK" => Arc::new(profile.access_key()?),
        "StsToken" => Arc::new(profile.temporary_key()?),
        "RamRoleArn" => Arc::new(assumed(&profile, profile.access_key()?, environment)?),
        "ChainableRamRoleArn" => {
            let source = &profile.required("source_profile")?;
            followed.push(name.to_owned());
            if followed.iter().any(|followed| followed == source) {
                followed.push(source.to_owned());
                let circle = format!("leads back to itself by `source_profile`: {}", followed.join(" -> "));
                return Err(profile.error(&circle).with_hint("One of these profiles needs keys of its own."));
            }
            Arc::new(assumed(&profile, by_mode(config, source, environment, followed)?, environment)?)
        }
        "EcsRamRole" => {
            let metadata = EcsMetadata::new().environment(environment);
            Arc::new(match profile.get("ram_role_name") {
                Some(role) => metadata.role_name(role),
                None => metadata,
            })
        }
        "OIDC" => Arc::new(with_oidc(&profile, environment)?),
        mode => match Method::of(mode) {
            Some(method) => Arc::new(Login::new(config.path.clone(), name, method, environment).cached()),
            None => return Err(profile.error(&format!("has the mode `{}`, {}", shown(mode), refusal(mode)))),
        },
    })
}

/// Sets the options of a session that a profile has. `aliyun configure` writes `ram_session_name`; the official Python
/// SDK reads `role_session_name` in profiles of mode OIDC.
fn describe(session: &mut Session, profile: &Profile) -> Result<(), Error> {
    let text = |key| profile.get(key);
    session.name = text("ram_session_name").or_else(|| text("role_session_name"));
    session.duration = profile.seconds("expired_seconds")?;
    session.policy = text("policy");
    session.region = text("sts_region");
    session.vpc = profile.flag("enable_vpc");
    Ok(())
}

fn assumed(
    profile: &Profile,
    source: impl CredentialProvider + 'static,
    environment: &Environment,
) -> Result<AssumeRole, Error> {
    let mut role = AssumeRole::new(source, profile.required_arn("ram_role_arn")?).environment(environment);
    if let Some(id) = profile.get("external_id") {
        role = role.external_id(id);
    }
    describe(role.session(), profile)?;
    Ok(role)
}

fn with_oidc(profile: &Profile, environment: &Environment) -> Result<AssumeRoleWithOidc, Error> {
    let mut role = AssumeRoleWithOidc::new(
        profile.required_arn("ram_role_arn")?,
        profile.required_arn("oidc_provider_arn")?,
        profile.required_path("oidc_token_file")?,
    )
    .environment(environment);
    describe(role.session(), profile)?;
    Ok(role)
}

/// Why a mode is not supported, and what to use instead.
fn refusal(mode: &str) -> &'static str {
    match mode {
        "RsaKeyPair" => "which is obsolete and not supported: use an access key or a role (mode AK or RamRoleArn)",
        "RamRoleArnWithRoleName" => {
            "which no official SDK uses: use ChainableRamRoleArn with a source_profile of mode EcsRamRole"
        }
        "RamRoleArnWithEcs" => {
            "which no official SDK uses: use ChainableRamRoleArn with a source_profile of mode EcsRamRole"
        }
        "CredentialsURI" => {
            "which no official SDK reads from a profile: set ALIBABA_CLOUD_CREDENTIALS_URI, or use CredentialsUri"
        }
        "BearerToken" => "which no official SDK reads from a profile: use Credentials::bearer",
        "Anonymous" => "which no official SDK reads from a profile: use AnonymousCredentials",
        _ => {
            "which is not known; known are AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, OIDC, CloudSSO, \
             OAuth and External"
        }
    }
}
