//! The files around the operations: manifest, crate root, families, shared types.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown;
use super::print::{File, Printed, header, ident};
use super::template::{comment, fill};
use super::{operations, usage};
use crate::model::{Family, Service, TypeDef, TypeKind};
use crate::names::REQUIRED;

/// `Cargo.toml`, with a feature for each family.
pub(super) fn manifest(service: &Service) -> String {
    let Service { crate_name, title, product, version, families, example, .. } = service;
    let names: Vec<String> = families.iter().map(|family| format!("{:?}", family.name)).collect();
    let features: Vec<String> = families.iter().map(|family| format!("{} = []", family.name)).collect();
    // A JSON string is a TOML string.
    let description = format!("Typed client for Alibaba Cloud {title} ({product} {version}), unofficial");
    let description = serde_json::Value::from(description).to_string();
    let values = [
        ("__CRATE__", crate_name.as_str()),
        ("__DESCRIPTION__", &description),
        ("__EXAMPLE__", example),
        ("__ALL__", &names.join(", ")),
        ("__FEATURES__", &features.join("\n")),
    ];
    format!("{}{}", header("#", &service.folder), fill(include_str!("templates/manifest.toml"), &values))
}

/// The crate root.
pub(super) fn lib(service: &Service) -> String {
    let Service { product, version, title, host_prefix, families, .. } = service;
    let about = format!("Typed client for Alibaba Cloud {title} ({product}), API version {version}. Unofficial.");
    let rows = families.iter().map(|family| {
        format!("| `{}` | {} | {} |", family.name, family.operations.len(), markdown::cell(&family.docs))
    });
    let gated = families.iter().map(|family| format!("#[cfg(feature = {0:?})]\npub mod {0};", family.name));
    let shared = (!service.shared.is_empty()).then(|| "pub mod types;".to_owned());
    let modules: Vec<String> = gated.chain(shared).collect();
    let endpoints = service
        .endpoints
        .iter()
        .map(|(region, public, vpc)| format!("        runtime::Endpoint::new({region:?}, {public:?}, {vpc:?}),"));
    let product_title = format!("{title} ({product}), version {version}, and its documented regions.");
    let values = [
        ("__TITLE__", comment("//!", markdown::lines(&about))),
        ("__EXAMPLE__", comment("//!", beginning(service))),
        ("__FAMILIES__", comment("//!", rows)),
        ("__MODULES__", modules.join("\n\n")),
        ("__PRODUCT_TITLE__", comment("///", markdown::lines(&product_title))),
        ("__PRODUCT__", format!("{product:?}")),
        ("__VERSION__", format!("{version:?}")),
        ("__STYLE__", if service.roa { "Roa" } else { "Rpc" }.to_owned()),
        ("__HOST_PREFIX__", format!("{host_prefix:?}")),
        ("__ENDPOINTS__", endpoints.collect::<Vec<_>>().join("\n")),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    format!("{}{}", header("//", &service.folder), fill(include_str!("templates/lib.rs"), &values))
}

/// The lines that show how to begin; none where every operation needs something.
fn beginning(service: &Service) -> Vec<String> {
    let Some((family, operation)) = usage::first(service) else {
        return Vec::new();
    };
    let package = service.crate_name.replace('-', "_");
    let (module, name) = (&family.name, operation.ident());
    let mut lines = vec![
        String::new(),
        "```no_run".to_owned(),
        format!("use {package}::{{Client, {module}::{name}}};"),
        String::new(),
        format!("# async fn example() -> Result<(), {package}::Error> {{"),
        format!("let client = Client::builder().region({:?}).build()?;", usage::region(service)),
    ];
    lines.extend(usage::sending(operation, &format!("{name}::new()")).lines().map(str::to_owned));
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// A family's module: its operations and their outputs, with the rest in a module of each operation.
pub(super) fn family(service: &Service, family: &Family) -> Printed {
    let mut file = File::new(&format!("{}/{}", service.folder, family.name));
    let mut lines = markdown::lines(&family.docs);
    lines.extend(["", "| Operation | |", "|---|---|"].map(str::to_owned));
    for operation in &family.operations {
        let page = &operation.page;
        let title = markdown::cell(if page.title.is_empty() { &page.summary } else { &page.title });
        lines.push(format!("| [`{}`] | {title} |", operation.ident()));
    }
    file.module_docs(&lines);
    let modules = family.operations.iter().map(|operation| ident(&operation.module.ident));
    file.items(quote!(#(pub mod #modules;)*));
    let exports = family.operations.iter().map(|operation| {
        let module = ident(&operation.module.ident);
        let names = exported(&operation.module.types[..2]);
        // Shown where users find them, not as a line that points elsewhere.
        quote! {
            #[doc(inline)]
            pub use #module::#names;
        }
    });
    file.items(quote!(#(#exports)*));
    operations::of_family(family, &mut file);
    file.finish()
}

/// Types and their structs of required fields, as the end of a `use`.
fn exported(definitions: &[TypeDef]) -> TokenStream {
    let names = definitions.iter().flat_map(|definition| {
        let required = match &definition.kind {
            TypeKind::Object(object) if object.has_required_struct() => {
                Some(ident(&format!("{}{REQUIRED}", definition.ident)))
            }
            _ => None,
        };
        [ident(&definition.ident)].into_iter().chain(required)
    });
    let names: Vec<_> = names.collect();
    match names.as_slice() {
        [only] => quote!(#only),
        names => quote!({#(#names),*}),
    }
}

/// The module of shared types, each there with any of the families that use it.
pub(super) fn shared(service: &Service) -> Printed {
    let mut file = File::new(&format!("{}/product.yaml", service.folder));
    file.module_docs(&["Types that several operations share.".to_owned()]);
    for module in service.shared.values() {
        let name = ident(&module.ident);
        let families = &module.families;
        let names = exported(&module.types[..1]);
        let gate = match families.as_slice() {
            [family] => quote!(#[cfg(feature = #family)]),
            families => quote!(#[cfg(any(#(feature = #families),*))]),
        };
        file.items(quote! {
            #gate
            pub mod #name;
            #gate
            #[doc(inline)]
            pub use #name::#names;
        });
    }
    file.finish()
}
