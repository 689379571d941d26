use serde_json::json;

use super::*;

fn compile(schema: &Value) -> Result<Schema, String> {
    Schema::compile(&schema.to_string())
}

/// What is wrong with `data`, in words.
fn mismatch(schema: &Value, data: Value) -> String {
    let Value::Object(data) = data else {
        panic!("data is an object")
    };
    let checked = compile(schema).unwrap().check(&data, &Map::new());
    checked.map_or_else(|mismatch| mismatch.to_string(), |()| "it fits".to_owned())
}

fn refusal(schema: &Value) -> String {
    compile(schema).err().unwrap_or_else(|| "none".to_owned())
}

#[test]
fn what_does_not_fit_is_named_by_pointer_value_and_rule() {
    let schema = json!({
        "type": "object",
        "required": ["order"],
        "additionalProperties": false,
        "properties": {
            "order": {"type": "string", "pattern": "^[A-Z]-[0-9]+$", "maxLength": 8},
            "items": {"type": "array", "maxItems": 2, "items": {"$ref": "#/$defs/item"}},
            "state": {"enum": ["sent", "late"]},
            "total": {"type": ["number", "null"], "minimum": 0},
        },
        "$defs": {"item": {"type": "object", "required": ["name"]}},
    });

    let all: Vec<_> = [
        json!({"order": "A-1", "items": [{"name": "lamp"}], "total": null}),
        json!({}),
        json!({"order": 17}),
        json!({"order": "17"}),
        json!({"order": "A-1", "items": [{"name": "lamp"}, {"nme": "lamp"}]}),
        json!({"order": "A-1", "state": "gone"}),
        json!({"order": "A-1", "total": -5}),
        json!({"order": "A-1", "total": "5"}),
        json!({"order": "A-1", "oder": "A-1"}),
        json!({"order": "x".repeat(100)}),
    ]
    .into_iter()
    .map(|data| mismatch(&schema, data))
    .collect();

    insta::assert_snapshot!(all.join("\n"), @r###"
    it fits
    the data must have the key "order" (schema.json: /required), and is {}
    /order must be of type string (schema.json: /properties/order/type), and is 17
    /order must match the pattern ^[A-Z]-[0-9]+$ (schema.json: /properties/order/pattern), and is "17"
    /items/1 must have the key "name" (schema.json: /$defs/item/required), and is {"nme":"lamp"}
    /state must be one of "sent", "late" (schema.json: /properties/state/enum), and is "gone"
    /total must be at least 0 (schema.json: /properties/total/minimum), and is -5
    /total must be of type null or number (schema.json: /properties/total/type), and is "5"
    the data must not have the key "oder" (schema.json: /additionalProperties), and is {"oder":"A-1","order":"A-1"}
    /order must have at most 8 characters (schema.json: /properties/order/maxLength), and is "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
    "###);
}

#[test]
fn defaults_count_and_what_planning_adds_does_not() {
    let schema = json!({"required": ["currency", "sum"], "additionalProperties": false,
        "properties": {"currency": {"const": "EUR"}, "sum": {"type": "integer"}}});
    let schema = compile(&schema).unwrap();
    let defaults = Map::from_iter([("currency".to_owned(), json!("EUR"))]);
    let data = |value: Value| value.as_object().cloned().unwrap_or_default();

    let bare = schema.check(&data(json!({"sum": 1})), &Map::new());
    let laid_under = schema.check(&data(json!({"sum": 1})), &defaults);
    let over = schema.check(&data(json!({"sum": 1, "currency": "USD"})), &defaults);
    let example = r#"{"sum": 1, "$recipient": {"name": "Ada"}, "$brand": {}, "$actor": {}}"#;
    let example = schema.check_text(example, &defaults);

    assert!(bare.is_err() && over.is_err());
    assert_eq!((laid_under, example), (Ok(()), Ok(())));
}

#[test]
fn what_is_kept_on_record_does_not_hold_the_value() {
    let schema = compile(&json!({"properties": {"name": {"maxLength": 3}}})).unwrap();
    let data = Map::from_iter([("name".to_owned(), json!("Ada Lovelace"))]);

    let mismatch = schema.check(&data, &Map::new()).unwrap_err();

    assert_eq!(
        mismatch.without_value(),
        "/name must have at most 3 characters (schema.json: /properties/name/maxLength)"
    );
}

#[test]
fn long_keys_and_values_are_shortened() {
    let long = "k".repeat(1_000);
    let schema = compile(&json!({"additionalProperties": {"type": "string"}})).unwrap();
    let data = Map::from_iter([(long.clone(), json!([long]))]);

    let mismatch = schema.check(&data, &Map::new()).unwrap_err();

    assert!(mismatch.without_value().chars().count() < 500);
    assert!(mismatch.to_string().chars().count() < 600);
}

#[test]
fn a_schema_that_is_wrong_or_reaches_outside_is_refused_in_words() {
    let all: Vec<_> = [
        json!({"properties": {"order": {"type": "strin"}}}),
        json!([]),
        json!({"required": "order"}),
        json!({"properties": {"order": {"$ref": "https://example.com/order.json"}}}),
        json!({"properties": {"order": {"$ref": "file:///etc/passwd"}}}),
        json!({"$defs": {"unused": {"$ref": "other.json#/x"}}}),
        json!({"$ref": "#/$defs/none"}),
        json!({"$ref": "#"}),
        json!({"$dynamicRef": "#x"}),
        json!({"properties": {"order": {"$id": "https://example.com/", "$ref": "#/x"}}}),
        json!({"$schema": "https://example.com/own-draft"}),
        json!({"properties": {"order": {"pattern": "^(?=a)b"}}}),
        json!({"properties": {"order": {"pattern": "(?:(?:a{1000}){1000}){1000}"}}}),
        json!({"$defs": {"node": {"properties": {"next": {"$ref": "#/$defs/node"}}}}, "$ref": "#/$defs/node"}),
    ]
    .iter()
    .map(refusal)
    .collect();
    let not_json = Schema::compile("{type: 'object'}")
        .err()
        .unwrap_or_default();

    insta::assert_snapshot!(format!("{}\n{not_json}", all.join("\n")), @r###"
    /properties/order/type: "strin" is not valid under any of the schemas listed in the 'anyOf' keyword
    [] is not of types "boolean", "object"
    /required: "order" is not of type "array"
    $ref "https://example.com/order.json" is not one of its own definitions, such as "#/$defs/NAME"; nothing else can be referred to
    $ref "file:///etc/passwd" is not one of its own definitions, such as "#/$defs/NAME"; nothing else can be referred to
    $ref "other.json#/x" is not one of its own definitions, such as "#/$defs/NAME"; nothing else can be referred to
    $ref "#/$defs/none" leads to nothing
    $ref "#" makes it refer to itself; describe as many levels as there are
    $dynamicRef is not supported; use $ref
    $id may stand only at the top
    Unknown meta-schema: 'https://example.com/own-draft'. Custom meta-schemas must be registered in the registry before use
    /properties/order/pattern: "^(?=a)b" is not a "regex"
    /properties/order/pattern: "(?:(?:a{1000}){1000}){1000}" is not a "regex"
    $ref "#/$defs/node" makes it refer to itself; describe as many levels as there are
    key must be a string at line 1 column 2
    "###);
}

/// Without bounds the first of these is checked two to the power of forty times.
#[test]
fn a_schema_that_would_take_long_is_refused_at_once() {
    let doubled = |levels: u32| {
        let mut definitions = Map::new();
        for level in 0..levels {
            let next = json!({"$ref": format!("#/$defs/d{}", level + 1)});
            definitions.insert(format!("d{level}"), json!({"allOf": [next, next]}));
        }
        definitions.insert(format!("d{levels}"), json!({"type": "object"}));
        json!({"$defs": definitions, "$ref": "#/$defs/d0"})
    };
    let long = |links: u32| {
        let mut definitions = Map::new();
        for link in 0..links {
            let next = json!({"$ref": format!("#/$defs/d{}", link + 1)});
            definitions.insert(format!("d{link}"), next);
        }
        definitions.insert(format!("d{links}"), json!(true));
        json!({"$defs": definitions, "$ref": "#/$defs/d0"})
    };
    let patterns: Vec<_> = (0..300)
        .map(|n| json!({"pattern": n.to_string()}))
        .collect();

    assert!(refusal(&doubled(40)).contains("more than 10000 parts"));
    assert!(refusal(&long(5_000)).contains("levels deep"));
    assert!(refusal(&json!({"anyOf": patterns})).contains("300 patterns"));
    assert_eq!(refusal(&doubled(8)), "none");
    assert_eq!(refusal(&long(50)), "none");
}
