//! The host of a product in a region.

use std::fmt;

use crate::operation::Product;

/// The host of a product in a region.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResolvedHost {
    /// The host name, for example `ice.cn-shanghai.aliyuncs.com`.
    pub host: String,
    /// Whether the product's metadata lists this host, for the region or for all. One that is only made by the rule may not exist.
    pub documented: bool,
}

/// Finds the host of a product in a region: the documented one, else the one that all documented regions have and that names
/// none of them (`ims.aliyuncs.com`), else the one by [`host_by_rule`].
///
/// `network` is `None` or `public` for the internet, `vpc` inside a virtual private cloud; `suffix` is part of the
/// names of a few special sites. Both usually are `None`. A suffix, or a network other than those two, is never
/// documented.
///
/// # Errors
///
/// A region that is empty or cannot be one; the error lists those that are documented. A suffix or network that cannot
/// be part of a host name.
pub fn resolve(
    product: &Product,
    suffix: Option<&str>,
    network: Option<&str>,
    region: &str,
) -> Result<ResolvedHost, EndpointError> {
    if !is_region(region) {
        let known = product.endpoints.iter().map(|endpoint| endpoint.region).collect();
        return Err(EndpointError::Region { region: region.to_owned(), known });
    }
    let documented = product.endpoints.iter().find(|endpoint| endpoint.region == region);
    let documented = match (given(suffix), given_network(network)) {
        (None, None) => documented.map(|endpoint| endpoint.public).or_else(|| central(product)),
        (None, Some("vpc")) => documented.and_then(|endpoint| endpoint.vpc),
        _ => None,
    };
    if let Some(host) = documented {
        return Ok(ResolvedHost { host: host.to_owned(), documented: true });
    }
    let host = host_by_rule(product.host_prefix, suffix, network, Some(region))?;
    Ok(ResolvedHost { host, documented: false })
}

/// The host of a product that has one for all regions.
fn central(product: &Product) -> Option<&'static str> {
    let host = product.endpoints.first()?.public;
    let is_of_all = product.endpoints.iter().all(|it| it.public == host && !host.contains(it.region));
    is_of_all.then_some(host)
}

/// The host that the usual rule gives: `prefix[-suffix][-network].region.aliyuncs.com`, without the region's label for
/// products that have one host for all regions (`region: None`). The prefix is lower-cased.
///
/// The official Python SDK drops the suffix without a word; Go and TypeScript honour it, as here.
///
/// # Errors
///
/// A part that cannot be part of a host name, in particular an empty region.
pub fn host_by_rule(
    host_prefix: &str,
    suffix: Option<&str>,
    network: Option<&str>,
    region: Option<&str>,
) -> Result<String, EndpointError> {
    let mut host = host_prefix.to_ascii_lowercase();
    for (part, value) in [("suffix", given(suffix)), ("network", given_network(network))] {
        if let Some(value) = value {
            if !is_host_label(value) {
                return Err(EndpointError::HostPart { part, value: value.to_owned() });
            }
            host = format!("{host}-{value}");
        }
    }
    match region {
        Some(region) if is_region(region) => Ok(format!("{host}.{region}.aliyuncs.com")),
        Some(region) => Err(EndpointError::Region { region: region.to_owned(), known: Vec::new() }),
        None => Ok(format!("{host}.aliyuncs.com")),
    }
}

fn given(part: Option<&str>) -> Option<&str> {
    part.filter(|part| !part.is_empty())
}

fn given_network(network: Option<&str>) -> Option<&str> {
    given(network).filter(|network| *network != "public")
}

/// Whether the text can be a region: lower-case letters, digits and hyphens.
fn is_region(text: &str) -> bool {
    is_host_label(text) && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether the text can be one label of a host name: letters, digits and inner hyphens, at most 63 (RFC 1123).
pub(crate) fn is_host_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Why there is no host for a region.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// The region is empty, or has characters that no region has.
    Region {
        /// What was given.
        region: String,
        /// The regions that the product documents.
        known: Vec<&'static str>,
    },
    /// A suffix or network that cannot be part of a host name.
    HostPart {
        /// `suffix` or `network`.
        part: &'static str,
        /// What was given.
        value: String,
    },
}

impl fmt::Display for EndpointError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EndpointError::Region { region, known } => {
                if region.is_empty() {
                    formatter.write_str("no region is set")?;
                } else {
                    write!(formatter, "`{}` is not a region", region.escape_debug())?;
                }
                if !known.is_empty() {
                    write!(formatter, "; known regions: {}", known.join(", "))?;
                }
                Ok(())
            }
            EndpointError::HostPart { part, value } => {
                write!(formatter, "the {part} `{}` cannot be part of a host name", value.escape_debug())
            }
        }
    }
}

impl std::error::Error for EndpointError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{ApiStyle, Endpoint};

    const ENDPOINTS: &[Endpoint] = &[
        Endpoint::new("cn-shanghai", "ice.cn-shanghai.aliyuncs.com", Some("ice-vpc.cn-shanghai.aliyuncs.com")),
        Endpoint::new("cn-odd", "odd.example.com", None),
    ];
    const PRODUCT: Product = Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", ENDPOINTS);

    fn resolved(network: Option<&str>, region: &str) -> (String, bool) {
        let resolved = resolve(&PRODUCT, None, network, region).unwrap();
        (resolved.host, resolved.documented)
    }

    #[test]
    fn documented_hosts_come_first_public_and_vpc() {
        assert_eq!(resolved(None, "cn-odd"), ("odd.example.com".into(), true));
        assert_eq!(resolved(Some("public"), "cn-odd"), ("odd.example.com".into(), true));
        assert_eq!(resolved(Some("vpc"), "cn-shanghai"), ("ice-vpc.cn-shanghai.aliyuncs.com".into(), true));
    }

    #[test]
    fn what_is_not_documented_follows_the_rule_and_says_so() {
        assert_eq!(resolved(None, "cn-guangzhou"), ("ice.cn-guangzhou.aliyuncs.com".into(), false));
        assert_eq!(resolved(Some("vpc"), "cn-odd"), ("ice-vpc.cn-odd.aliyuncs.com".into(), false));
        let special = resolve(&PRODUCT, Some("sfx"), None, "cn-shanghai").unwrap();
        assert_eq!((special.host.as_str(), special.documented), ("ice-sfx.cn-shanghai.aliyuncs.com", false));
    }

    #[test]
    fn a_product_with_one_host_for_all_regions_has_it_in_others_too() {
        const IMS: &str = "ims.aliyuncs.com";
        let host = |endpoints: &'static [Endpoint], network, region| {
            let product = Product::new("Ims", "2019-08-15", ApiStyle::Rpc, "ims", endpoints);
            resolve(&product, None, network, region).unwrap()
        };
        const ONE: &[Endpoint] = &[Endpoint::new("cn-hangzhou", IMS, None)];
        const TWO: &[Endpoint] = &[ONE[0], Endpoint::new("cn-shanghai", IMS, None)];
        for endpoints in [ONE, TWO] {
            let found = host(endpoints, None, "cn-chengdu");
            assert_eq!((found.host.as_str(), found.documented), (IMS, true));
        }
        assert_eq!(host(ONE, Some("vpc"), "cn-chengdu").host, "ims-vpc.cn-chengdu.aliyuncs.com");
        const REGIONAL: &[Endpoint] = &[Endpoint::new("cn-beijing", "opt.cn-beijing.aliyuncs.com", None)];
        assert_eq!(host(REGIONAL, None, "cn-chengdu").host, "ims.cn-chengdu.aliyuncs.com");
        assert_eq!(host(&[], None, "cn-chengdu").host, "ims.cn-chengdu.aliyuncs.com");
    }

    #[test]
    fn a_text_that_is_no_region_is_refused_with_the_known_ones() {
        for region in ["", "CN-Shanghai", "cn_shanghai", "cn.evil", "x/", "-cn", " cn", "ｃn"] {
            let error = resolve(&PRODUCT, None, None, region).unwrap_err();
            assert!(error.to_string().ends_with("known regions: cn-shanghai, cn-odd"), "{error}");
        }
    }

    #[test]
    fn neither_network_nor_suffix_can_redirect_the_host() {
        for part in ["evil.com/", "a.b", "@", "-"] {
            assert!(resolve(&PRODUCT, Some(part), None, "cn-shanghai").is_err());
            assert!(resolve(&PRODUCT, None, Some(part), "cn-shanghai").is_err());
        }
    }

    #[test]
    fn the_rule_lower_cases_the_prefix_and_leaves_the_region_out_for_central_products() {
        assert_eq!(host_by_rule("ICE", None, Some("vpc"), None), Ok("ice-vpc.aliyuncs.com".into()));
    }
}
