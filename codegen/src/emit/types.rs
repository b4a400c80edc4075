//! Types as Rust: how a place is declared, passed and converted.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::print::{File, ident};
use crate::model::{Field, Home, Presence, Service, Type, TypeId};
use crate::names::{Names, OUTPUT};

/// The file that is being printed.
pub(super) struct Scope<'a> {
    pub(super) service: &'a Service,
    pub(super) names: &'a Names,
    pub(super) home: &'a Home,
}

impl Scope<'_> {
    /// The `use` lines of a file with these types: only what they need.
    pub(super) fn imports(&self, types: &[TypeId], file: &mut File) {
        let fields: Vec<&Field> = types.iter().flat_map(|&id| self.service.fields(id)).collect();
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
            Type::Bytes => quote!(runtime::bytes::Bytes),
            Type::Integer => quote!(i64),
            Type::Float => quote!(f64),
            Type::Boolean => quote!(bool),
            Type::Json => quote!(runtime::Value),
            Type::Timestamp => quote!(runtime::Timestamp),
            Type::Named(id) => self.named(*id),
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

    /// A generated type by its path from the file at hand.
    fn named(&self, id: TypeId) -> TokenStream {
        let (home, name) = (&self.service[id].home, ident(&self.names[id].ident));
        match home {
            home if home == self.home => quote!(#name),
            // What the module is named after stands beside it.
            Home::Schema(schema) if self.service.shared[schema].root == id => quote!(crate::types::#name),
            Home::Schema(schema) => {
                let module = ident(self.names.shared(schema));
                quote!(crate::types::#module::#name)
            }
            Home::Output => {
                let module = ident(OUTPUT);
                quote!(#module::#name)
            }
            // Nothing but its file refers to what a request holds.
            Home::Operation => quote!(super::#name),
        }
    }

    /// The type of a field.
    pub(super) fn field_type(&self, field: &Field) -> TokenStream {
        let ty = self.ty(&field.ty);
        match field.presence {
            Presence::Required | Presence::OrEmpty => ty,
            Presence::Optional => quote!(Option<#ty>),
            Presence::Boxed => quote!(Option<Box<#ty>>),
        }
    }

    /// Whether a type is made from text or the like, so that callers may pass what converts into it.
    fn converts(&self, ty: &Type) -> bool {
        match ty {
            Type::Text | Type::JsonText | Type::Timestamp | Type::Bytes | Type::Json => true,
            Type::Named(id) => self.service.is_enum(*id),
            _ => false,
        }
    }

    /// How a field's content is passed as an argument, and how the argument becomes the content.
    pub(super) fn argument(&self, field: &Field, name: &Ident) -> (TokenStream, TokenStream) {
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
            _ if field.presence == Presence::Boxed => (quote!(#ty), quote!(Box::new(#name))),
            _ => (quote!(#ty), quote!(#name)),
        }
    }
}

fn holds_map(ty: &Type) -> bool {
    match ty {
        Type::Map(_) => true,
        Type::List(element) => holds_map(element),
        _ => false,
    }
}
