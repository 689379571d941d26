//! Laying one layer of configuration over another.

use anyhow::{Context as _, Result, bail};
use toml::{Table, Value};

const PREFIX: &str = "BELLHOP_";

/// Lays `over` over `table`, key by key; sections that are not there yet are added, and refused
/// later by name.
pub(super) fn lay_over(table: &mut Table, over: Table) {
    for (key, value) in over {
        match (table.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(over)) => lay_over(below, over),
            (_, value) => {
                table.insert(key, value);
            }
        }
    }
}

/// Lays the variables `BELLHOP_SECTION__KEY` over `table`. A value is read as what the default is.
pub(super) fn lay_variables_over(
    table: &mut Table,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<()> {
    for (name, text) in variables {
        let Some(path) = name.strip_prefix(PREFIX) else {
            continue;
        };
        // Names without two parts are not settings: a tool may have its own.
        let Some((section, key)) = path.split_once("__") else {
            continue;
        };
        let (section, key) = (section.to_ascii_lowercase(), key.to_ascii_lowercase());
        let Some(Value::Table(section)) = table.get_mut(&section) else {
            bail!("{name}: there is no section [{section}] in the configuration");
        };
        let value = read(section.get(&key), text).with_context(|| name.clone())?;
        section.insert(key, value);
    }
    Ok(())
}

/// Reads a variable's text as the kind of value that the default is. The text is not repeated in an
/// error, since it may be a secret in the wrong place.
fn read(default: Option<&Value>, text: String) -> Result<Value> {
    Ok(match default {
        Some(Value::Integer(_)) => {
            Value::Integer(text.trim().parse().context("must be a whole number")?)
        }
        Some(Value::Float(_)) => Value::Float(text.trim().parse().context("must be a number")?),
        Some(Value::Boolean(_)) => {
            Value::Boolean(text.trim().parse().context("must be true or false")?)
        }
        Some(Value::Array(_)) => Value::Array(read_list(&text)?),
        Some(Value::String(_) | Value::Datetime(_) | Value::Table(_)) | None => Value::String(text),
    })
}

fn read_list(text: &str) -> Result<Vec<Value>> {
    if text.trim_start().starts_with('[') {
        let table: Table = format!("list = {text}").parse().context("must be a list")?;
        return match table.get("list") {
            Some(Value::Array(values)) => Ok(values.clone()),
            Some(_) | None => bail!("must be a list"),
        };
    }
    let items = text
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty());
    Ok(items.map(|item| Value::String(item.to_owned())).collect())
}
