//! The places that every crate shares: scalars, containers, and models themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use super::place::{Blank, Cell, ListSlot, ListView, MapSlot, MapView, Model, OptionalSlot, Place, Slot, View};

/// A scalar is written through a [`Cell`], whether it is required or optional.
macro_rules! scalar {
    ($($type:ty, $slot:ident, |$value:ident| $view:expr;)*) => {$(
        impl Place for $type {
            #[inline]
            fn blank() -> Self {
                Self::default()
            }
            #[inline]
            fn slot(&mut self) -> Slot<'_> {
                Slot::$slot(Cell::Required(self))
            }
            #[inline]
            fn view(&self) -> View<'_> {
                let $value = self;
                $view
            }
            #[inline]
            fn optional_slot(place: &mut Option<Self>) -> Slot<'_> {
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
    Value, Json, |value| View::Json(value);
}

impl<T: Model> Place for T {
    #[inline]
    fn blank() -> Self {
        T::blank()
    }
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Object(self)
    }
    #[inline]
    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

impl<T: Place> Place for Option<T> {
    #[inline]
    fn blank() -> Self {
        None
    }
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        T::optional_slot(self)
    }
    #[inline]
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Place::view)
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
    fn slot_of(&mut self, name: &str) -> Option<Slot<'_>> {
        (**self).slot_of(name)
    }
    fn view_at(&self, index: usize) -> Option<(&str, View<'_>)> {
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
    #[inline]
    fn blank() -> Self {
        Vec::new()
    }
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
    #[inline]
    fn view(&self) -> View<'_> {
        View::List(self)
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
        self.get(index).map_or(View::Absent, Place::view)
    }
}

impl<T: Place> Place for BTreeMap<String, T> {
    #[inline]
    fn blank() -> Self {
        BTreeMap::new()
    }
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
    #[inline]
    fn view(&self) -> View<'_> {
        View::Map(self)
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
