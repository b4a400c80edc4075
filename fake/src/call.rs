//! One call of an operation.

use serde_json::{Map, Value};

use crate::catalog::Known;
use crate::generator::Generator;
use crate::paging;
use crate::refusal::Refusal;
use crate::seed::Seed;
use crate::sparse::Sparse;
use crate::spec::{Kind, is_request_id};

/// How many entries a generated list has.
const GENERATED_ENTRIES: u64 = 3;

/// A call that has passed every check.
pub(crate) struct Call<'a> {
    pub(crate) known: Known,
    pub(crate) parameters: &'a Map<String, Value>,
    pub(crate) seed: Seed,
    pub(crate) request_id: &'a str,
    pub(crate) sparse: Option<Sparse>,
}

impl Call<'_> {
    pub(crate) fn generator(&self) -> Generator<'_> {
        Generator {
            product: self.known.product,
            parameters: self.parameters,
            request_id: self.request_id,
            sparse: self.sparse,
            of_write: !self.known.operation.read,
        }
    }

    /// A response from the documented sample or from the schema, without regard to any resource.
    ///
    /// # Errors
    /// The page is invalid.
    pub(crate) fn generated(&self) -> Result<Value, Refusal> {
        let Known { product, operation } = self.known;
        let Some(schema) = &operation.response else {
            return Ok(serde_json::json!({ "RequestId": self.request_id }));
        };
        // A sample has every field. Of bytes it is a description.
        if let Some(sample) = operation.sample.as_ref().filter(|_| self.sparse.is_none() && schema.kind != Kind::Bytes)
        {
            let mut sample = sample.clone();
            for (_, id) in sample.as_object_mut().into_iter().flatten().filter(|(name, _)| is_request_id(name)) {
                *id = self.request_id.into();
            }
            return Ok(sample);
        }
        let mut response = self.generator().value(schema, self.seed);
        if let Some(paging) = &operation.paging
            && let Some(items) = schema.at(product, &format!("{}[]", paging.items))
        {
            // The same entries for all pages.
            let seed = Seed::of(&operation.name);
            let entry = |number| self.generator().value(items, seed.number(number));
            let numbers = (0..GENERATED_ENTRIES).collect();
            paging::set_page(product, schema, paging, self.parameters, numbers, entry, &mut response)?;
        }
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalog::Catalog;
    use crate::spec::{Format, Operation, Product, Schema};
    use crate::values::fits;

    /// Every parameter with a value that its type allows, and that no field of a response need have.
    fn odd_parameters(product: &Product, operation: &Operation) -> Map<String, Value> {
        let cursors = operation.paging.iter().flat_map(|paging| &paging.cursors);
        let of_pages: Vec<&String> = cursors.flat_map(|it| [&it.page, &it.token, &it.size]).flatten().collect();
        let parameters = operation.parameters.iter().filter(|parameter| !of_pages.contains(&&parameter.name));
        let value = |schema: &Schema| match (schema.kind, schema.format) {
            (Kind::Integer, Format::Int32) => json!(i32::MAX),
            (Kind::Integer, _) => json!(i64::MAX),
            (Kind::Number, _) => json!(0.5),
            (Kind::Boolean, _) => json!(false),
            (Kind::Array, _) => json!(["Unlisted"]),
            (Kind::Object | Kind::Map, _) => json!({ "Unlisted": 1 }),
            (Kind::String | Kind::Bytes | Kind::Any, _) => json!("Unlisted"),
        };
        parameters.map(|parameter| (parameter.name.clone(), value(parameter.schema.resolved(product)))).collect()
    }

    /// The texts of a value that are documented to hold JSON.
    fn json_texts<'a>(product: &Product, schema: &Schema, value: &'a Value, found: &mut Vec<&'a str>) {
        let schema = schema.resolved(product);
        match value {
            Value::String(text) if schema.json => found.push(text),
            Value::Array(elements) => {
                elements.iter().for_each(|it| json_texts(product, schema.items.as_ref().unwrap(), it, found));
            }
            Value::Object(fields) => {
                let known = fields.iter().filter_map(|(name, it)| Some((schema.property(name)?, it)));
                known.for_each(|(schema, it)| json_texts(product, schema, it, found));
            }
            _ => {}
        }
    }

    #[test]
    fn text_that_holds_json_does_so_in_every_generated_response() {
        let product = Catalog::get().unwrap().named("GetTemplate").unwrap().product;
        let mut count = 0;
        for operation in &product.operations {
            let known = Catalog::get().unwrap().named(&operation.name).unwrap();
            let (seed, parameters) = (Seed::of(&operation.name), Map::new());
            let call = Call { known, parameters: &parameters, seed, request_id: "id", sparse: None };
            let response = call.generated().unwrap();
            let mut found = Vec::new();
            json_texts(product, operation.response.as_ref().unwrap(), &response, &mut found);
            for text in &found {
                let valid = serde_json::from_str::<Value>(text);
                assert!(valid.is_ok(), "{}: {text}", operation.name);
            }
            count += found.len();
        }
        assert!(count > 100, "{count}");
    }

    #[test]
    fn every_response_keeps_to_its_schema_whatever_the_parameters() {
        let product = Catalog::get().unwrap().named("GetTemplate").unwrap().product;
        for operation in &product.operations {
            let known = Catalog::get().unwrap().named(&operation.name).unwrap();
            for parameters in [Map::new(), odd_parameters(product, operation)] {
                let seed = Seed::of(&operation.name);
                let call = Call { known, parameters: &parameters, seed, request_id: "id", sparse: None };
                let response = call.generated().unwrap();
                assert!(
                    fits(product, operation.response.as_ref().unwrap(), &response),
                    "{}: {response}",
                    operation.name
                );
            }
        }
    }
}
