//! What an editor is told of a mistake: the whole picture, and nothing is written.

use crate::support::folio::{Content, talk};

#[track_caller]
fn told(content: &Content, picture: &str) {
    for arguments in [&["check"][..], &["build"]] {
        let said = content.run(arguments);
        assert_eq!(said.status.code(), Some(1), "{}", talk(&said));
        let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        assert_eq!(lines(talk(&said).trim()), lines(picture.trim()), "\n{}", talk(&said));
    }
    assert!(!content.beside("dist").exists(), "nothing is written when there is a fault");
}

#[test]
fn a_zone_that_does_not_exist() {
    let content = Content::copied().with("hours.yaml", "America/Mexico_City", "America/Mexico_Cty");
    told(
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
fn the_faults_of_all_files_are_told_together() {
    let content = Content::copied()
        .with("hours.yaml", "17:30", "7:30")
        .with("pages/canales.md", "modificado: 2024-05-27", "modificado: 2024-02-30")
        .with("pages/tickets.md", "(/falla/)", "(/fala/)")
        .with("forms/falla.yaml", "tipo: seleccion", "tipo: selecion")
        .with("levels.yaml", "prioridad: Bajo", "prioritad: Bajo");
    let said = content.run(&["check"]);
    let said = talk(&said);
    for file in ["hours.yaml:", "pages/canales.md:", "pages/tickets.md:", "levels.yaml:", "forms/falla.yaml:"]
    {
        assert!(said.contains(&format!("--> content/{file}")), "{file} is not named in:\n{said}");
    }
    assert!(said.contains("¿quiso decir `prioridad`?"), "{said}");
}
