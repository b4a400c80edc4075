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
    printed.table(file);
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

    /// What the engine of the runtime works by: a row a field.
    fn table(&self, file: &mut File) {
        let boxed = self.object.boxed;
        // Responses bend as the service does; what users write does not.
        let mode = if self.object.role.is_response() { "lenient" } else { "strict" };
        let kind = match self.required().next() {
            None => "default",
            Some(_) if boxed => "recursive",
            Some(_) => "required",
        };
        let fields = self.fields.iter().enumerate().map(|(index, (field, name))| {
            let (unless, unset) = match field.presence {
                Presence::Optional | Presence::Boxed => ("", "None"),
                Presence::Required => ("", "runtime::blank()"),
                Presence::OrEmpty => (".unless_empty()", "runtime::blank()"),
            };
            format!("{index} {} {name}{unless} = {unset}", Literal::string(&field.wire))
        });
        let sensitive = self.fields.iter().filter(|(field, _)| field.sensitive);
        let rows = fields.chain(wires("required", self.required())).chain(wires("sensitive", sensitive));
        file.table("model", format!("{mode} {kind} {}", self.name), rows);
    }
}

fn deprecated(field: &Field) -> Option<TokenStream> {
    field.deprecated.then(|| quote!(#[deprecated = "the service advises against it"]))
}

/// A row of wire names, where there are any.
fn wires<'a>(row: &str, fields: impl Iterator<Item = &'a (&'a Field, Ident)>) -> Option<String> {
    let wires: Vec<String> = fields.map(|(field, _)| Literal::string(&field.wire).to_string()).collect();
    (!wires.is_empty()).then(|| format!("{row} {}", wires.join(" ")))
}
