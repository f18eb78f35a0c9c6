//! Diagnostics as an editor sees them; nothing is written.

use crate::support::folio::{Content, stderr};

#[track_caller]
fn assert_diagnostics(content: &Content, expected: &str) {
    for arguments in [&["check"][..], &["build"]] {
        let output = content.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        assert_eq!(lines(stderr(&output).trim()), lines(expected.trim()), "\n{}", stderr(&output));
    }
    assert!(!content.sibling("dist").exists(), "nothing is written on error");
}

#[test]
fn unknown_zone_is_reported_with_suggestion() {
    let content = Content::copy_of_real().with("hours.yaml", "America/Mexico_City", "America/Mexico_Cty");
    assert_diagnostics(
        &content,
        "
error[zona-desconocida]: la zona «America/Mexico_Cty» no existe
 --> content/hours.yaml:3:7
  |
3 | zona: America/Mexico_Cty
  |       ^^^^^^^^^^^^^^^^^^
  |
  = ayuda: ¿quiso decir «America/Mexico_City»?

1 error; más sobre un código: folio check --explain zona-desconocida",
    );
}

#[test]
fn errors_of_all_files_are_reported_together() {
    let content = Content::copy_of_real()
        .with("hours.yaml", "17:30", "7:30")
        .with("pages/canales.md", "modificado: 2024-05-27", "modificado: 2024-02-30")
        .with("pages/tickets.md", "(/falla/)", "(/fala/)")
        .with("forms/falla.yaml", "tipo: seleccion", "tipo: selecion")
        .with("levels.yaml", "prioridad: Bajo", "prioritad: Bajo");
    let output = content.run(&["check"]);
    let output = stderr(&output);
    for file in ["hours.yaml:", "pages/canales.md:", "pages/tickets.md:", "levels.yaml:", "forms/falla.yaml:"]
    {
        assert!(output.contains(&format!("--> content/{file}")), "{file} is not in:\n{output}");
    }
    assert!(output.contains("¿quiso decir `prioridad`?"), "{output}");
}
