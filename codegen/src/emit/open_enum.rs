//! An open enum: its variants, the list of them, and their text.

use proc_macro2::Literal;
use quote::quote;

use super::docs;
use super::print::{File, alias, doc, doc_sentence, ident};
use crate::model::{TypeDef, Variant};
use crate::names::TypeNames;

/// Prints an enum.
pub(super) fn emit(definition: &TypeDef, names: &TypeNames, variants: &[Variant], file: &mut File) {
    let name = ident(&names.ident);
    let docs = doc(&docs::definition(definition));
    let alias = alias(&definition.field, &names.ident);
    let declared = variants.iter().zip(&names.members).map(|(variant, name)| {
        let name = ident(name);
        let meaning = match variant.docs.as_str() {
            "" => String::new(),
            meaning => format!(": {meaning}"),
        };
        let docs = doc_sentence(&format!("`{}`{meaning}", variant.wire));
        quote!(#docs #name)
    });
    file.items(quote! {
        #docs
        #alias
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
            /// A value that this version does not know, as the service wrote it.
            UnknownValue(String),
        }
    });
    let rows = variants.iter().zip(&names.members);
    let rows = rows.map(|(variant, name)| format!("{} {}", Literal::string(&variant.wire), ident(name)));
    file.table("open_enum", format!("{name} {}", variants.len()), rows);
}
