//! The impls that every generated type has, one line a type.
//!
//! All that are not generic are `#[inline]`: an unused shim is then not compiled, so a crate that uses five
//! operations pays for five.

/// Gives a type its [`Model`](crate::Model), `Clone`, `Debug`, `PartialEq`, `Serialize` and `Deserialize`.
///
/// A row is a field: its index, its wire name, its name, and what it holds before it is set.
///
/// ```text
/// alibabacloud_runtime::model! {
///     strict required Job;
///     0 "Id" id = runtime::blank();
///     1 "Size" size = None;
///     2 "Tags" tags.unless_empty() = runtime::blank();
///     required "Id";
/// }
/// ```
///
/// `strict` types (operations, and what only they hold) refuse unknown keys and wrong types when they are read; `lenient` ones
/// (responses) bend as the service does. A field `unless_empty()` is not written while it is empty. A type without required
/// fields is a `default` one, and has a `Default`, which is written out: a derived one calls a function for every field, and
/// takes longer to compile; a `recursive` one has required fields and holds itself in a `Box`. `required` and `sensitive` list
/// wire names.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    (
        $mode:ident $kind:ident $type:ident;
        $($index:literal $wire:tt $field:ident $(.$unless:ident())? = $unset:expr;)*
        $(required $($required:literal)+;)?
        $(sensitive $($sensitive:literal)+;)?
    ) => {
        impl $crate::Model for $type {
            #[inline]
            fn names(&self) -> $crate::Names<'_> {
                $crate::Names::Fixed(&[$($wire),*])
            }

            #[inline]
            fn slot_at(&mut self, index: usize) -> $crate::Slot<'_> {
                match index {
                    $($index => self.$field.slot(),)*
                    _ => $crate::Slot::Nowhere,
                }
            }

            #[inline]
            fn view_at(&self, index: usize) -> $crate::View<'_> {
                match index {
                    $($index => self.$field.view()$(.$unless())?,)*
                    _ => $crate::View::Absent,
                }
            }

            $(
                #[inline]
                fn required(&self) -> &'static [&'static str] {
                    &[$($required),+]
                }
            )?

            $(
                #[inline]
                fn sensitive(&self) -> &'static [&'static str] {
                    &[$($sensitive),+]
                }
            )?
        }
        $crate::model!(@ $kind $type { $($field: $unset,)* });
        $crate::model!(@ $type, $mode);
    };
    (@ default $type:ident $fields:tt) => {
        impl ::std::default::Default for $type {
            #[inline]
            fn default() -> Self {
                Self $fields
            }
        }
    };
    (@ required $type:ident $fields:tt) => {
        impl $crate::Blank for $type {
            #[inline]
            fn blank() -> Self {
                Self $fields
            }
        }
    };
    (@ recursive $type:ident $fields:tt) => {
        $crate::model!(@ required $type $fields);
        impl $crate::Blank for ::std::boxed::Box<$type> {
            #[inline]
            fn blank() -> Self {
                ::std::boxed::Box::new($crate::Blank::blank())
            }
        }
    };
    (@ $type:ident, $mode:ident) => {
        impl ::std::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                $crate::model::copy(self)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::$mode(deserializer)
            }
        }
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::model::serialize(self, serializer)
            }
        }
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::model::debug(self, formatter)
            }
        }
        impl ::std::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::model::equal(self, other)
            }
        }
    };
}

/// Gives a type what every open enum has: the list of its values and their text, [`OpenEnum`](crate::model::OpenEnum), its
/// conversions from and to text, its order and equality by text, and its place in models.
///
/// A row is a value: its text and its variant. The number is how many there are.
///
/// ```text
/// alibabacloud_runtime::open_enum! {
///     Gender 2;
///     "female" Female;
///     "male" Male;
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($type:ident $count:tt; $($wire:literal $variant:ident;)*) => {
        impl $type {
            /// The values that this version knows, in the order of declaration.
            pub const VALUES: [Self; $count] = [$(Self::$variant),*];

            /// The text of this value in requests and responses.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                $crate::model::open_enum::text(self)
            }
        }
        impl $crate::model::OpenEnum for $type {
            #[inline]
            fn names(&self) -> (&str, &'static str) {
                match self {
                    $(Self::$variant => ($wire, ::std::stringify!($variant)),)*
                    Self::UnknownValue(text) => (text, ""),
                }
            }

            #[inline]
            fn from_text(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::UnknownValue(::std::string::String::from(text)),
                }
            }
        }
        // No generated type is called like this parameter, which would take its place.
        impl<T_: $crate::AnyText> ::std::convert::From<T_> for $type {
            fn from(text: T_) -> Self {
                $crate::model::OpenEnum::from_text(text.as_ref())
            }
        }
        impl $crate::model::Place for $type {
            type Kind = $crate::model::Enum;
        }
        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::deserialize_typed_text(deserializer)
            }
        }
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::model::open_enum::serialize(self, serializer)
            }
        }
        impl ::std::convert::AsRef<str> for $type {
            #[inline]
            fn as_ref(&self) -> &str {
                $crate::model::open_enum::text(self)
            }
        }
        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::model::open_enum::debug(self, formatter)
            }
        }
        impl ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::model::open_enum::display(self, formatter)
            }
        }
        impl ::std::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                $crate::model::open_enum::copy(self)
            }
        }
        // One impl for the type itself and for text: each is compiled for hundreds of enums.
        impl<T_: ::std::convert::AsRef<str> + ?::std::marker::Sized> ::std::cmp::PartialEq<T_> for $type {
            #[inline]
            fn eq(&self, other: &T_) -> bool {
                $crate::model::open_enum::equal(self, other.as_ref())
            }
        }
        impl ::std::cmp::Eq for $type {}
        impl ::std::cmp::PartialOrd for $type {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                $crate::model::open_enum::partially(self, other)
            }
        }
        impl ::std::cmp::Ord for $type {
            #[inline]
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                $crate::model::open_enum::compare(self, other)
            }
        }
        impl ::std::hash::Hash for $type {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                $crate::model::open_enum::hash(self, state);
            }
        }
    };
}
