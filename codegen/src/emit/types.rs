//! Types as Rust: how a place is declared, passed and converted.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{File, ident};
use crate::model::{Field, Module, Object, Service, Type, TypeDef, TypeKind, TypeRef};

/// The module that is being printed.
pub(super) struct Scope<'a> {
    pub(super) service: &'a Service,
    pub(super) module: &'a Module,
    /// The shared schema that owns the module; none for an operation.
    pub(super) schema: Option<&'a str>,
    /// Whether the module is that of what an operation's output holds.
    pub(super) output: bool,
}

impl Scope<'_> {
    /// The `use` lines of a file with these types: only what they need.
    pub(super) fn imports(definitions: &[TypeDef], file: &mut File) {
        let objects = definitions.iter().filter_map(|definition| match &definition.kind {
            TypeKind::Object(object) => Some(object),
            TypeKind::Enum(_) => None,
        });
        let fields: Vec<&Field> = objects.flat_map(|object| &object.fields).collect();
        let map = fields.iter().any(|field| holds_map(&field.ty)).then(|| {
            quote!(
                use std::collections::BTreeMap;
            )
        });
        file.items(map.unwrap_or_default());
        let place = (!fields.is_empty()).then(|| {
            quote!(
                use alibabacloud_runtime::Place as _;
            )
        });
        file.items(quote! {
            use alibabacloud_runtime as runtime;
            #place
        });
    }

    /// The type of a place's content.
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Text => quote!(String),
            Type::JsonText => quote!(runtime::Json),
            Type::Integer => quote!(i64),
            Type::Float => quote!(f64),
            Type::Boolean => quote!(bool),
            Type::Json => quote!(runtime::Value),
            Type::Timestamp => quote!(runtime::Timestamp),
            Type::Named(reference) => self.named(reference),
            Type::List(element) => {
                let element = self.ty(element);
                quote!(Vec<#element>)
            }
            Type::Map(value) => {
                let value = self.ty(value);
                quote!(BTreeMap<String, #value>)
            }
        }
    }

    fn named(&self, reference: &TypeRef) -> TokenStream {
        let owner = reference.schema.as_deref();
        if owner == self.schema {
            let name = ident(&self.module.types[reference.index].ident);
            let outside = !self.output && reference.index >= self.module.output;
            let module = outside.then(|| quote!(output::));
            return quote!(#module #name);
        }
        match owner.and_then(|schema| self.service.shared.get(schema)) {
            Some(module) => {
                let (module_name, name) = (ident(&module.ident), ident(&module.types[reference.index].ident));
                quote!(crate::types::#module_name::#name)
            }
            // Lowering makes a module for every schema it refers to.
            None => quote!(runtime::Value),
        }
    }

    /// The type of a field.
    pub(super) fn field_type(&self, object: &Object, field: &Field) -> TokenStream {
        let ty = self.ty(&field.ty);
        let ty = if field.boxed { quote!(Box<#ty>) } else { ty };
        if self.is_plain(object, field) { ty } else { quote!(Option<#ty>) }
    }

    /// Whether a type is made from text or the like, so that callers may pass what converts into it.
    fn converts(&self, ty: &Type) -> bool {
        match ty {
            Type::Text | Type::JsonText | Type::Timestamp | Type::Json => true,
            Type::Named(reference) => self.is_enum(reference),
            _ => false,
        }
    }

    /// How a field's content is passed as an argument, and how the argument becomes the content.
    pub(super) fn argument(&self, field: &Field) -> (TokenStream, TokenStream) {
        let name = ident(&field.ident);
        let ty = self.ty(&field.ty);
        match &field.ty {
            Type::List(element) => {
                let element_type = self.ty(element);
                if self.converts(element) {
                    let converted = quote!(#name.into_iter().map(Into::into).collect());
                    (quote!(impl IntoIterator<Item = impl Into<#element_type>>), converted)
                } else {
                    (quote!(impl IntoIterator<Item = #element_type>), quote!(#name.into_iter().collect()))
                }
            }
            Type::Map(value) => {
                let value_type = self.ty(value);
                let (value_type, converted) = if self.converts(value) {
                    (quote!(impl Into<#value_type>), quote!(value.into()))
                } else {
                    (value_type, quote!(value))
                };
                (
                    quote!(impl IntoIterator<Item = (impl Into<String>, #value_type)>),
                    quote!(#name.into_iter().map(|(key, value)| (key.into(), #converted)).collect()),
                )
            }
            ty_ if self.converts(ty_) => (quote!(impl Into<#ty>), quote!(#name.into())),
            _ if field.boxed => (quote!(#ty), quote!(Box::new(#name))),
            _ => (quote!(#ty), quote!(#name)),
        }
    }

    /// Whether a field holds its content without an `Option`: required ones, and lists, maps and objects of responses.
    pub(super) fn is_plain(&self, object: &Object, field: &Field) -> bool {
        field.required || self.is_response_container(object, field)
    }

    /// A list, map or object of a response, where absent means empty. An object in a box would hold itself without end.
    pub(super) fn is_response_container(&self, object: &Object, field: &Field) -> bool {
        let contains = match &field.ty {
            Type::List(_) | Type::Map(_) => true,
            Type::Named(reference) => !field.boxed && !self.is_enum(reference),
            _ => false,
        };
        object.role.is_response() && contains
    }

    fn is_enum(&self, reference: &TypeRef) -> bool {
        let module = match reference.schema.as_deref() {
            owner if owner == self.schema => Some(self.module),
            owner => owner.and_then(|schema| self.service.shared.get(schema)),
        };
        module.is_some_and(|module| matches!(module.types[reference.index].kind, TypeKind::Enum(_)))
    }
}

fn holds_map(ty: &Type) -> bool {
    match ty {
        Type::Map(_) => true,
        Type::List(element) => holds_map(element),
        _ => false,
    }
}
