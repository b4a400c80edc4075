//! The files around the operations: manifest, crate root, families, shared types.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown;
use super::print::{File, Printed, header, ident};
use super::template::{comment, fill};
use super::{operations, usage};
use crate::model::{Family, Operation, Service, TypeId};
use crate::names::Names;
use crate::published::Runtime;
use crate::spec::Endpoint;

/// What a member of this workspace inherits.
const INHERITED: [(&str, &str); 4] = [
    (
        "__PACKAGE__",
        "version.workspace = true\nedition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\n\
         include = [\"/src\", \"/examples\", \"/README.md\", \"/LICENSE-*\"]",
    ),
    ("__RUNTIME__", "alibabacloud-runtime.workspace = true"),
    (
        "__TESTING__",
        "serde.workspace = true\nserde_json.workspace = true\ntokio = { workspace = true, features = [\"macros\", \"rt\"] }",
    ),
    ("__LINTS__", "\n[lints]\nworkspace = true"),
];

/// The same for a crate that stands alone.
fn own(runtime: &Runtime) -> [(&'static str, String); 4] {
    let runtime = match runtime {
        Runtime::Path(path) => format!("path = {}", toml(path)),
        Runtime::Version(version) => format!("version = {}", toml(version)),
    };
    [
        ("__PACKAGE__", "version = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.89\"\npublish = false".to_owned()),
        ("__RUNTIME__", format!("alibabacloud-runtime = {{ {runtime}, default-features = false }}")),
        (
            "__TESTING__",
            "serde = \"1.0\"\nserde_json = \"1.0\"\ntokio = { version = \"1.54\", features = [\"macros\", \"rt\"] }"
                .to_owned(),
        ),
        ("__LINTS__", String::new()),
    ]
}

/// A TOML string; a JSON string is one.
fn toml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// What a crate is for. The code of a product may be its title too.
pub(super) fn about(service: &Service) -> String {
    let Service { title, product, version, .. } = service;
    let code = if title == product { String::new() } else { format!(" ({product})") };
    format!("{title}{code}, API version {version}")
}

/// `Cargo.toml`, with a feature for each family. A crate that is no member of this workspace says where its runtime is.
pub(super) fn manifest(service: &Service, runtime: Option<&Runtime>) -> String {
    let Service { crate_name, product, families, example, .. } = service;
    let names: Vec<String> = families.iter().map(|family| format!("{:?}", family.name)).collect();
    let features: Vec<String> = families.iter().map(|family| format!("{} = []", family.name)).collect();
    let description = toml(&format!("Typed client for Alibaba Cloud {}, unofficial", about(service)));
    let inherited = || INHERITED.map(|(name, lines)| (name, lines.to_owned()));
    let origin = runtime.map_or_else(inherited, own);
    let values = [
        ("__CRATE__", crate_name.as_str()),
        ("__DESCRIPTION__", &description),
        ("__KEYWORDS__", &keywords(product)),
        ("__EXAMPLE__", example),
        ("__ALL__", &names.join(", ")),
        ("__FEATURES__", &features.join("\n")),
    ];
    let origin = origin.each_ref().map(|(name, lines)| (*name, lines.as_str()));
    let values: Vec<_> = values.into_iter().chain(origin).collect();
    format!(
        "{}{}",
        header("#", service.origin.command, &service.origin.folder),
        fill(include_str!("templates/manifest.toml"), &values)
    )
}

/// The keywords of a manifest: the product's code too, if a registry takes it as one.
fn keywords(product: &str) -> String {
    let product = product.to_lowercase();
    let fits =
        product.len() <= 20 && product.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let starts = product.starts_with(|first: char| first.is_ascii_alphanumeric());
    let own = Some(product.as_str()).filter(|_| fits && starts);
    let keywords = ["alibaba-cloud", "aliyun", "sdk", "api-client"].into_iter().chain(own);
    keywords.map(toml).collect::<Vec<_>>().join(", ")
}

/// The crate root.
pub(super) fn lib(service: &Service, names: &Names) -> String {
    let Service { product, version, host_prefix, families, .. } = service;
    let title = format!("Typed client for Alibaba Cloud {}. Unofficial.", about(service));
    let rows = families.iter().map(|family| {
        format!("| `{}` | {} | {} |", family.name, family.operations.len(), markdown::cell(&family.docs))
    });
    let gated = families.iter().map(|family| format!("#[cfg(feature = {0:?})]\npub mod {0};", family.name));
    let shared = (!service.shared.is_empty()).then(|| "pub mod types;".to_owned());
    let modules: Vec<String> = gated.chain(shared).collect();
    let endpoints = service.endpoints.iter().map(|Endpoint { region, public, vpc }| {
        format!("        runtime::Endpoint::new({region:?}, {public:?}, {vpc:?}),")
    });
    let product_title = format!("{}, and its documented regions.", about(service));
    let values = [
        ("__TITLE__", comment("//!", markdown::lines(&title))),
        ("__EXAMPLE__", comment("//!", beginning(service, names))),
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
    format!(
        "{}{}",
        header("//", service.origin.command, &service.origin.folder),
        fill(include_str!("templates/lib.rs"), &values)
    )
}

/// The lines that show how to begin; none where every operation needs more than plain values.
pub(super) fn beginning(service: &Service, names: &Names) -> Vec<String> {
    let first = service.first.and_then(|first| Some((&service[first], usage::first(service, names, first)?)));
    let Some((operation, (built, _))) = first else {
        return Vec::new();
    };
    let package = service.crate_name.replace('-', "_");
    let (module, name) = (&operation.family, &names[operation.request].ident);
    let mut lines = vec![
        String::new(),
        "```no_run".to_owned(),
        format!("use {package}::{{Client, {module}::{name}}};"),
        String::new(),
        format!("# async fn example() -> Result<(), {package}::Error> {{"),
        format!("let client = Client::builder().region({:?}).build()?;", service.region),
    ];
    lines.extend(usage::sending(operation, &built).lines().map(str::to_owned));
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// A family's module: its operations and their outputs, with the rest in a module of each operation.
pub(super) fn family(service: &Service, names: &Names, family: &Family) -> Printed {
    let spec = format!("{}/{}", service.origin.folder, family.name);
    let mut file = File::new(service.origin.command, service.origin.source(&spec));
    let mut lines = markdown::lines(&family.docs);
    lines.extend(["", "| Operation | |", "|---|---|"].map(str::to_owned));
    for &id in &family.operations {
        let Operation { page, request, .. } = &service[id];
        let title = markdown::cell(&page.title);
        lines.push(format!("| [`{}`] | {title} |", names[*request].ident));
    }
    file.module_docs(&lines);
    let modules = || family.operations.iter().map(|&id| ident(&names[id].module));
    let declared = modules();
    file.items(quote!(#(pub mod #declared;)*));
    let exports = family.operations.iter().zip(modules()).map(|(&id, module)| {
        let names = exported(names, &[service[id].request, service[id].output]);
        // Shown where users find them, not as a line that points elsewhere.
        quote! {
            #[doc(inline)]
            pub use #module::#names;
        }
    });
    file.items(quote!(#(#exports)*));
    operations::of_family(service, names, family, &mut file);
    file.finish()
}

/// Types and their structs of required fields, as the end of a `use`.
fn exported(names: &Names, types: &[TypeId]) -> TokenStream {
    let names = types.iter().flat_map(|&id| [&names[id].ident].into_iter().chain(&names[id].required));
    let names: Vec<_> = names.map(|name| ident(name)).collect();
    match names.as_slice() {
        [only] => quote!(#only),
        names => quote!({#(#names),*}),
    }
}

/// The module of shared types, each there with any of the families that use it.
pub(super) fn shared(service: &Service, names: &Names) -> Printed {
    let spec = format!("{}/product.yaml", service.origin.folder);
    let mut file = File::new(service.origin.command, service.origin.source(&spec));
    file.module_docs(&["Types that several operations share.".to_owned()]);
    for (schema, shared) in &service.shared {
        let name = ident(names.shared(schema));
        let names = exported(names, &[shared.root]);
        let gate = match shared.families.as_slice() {
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
