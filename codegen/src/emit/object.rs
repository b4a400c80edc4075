//! A type of named places: the struct, its constructor and setters, and its model.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs;
use super::print::{File, alias, doc, doc_sentence, ident};
use super::types::Scope;
use crate::model::{Field, Object, Presence, Role, TypeId, TypeKind};
use crate::names::TypeNames;

/// Prints an object with lines of documentation.
pub(super) fn emit(scope: &Scope<'_>, id: TypeId, lines: &[String], file: &mut File) {
    let definition = &scope.service[id];
    let TypeKind::Object(object) = &definition.kind else { return };
    let names = &scope.names[id];
    let fields = scope.service.declared(id).into_iter();
    let fields = fields.map(|field| (&scope.service[field], ident(scope.names.field(field)))).collect();
    let printed = Struct { scope, names, name: ident(&names.ident), object, fields };
    file.items(printed.declaration(lines, &definition.field));
    // Whatever stands in an `impl` is `#[inline]`, and so compiled only by a crate that uses it.
    if object.role != Role::Response {
        if let Some(required) = &names.required {
            printed.required_struct(&ident(required), file);
        }
        file.items(printed.constructors());
    }
    file.items(printed.model());
    file.items(printed.engine());
}

/// An object with its names, its fields in the order of their declaration.
struct Struct<'a> {
    scope: &'a Scope<'a>,
    names: &'a TypeNames,
    name: Ident,
    object: &'a Object,
    fields: Vec<(&'a Field, Ident)>,
}

impl Struct<'_> {
    fn required(&self) -> impl Iterator<Item = &(&Field, Ident)> {
        self.fields.iter().filter(|(field, _)| field.is_required())
    }

    fn optional(&self) -> impl Iterator<Item = &(&Field, Ident)> {
        self.fields.iter().filter(|(field, _)| !field.is_required())
    }

    fn declaration(&self, lines: &[String], wire: &str) -> TokenStream {
        let (name, docs, found_by) = (&self.name, doc(lines), alias(wire, &self.names.ident));
        let role = self.object.role;
        let must_use =
            (role == Role::Operation).then(|| quote!(#[must_use = "an operation does nothing until it is sent"]));
        let fields = self.fields.iter().map(|(field, name)| {
            let docs = doc(&docs::field(field, role));
            let found_by = alias(&field.wire, &name.to_string());
            let (deprecated, ty) = (deprecated(field), self.scope.field_type(field));
            quote!(#docs #found_by #deprecated pub #name: #ty)
        });
        quote! {
            #docs
            #found_by
            #[non_exhaustive]
            #must_use
            pub struct #name {
                #(#fields,)*
            }
        }
    }

    /// The struct of required fields, for the constructor that takes it.
    fn required_struct(&self, required: &Ident, file: &mut File) {
        let name = &self.name;
        let docs = doc_sentence(&format!("What `{name}::new` takes: everything that is required."));
        let page = format!("struct.{name}.html");
        let fields = self.required().map(|(field, name)| {
            let docs = doc(&[format!("See {}.", docs::link(name, &page))]);
            let ty = self.scope.field_type(field);
            quote!(#docs pub #name: #ty)
        });
        file.items(quote! {
            #docs
            #[derive(Clone, PartialEq)]
            pub struct #required {
                #(#fields,)*
            }
        });
        // Printed as the type itself, which knows what must not be printed.
        file.items(quote! {
            impl std::fmt::Debug for #required {
                #[inline]
                fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    std::fmt::Debug::fmt(&#name::new(self.clone()), formatter)
                }
            }
        });
    }

    fn constructors(&self) -> TokenStream {
        let (name, new) = (&self.name, self.constructor());
        let setters = self.optional().map(|(field, name)| self.setter(field, name));
        quote! {
            impl #name {
                #new
                #(#setters)*
            }
        }
    }

    fn constructor(&self) -> TokenStream {
        if self.required().next().is_none() {
            return quote! {
                /// Creates the value with nothing set.
                #[inline]
                pub fn new() -> Self {
                    Self::default()
                }
            };
        }
        let rest = self.optional().next().map(|_| quote!(..runtime::Blank::blank()));
        let (arguments, values): (Vec<_>, Vec<_>) = match &self.names.required {
            Some(required) => {
                let (required, names) = (ident(required), self.required().map(|(_, name)| name));
                (vec![quote!(required: #required)], names.map(|name| quote!(#name: required.#name)).collect())
            }
            None => self
                .required()
                .map(|(field, name)| {
                    let (ty, value) = self.scope.argument(field, name);
                    let shorthand = *name == value.to_string();
                    (quote!(#name: #ty), if shorthand { quote!(#name) } else { quote!(#name: #value) })
                })
                .unzip(),
        };
        quote! {
            /// Creates the value from its required fields.
            #[inline]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values,)* #rest }
            }
        }
    }

    fn setter(&self, field: &Field, name: &Ident) -> TokenStream {
        let (docs, deprecated) = (doc(&[format!("Sets {}.", docs::link(name, ""))]), deprecated(field));
        let (ty, value) = self.scope.argument(field, name);
        let value = if field.presence == Presence::OrEmpty { value } else { quote!(Some(#value)) };
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
    fn model(&self) -> TokenStream {
        let name = &self.name;
        let slots = self.fields.iter().map(|(Field { wire, .. }, name)| quote!(#wire => self.#name.slot(),));
        let views = self.fields.iter().enumerate().map(|(index, (field, name))| {
            let (index, wire) = (Literal::usize_unsuffixed(index), &field.wire);
            let unless_empty = (field.presence == Presence::OrEmpty).then(|| quote!(.unless_empty()));
            quote!(#index => (#wire, self.#name.view()#unless_empty),)
        });
        let slot = if self.fields.is_empty() {
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
        let view = if self.fields.is_empty() {
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
        let required = wires("required", self.required());
        let sensitive = wires("sensitive", self.fields.iter().filter(|(field, _)| field.sensitive));
        quote! {
            impl runtime::Model for #name {
                #slot
                #view
                #required
                #sensitive
            }
        }
    }

    /// The shims that lead to the engine of the runtime.
    fn engine(&self) -> TokenStream {
        let name = &self.name;
        // Responses bend as the service does; what users write does not.
        let mode = if self.object.role.is_response() { quote!(lenient) } else { quote!(strict) };
        // What is in an `Option` is blank without a call.
        let is_optional = |field: &Field| matches!(field.presence, Presence::Optional | Presence::Boxed);
        let (optional, plain): (Vec<_>, Vec<_>) = self.fields.iter().partition(|(field, _)| is_optional(field));
        let [plain, optional] = [plain, optional].map(|fields| fields.into_iter().map(|(_, name)| name));
        let required = self.required().next().is_some();
        let kind = if required { quote!(required) } else { quote!(default) };
        let boxed = (required && self.object.boxed).then(|| quote!(runtime::model!(boxed #name);));
        quote!(runtime::model!(#mode #kind #name { #(#plain),*; #(#optional),* }); #boxed)
    }
}

fn deprecated(field: &Field) -> Option<TokenStream> {
    field.deprecated.then(|| quote!(#[deprecated = "the service advises against it"]))
}

/// A method that lists wire names, where there are any.
fn wires<'a>(method: &str, fields: impl Iterator<Item = &'a (&'a Field, Ident)>) -> Option<TokenStream> {
    let wires: Vec<&String> = fields.map(|(field, _)| &field.wire).collect();
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
