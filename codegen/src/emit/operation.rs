//! An operation's file: the operation, its output, and what they hold.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, Printed, capitalised, ident};
use super::types::Scope;
use super::{behaviour, docs, emit_types, error_codes, object, usage};
use crate::model::{Family, Field, Location, Object, Operation, Service, Style, Type, TypeKind};
use crate::secret_name::is_secret;

/// The file of an operation.
pub(super) fn file(service: &Service, family: &Family, operation: &Operation) -> Printed {
    let mut file = File::new(&operation.file);
    emit(service, family, operation, &mut file);
    file.finish()
}

/// The file of what an operation's output holds.
pub(super) fn output(service: &Service, operation: &Operation) -> Printed {
    let mut file = File::new(&operation.file);
    let types = &operation.module.types;
    file.module_docs(&[format!("What [`{0}`](super::{0}) holds.", types[1].ident)]);
    let definitions = &types[operation.module.output..];
    Scope::imports(definitions, &mut file);
    emit_types(&Scope { service, module: &operation.module, schema: None, output: true }, definitions, &mut file);
    file.finish()
}

fn emit(service: &Service, family: &Family, operation: &Operation, file: &mut File) {
    let scope = Scope { service, module: &operation.module, schema: None, output: false };
    let own = &operation.module.types[..operation.module.output];
    let [request, output, ..] = operation.module.types.as_slice() else {
        return;
    };
    file.module_docs(&[format!("[`{}`] and its types.", request.ident)]);
    if own.len() < operation.module.types.len() {
        file.items(quote!(
            pub mod output;
        ));
    }
    Scope::imports(own, file);
    let (TypeKind::Object(request_object), TypeKind::Object(output_object)) = (&request.kind, &output.kind) else {
        return;
    };
    let page = docs::operation(operation, family, &usage::example(service, family, operation));
    object::emit_with_docs(&scope, request, request_object, &page, None, file);
    let (name, output_name) = (ident(&request.ident), ident(&output.ident));
    let info = info(service, family, operation, request_object);
    file.items(quote! {
        impl runtime::Operation for #name {
            type Output = #output_name;
            const INFO: runtime::OperationInfo = #info;
        }
    });
    behaviour::emit(&scope, operation, file);
    error_codes::emit(operation, file);
    let lines = [format!("The output of [`{}`].", request.ident)];
    object::emit_with_docs(&scope, output, output_object, &lines, None, file);
    emit_types(&scope, &own[2..], file);
}

/// The facts of an operation, as a constant.
fn info(service: &Service, family: &Family, operation: &Operation, object: &Object) -> TokenStream {
    let rust_path = format!("{}::{}::{}", service.crate_name.replace('-', "_"), family.name, operation.ident());
    let (family, name, docs) = (&family.name, &operation.name, &operation.docs_link);
    let methods = operation.methods.iter().map(|method| {
        let method = ident(&capitalised(method));
        quote!(runtime::Method::#method)
    });
    let parameters = object.fields.iter().map(|field| {
        let travels = operation.parameters.iter().find(|(name, _)| *name == field.wire).map(|(_, travels)| *travels);
        let (location, style) =
            travels.map_or((Location::Query, Style::Flat), |travels| (travels.location, travels.style));
        let location = ident(match location {
            Location::Query => "query",
            Location::Form => "form",
            Location::Body => "body",
            Location::Path => "path",
            Location::Header => "header",
            Location::Host => "host",
        });
        let style = match style {
            Style::Flat => quote!(),
            Style::Json => quote!(.style(runtime::Style::Json)),
            Style::Simple => quote!(.style(runtime::Style::Simple)),
            Style::SpaceDelimited => quote!(.style(runtime::Style::SpaceDelimited)),
            Style::PipeDelimited => quote!(.style(runtime::Style::PipeDelimited)),
            Style::Xml => quote!(.style(runtime::Style::Xml)),
        };
        let kind = kind(service, operation, field).map(|kind| {
            let kind = ident(kind);
            quote!(.kind(runtime::Kind::#kind))
        });
        let required = field.required.then(|| quote!(.required()));
        let wire = &field.wire;
        quote!(runtime::Parameter::#location(#wire)#style #kind #required)
    });
    let parameters = (!object.fields.is_empty()).then(|| quote!(parameters: &[#(#parameters),*],));
    let path = operation.path.as_ref().map(|path| quote!(path: #path,));
    let anonymous = operation.anonymous.then(|| quote!(auth: runtime::Auth::Anonymous,));
    let read = operation.read.then(|| quote!(effect: runtime::Effect::Read,));
    let ram_action = operation.ram_action.as_ref().map(|(action, documented)| {
        let variant = ident(if *documented { "Documented" } else { "Derived" });
        quote!(ram_action: runtime::RamAction::#variant(#action),)
    });
    let token = operation.idempotency_token.as_ref().map(|token| quote!(idempotency_token: Some(#token),));
    let deprecated = operation.deprecated.then(|| quote!(deprecated: true,));
    let paging = operation.paging.as_ref().map(|_| quote!(paging: Some(<Self as runtime::Paged>::PAGING),));
    let waiter = operation.waiter.as_ref().map(|_| quote!(waiter: Some(<Self as runtime::Waitable>::WAITER),));
    let sensitive = sensitive(service, operation);
    let sensitive = (!sensitive.is_empty()).then(|| quote!(sensitive: &[#(#sensitive),*],));
    let docs = (!docs.is_empty()).then(|| quote!(docs: #docs,));
    quote! {
        runtime::OperationInfo {
            methods: &[#(#methods),*],
            #path
            #parameters
            #anonymous
            #read
            #ram_action
            #token
            #deprecated
            #paging
            #waiter
            #sensitive
            #docs
            rust_path: #rust_path,
            ..runtime::OperationInfo::new(&crate::PRODUCT, #family, #name)
        }
    }
}

/// The names of what is sensitive although no name says so: by name alone nobody would know.
fn sensitive<'a>(service: &'a Service, operation: &'a Operation) -> BTreeSet<&'a str> {
    let fields = service.fields_of(operation).into_iter().filter(|field| field.sensitive);
    fields.map(|field| field.wire.as_str()).filter(|wire| !is_secret(wire)).collect()
}

/// What a parameter's value is, unless it is text.
fn kind(service: &Service, operation: &Operation, field: &Field) -> Option<&'static str> {
    Some(match &field.ty {
        Type::Text | Type::Timestamp => return None,
        Type::Named(reference) if service.is_enum(&operation.module, reference) => return None,
        Type::JsonText => "Json",
        Type::Integer => "Integer",
        Type::Float => "Number",
        Type::Boolean => "Boolean",
        Type::List(_) => "List",
        Type::Map(_) | Type::Named(_) => "Object",
        Type::Json => "Any",
    })
}
