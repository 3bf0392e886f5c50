//! JSON read so that nothing in it is overlooked: what stands in a file twice, or stands there and
//! was understood by nobody, was signed by nobody.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// Where something stands in a file: `evidence.records.penalties[0].fine_fen`.
#[derive(Clone, Copy)]
enum Place<'p> {
    Top,
    Key(&'p Self, &'p str),
    Item(&'p Self, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => f.write_str("整个文件 the whole file"),
            Self::Key(Self::Top, key) => f.write_str(key),
            Self::Key(within, key) => write!(f, "{within}.{key}"),
            Self::Item(within, at) => write!(f, "{within}[{at}]"),
        }
    }
}

/// Reads JSON; gives the places of keys that stand more than once in their object as well.
pub(super) fn read(text: &str) -> serde_json::Result<(Value, Vec<String>)> {
    let mut doubled = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Walk { place: Place::Top, doubled: &mut doubled }.deserialize(&mut reader)?;
    reader.end()?;
    Ok((value, doubled))
}

/// Places at which a file says something else than what was understood of it.
pub(super) fn not_understood(file: &Value, understood: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(file, understood, Place::Top, &mut found);
    found
}

fn compare(file: &Value, understood: &Value, place: Place<'_>, found: &mut Vec<String>) {
    match (file, understood) {
        (Value::Object(file), Value::Object(understood)) => {
            for (key, value) in file {
                let place = Place::Key(&place, key);
                match understood.get(key) {
                    Some(understood) => compare(value, understood, place, found),
                    None => found.push(place.to_string()),
                }
            }
            let filled_in = understood.keys().filter(|key| !file.contains_key(*key));
            found.extend(filled_in.map(|key| Place::Key(&place, key).to_string()));
        }
        (Value::Array(file), Value::Array(understood)) if file.len() == understood.len() => {
            for (at, (file, understood)) in file.iter().zip(understood).enumerate() {
                compare(file, understood, Place::Item(&place, at), found);
            }
        }
        _ if file == understood => {}
        _ => found.push(place.to_string()),
    }
}

/// Reads the value at a place.
struct Walk<'w> {
    place: Place<'w>,
    doubled: &'w mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(item) = items
            .next_element_seed(Walk { place: Place::Item(&self.place, read.len()), doubled: &mut *self.doubled })?
        {
            read.push(item);
        }
        Ok(Value::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let place = Place::Key(&self.place, &key);
            let value = entries.next_value_seed(Walk { place, doubled: &mut *self.doubled })?;
            if read.contains_key(&key) {
                self.doubled.push(place.to_string());
            }
            read.insert(key, value);
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_that_stand_twice_are_found_at_any_depth() {
        let (value, doubled) = read(r#"{"a":[{"b":1,"c":null},{"b":1,"\u0062":-2.5}],"a2":true,"a2":"x"}"#).unwrap();
        assert_eq!(value, json!({ "a": [{ "b": 1, "c": null }, { "b": -2.5 }], "a2": "x" }));
        assert_eq!(doubled, ["a[1].b", "a2"]);
        assert!(read("{} {}").is_err() && read(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn whatever_was_not_understood_is_named() {
        let file = json!({ "a": { "b": [1, 2.0], "more": 0 }, "c": [1, 2] });
        let understood = json!({ "a": { "b": [1, 2], "filled_in": false }, "c": [1] });
        assert_eq!(not_understood(&file, &understood), ["a.b[1]", "a.more", "a.filled_in", "c"]);
        assert!(not_understood(&file, &file).is_empty());
    }
}
