//! The places that every crate shares: scalars, containers, and models themselves.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

use super::place::{
    Blank, Cell, ListSlot, ListView, MapSlot, MapView, Model, Names, OptionalSlot, Place, PlaceKind, Slot, View,
};

/// Text, numbers, booleans, bytes and JSON values.
pub struct Scalar;
/// Models.
pub struct Object;
/// `Option`.
pub struct Optional;
/// `Vec`.
pub struct List;
/// `BTreeMap`.
pub struct Map;

/// A scalar is written through a [`Cell`], whether it is required or optional.
macro_rules! scalar {
    ($($type:ty, $slot:ident, |$value:ident| $view:expr;)*) => {$(
        impl Place for $type {
            type Kind = Scalar;
        }
        impl PlaceKind<$type> for Scalar {
            #[inline]
            fn blank() -> $type {
                Default::default()
            }
            #[inline]
            fn slot(place: &mut $type) -> Slot<'_> {
                Slot::$slot(Cell::Required(place))
            }
            #[inline]
            fn view($value: &$type) -> View<'_> {
                $view
            }
            #[inline]
            fn optional_slot(place: &mut Option<$type>) -> Slot<'_> {
                Slot::$slot(Cell::Optional(place))
            }
        }
    )*};
}

scalar! {
    String, Text, |value| View::Text(value);
    i64, Integer, |value| View::Integer(*value);
    f64, Float, |value| View::Float(*value);
    bool, Boolean, |value| View::Boolean(*value);
    Bytes, Bytes, |value| View::Bytes(value);
    Value, Json, |value| View::Json(value);
}

impl<T: Model> Place for T {
    type Kind = Object;
}

impl<T: Model> PlaceKind<T> for Object {
    #[inline]
    fn blank() -> T {
        T::blank()
    }
    #[inline]
    fn slot(place: &mut T) -> Slot<'_> {
        Slot::Object(place)
    }
    #[inline]
    fn view(place: &T) -> View<'_> {
        View::Object(place)
    }
}

impl<T: Place> Place for Option<T> {
    type Kind = Optional;
}

impl<T: Place> PlaceKind<Option<T>> for Optional {
    #[inline]
    fn blank() -> Option<T> {
        None
    }
    #[inline]
    fn slot(place: &mut Option<T>) -> Slot<'_> {
        T::optional_slot(place)
    }
    #[inline]
    fn view(place: &Option<T>) -> View<'_> {
        // Not `map_or`, here and below: it would be compiled for each type.
        match place {
            Some(value) => value.view(),
            None => View::Absent,
        }
    }
}

impl<T: Place> OptionalSlot for Option<T> {
    fn fill(&mut self) -> Slot<'_> {
        self.insert(T::blank()).slot()
    }
    fn clear(&mut self) {
        *self = None;
    }
}

/// Recursive types are boxed; the box is invisible on the wire.
impl<T: Model> Model for Box<T>
where
    Self: Blank,
{
    fn names(&self) -> Names<'_> {
        (**self).names()
    }
    fn slot_at(&mut self, index: usize) -> Slot<'_> {
        (**self).slot_at(index)
    }
    fn view_at(&self, index: usize) -> View<'_> {
        (**self).view_at(index)
    }
    fn required(&self) -> &'static [&'static str] {
        (**self).required()
    }
    fn sensitive(&self) -> &'static [&'static str] {
        (**self).sensitive()
    }
    fn name(&self) -> &'static str {
        (**self).name()
    }
}

impl<T: Place> Place for Vec<T> {
    type Kind = List;
}

impl<T: Place> PlaceKind<Vec<T>> for List {
    #[inline]
    fn blank() -> Vec<T> {
        Vec::new()
    }
    #[inline]
    fn slot(place: &mut Vec<T>) -> Slot<'_> {
        Slot::List(place)
    }
    #[inline]
    fn view(place: &Vec<T>) -> View<'_> {
        View::List(place)
    }
}

impl<T: Place> ListSlot for Vec<T> {
    fn clear(&mut self) {
        Vec::clear(self);
    }
    fn push(&mut self, fill: &mut dyn FnMut(Slot<'_>) -> bool) {
        let mut element = T::blank();
        if fill(element.slot()) {
            Vec::push(self, element);
        }
    }
}

impl<T: Place> ListView for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn at(&self, index: usize) -> View<'_> {
        match self.get(index) {
            Some(value) => value.view(),
            None => View::Absent,
        }
    }
}

impl<T: Place> Place for BTreeMap<String, T> {
    type Kind = Map;
}

impl<T: Place> PlaceKind<BTreeMap<String, T>> for Map {
    #[inline]
    fn blank() -> BTreeMap<String, T> {
        BTreeMap::new()
    }
    #[inline]
    fn slot(place: &mut BTreeMap<String, T>) -> Slot<'_> {
        Slot::Map(place)
    }
    #[inline]
    fn view(place: &BTreeMap<String, T>) -> View<'_> {
        View::Map(place)
    }
}

impl<T: Place> MapSlot for BTreeMap<String, T> {
    fn clear(&mut self) {
        BTreeMap::clear(self);
    }
    fn insert(&mut self, key: String, fill: &mut dyn FnMut(Slot<'_>) -> bool) {
        let mut value = T::blank();
        if fill(value.slot()) {
            BTreeMap::insert(self, key, value);
        } else {
            self.remove(&key);
        }
    }
}

impl<T: Place> MapView for BTreeMap<String, T> {
    fn len(&self) -> usize {
        BTreeMap::len(self)
    }
    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str, View<'a>)) {
        for (key, value) in self {
            visit(key, value.view());
        }
    }
}
