//! What is known of every operation, read once from the files that `cargo xtask codegen` writes.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::nouns::Plan;

/// The files of `data/`, each a product.
static FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/data.rs"));

/// STS is no generated product; its two operations are told in the same way.
static STS: &str = include_str!("sts.json");

static CATALOG: LazyLock<Result<Catalog, String>> = LazyLock::new(Catalog::read);

/// Every product.
pub(crate) struct Catalog {
    products: Vec<Product>,
    /// Product and operation by action and API version.
    by_action: HashMap<(String, String), Vec<(usize, usize)>>,
}

/// An operation, and the product that it belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub(crate) product: &'static Product,
    pub(crate) operation: &'static Operation,
}

/// A product and its operations.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Product {
    pub(crate) product: String,
    pub(crate) version: String,
    pub(crate) host_prefix: String,
    schemas: HashMap<String, Schema>,
    pub(crate) operations: Vec<Operation>,
    /// Which operations make, show and end the same things.
    #[serde(skip)]
    pub(crate) plan: Plan,
}

/// An operation.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) methods: Vec<String>,
    /// The path template of products that use one.
    pub(crate) path: Option<String>,
    #[serde(default)]
    pub(crate) anonymous: bool,
    #[serde(default)]
    pub(crate) read: bool,
    pub(crate) ram_action: Option<String>,
    pub(crate) idempotency_token: Option<String>,
    #[serde(default)]
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) response: Option<Schema>,
    pub(crate) paging: Option<Paging>,
    pub(crate) waiter: Option<Waiter>,
    #[serde(default)]
    pub(crate) followed_by: Vec<String>,
    #[serde(default)]
    pub(crate) errors: Vec<Documented>,
    pub(crate) sample: Option<serde_json::Value>,
}

/// A parameter.
#[derive(Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    #[serde(rename = "in")]
    pub(crate) location: String,
    #[serde(default)]
    pub(crate) style: Style,
    #[serde(flatten)]
    pub(crate) schema: Schema,
}

/// How a list or an object becomes text.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Style {
    #[default]
    Flat,
    Json,
    Simple,
    SpaceDelimited,
    PipeDelimited,
    Xml,
}

/// A documented error.
#[derive(Deserialize)]
pub(crate) struct Documented {
    pub(crate) status: String,
    pub(crate) code: String,
}

/// How a list is given page by page.
#[derive(Deserialize)]
pub(crate) struct Paging {
    /// Where in the response the entries are.
    pub(crate) items: String,
    /// The ways to ask for the next page, the usual one first.
    pub(crate) cursors: Vec<Cursor>,
}

/// A way to ask for the next page: by number or by token.
#[derive(Deserialize)]
pub(crate) struct Cursor {
    pub(crate) page: Option<String>,
    pub(crate) total: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) size: Option<String>,
}

/// How the state that an operation reports is waited for.
#[derive(Deserialize)]
pub(crate) struct Waiter {
    pub(crate) id: String,
    pub(crate) status: String,
    pub(crate) success: Vec<String>,
    #[serde(default)]
    pub(crate) failure: Vec<String>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

/// What values a place takes.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    #[serde(rename = "type", default)]
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) format: String,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(rename = "enum", default)]
    pub(crate) values: Vec<String>,
    /// Whether nobody has said that there are no other values.
    #[serde(default)]
    pub(crate) open: bool,
    pub(crate) minimum: Option<String>,
    pub(crate) maximum: Option<String>,
    pub(crate) min_length: Option<String>,
    pub(crate) max_length: Option<String>,
    pub(crate) min_items: Option<String>,
    pub(crate) max_items: Option<String>,
    pub(crate) default: Option<String>,
    #[serde(default)]
    pub(crate) properties: BTreeMap<String, Schema>,
    pub(crate) items: Option<Box<Schema>>,
}

/// What kind of value it is.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Object,
    Array,
    Map,
    #[default]
    Any,
}

impl Kind {
    pub(crate) fn is_scalar(self) -> bool {
        matches!(self, Kind::String | Kind::Integer | Kind::Number | Kind::Boolean)
    }
}

impl Schema {
    /// The name of the shared schema that it stands for.
    pub(crate) fn shared(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// What it is behind a reference.
    pub(crate) fn resolved<'a>(&'a self, product: &'a Product) -> &'a Schema {
        self.shared().and_then(|name| product.schemas.get(name)).unwrap_or(self)
    }

    /// The schema at a path such as `Data.Jobs[].Status`.
    pub(crate) fn at<'a>(&'a self, product: &'a Product, path: &str) -> Option<&'a Schema> {
        let mut schema = self.resolved(product);
        for step in path.split('.') {
            let (name, each) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
            schema = schema.properties.get(name)?.resolved(product);
            if each {
                schema = schema.items.as_ref()?.resolved(product);
            }
        }
        Some(schema)
    }
}

impl Operation {
    pub(crate) fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

impl Catalog {
    fn read() -> Result<Self, String> {
        let mut products = Vec::new();
        for text in FILES.iter().chain([&STS]) {
            let mut product: Product = serde_json::from_str(text).map_err(|error| error.to_string())?;
            product.plan = Plan::of(&product);
            products.push(product);
        }
        let mut by_action: HashMap<_, Vec<_>> = HashMap::new();
        for (index, product) in products.iter().enumerate() {
            for (number, operation) in product.operations.iter().enumerate() {
                let key = (operation.name.clone(), product.version.clone());
                by_action.entry(key).or_default().push((index, number));
            }
        }
        Ok(Self { products, by_action })
    }

    /// The catalogue, or what is wrong with the data.
    pub(crate) fn get() -> io::Result<&'static Self> {
        CATALOG.as_ref().map_err(|problem| io::Error::new(io::ErrorKind::InvalidData, problem.as_str()))
    }

    /// The operation of this name and version. Where products share both, the host tells.
    pub(crate) fn find(&'static self, action: &str, version: &str, host: &str) -> Option<Known> {
        let found = self.by_action.get(&(action.to_owned(), version.to_owned()))?;
        let known = |&(product, operation): &(usize, usize)| {
            let product = self.products.get(product)?;
            Some(Known { product, operation: product.operations.get(operation)? })
        };
        let of_host = |known: &Known| host.starts_with(&known.product.host_prefix);
        found.iter().filter_map(known).find(of_host).or_else(|| found.iter().find_map(known))
    }

    /// The operation of this name, whatever its version.
    pub(crate) fn named(&'static self, action: &str) -> Option<Known> {
        self.products.iter().find_map(|product| {
            let operation = product.operations.iter().find(|operation| operation.name == action)?;
            Some(Known { product, operation })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_read_and_has_every_operation() {
        let catalog = Catalog::get().unwrap();
        let ice = catalog.products.iter().find(|product| product.product == "ICE").unwrap();
        assert_eq!(ice.operations.len(), 400);
        let job = catalog.find("GetCustomizedVoiceJob", "2020-11-09", "127.0.0.1").unwrap().operation;
        assert_eq!(job.waiter.as_ref().unwrap().success, ["Success"]);
        let status = job.response.as_ref().unwrap().at(ice, "Data.CustomizedVoiceJob.Status").unwrap();
        assert_eq!(status.values.len(), 6);
        assert!(catalog.find("GetCustomizedVoiceJob", "2019-01-01", "").is_none());
    }
}
