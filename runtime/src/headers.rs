//! Headers of an answer as typed values (OpenAPI 3.1.1, §4.8.21: style `simple`), and headers that are sent.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::wire::{self, Wire};

/// Reads the header `name` as a `T`: a number, a boolean, a text, a list of those or an object of those.
///
/// A value that is JSON for a list or an object is read as that; else items are separated by commas, and
/// so are the members of an object, as `a,1,b,2` or as `a=1,b=2` (`explode`). Each `Set-Cookie` is one
/// item, as dates in it have commas (RFC 6265, §3). The members of an object, like the items of a list,
/// are all texts, or all numbers and booleans where they look so.
///
/// Returns nothing where the header is absent or does not fit.
pub fn header<T: Wire>(headers: &HeaderMap, name: &'static str) -> Option<T> {
    let readings = readings(headers, name);
    readings.iter().find_map(|text| {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        wire::read(&mut deserializer).ok()
    })
}

/// A header to send, unless HTTP does not allow its name or its value (RFC 9110, §5.1, §5.5).
pub(crate) fn parsed(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
    Some((name, HeaderValue::from_str(value).ok()?))
}

/// What the header may mean, as JSON, the most particular first.
fn readings(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).iter().map(HeaderValue::as_bytes);
    let values: Vec<_> = values.map(String::from_utf8_lossy).collect();
    let Some(first) = values.first() else {
        return Vec::new();
    };
    let is_cookie = name.eq_ignore_ascii_case(header::SET_COOKIE.as_str());
    // RFC 9110, §5.6.1: empty items do not count.
    let items = values
        .iter()
        .flat_map(|value| value.split(move |next| next == ',' && !is_cookie));
    let items: Vec<_> = items
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .collect();
    let list = |item: fn(&str) -> String| {
        let items: Vec<_> = items.iter().map(|text| item(text)).collect();
        format!("[{}]", items.join(","))
    };
    let first = first.trim();
    let json = first.starts_with(['[', '{']).then(|| first.to_owned());
    let plain = [scalar(first), string(first), list(scalar), list(string)];
    let members = members(&items);
    let object = |item: fn(&str) -> String| {
        let members = members.iter().flatten();
        let members = members.map(|(name, value)| format!("{}:{}", string(name), item(value)));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    };
    let objects = members.is_some().then(|| [object(scalar), object(string)]);
    let all = json.into_iter().chain(plain);
    let all = all.chain(objects.into_iter().flatten());
    all.collect()
}

/// `items` as the members of an object, if they can be those.
fn members<'a>(items: &[&'a str]) -> Option<Vec<(&'a str, &'a str)>> {
    let exploded: Option<Vec<_>> = items.iter().map(|item| item.split_once('=')).collect();
    exploded.or_else(|| {
        let pairs = items.chunks(2).map(|pair| match pair {
            [name, value] => Some((*name, *value)),
            _ => None,
        });
        pairs.collect()
    })
}

/// `text` as a number or a boolean if it is one, or else as a string.
fn scalar(text: &str) -> String {
    let plain = matches!(text, "true" | "false") || serde_json::from_str::<f64>(text).is_ok();
    if plain { text.to_owned() } else { string(text) }
}

fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::header;

    fn headers(values: &[&'static str]) -> HeaderMap {
        let name = HeaderName::from_static("x");
        let values = values
            .iter()
            .map(|value| (name.clone(), HeaderValue::from_static(value)));
        values.collect()
    }

    #[test]
    fn a_value_is_read_as_what_it_is_asked_for() {
        assert_eq!(header::<i64>(&headers(&["42"]), "x"), Some(42));
        assert_eq!(
            header::<String>(&headers(&["42"]), "x"),
            Some("42".to_owned())
        );
        assert_eq!(header::<f64>(&headers(&["42"]), "X"), Some(42.0));
        assert_eq!(header::<bool>(&headers(&["true"]), "x"), Some(true));
        assert_eq!(
            header::<String>(&headers(&["true"]), "x"),
            Some("true".to_owned())
        );
        assert_eq!(
            header::<String>(&headers(&["a, b"]), "x"),
            Some("a, b".to_owned())
        );
        assert_eq!(
            header::<String>(&headers(&["a\"\\b"]), "x"),
            Some("a\"\\b".to_owned())
        );
        assert_eq!(header::<String>(&headers(&[""]), "x"), Some(String::new()));
        assert_eq!(header::<Option<i32>>(&headers(&["7"]), "x"), Some(Some(7)));
        assert_eq!(
            header::<Vec<i32>>(&headers(&["1, 2", "3,"]), "x"),
            Some(vec![1, 2, 3])
        );
        let texts = vec!["1".to_owned(), "b".to_owned()];
        assert_eq!(header::<Vec<String>>(&headers(&["1,b"]), "x"), Some(texts));
        assert_eq!(header::<Vec<bool>>(&headers(&[""]), "x"), Some(vec![]));
    }

    #[test]
    fn cookies_are_not_cut_at_the_comma_of_a_date() {
        let cookies = ["a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT", "b=2; Secure"];
        let name = HeaderName::from_static("set-cookie");
        let pairs = cookies.map(|cookie| (name.clone(), HeaderValue::from_static(cookie)));
        let headers = HeaderMap::from_iter(pairs);
        let read = header::<Vec<String>>(&headers, "Set-Cookie");
        assert_eq!(read, Some(cookies.map(str::to_owned).into()));
    }

    #[test]
    fn an_object_is_read_in_both_forms_and_as_json() {
        type Numbers = BTreeMap<String, i64>;
        let expected = Numbers::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        for values in [
            &["a,1,b,2"][..],
            &["a=1, b=2"],
            &["a=1", "b=2"],
            &["{\"a\":1,\"b\":2}"],
        ] {
            let read = header::<Numbers>(&headers(values), "x");
            assert_eq!(read.as_ref(), Some(&expected), "{values:?}");
        }
        let texts = header::<BTreeMap<String, String>>(&headers(&["a,1,b,c=d"]), "x").unwrap();
        assert_eq!((&*texts["a"], &*texts["b"]), ("1", "c=d"));
        assert_eq!(header::<Numbers>(&headers(&["a,1,b"]), "x"), None);
        let list = header::<Vec<i64>>(&headers(&["[1, 2]"]), "x");
        assert_eq!(list, Some(vec![1, 2]));
        let text = header::<String>(&headers(&["{\"a\":1}"]), "x");
        assert_eq!(text, Some("{\"a\":1}".to_owned()));
    }

    #[test]
    fn a_value_that_does_not_fit_is_nothing() {
        assert_eq!(header::<i32>(&headers(&["3000000000"]), "x"), None);
        assert_eq!(header::<i64>(&headers(&["many"]), "x"), None);
        assert_eq!(header::<i64>(&headers(&[]), "x"), None);
        assert_eq!(header::<String>(&headers(&["a"]), "y"), None);
    }
}
