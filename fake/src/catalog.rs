//! Every operation that the fake knows, by its name. The metadata is read once for the process, and once for each list of products
//! that a fake adds.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::path_template;
use crate::request::Request;
use crate::resource_plan::{Action, ResourceType, Role};
use crate::spec::{Operation, Product};

/// The files of `data/`, one for each product.
static FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/data.rs"));

/// STS is not generated from published metadata; its two operations are described in the same format.
static STS: &str = include_str!("sts.json");

/// The catalogs of the fakes so far.
static CATALOGS: Mutex<Vec<&Catalog>> = Mutex::new(Vec::new());

/// Every product.
pub(crate) struct Catalog {
    /// The data of products that the fake has added.
    added: Vec<String>,
    products: Vec<Product>,
    /// Product and operation by action.
    by_action: HashMap<String, Vec<(usize, usize)>>,
}

/// An operation, and the product that it belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub(crate) product: &'static Product,
    pub(crate) operation: &'static Operation,
}

impl Known {
    /// What the operation does to a resource, and the type of it.
    pub(crate) fn action(self) -> Option<(&'static ResourceType, &'static Action)> {
        let action = self.operation.resource.as_ref()?;
        Some((self.product.collections.get(&action.collection)?, action))
    }

    /// Whether the operation finds what others have done, or others find what it has done.
    pub(crate) fn keeps_state(self) -> bool {
        self.operation.resource.as_ref().is_some_and(|action| action.role != Role::Use)
            || !self.operation.makes.is_empty()
    }
}

impl Catalog {
    fn read(added: Vec<String>) -> io::Result<Self> {
        let own = FILES.iter().copied().chain([STS]).map(|text| serde_json::from_str(text).map_err(io::Error::from));
        let numbered = added.iter().enumerate().rev().map(|(index, text)| {
            serde_json::from_str(text).map_err(|error| {
                let number = index + 1;
                let problem = format!(
                    "the data of added product {number} is no `fake.json` that `cargo xtask generate` writes: {error}"
                );
                io::Error::new(io::ErrorKind::InvalidData, problem)
            })
        });
        let products = numbered.chain(own).collect::<io::Result<Vec<Product>>>()?;
        let mut by_action: HashMap<_, Vec<_>> = HashMap::new();
        for (index, product) in products.iter().enumerate() {
            for (number, operation) in product.operations.iter().enumerate() {
                by_action.entry(operation.name.clone()).or_default().push((index, number));
            }
        }
        Ok(Self { added, products, by_action })
    }

    /// The catalog without any more products.
    #[cfg(test)]
    pub(crate) fn get() -> io::Result<&'static Self> {
        Self::with(&[])
    }

    /// The catalog with more products, of which a later one takes the place of an earlier one. It is kept as long as the
    /// process lives, because operations are referred to from everywhere.
    pub(crate) fn with(more: &[String]) -> io::Result<&'static Self> {
        let mut catalogs = CATALOGS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(catalog) = catalogs.iter().copied().find(|catalog| catalog.added == more) {
            return Ok(catalog);
        }
        let catalog: &'static Self = Box::leak(Box::new(Self::read(more.to_vec())?));
        catalogs.push(catalog);
        Ok(catalog)
    }

    /// The catalogs of all fakes of this process so far.
    pub(crate) fn all() -> Vec<&'static Self> {
        CATALOGS.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The operations of this name, in every product.
    fn of_name(&'static self, action: &str) -> impl Iterator<Item = Known> {
        let known = |&(product, operation): &(usize, usize)| {
            let product = self.products.get(product)?;
            Some(Known { product, operation: product.operations.get(operation)? })
        };
        self.by_action.get(action).into_iter().flatten().filter_map(known)
    }

    /// The operation of this name and version. If several products have it, the host decides.
    pub(crate) fn find(&'static self, action: &str, version: &str, host: &str) -> Option<Known> {
        let found = || self.of_name(action).filter(|known| known.product.version == version);
        found().find(|known| host.starts_with(&known.product.host_prefix)).or_else(|| found().next())
    }

    /// The name of an operation that differs little from this one, after the number of edits.
    pub(crate) fn nearest(&self, name: &str) -> Option<(usize, &str)> {
        let wanted = name.to_ascii_lowercase();
        let most = wanted.len() / 3;
        let names = self.products.iter().flat_map(|product| &product.operations).map(|it| it.name.as_str());
        let edits = |known: &str| strsim::osa_distance(&wanted, &known.to_ascii_lowercase());
        names.map(|known| (edits(known), known)).filter(|(edits, _)| *edits <= most).min()
    }

    /// The operation that has the method, the path and the query of a request, for products with paths. If several match, the one
    /// whose template has the longest literal parts.
    pub(crate) fn at_path(&'static self, request: &Request<'_>) -> Option<Known> {
        let is_of = |operation: &Operation, template: &str| {
            let has = |(name, value): (&str, &str)| request.query.iter().any(|pair| pair.0 == name && pair.1 == value);
            operation.allows(request.method)
                && path_template::parameters(template, request.path).is_some()
                && path_template::query(template).all(has)
        };
        let operations = self
            .products
            .iter()
            .flat_map(|product| product.operations.iter().map(move |operation| Known { product, operation }));
        let matching = operations.filter_map(|known| {
            let template = known.operation.path.as_deref()?;
            is_of(known.operation, template).then(|| (path_template::literal_length(template), known))
        });
        matching.max_by_key(|(length, _)| *length).map(|(_, known)| known)
    }

    /// The operation of this name, whatever its version.
    pub(crate) fn named(&'static self, action: &str) -> Option<Known> {
        self.of_name(action).next()
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
        assert_eq!(job.resource.as_ref().unwrap().collection, "CustomizedVoiceJob");
        let status = job.response.as_ref().unwrap().at(ice, "Data.CustomizedVoiceJob.Status").unwrap();
        assert_eq!(status.values.len(), 6);
        assert!(catalog.find("GetCustomizedVoiceJob", "2019-01-01", "").is_none());
    }

    #[test]
    fn a_product_is_added_to_one_fake_and_bad_data_changes_nothing() {
        let shop = r#"{"product": "Shop", "version": "1", "style": "RPC", "hostPrefix": "shop", "schemas": {}, "collections": {},
            "operations": [{"name": "GetItem", "family": "goods", "methods": ["post"], "parameters": []}]}"#;
        assert!(Catalog::with(&["{}".to_owned()]).is_err());
        let one = Catalog::with(&[shop.to_owned()]).unwrap();
        let products = |catalog: &Catalog| catalog.products.iter().filter(|product| product.product == "Shop").count();
        assert_eq!((products(one), products(Catalog::with(&[shop.to_owned()]).unwrap())), (1, 1));
        assert!(one.find("GetItem", "1", "").is_some() && one.named("GetCustomizedVoiceJob").is_some());
        assert!(Catalog::get().unwrap().find("GetItem", "1", "").is_none());
        assert!(Catalog::get().unwrap().named("GetCustomizedVoiceJob").is_some());
        // Of two products of one name and version the later one counts, whatever other fakes have added.
        let renamed = shop.replace("goods", "wares").replace("\"post\"", "\"get\"");
        let methods = |texts: [&str; 2]| {
            let catalog = Catalog::with(&texts.map(str::to_owned)).unwrap();
            catalog.find("GetItem", "1", "").unwrap().operation.methods.clone()
        };
        for _ in 0..2 {
            assert_eq!(
                (methods([shop, &renamed]), methods([&renamed, shop])),
                (vec!["get".into()], vec!["post".into()])
            );
        }
    }
}
