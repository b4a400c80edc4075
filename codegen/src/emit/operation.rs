//! An operation's file: the operation, its output, and what they hold.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::print::{File, Printed, capitalised, ident};
use super::types::Scope;
use super::{behaviour, docs, emit_types, error_codes, object, usage};
use crate::model::{Auth, Field, Home, Location, Operation, OperationId, ResponseBody, Service, Style, Type};
use crate::names::{Names, OUTPUT};

/// The file of an operation.
pub(super) fn file(service: &Service, names: &Names, id: OperationId) -> Printed {
    let operation = &service[id];
    let scope = Scope { service, names, home: &Home::Operation };
    let [request, output] = [operation.request, operation.output].map(|id| &names[id].ident);
    let mut file = File::new(service.origin.command, service.origin.source(&operation.file));
    file.module_docs(&[format!("[`{request}`] and its types.")]);
    if !operation.output_types.is_empty() {
        let output = ident(OUTPUT);
        file.items(quote!(pub mod #output;));
    }
    let types = [[operation.request, operation.output].as_slice(), &operation.types].concat();
    scope.imports(&types, &mut file);
    let page = docs::operation(service, names, id, &usage::example(service, names, id));
    object::emit(&scope, operation.request, &page, &mut file);
    let (name, output) = (ident(request), ident(output));
    let info = info(&scope, operation);
    file.items(quote! {
        impl runtime::Operation for #name {
            type Output = #output;
            const INFO: runtime::OperationInfo = #info;
        }
    });
    behaviour::emit(&scope, operation, &mut file);
    error_codes::emit(operation, &names[id], &mut file);
    object::emit(&scope, operation.output, &[format!("The output of [`{request}`].")], &mut file);
    emit_types(&scope, &operation.types, &mut file);
    file.finish()
}

/// The file of what an operation's output holds.
pub(super) fn output(service: &Service, names: &Names, operation: &Operation) -> Printed {
    let mut file = File::new(service.origin.command, service.origin.source(&operation.file));
    file.module_docs(&[format!("What [`{0}`](super::{0}) holds.", names[operation.output].ident)]);
    let scope = Scope { service, names, home: &Home::Output };
    scope.imports(&operation.output_types, &mut file);
    emit_types(&scope, &operation.output_types, &mut file);
    file.finish()
}

/// The facts of an operation, as a constant.
fn info(scope: &Scope<'_>, operation: &Operation) -> TokenStream {
    let Scope { service, names, .. } = scope;
    let Operation { family, name, docs_link: docs, .. } = operation;
    let package = service.crate_name.replace('-', "_");
    let rust_path = format!("{package}::{family}::{}", names[operation.request].ident);
    let methods = operation.methods.iter().map(|method| {
        let method = ident(&capitalised(method));
        quote!(runtime::Method::#method)
    });
    let parameters = service.declared(operation.request).into_iter();
    let parameters: Vec<_> = parameters.filter_map(|field| parameter(service, &service[field])).collect();
    let parameters = (!parameters.is_empty()).then(|| quote!(parameters: &[#(#parameters),*],));
    let path = operation.path.as_ref().map(|path| quote!(path: #path,));
    let auth = match operation.auth {
        Auth::Signed => quote!(),
        Auth::Bearer => quote!(auth: runtime::Auth::Bearer,),
        Auth::Anonymous => quote!(auth: runtime::Auth::Anonymous,),
    };
    let response_body = match operation.response_body {
        ResponseBody::Json => quote!(),
        ResponseBody::Text => quote!(response_body: runtime::ResponseBody::Text,),
        ResponseBody::Bytes => quote!(response_body: runtime::ResponseBody::Bytes,),
        ResponseBody::Undocumented => quote!(response_body: runtime::ResponseBody::Undocumented,),
    };
    let redirects: Vec<_> = operation.redirects.iter().map(|status| Literal::u16_unsuffixed(*status)).collect();
    let redirects = (!redirects.is_empty()).then(|| quote!(redirects: &[#(#redirects),*],));
    let read = operation.read.then(|| quote!(effect: runtime::Effect::Read,));
    let ram_action = operation.ram_action.as_ref().map(|(action, documented)| {
        let variant = ident(if *documented { "Documented" } else { "Derived" });
        quote!(ram_action: runtime::RamAction::#variant(#action),)
    });
    let token = operation.idempotency_token.as_ref().map(|token| quote!(idempotency_token: Some(#token),));
    let deprecated = operation.deprecated.then(|| quote!(deprecated: true,));
    let paging = operation.paging.as_ref().map(|_| quote!(paging: Some(<Self as runtime::Paged>::PAGING),));
    let waiter = operation.waiter.as_ref().map(|_| quote!(waiter: Some(<Self as runtime::Waitable>::WAITER),));
    let sensitive = operation.sensitive.iter();
    let sensitive = (!operation.sensitive.is_empty()).then(|| quote!(sensitive: &[#(#sensitive),*],));
    let docs = (!docs.is_empty()).then(|| quote!(docs: #docs,));
    quote! {
        runtime::OperationInfo {
            methods: &[#(#methods),*],
            #path
            #parameters
            #auth
            #read
            #ram_action
            #token
            #deprecated
            #paging
            #waiter
            #sensitive
            #response_body
            #redirects
            #docs
            rust_path: #rust_path,
            ..runtime::OperationInfo::new(&crate::PRODUCT, #family, #name)
        }
    }
}

/// A parameter as the runtime has to know it.
fn parameter(service: &Service, field: &Field) -> Option<TokenStream> {
    let sent = field.parameter?;
    let location = ident(match sent.location {
        Location::Query => "query",
        Location::Form => "form",
        Location::Body => "body",
        Location::Path => "path",
        Location::Header => "header",
        Location::Host => "host",
    });
    let style = match sent.style {
        Style::Flat => None,
        Style::Json => Some("Json"),
        Style::Simple => Some("Simple"),
        Style::SpaceDelimited => Some("SpaceDelimited"),
        Style::PipeDelimited => Some("PipeDelimited"),
    };
    let style = style.map(ident).map(|style| quote!(.style(runtime::Style::#style)));
    let kind = kind(service, &field.ty).map(ident).map(|kind| quote!(.kind(runtime::Kind::#kind)));
    let required = field.is_required().then(|| quote!(.required()));
    let wire = &field.wire;
    Some(quote!(runtime::Parameter::#location(#wire)#style #kind #required))
}

/// What a parameter's value is, unless it is text.
fn kind(service: &Service, ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Text | Type::Timestamp => None,
        Type::Named(id) if service.is_enum(*id) => None,
        Type::JsonText => Some("Json"),
        Type::Integer => Some("Integer"),
        Type::Float => Some("Number"),
        Type::Boolean => Some("Boolean"),
        Type::Bytes => Some("Bytes"),
        Type::List(_) => Some("List"),
        Type::Map(_) | Type::Named(_) => Some("Object"),
        Type::Json => Some("Any"),
    }
}
