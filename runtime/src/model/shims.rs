//! The impls that every generated type has, one line a type.
//!
//! All are `#[inline]`: a shim that nobody calls is then not compiled, so a crate that uses five operations pays for
//! five.

/// Gives a [`Model`](crate::Model) `Clone`, `Debug`, `PartialEq`, `Serialize` and `Deserialize`.
///
/// `strict` types (operations, and what only they hold) refuse unknown keys and wrong types when they are read;
/// `lenient` ones (responses) bend as the service does. The fields that are no `Option` are named first, then the others:
/// `model!(strict required Job { id; name, size })`. A type without required fields is a `default` one, and has a `Default`, by
/// hand: a derived one calls a function for every field, and is dearer to compile. `model!(boxed Job)` is for types with
/// required fields that hold themselves.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    (strict $kind:ident $type:ident $fields:tt) => {
        $crate::model!(@ $kind $type $fields);
        $crate::model!(@ $type, Strict);
    };
    (lenient $kind:ident $type:ident $fields:tt) => {
        $crate::model!(@ $kind $type $fields);
        $crate::model!(@ $type, Lenient);
    };
    (@ default $type:ident { $($plain:ident),*; $($optional:ident),* }) => {
        impl ::std::default::Default for $type {
            #[inline]
            fn default() -> Self {
                Self {
                    $($plain: ::std::default::Default::default(),)*
                    $($optional: ::std::option::Option::None,)*
                }
            }
        }
    };
    (@ required $type:ident { $($plain:ident),*; $($optional:ident),* }) => {
        impl $crate::model::Blank for $type {
            #[inline]
            fn blank() -> Self {
                Self {
                    $($plain: $crate::model::Place::blank(),)*
                    $($optional: ::std::option::Option::None,)*
                }
            }
        }
    };
    (boxed $type:ident) => {
        impl $crate::model::Blank for ::std::boxed::Box<$type> {
            #[inline]
            fn blank() -> Self {
                ::std::boxed::Box::new($crate::model::Blank::blank())
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
            #[inline]
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::deserialize(deserializer, $crate::model::Mode::$mode)
            }
        }
        impl $crate::serde::Serialize for $type {
            #[inline]
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

/// Gives an [`OpenEnum`](crate::model::OpenEnum), which has `VALUES`, its conversions from and to text, its order and equality by
/// text, and its place in models.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($type:ident) => {
        impl<T: $crate::AnyText> ::std::convert::From<T> for $type {
            fn from(text: T) -> Self {
                $crate::model::OpenEnum::from_text(text.as_ref())
            }
        }
        impl $crate::model::Place for $type {
            type Kind = $crate::model::Enum;
        }
        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::deserialize_symbol(deserializer)
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
        impl ::std::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::model::open_enum::equal(self, other)
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
