//! JSON text into values of the engine, without a tree in between.
//!
//! Limits: numbers are doubles, as in Jsonnet itself, so an id above 2^53 must travel as a string;
//! data nests at most 127 deep; of a key that is given twice the last value counts.

use std::collections::HashMap;
use std::fmt;

use rsjsonnet_lang::program::{Program, Value, ValueKind};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::failure::Failure;

/// The engine's value of `data`, the text of a JSON object.
pub(super) fn bind<'p>(program: &mut Program<'p>, data: &[u8]) -> Result<Value<'p>, Failure> {
    let mut deserializer = serde_json::Deserializer::from_slice(data);
    let value = Bind(program)
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| Failure::without_place(format!("the data is not JSON: {error}")))?;
    if !value.is_object() {
        return Err(Failure::without_place("the data must be a JSON object"));
    }
    Ok(value)
}

struct Bind<'a, 'p>(&'a mut Program<'p>);

impl<'de, 'p> DeserializeSeed<'de> for Bind<'_, 'p> {
    type Value = Value<'p>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'p>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, 'p> Visitor<'de> for Bind<'_, 'p> {
    type Value = Value<'p>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'p>, E> {
        Ok(Value::null())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value<'p>, E> {
        Ok(Value::bool(value))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "Jsonnet has doubles only; said above"
    )]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value<'p>, E> {
        Ok(Value::number(value as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "Jsonnet has doubles only; said above"
    )]
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value<'p>, E> {
        Ok(Value::number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value<'p>, E> {
        Ok(Value::number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value<'p>, E> {
        Ok(Value::string(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value<'p>, A::Error> {
        let mut values = Vec::with_capacity(items.size_hint().unwrap_or(0).min(1_024));
        while let Some(value) = items.next_element_seed(Bind(self.0))? {
            values.push(value);
        }
        Ok(self.0.make_array(&values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value<'p>, A::Error> {
        // The engine panics when a field is given twice.
        let mut fields = Vec::new();
        let mut places = HashMap::new();
        while let Some(name) = entries.next_key::<std::borrow::Cow<'de, str>>()? {
            let name = self.0.intern_str(&name);
            let value = entries.next_value_seed(Bind(self.0))?;
            let place = *places.entry(name).or_insert(fields.len());
            match fields.get_mut(place) {
                None => fields.push((name, value)),
                Some(field) => *field = (name, value),
            }
        }
        Ok(self.0.make_object(&fields))
    }
}

/// The JSON of a value that the engine has evaluated completely.
pub(super) fn to_json(value: &Value<'_>) -> Result<serde_json::Value, Failure> {
    Ok(match value.kind() {
        ValueKind::Null => serde_json::Value::Null,
        ValueKind::Bool(value) => value.into(),
        ValueKind::Number(value) => number(value),
        ValueKind::String(value) => value.into(),
        ValueKind::Array(items) => items
            .iter()
            .map(to_json)
            .collect::<Result<Vec<_>, _>>()?
            .into(),
        ValueKind::Object(fields) => {
            let entries = fields
                .iter()
                .map(|(name, value)| to_json(value).map(|value| (name.value().to_owned(), value)));
            serde_json::Value::Object(entries.collect::<Result<_, _>>()?)
        }
        ValueKind::Function => {
            return Err(Failure::without_place("the message has a function in it"));
        }
    })
}

/// Whole numbers are written without a fraction, as Jsonnet does it.
fn number(value: f64) -> serde_json::Value {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    if value.fract() == 0.0 && value.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return (value as i64).into();
    }
    value.into()
}
