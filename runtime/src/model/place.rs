//! What models are made of: places, the slots that fill them and the views that read them.

use std::ops::Deref;

use bytes::Bytes;
use serde_json::Value;

/// An open enum: known values, and any other text. The [`open_enum!`](crate::open_enum!) shim gives it everything else.
#[doc(hidden)]
pub trait OpenEnum {
    /// The text on the wire, and the name of the variant; no name for an unknown value.
    fn names(&self) -> (&str, &'static str);

    /// The value with this text: a known one, or else an unknown one.
    fn from_text(text: &str) -> Self
    where
        Self: Sized;
}

/// A type made of named fields: an operation, an output, or an object inside one.
///
/// Sealed: it is implemented by generated code alone, with hidden items that change without notice.
///
/// ```compile_fail,E0046
/// #[derive(Default)]
/// struct Mine;
///
/// impl alibabacloud_runtime::Model for Mine {}
/// ```
pub trait Model: Blank {
    /// The wire names of the places, in declaration order. The place of a response that is no object has none: `""`.
    #[doc(hidden)]
    fn names(&self) -> Names<'_>;

    /// The place of the name at `index`, ready to be filled; [`Slot::Nowhere`] past the last place.
    #[doc(hidden)]
    fn slot_at(&mut self, index: usize) -> Slot<'_>;

    /// The content of the place of the name at `index`; [`View::Absent`] past the last place.
    #[doc(hidden)]
    fn view_at(&self, index: usize) -> View<'_>;

    /// The wire names that must be present when the value is read from JSON. Responses have none.
    #[doc(hidden)]
    fn required(&self) -> &'static [&'static str] {
        &[]
    }

    /// The wire names whose text is never printed by `Debug`.
    #[doc(hidden)]
    fn sensitive(&self) -> &'static [&'static str] {
        &[]
    }

    /// The Rust name of the type, for `Debug` and messages.
    #[doc(hidden)]
    fn name(&self) -> &'static str {
        let path = std::any::type_name::<Self>();
        path.rsplit("::").next().unwrap_or(path)
    }
}

/// Wire names. Not a `Cow`, the bounds of which take the compiler time for each type.
#[doc(hidden)]
pub enum Names<'a> {
    /// Those that a type has.
    Fixed(&'static [&'static str]),
    /// Those that a value has.
    Listed(Vec<&'a str>),
}

impl<'a> Deref for Names<'a> {
    type Target = [&'a str];

    #[inline]
    fn deref(&self) -> &[&'a str] {
        match self {
            Names::Fixed(names) => names,
            Names::Listed(names) => names,
        }
    }
}

impl<'a> FromIterator<&'a str> for Names<'a> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        Names::Listed(names.into_iter().collect())
    }
}

/// The wire names and contents of all places of a model, in declaration order.
#[doc(hidden)]
pub fn places(model: &dyn Model) -> impl Iterator<Item = (&str, View<'_>)> {
    let names = model.names();
    (0..names.len()).map(move |index| (names[index], model.view_at(index)))
}

/// The place of a model with this wire name, ready to be filled; `None` where the type has no such place.
pub(crate) fn slot_of<'a>(model: &'a mut dyn Model, name: &str) -> Option<Slot<'a>> {
    let index = model.names().iter().position(|known| *known == name)?;
    match model.slot_at(index) {
        Slot::Nowhere => None,
        slot => Some(slot),
    }
}

/// What a model without names holds: that of a response that is no object.
pub(crate) fn nameless(model: &dyn Model) -> Option<View<'_>> {
    matches!(*model.names(), [""]).then(|| model.view_at(0))
}

/// A type that has a value before any place is filled, never shown to users: its `Default`, or else one in which required
/// places are blank.
#[doc(hidden)]
pub trait Blank {
    /// The blank value.
    fn blank() -> Self
    where
        Self: Sized;
}

impl<T: Default> Blank for T {
    #[inline]
    fn blank() -> Self {
        T::default()
    }
}

/// What a field holds before it is set.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn blank<T: Place>() -> T {
    T::blank()
}

/// What a field's type offers to the engine: a slot to fill, and a view to read.
///
/// Implemented for scalars, [`Timestamp`](crate::Timestamp), [`Json`](crate::Json), JSON values, models, open enums, and recursively for `Option`, `Vec`,
/// `BTreeMap` and `Box` of places.
#[doc(hidden)]
pub trait Place: Sized {
    /// The functions that all types of a kind share, so that an enum names its kind and has no functions of its own.
    type Kind: PlaceKind<Self>;

    /// The value before it is filled.
    #[inline]
    fn blank() -> Self {
        Self::Kind::blank()
    }

    /// Where a decoded value goes.
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Self::Kind::slot(self)
    }

    /// What is there now.
    #[inline]
    fn view(&self) -> View<'_> {
        Self::Kind::view(self)
    }

    /// The slot of an optional place of this type.
    #[inline]
    fn optional_slot(place: &mut Option<Self>) -> Slot<'_> {
        Self::Kind::optional_slot(place)
    }
}

/// How the places of one kind are filled and read.
#[doc(hidden)]
pub trait PlaceKind<T: Place<Kind = Self>> {
    /// The value before it is filled.
    fn blank() -> T;

    /// Where a decoded value goes.
    fn slot(place: &mut T) -> Slot<'_>;

    /// What is there now.
    fn view(place: &T) -> View<'_>;

    /// The slot of an optional place. Scalars are written without an indirect call.
    #[inline]
    fn optional_slot(place: &mut Option<T>) -> Slot<'_> {
        Slot::Optional(place)
    }
}

/// A place that can be written to.
#[doc(hidden)]
pub enum Slot<'a> {
    /// Text.
    Text(Cell<'a, String>),
    /// A 64-bit integer, whatever width the metadata gives.
    Integer(Cell<'a, i64>),
    /// A floating-point number.
    Float(Cell<'a, f64>),
    /// `true` or `false`.
    Boolean(Cell<'a, bool>),
    /// Bytes, which are Base64 in JSON.
    Bytes(Cell<'a, Bytes>),
    /// Any JSON value.
    Json(Cell<'a, Value>),
    /// Text with a type of its own: an open enum, a timestamp, or JSON.
    TypedText(&'a mut dyn TypedTextSlot),
    /// Named places.
    Object(&'a mut dyn Model),
    /// A list of places.
    List(&'a mut dyn ListSlot),
    /// Places by a key that the metadata does not know.
    Map(&'a mut dyn MapSlot),
    /// No place: what is put there is lost.
    Nowhere,
    /// Any of these, or nothing.
    Optional(&'a mut dyn OptionalSlot),
}

impl Slot<'_> {
    /// Empties the place as far as it can be empty. What is required keeps what it has, for the engine to report.
    pub(crate) fn clear(self) {
        match self {
            Slot::Text(cell) => cell.clear(),
            Slot::Integer(cell) => cell.clear(),
            Slot::Float(cell) => cell.clear(),
            Slot::Boolean(cell) => cell.clear(),
            Slot::Bytes(cell) => cell.clear(),
            Slot::Json(cell) => cell.clear(),
            Slot::List(list) => list.clear(),
            Slot::Map(map) => map.clear(),
            Slot::Optional(place) => place.clear(),
            Slot::Object(model) => clear(model),
            Slot::TypedText(_) | Slot::Nowhere => {}
        }
    }
}

/// A scalar's place, required or optional.
#[doc(hidden)]
pub enum Cell<'a, T> {
    /// A place that always holds a value.
    Required(&'a mut T),
    /// A place that may be empty.
    Optional(&'a mut Option<T>),
}

impl<T> Cell<'_, T> {
    #[inline]
    pub(crate) fn set(self, value: T) {
        match self {
            Cell::Required(place) => *place = value,
            Cell::Optional(place) => *place = Some(value),
        }
    }

    /// Empties an optional place; a required one keeps what it has, for the engine to report as missing.
    pub(crate) fn clear(self) {
        if let Cell::Optional(place) = self {
            *place = None;
        }
    }
}

/// Writes text into a type that is made from text.
#[doc(hidden)]
pub trait TypedTextSlot {
    /// Takes any text; none is refused.
    fn set(&mut self, text: &str);
}

/// Appends to a list, one element at a time.
#[doc(hidden)]
pub trait ListSlot {
    /// Starts again: the last of two equal keys wins.
    fn clear(&mut self);

    /// Lets `fill` write one element, which joins the list only if `fill` says so.
    fn push(&mut self, fill: &mut dyn FnMut(Slot<'_>) -> bool);
}

/// Inserts into a map, one entry at a time.
#[doc(hidden)]
pub trait MapSlot {
    /// Starts again: the last of two equal keys wins.
    fn clear(&mut self);

    /// Lets `fill` write one value, which joins the map only if `fill` says so; otherwise none has this key any more,
    /// because the last of two equal keys wins.
    fn insert(&mut self, key: String, fill: &mut dyn FnMut(Slot<'_>) -> bool);
}

/// Fills or empties an optional place.
#[doc(hidden)]
pub trait OptionalSlot {
    /// Puts a blank value in and gives its slot.
    fn fill(&mut self) -> Slot<'_>;

    /// Empties the place.
    fn clear(&mut self);
}

/// What is in a place.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Nothing: the place is left out on the wire.
    Absent,
    /// Text, also that of a timestamp, or JSON.
    Text(&'a str),
    /// An open enum.
    Enum(&'a dyn OpenEnum),
    /// An integer.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// Bytes, which are Base64 in JSON.
    Bytes(&'a Bytes),
    /// Any JSON value.
    Json(&'a Value),
    /// Named places.
    Object(&'a dyn Model),
    /// A list of places.
    List(&'a dyn ListView),
    /// Places by key.
    Map(&'a dyn MapView),
}

impl View<'_> {
    /// The view of a response's list, map or object, which is absent where it is empty.
    #[must_use]
    pub fn unless_empty(self) -> Self {
        let is_empty = match self {
            View::List(list) => list.is_empty(),
            View::Map(map) => map.is_empty(),
            View::Object(model) => is_empty(model),
            _ => false,
        };
        if is_empty { View::Absent } else { self }
    }
}

/// Whether nothing is in any place of a model.
pub(crate) fn is_empty(model: &dyn Model) -> bool {
    (0..model.names().len()).all(|index| matches!(model.view_at(index), View::Absent))
}

/// Empties every place of a model.
pub(crate) fn clear(model: &mut dyn Model) {
    (0..model.names().len()).for_each(|index| model.slot_at(index).clear());
}

/// Reads a list.
#[doc(hidden)]
pub trait ListView {
    /// How many elements there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at `index`; [`View::Absent`] past the end.
    fn at(&self, index: usize) -> View<'_>;
}

/// Reads a map.
#[doc(hidden)]
pub trait MapView {
    /// How many entries there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows the entries to `visit`, in key order.
    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str, View<'a>));
}
