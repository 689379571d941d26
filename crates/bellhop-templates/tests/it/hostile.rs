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

/// What is known to kill or to hang one Jsonnet engine or another.
const HOSTILE: &[(&str, &str, End)] = &[
    (
        "endless tail call",
        "local f(x) = f(x + 1) tailstrict; f(0)",
        OverBudget,
    ),
    (
        "fib(40)",
        "local f(n) = if n < 2 then n else f(n - 1) + f(n - 2); f(40)",
        OverBudget,
    ),
    ("endless recursion", "local f(x) = f(x + 1); f(0)", Refused),
    (
        "endless recursion with work left",
        "local f(x) = f(x) + 1; f(0)",
        Refused,
    ),
    (
        "mutual recursion",
        "local f(x) = g(x), g(x) = f(x); f(0)",
        Refused,
    ),
    (
        "a comprehension over 1e10",
        "[x for x in std.range(1, 1e10)]",
        Refused,
    ),
    (
        "a comprehension over 1e9",
        "[x for x in std.range(1, 1e9)]",
        OverBudget,
    ),
    (
        "nested comprehensions",
        "local r = std.range(1, 3000); [[a, b, c] for a in r for b in r for c in r]",
        OverBudget,
    ),
    ("std.repeat of 1e10", "std.repeat('x', 1e10)", AnyError),
    ("std.repeat of 1e18", "std.repeat('-', 1e18)", AnyError),
    (
        "std.makeArray of 1e9",
        "std.makeArray(1e9, function(i) i)",
        OverBudget,
    ),
    (
        "std.range of 1e9",
        "std.length(std.range(0, 1e9))",
        AnyError,
    ),
    (
        "doubling a string 60 times",
        "local d(s, n) = if n == 0 then s else d(s + s, n - 1); d('xxxxxxxx', 60)",
        OverBudget,
    ),
    (
        "doubling an array",
        "local d(a, n) = if n == 0 then a else d(a + a, n - 1); d([1], 40)",
        OverBudget,
    ),
    (
        "billion laughs",
        "local a = ['x', 'x'], b = [a, a], c = [b, b], d = [c, c], e = [d, d], f = [e, e], g = [f, f], h = [g, g], i = [h, h], j = [i, i], k = [j, j], l = [k, k], m = [l, l], n = [m, m], o = [n, n], p = [o, o], q = [p, p], r = [q, q], s = [r, r], t = [s, s], u = [t, t], v = [u, u], w = [v, v], x = [w, w], y = [x, x], z = [y, y]; [z, z]",
        OverBudget,
    ),
    (
        "comparing endless arrays",
        "local x = [x], y = [y]; x == y",
        Refused,
    ),
    ("an endless array", "local x = [x]; x", Refused),
    (
        "an assertion about itself",
        "{ assert self.a, a: self.b, b: self.a }",
        Refused,
    ),
    (
        "an object that contains itself",
        "local o = { a: o }; o",
        Refused,
    ),
    (
        "folding 1e5 arrays",
        "std.foldl(function(a, b) [a], std.range(1, 1e5), [])",
        AnyError,
    ),
    (
        "a chain of 1e5 objects",
        "std.foldl(function(a, b) a + { ['f' + b]: b }, std.range(1, 1e5), {})",
        AnyError,
    ),
    (
        "parseJson of 1e5 brackets",
        "std.parseJson(std.repeat('[', 1e5) + std.repeat(']', 1e5))",
        AnyError,
    ),
    ("parseJson of half a text", "std.parseJson('{')", Refused),
    ("parseJson of 1E999", "std.parseJson('1E999')", Refused),
    ("parseYaml of nothing", "std.parseYaml('\\u0000')", AnyError),
    ("a format of width 1e9", "'%1000000000d' % 1", AnyError),
    (
        "strReplace of nothing",
        "std.strReplace('x', '', 'y')",
        Refused,
    ),
    (
        "sorting with endless keys",
        "std.sort(std.range(1, 1e6), function(x) std.length(std.range(1, 1e6)))",
        OverBudget,
    ),
    (
        "std.trace without end",
        "local f(x) = std.trace('spam ' + x, f(x + 1)) tailstrict; local g(x) = if std.trace('spam', true) then g(x + 1) tailstrict; g(0)",
        OverBudget,
    ),
    ("dividing by zero", "1 / 0", Refused),
    ("not a number", "std.log(-1)", Refused),
    ("too large a number", "std.exp(1000)", Refused),
    ("an external variable", "std.extVar('data')", Refused),
    ("a native function", "std.native('exec')('ls')", Refused),
    ("import of /etc/passwd", "import '/etc/passwd'", Refused),
    (
        "importstr of /etc/passwd",
        "importstr '/etc/passwd'",
        Refused,
    ),
    (
        "importbin of /etc/passwd",
        "importbin '/etc/passwd'",
        Refused,
    ),
    (
        "importstr through ..",
        "importstr '../../../../../../etc/passwd'",
        Refused,
    ),
    (
        "importstr of /proc",
        "importstr '/proc/self/environ'",
        Refused,
    ),
    ("import of itself", "import 'template.jsonnet'", AnyError),
    ("an unfinished string", "'abc", Refused),
    ("half of a pair", "'\\ud800'", Refused),
    ("an unknown escape", "'\\q'", Refused),
    ("a zero byte", "{ text: 'a\u{0}b' + 1 } + null", Refused),
];

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
async fn a_hostile_template_gets_a_clear_error_and_the_next_render_is_fine() {
    let templates = kitchen().await;

    for (name, source, end) in HOSTILE {
        suffer(&templates, name, source, *end).await;
    }
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
