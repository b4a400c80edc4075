//! Products: what all operations of one API have in common.

/// A product of Alibaba Cloud: one API with one version.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Product {
    /// The product code as the metadata spells it, for example `ICE`.
    pub code: &'static str,
    /// The API version, for example `2020-11-09`.
    pub version: &'static str,
    /// How the product's requests are laid out.
    pub style: ApiStyle,
    /// The first label of its hosts, for example `ice` in `ice.cn-shanghai.aliyuncs.com`.
    pub host_prefix: &'static str,
    /// The documented regions with their hosts.
    pub endpoints: &'static [Endpoint],
}

impl Product {
    /// A product as its metadata describes it.
    #[must_use]
    pub const fn new(
        code: &'static str,
        version: &'static str,
        style: ApiStyle,
        host_prefix: &'static str,
        endpoints: &'static [Endpoint],
    ) -> Self {
        Self { code, version, style, host_prefix, endpoints }
    }
}

/// How a product's requests are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiStyle {
    /// Every request goes to `/`; the operation is named in a header.
    Rpc,
    /// Method and path name the operation.
    Roa,
}

/// A documented region of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// The region, for example `cn-shanghai`.
    pub region: &'static str,
    /// The public host.
    pub public: &'static str,
    /// The host inside a virtual private cloud, where one is documented.
    pub vpc: Option<&'static str>,
}

impl Endpoint {
    /// A region with its hosts.
    #[must_use]
    pub const fn new(region: &'static str, public: &'static str, vpc: Option<&'static str>) -> Self {
        Self { region, public, vpc }
    }
}
