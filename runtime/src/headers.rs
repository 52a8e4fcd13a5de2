//! Headers of an answer as typed values (OpenAPI 3.1.1, §4.8.21: style `simple`).

use http::{HeaderMap, HeaderValue};

use crate::wire::Read;

/// Reads the header `name` as a `T`: a number, a boolean, a text, or a list of those.
///
/// Returns nothing where the header is absent or does not fit.
pub fn header<T: Read>(headers: &HeaderMap, name: &'static str) -> Option<T> {
    let readings = readings(headers, name);
    readings.iter().find_map(|text| {
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        T::read(&mut deserializer).ok()
    })
}

/// What the header may mean, as JSON, the most particular first.
fn readings(headers: &HeaderMap, name: &str) -> Vec<Vec<u8>> {
    let values = headers.get_all(name).iter().map(HeaderValue::as_bytes);
    let values: Vec<_> = values.map(String::from_utf8_lossy).collect();
    let Some(first) = values.first() else {
        return Vec::new();
    };
    // RFC 9110, §5.6.1: empty items do not count.
    let items = values.iter().flat_map(|value| value.split(','));
    let items: Vec<_> = items
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .collect();
    let list = |item: fn(&str) -> String| {
        let items: Vec<_> = items.iter().map(|text| item(text)).collect();
        format!("[{}]", items.join(","))
    };
    let first = first.trim();
    [scalar(first), string(first), list(scalar), list(string)]
        .map(String::into_bytes)
        .into()
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
    fn a_value_that_does_not_fit_is_nothing() {
        assert_eq!(header::<i32>(&headers(&["3000000000"]), "x"), None);
        assert_eq!(header::<i64>(&headers(&["many"]), "x"), None);
        assert_eq!(header::<i64>(&headers(&[]), "x"), None);
        assert_eq!(header::<String>(&headers(&["a"]), "y"), None);
    }
}
