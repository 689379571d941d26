//! Keeps a schema from taking long, whatever the data: what checking costs is at most the size of the
//! data times the size of the schema with every `$ref` unfolded, and that size is bounded here.
//!
//! So a schema refers only to its own definitions, by pointer, and never to itself. Thirty definitions
//! that each name the next one twice would otherwise be a billion checks.

use serde_json::Value;

/// Most parts of a schema once every `$ref` is unfolded.
const PARTS_MAX: usize = 10_000;
/// How deep they may nest then: whoever walks it does so on the stack.
const DEPTH_MAX: usize = 128;
/// Most patterns in a schema: each may take a mebibyte once it is compiled, in every process.
const PATTERNS_MAX: usize = 50;

/// Keywords whose value is a schema, or an array of schemas.
const SCHEMAS: &[&str] = &[
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Keywords whose value is an object of schemas. Definitions cost something only where they are referred
/// to, but must be good themselves.
const MAPS: &[&str] = &[
    "$defs",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "patternProperties",
    "properties",
];
/// References whose aim depends on where they are met.
const DYNAMIC: &[&str] = &["$dynamicRef", "$recursiveRef"];

/// Refuses, in words, what could take long.
pub(super) fn check(schema: &Value) -> Result<(), String> {
    let patterns = patterns(schema);
    if patterns > PATTERNS_MAX {
        return Err(format!(
            "it has {patterns} patterns; at most {PATTERNS_MAX} are allowed"
        ));
    }
    let mut unfolding = Unfolding {
        root: schema,
        parts: 0,
        depth: 0,
        within: Vec::new(),
    };
    unfolding.unfold(schema, true)
}

struct Unfolding<'a> {
    root: &'a Value,
    parts: usize,
    depth: usize,
    /// The references that are being followed.
    within: Vec<&'a str>,
}

impl<'a> Unfolding<'a> {
    fn unfold(&mut self, schema: &'a Value, is_root: bool) -> Result<(), String> {
        self.parts += 1;
        if self.parts > PARTS_MAX {
            return Err(format!(
                "with its references unfolded it has more than {PARTS_MAX} parts"
            ));
        }
        if self.depth >= DEPTH_MAX {
            return Err(format!(
                "with its references unfolded it is more than {DEPTH_MAX} levels deep"
            ));
        }
        let Value::Object(keywords) = schema else {
            return Ok(());
        };
        self.depth += 1;
        for (keyword, value) in keywords {
            let keyword = keyword.as_str();
            if keyword == "$ref" {
                self.follow(value)?;
            } else if DYNAMIC.contains(&keyword) {
                return Err(format!("{keyword} is not supported; use $ref"));
            } else if matches!(keyword, "$id" | "id") && value.is_string() && !is_root {
                // What `#` means would change below it.
                return Err(format!("{keyword} may stand only at the top"));
            } else if SCHEMAS.contains(&keyword) {
                match value {
                    Value::Array(schemas) => self.all(schemas)?,
                    Value::Object(_) => self.unfold(value, false)?,
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
                }
            } else if MAPS.contains(&keyword)
                && let Value::Object(schemas) = value
            {
                self.all(schemas.values())?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn all(&mut self, schemas: impl IntoIterator<Item = &'a Value>) -> Result<(), String> {
        schemas
            .into_iter()
            .try_for_each(|schema| self.unfold(schema, false))
    }

    fn follow(&mut self, reference: &'a Value) -> Result<(), String> {
        let Value::String(reference) = reference else {
            // It is no schema at all, which is said where it is compiled.
            return Ok(());
        };
        let pointer = reference.strip_prefix('#');
        let Some(pointer) = pointer.filter(|rest| rest.is_empty() || rest.starts_with('/')) else {
            return Err(format!(
                "$ref {reference:?} is not one of its own definitions, such as \"#/$defs/NAME\"; nothing else can be referred to"
            ));
        };
        if self.within.contains(&reference.as_str()) || pointer.is_empty() {
            return Err(format!(
                "$ref {reference:?} makes it refer to itself; describe as many levels as there are"
            ));
        }
        // A pointer that leads nowhere, or is percent-encoded to something else, is refused too.
        let Some(target) = self.root.pointer(pointer) else {
            return Err(format!("$ref {reference:?} leads to nothing"));
        };
        self.within.push(reference);
        self.unfold(target, false)?;
        self.within.pop();
        Ok(())
    }
}

/// How many patterns there are, wherever they stand.
fn patterns(value: &Value) -> usize {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, inner)| {
                let own = match (name.as_str(), inner) {
                    ("pattern", Value::String(_)) => 1,
                    ("patternProperties", Value::Object(patterns)) => patterns.len(),
                    _ => 0,
                };
                own + patterns(inner)
            })
            .sum(),
        Value::Array(items) => items.iter().map(patterns).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}
