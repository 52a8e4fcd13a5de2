//! Lists and maps of values whose types do not say themselves where they are read into, as they are not generated.

use std::collections::BTreeMap;

use crate::wire::{
    Slot,
    slot::{List, Map, Maybe, Way},
};

/// What holds values, and where one of them is read into.
struct Within<'a, C, T> {
    values: &'a mut C,
    each: fn(&mut T) -> Slot<'_>,
    all: fn(&mut Self) -> Slot<'_>,
}

/// Where a list is read into, whose items are by `each`.
pub fn list_slot<T: Default>(values: &mut Vec<T>, each: fn(&mut T) -> Slot<'_>) -> Slot<'_> {
    within(values, each, |list| Slot::List(list))
}

/// Where a map is read into, whose members are by `each`.
pub fn map_slot<T: Default>(
    values: &mut BTreeMap<String, T>,
    each: fn(&mut T) -> Slot<'_>,
) -> Slot<'_> {
    within(values, each, |map| Slot::Map(map))
}

/// Where a value is read into for which `null` means absent, and which is by `each` else.
pub fn optional_slot<T: Default>(value: &mut Option<T>, each: fn(&mut T) -> Slot<'_>) -> Slot<'_> {
    within(value, each, |value| Slot::Option(value))
}

/// Where a field is read into that may be absent, and is by `each` else, also where it is `null`.
pub fn present_slot<T: Default>(value: &mut Option<T>, each: fn(&mut T) -> Slot<'_>) -> Slot<'_> {
    within(value, each, |value| Slot::Present(value))
}

fn within<'a, C, T: 'a>(
    values: &'a mut C,
    each: fn(&mut T) -> Slot<'_>,
    all: for<'s> fn(&'s mut Within<'a, C, T>) -> Slot<'s>,
) -> Slot<'a> {
    Slot::By(Box::new(Within { values, each, all }))
}

impl<C, T> Way for Within<'_, C, T> {
    fn slot(&mut self) -> Slot<'_> {
        (self.all)(self)
    }
}

impl<T: Default> List for Within<'_, Vec<T>, T> {
    fn next(&mut self) -> Slot<'_> {
        self.values.push(T::default());
        self.values.last_mut().map_or(Slot::Ignored, self.each)
    }

    fn clear(&mut self) {
        self.values.clear();
    }
}

impl<T: Default> Map for Within<'_, BTreeMap<String, T>, T> {
    fn entry(&mut self, key: String) -> Slot<'_> {
        let value = self.values.entry(key).or_default();
        *value = T::default();
        (self.each)(value)
    }

    fn clear(&mut self) {
        self.values.clear();
    }
}

impl<T: Default> Maybe for Within<'_, Option<T>, T> {
    fn set(&mut self, is_some: bool) -> Slot<'_> {
        *self.values = is_some.then(T::default);
        self.values.as_mut().map_or(Slot::Ignored, self.each)
    }
}
