//! `format: date` and `format: date-time`: `full-date` and `date-time` of RFC 3339, §5.6.

use jiff::{Timestamp, civil::Date};

use crate::wire::Text;

/// A date is `YYYY-MM-DD` and nothing else: what has a time is no date, so none is lost.
impl Text for Date {
    fn form(&self) -> &'static str {
        "a date (`YYYY-MM-DD`)"
    }

    fn set(&mut self, text: &str) -> Option<()> {
        *self = full_date(text)?;
        Some(())
    }
}

/// A date-time with its offset, also without seconds or with a space for the `T`.
///
/// What is later than [`Timestamp::MAX`], which lies in the second to last day of the year 9999, is
/// read as that: services write `9999-12-31T23:59:59Z` for "never". No date-time of RFC 3339 is
/// earlier than [`Timestamp::MIN`].
impl Text for Timestamp {
    fn form(&self) -> &'static str {
        "a date-time (`YYYY-MM-DDTHH:MM:SSZ`)"
    }

    fn set(&mut self, text: &str) -> Option<()> {
        *self = match text.parse() {
            Ok(timestamp) => timestamp,
            Err(_) if is_beyond(text) => Self::MAX,
            Err(_) => return None,
        };
        Some(())
    }
}

/// Reads `YYYY-MM-DD`.
fn full_date(text: &str) -> Option<Date> {
    let form = b"0000-00-00";
    let mut pairs = text.bytes().zip(form);
    let fits = pairs.all(|(octet, wanted)| match wanted {
        b'0' => octet.is_ascii_digit(),
        _ => octet == *wanted,
    });
    (text.len() == form.len() && fits)
        .then(|| text.parse().ok())
        .flatten()
}

/// Whether `text` is a date-time in one of the days that [`Timestamp`] does not hold as a whole.
fn is_beyond(text: &str) -> bool {
    let Some((date, time)) = text.split_at_checked(10) else {
        return false;
    };
    let is_late = full_date(date).is_some_and(|date| date >= Date::constant(9999, 12, 30));
    // On any other day the same time would do.
    is_late && format!("2000-01-01{time}").parse::<Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::Date};
    use serde_json::{Value, json};

    use crate::wire::{self, Shape, Slot, Union, Variant, Wire, read_variant};

    fn read<T: Wire>(text: &str) -> Result<T, serde_json::Error> {
        wire::read(&json!(text))
    }

    #[test]
    fn what_is_later_than_the_last_timestamp_is_the_last_one() {
        for text in [
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31t00:00:00+00:00",
            "9999-12-30T23:00:00-01:00",
        ] {
            assert_eq!(read::<Timestamp>(text).unwrap(), Timestamp::MAX, "{text}");
        }
        let last = "9999-12-30T21:00:00Z";
        assert_eq!(read::<Timestamp>(last).unwrap().to_string(), last);
        let first = "0000-01-01T00:00:00+14:00";
        assert!(read::<Timestamp>(first).unwrap() > Timestamp::MIN);
        for text in [
            "9999-12-31",
            "9999-12-31T23:59:59",
            "9999-12-31T25:00:00Z",
            "9999-12-31T23:99:00Z",
            "9999-12-32T00:00:00Z",
            "9999-13-31T00:00:00Z",
            "9999-12-31T23:59:59Zz",
            "9999-12-3é",
            "never",
            "",
        ] {
            assert!(read::<Timestamp>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_is_a_full_date_and_nothing_else() {
        let date = Date::constant(2020, 2, 29);
        assert_eq!(read::<Date>("2020-02-29").unwrap(), date);
        for text in [
            "2020-01-01T23:30:00-08:00",
            "2020-01-01T00:00:00Z",
            "2020-01-01 10:00",
            "2020-01-01Z",
            "20200101",
            "+002020-01-01",
            "2020-W01-1",
            "2021-02-29",
            " 2020-01-01",
            "2020-1-1",
            "é020-01-0",
            "",
        ] {
            assert!(read::<Date>(text).is_err(), "{text}");
        }
    }

    #[derive(Debug, PartialEq)]
    enum When {
        Day(Date),
        Moment(Timestamp),
        Other(Value),
    }

    impl Wire for When {
        fn empty() -> Self {
            Self::Other(Value::Null)
        }

        fn shape() -> Shape {
            Shape::Union(
                None,
                &[
                    Variant {
                        tags: &[],
                        shape: <Date as Wire>::shape,
                    },
                    Variant {
                        tags: &[],
                        shape: <Timestamp as Wire>::shape,
                    },
                ],
            )
        }

        fn slot(&mut self) -> Slot<'_> {
            Slot::Union(self, Self::shape)
        }
    }

    impl Union for When {
        fn variant(index: usize, value: &Value) -> Option<Self> {
            Some(match index {
                0 => Self::Day(read_variant(value)?),
                _ => Self::Moment(read_variant(value)?),
            })
        }

        fn unknown(value: Value) -> Self {
            Self::Other(value)
        }
    }

    #[test]
    fn a_union_of_both_tells_them_apart() {
        let when = |text| read::<When>(text).unwrap();
        let day = Date::constant(2020, 1, 2);
        let moment = "2020-01-02T03:04:05Z";
        assert_eq!(when("2020-01-02"), When::Day(day));
        assert_eq!(when(moment), When::Moment(moment.parse().unwrap()));
        assert_eq!(when("soon"), When::Other(json!("soon")));
    }
}
