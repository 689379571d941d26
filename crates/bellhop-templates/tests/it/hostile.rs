//! Whatever a template does, its own message gets a clear error and the next render is fine.

use std::time::Duration;

use bellhop_core::fault::{Fault, Reason};
use bellhop_templates::{Budget, RenderError, Templates};

use crate::kitchen::{Kitchen, render, slug};

/// What must become of a hostile template.
#[derive(Debug, Clone, Copy)]
enum End {
    /// The engine itself says no.
    Refused,
    /// Its time is up, or its memory: whichever comes first on this machine.
    OverBudget,
    /// One or the other, as the engine likes.
    AnyError,
}
use End::{AnyError, OverBudget, Refused};

/// What is known to kill or to hang one Jsonnet engine or another, a test each.
macro_rules! hostile {
    ($($name:ident: $source:literal => $end:ident;)*) => {$(
        #[tokio::test]
        async fn $name() {
            let templates = kitchen().await;
            let before = resident_bytes(&templates);

            suffer(&templates, stringify!($name), $source, $end).await;

            assert_memory_is_back(&templates, before);
        }
    )*};
}

/// Names and sources; what follows is the end that each must come to.
mod each {
    use super::*;

    hostile! {
        endless_tail_call: "local f(x) = f(x + 1) tailstrict; f(0)" => OverBudget;
        fib_of_40: "local f(n) = if n < 2 then n else f(n - 1) + f(n - 2); f(40)" => OverBudget;
        endless_recursion: "local f(x) = f(x + 1); f(0)" => Refused;
        endless_recursion_with_work_left: "local f(x) = f(x) + 1; f(0)" => Refused;
        mutual_recursion: "local f(x) = g(x), g(x) = f(x); f(0)" => Refused;
        a_comprehension_over_1e10: "[x for x in std.range(1, 1e10)]" => Refused;
        a_comprehension_over_1e9: "[x for x in std.range(1, 1e9)]" => OverBudget;
        nested_comprehensions: "local r = std.range(1, 3000); [[a, b, c] for a in r for b in r for c in r]" => OverBudget;
        std_repeat_of_1e10: "std.repeat('x', 1e10)" => AnyError;
        std_repeat_of_1e18: "std.repeat('-', 1e18)" => AnyError;
        std_makearray_of_1e9: "std.makeArray(1e9, function(i) i)" => OverBudget;
        std_range_of_1e9: "std.length(std.range(0, 1e9))" => AnyError;
        doubling_a_string_60_times: "local d(s, n) = if n == 0 then s else d(s + s, n - 1); d('xxxxxxxx', 60)" => OverBudget;
        doubling_an_array: "local d(a, n) = if n == 0 then a else d(a + a, n - 1); d([1], 40)" => OverBudget;
        billion_laughs: "local a = ['x', 'x'], b = [a, a], c = [b, b], d = [c, c], e = [d, d], f = [e, e], g = [f, f], h = [g, g], i = [h, h], j = [i, i], k = [j, j], l = [k, k], m = [l, l], n = [m, m], o = [n, n], p = [o, o], q = [p, p], r = [q, q], s = [r, r], t = [s, s], u = [t, t], v = [u, u], w = [v, v], x = [w, w], y = [x, x], z = [y, y]; [z, z]" => OverBudget;
        comparing_endless_arrays: "local x = [x], y = [y]; x == y" => Refused;
        an_endless_array: "local x = [x]; x" => Refused;
        an_assertion_about_itself: "{ assert self.a, a: self.b, b: self.a }" => Refused;
        an_object_that_contains_itself: "local o = { a: o }; o" => Refused;
        folding_1e5_arrays: "std.foldl(function(a, b) [a], std.range(1, 1e5), [])" => AnyError;
        a_chain_of_1e5_objects: "std.foldl(function(a, b) a + { ['f' + b]: b }, std.range(1, 1e5), {})" => AnyError;
        parsejson_of_1e5_brackets: "std.parseJson(std.repeat('[', 1e5) + std.repeat(']', 1e5))" => AnyError;
        parsejson_of_half_a_text: "std.parseJson('{')" => Refused;
        parsejson_of_1e999: "std.parseJson('1E999')" => Refused;
        parseyaml_of_nothing: "std.parseYaml('\\u0000')" => AnyError;
        a_format_of_width_1e9: "'%1000000000d' % 1" => AnyError;
        strreplace_of_nothing: "std.strReplace('x', '', 'y')" => Refused;
        sorting_with_endless_keys: "std.sort(std.range(1, 1e6), function(x) std.length(std.range(1, 1e6)))" => OverBudget;
        std_trace_without_end: "local f(x) = std.trace('spam ' + x, f(x + 1)) tailstrict; local g(x) = if std.trace('spam', true) then g(x + 1) tailstrict; g(0)" => OverBudget;
        dividing_by_zero: "1 / 0" => Refused;
        not_a_number: "std.log(-1)" => Refused;
        too_large_a_number: "std.exp(1000)" => Refused;
        an_external_variable: "std.extVar('data')" => Refused;
        a_native_function: "std.native('exec')('ls')" => Refused;
        import_of_etc_passwd: "import '/etc/passwd'" => Refused;
        importstr_of_etc_passwd: "importstr '/etc/passwd'" => Refused;
        importbin_of_etc_passwd: "importbin '/etc/passwd'" => Refused;
        importstr_through_dots: "importstr '../../../../../../etc/passwd'" => Refused;
        importstr_of_proc: "importstr '/proc/self/environ'" => Refused;
        import_of_itself: "import 'template.jsonnet'" => AnyError;
        an_unfinished_string: "'abc" => Refused;
        half_of_a_pair: "'\\ud800'" => Refused;
        an_unknown_escape: "'\\q'" => Refused;
        a_zero_byte: "{ text: 'a\u{0}b' + 1 } + null" => Refused;
    }
}

/// What the helpers that have nothing to do hold in memory together, once there are as many as at the
/// start.
fn resident_bytes(templates: &Templates) -> u64 {
    let of = |id: u32| {
        let text = std::fs::read_to_string(format!("/proc/{id}/statm")).ok()?;
        let pages: u64 = text.split(' ').nth(1)?.parse().ok()?;
        Some(pages * 4_096)
    };
    templates.idle_helpers().into_iter().filter_map(of).sum()
}

/// Room for what an allocator keeps; a hostile template takes hundreds of megabytes.
const KEPT_BYTES_MAX: u64 = 48 << 20;

fn assert_memory_is_back(templates: &Templates, before: u64) {
    let after = resident_bytes(templates);
    assert!(
        after <= before + KEPT_BYTES_MAX,
        "{before} bytes before, {after} after"
    );
}

async fn kitchen() -> Templates {
    let mut config = Kitchen::with_template("function(data) { text: data.text }")
        .file(
            "good/template.jsonnet",
            "function(data) { text: data.text }",
        )
        .leak();
    config.deadline = Duration::from_millis(250);
    Templates::open(config).await.unwrap()
}

async fn assert_is_well(templates: &Templates) {
    let rendered = render(templates, r#"{"text": "still here"}"#)
        .await
        .unwrap();
    assert_eq!(rendered.value()["text"], "still here");
}

async fn suffer(templates: &Templates, name: &str, source: &str, end: End) {
    let error = templates
        .render_draft(&slug("good"), source, b"{}")
        .await
        .unwrap_err();

    let is_expected = match end {
        Refused => matches!(
            error,
            RenderError::Failed { .. } | RenderError::InvalidMessage { .. }
        ),
        OverBudget => matches!(error, RenderError::OverBudget { .. }),
        AnyError => true,
    };
    assert!(is_expected, "{name}: {error}");
    assert_eq!(error.fault(), Fault::GiveUp, "{name}: {error}");
    assert!(
        error.to_string().contains("good"),
        "{name}: the template is not named: {error}"
    );
    assert!(error.to_string().len() < 2_000, "{name}: {error}");
    assert_is_well(templates).await;
}

#[tokio::test]
async fn memory_is_back_where_it_was_after_many_hostile_renders() {
    let templates = kitchen().await;
    let before = resident_bytes(&templates);

    for number in 0..10 {
        let source = format!("local n = {number}; std.length(std.range(0, 3000000)) + null");
        let error = templates
            .render_draft(&slug("good"), &source, b"{}")
            .await
            .unwrap_err();
        assert_eq!(error.fault(), Fault::GiveUp, "{error}");
    }

    assert_is_well(&templates).await;
    assert_memory_is_back(&templates, before);
}

#[tokio::test]
async fn a_hostile_nesting_of_the_source_gets_a_clear_error() {
    let templates = kitchen().await;
    let nestings = [
        ("brackets", "[", "", "]"),
        ("braces", "{a:", "1", "}"),
        ("parentheses", "(", "1", ")"),
        ("minus signs", "-", "1", ""),
        ("exclamation marks", "!", "true", ""),
        ("sums", "1+", "1", ""),
        ("conditions", "if true then ", "1", ""),
        ("locals", "local a=1;", "a", ""),
        ("functions", "function(x) ", "1", ""),
        ("calls", "", "f", "()"),
        ("fields", "", "a", ".a"),
    ];

    for (name, before, middle, after) in nestings {
        let times = (64 * 1024 - 10) / (before.len() + after.len());
        let source = [&before.repeat(times), middle, &after.repeat(times)].concat();
        suffer(&templates, name, &source, AnyError).await;
    }
}

#[tokio::test]
async fn a_source_larger_than_allowed_is_refused() {
    let templates = kitchen().await;
    let source = format!("{{ text: '{}' }}", "x".repeat(64 * 1024));

    suffer(&templates, "a large source", &source, Refused).await;
}

#[tokio::test]
async fn a_message_larger_than_allowed_is_refused() {
    let templates = kitchen().await;
    let source = "{ metadata: { event_type: 'x', event_payload: { x: std.repeat('x', 300000) } }, text: 'x' }";

    let error = templates
        .render_draft(&slug("good"), source, b"{}")
        .await
        .unwrap_err();

    let RenderError::OverBudget {
        budget: Budget::Output { bytes, limit },
        ..
    } = error
    else {
        panic!("{error}");
    };
    assert!(bytes > 300_000);
    assert_eq!(limit, 256 << 10);
    assert_is_well(&templates).await;
}

#[tokio::test]
async fn data_larger_than_allowed_is_refused_before_it_reaches_a_helper() {
    let templates = kitchen().await;
    let data = format!(r#"{{"text": "{}"}}"#, "x".repeat(2 << 20));

    let error = render(&templates, &data).await.unwrap_err();

    assert!(matches!(error, RenderError::DataTooLarge { .. }), "{error}");
    assert_eq!(error.reason(), Reason::TemplateOverBudget);
}

#[tokio::test]
async fn data_that_nests_without_end_is_an_error_of_that_message() {
    let templates = kitchen().await;
    let data = format!(
        r#"{{"text": {}1{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );

    let error = render(&templates, &data).await.unwrap_err();

    assert_eq!(error.reason(), Reason::TemplateError);
    assert_is_well(&templates).await;
}

#[tokio::test]
async fn a_template_that_ends_three_helpers_is_quarantined_until_it_changes() {
    let kitchen = Kitchen::with_template("local f(x) = f(x + 1) tailstrict; f(0)")
        .file("good/template.jsonnet", "{ text: 'good' }");
    let mut config = kitchen.config();
    config.deadline = Duration::from_millis(100);
    // One of the three is the compilation at the start.
    let templates = Templates::open(config).await.unwrap();
    for _ in 0..2 {
        let error = render(&templates, "{}").await.unwrap_err();
        assert_eq!(error.reason(), Reason::TemplateOverBudget, "{error}");
    }

    let error = render(&templates, "{}").await.unwrap_err();
    let good = templates.render(&slug("good"), b"{}").await.unwrap();
    let kitchen = kitchen.file("t/template.jsonnet", "{ text: 'mended' }");
    templates.reload().await.unwrap();
    let mended = render(&templates, "{}").await.unwrap();

    assert_eq!(error.reason(), Reason::TemplateQuarantined, "{error}");
    assert_eq!(good.value()["text"], "good");
    assert_eq!(mended.value()["text"], "mended");
    drop(kitchen);
}
