//! A type of named places: the struct, its constructor and setters, and its model.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use super::markdown;
use super::print::{File, alias, doc, doc_sentence, ident};
use super::types::Scope;
use crate::model::{Field, Object, Role, Type, TypeDef, TypeKind};

/// The name on the wire of what a type describes.
pub(super) fn wire(definition: &TypeDef) -> &str {
    definition.names.last().map_or("", |name| name.trim_end_matches(['[', ']', '{', '}']))
}

/// Prints a nested object.
pub(super) fn emit(scope: &Scope<'_>, definition: &TypeDef, object: &Object, file: &mut File) {
    let lines = markdown::lines(&definition.docs);
    emit_with_docs(scope, definition, object, &lines, Some(wire(definition)), file);
}

/// Prints an object with documentation of its own.
pub(super) fn emit_with_docs(
    scope: &Scope<'_>,
    definition: &TypeDef,
    object: &Object,
    lines: &[String],
    wire: Option<&str>,
    file: &mut File,
) {
    let name = ident(&definition.ident);
    declaration(scope, &definition.ident, object, lines, wire, file);
    // Whatever stands in an `impl` is `#[inline]`, and so compiled only by a crate that uses it.
    if matches!(object.role, Role::Operation | Role::Request | Role::Both) {
        constructors(scope, &definition.ident, object, file);
    }
    fields(scope, &definition.ident, object, file);
    // Responses bend as the service does; what users write does not.
    let mode = if object.role.is_response() { quote!(lenient) } else { quote!(strict) };
    // What is in an `Option` is blank without a call.
    let (plain, optional): (Vec<_>, Vec<_>) = object.fields.iter().partition(|field| scope.is_plain(object, field));
    let idents = |fields: Vec<&Field>| fields.into_iter().map(|field| ident(&field.ident)).collect::<Vec<_>>();
    let (plain, optional) = (idents(plain), idents(optional));
    let required = object.fields.iter().any(|field| field.required);
    let kind = if required { quote!(required) } else { quote!(default) };
    let boxed = (required && is_boxed(scope, definition)).then(|| quote!(runtime::model!(boxed #name);));
    file.items(quote!(runtime::model!(#mode #kind #name { #(#plain),*; #(#optional),* }); #boxed));
}

/// Whether a field holds the type in a box, because it holds itself.
fn is_boxed(scope: &Scope<'_>, definition: &TypeDef) -> bool {
    let shared = scope.service.shared.iter().map(|(name, module)| (Some(name.as_str()), module));
    let modules = shared.chain((scope.schema.is_none()).then_some((None, scope.module)));
    modules.flat_map(|(schema, module)| module.types.iter().map(move |holder| (schema, holder))).any(
        |(schema, holder)| {
            let TypeKind::Object(object) = &holder.kind else {
                return false;
            };
            object.fields.iter().filter(|field| field.boxed).any(|field| match &field.ty {
                Type::Named(reference) => {
                    let owner = reference.schema.as_deref().or(schema);
                    let held = scope.module.types.get(reference.index);
                    owner == scope.schema && held.is_some_and(|held| std::ptr::eq(held, definition))
                }
                _ => false,
            })
        },
    )
}

fn declaration(scope: &Scope<'_>, name: &str, object: &Object, lines: &[String], wire: Option<&str>, file: &mut File) {
    let ident_ = ident(name);
    let docs = doc(lines);
    let found_by = wire.and_then(|wire| alias(wire, name));
    let must_use =
        (object.role == Role::Operation).then(|| quote!(#[must_use = "an operation does nothing until it is sent"]));
    let fields = object.fields.iter().map(|field| {
        let docs = doc(&docs::field(field, object.role));
        let found_by = alias(&field.wire, &field.ident);
        let deprecated = field.deprecated.then(|| quote!(#[deprecated = "the service advises against it"]));
        let (ident_, ty) = (ident(&field.ident), scope.field_type(object, field));
        quote!(#docs #found_by #deprecated pub #ident_: #ty)
    });
    file.items(quote! {
        #docs
        #found_by
        #[non_exhaustive]
        #must_use
        pub struct #ident_ {
            #(#fields,)*
        }
    });
}

fn constructors(scope: &Scope<'_>, name: &str, object: &Object, file: &mut File) {
    let ident_ = ident(name);
    let new =
        if object.has_required_struct() { required_struct(scope, name, object, file) } else { new(scope, object) };
    let setters = object.fields.iter().filter(|field| !field.required).map(|field| setter(scope, object, field));
    file.items(quote! {
        impl #ident_ {
            #new
            #(#setters)*
        }
    });
}

fn required(object: &Object) -> impl Iterator<Item = &Field> {
    object.fields.iter().filter(|field| field.required)
}

/// The rest of a struct expression, where there is a rest.
fn rest(object: &Object) -> Option<TokenStream> {
    object.fields.iter().any(|field| !field.required).then(|| quote!(..runtime::Blank::blank()))
}

fn new(scope: &Scope<'_>, object: &Object) -> TokenStream {
    if required(object).next().is_none() {
        return quote! {
            /// Creates the value with nothing set.
            #[inline]
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let (mut arguments, mut values) = (Vec::new(), Vec::new());
    for field in required(object) {
        let name = ident(&field.ident);
        let (ty, value) = scope.argument(field);
        arguments.push(quote!(#name: #ty));
        let shorthand = name == value.to_string();
        values.push(if shorthand { quote!(#name) } else { quote!(#name: #value) });
    }
    let rest = rest(object);
    quote! {
        /// Creates the value from its required fields.
        #[inline]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* #rest }
        }
    }
}

/// Declares the struct of required fields and gives the constructor that takes it.
fn required_struct(scope: &Scope<'_>, name: &str, object: &Object, file: &mut File) -> TokenStream {
    let ident_ = ident(name);
    let required_ident = format_ident!("{}Required", ident_);
    let docs = doc_sentence(&format!("What `{name}::new` takes: everything that is required."));
    let fields = required(object).map(|field| {
        let docs = doc(&[format!("See {}.", docs::link(&field.ident, &format!("struct.{name}.html")))]);
        let (name, ty) = (ident(&field.ident), scope.field_type(object, field));
        quote!(#docs pub #name: #ty)
    });
    file.items(quote! {
        #docs
        #[derive(Clone, PartialEq)]
        pub struct #required_ident {
            #(#fields,)*
        }
    });
    // Printed as the type itself, which knows what must not be printed.
    file.items(quote! {
        impl std::fmt::Debug for #required_ident {
            #[inline]
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&#ident_::new(self.clone()), formatter)
            }
        }
    });
    let values = required(object).map(|field| {
        let name = ident(&field.ident);
        quote!(#name: required.#name)
    });
    let rest = rest(object);
    quote! {
        /// Creates the value from its required fields.
        #[inline]
        pub fn new(required: #required_ident) -> Self {
            Self { #(#values,)* #rest }
        }
    }
}

fn setter(scope: &Scope<'_>, object: &Object, field: &Field) -> TokenStream {
    let docs = doc(&[format!("Sets {}.", docs::link(&field.ident, ""))]);
    let name = ident(&field.ident);
    let (ty, value) = scope.argument(field);
    let value = if scope.is_plain(object, field) { value } else { quote!(Some(#value)) };
    let deprecated = field.deprecated.then(|| quote!(#[deprecated = "the service advises against it"]));
    quote! {
        #docs
        #deprecated
        #[inline]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// The places by name and by index.
fn fields(scope: &Scope<'_>, name: &str, object: &Object, file: &mut File) {
    let ident_ = ident(name);
    let fields = || object.fields.iter().map(|field| (&field.wire, ident(&field.ident)));
    let slots = fields().map(|(wire, name)| quote!(#wire => self.#name.slot(),));
    let slot = if object.fields.is_empty() {
        quote! {
            #[inline]
            fn slot_of(&mut self, _: &str) -> Option<runtime::Slot<'_>> {
                None
            }
        }
    } else {
        quote! {
            #[inline]
            fn slot_of(&mut self, name: &str) -> Option<runtime::Slot<'_>> {
                let slot = match name {
                    #(#slots)*
                    _ => return None,
                };
                Some(slot)
            }
        }
    };
    let views = object.fields.iter().enumerate().map(|(index, field)| {
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        let (wire, name) = (&field.wire, ident(&field.ident));
        let unless_empty = scope.is_response_container(object, field).then(|| quote!(.unless_empty()));
        quote!(#index => (#wire, self.#name.view()#unless_empty),)
    });
    let view = if object.fields.is_empty() {
        quote! {
            #[inline]
            fn view_at(&self, _: usize) -> Option<(&'static str, runtime::View<'_>)> {
                None
            }
        }
    } else {
        quote! {
            #[inline]
            fn view_at(&self, index: usize) -> Option<(&'static str, runtime::View<'_>)> {
                let view = match index {
                    #(#views)*
                    _ => return None,
                };
                Some(view)
            }
        }
    };
    let required = wires("required", required(object));
    let sensitive = wires("sensitive", object.fields.iter().filter(|field| field.sensitive));
    file.items(quote! {
        impl runtime::Model for #ident_ {
            #slot
            #view
            #required
            #sensitive
        }
    });
}

/// A method that lists wire names, where there are any.
fn wires<'a>(method: &str, fields: impl Iterator<Item = &'a Field>) -> Option<TokenStream> {
    let wires: Vec<&String> = fields.map(|field| &field.wire).collect();
    let method = ident(method);
    (!wires.is_empty()).then(|| {
        quote! {
            #[inline]
            fn #method(&self) -> &'static [&'static str] {
                &[#(#wires),*]
            }
        }
    })
}
