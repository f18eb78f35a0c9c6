//! `folio new`: created files are valid, and existing files stay.

use crate::support::folio::{Content, save_page_for_html_validation, stderr, stdout};

const ALL: [(&[&str], &str); 3] = [
    (&["new", "page", "guias/correo", "--title", "Cómo usar «correo»: lo básico"], "pages/guias/correo.md"),
    (&["new", "form", "plan", "--title", "Cambio de plan"], "forms/plan.yaml"),
    (&["new", "notice", "portal", "--title", "Mantenimiento del portal"], "notices/portal.md"),
];

#[test]
fn new_files_pass_check() {
    let content = Content::copy_of_real();
    for (arguments, path) in ALL {
        let output = content.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stdout(&output), format!("content/{path}\n"));
        assert!(stderr(&output).contains("folio check"), "the next step is printed: {}", stderr(&output));
    }
    let checked = content.run(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stderr(&checked));
    assert_eq!(content.run(&["build"]).status.code(), Some(0));
    let page = std::fs::read_to_string(content.sibling("dist/site/plan/index.html")).unwrap();
    assert!(page.contains("Mantenimiento del portal"), "a notice is on every page");
    save_page_for_html_validation("scaffold", &page);
}

#[test]
fn new_does_not_overwrite_existing_file() {
    let content = Content::copy_of_real();
    for (arguments, path) in ALL {
        assert_eq!(content.run(arguments).status.code(), Some(0));
        std::fs::write(content.dir().join(path), "mío").unwrap();
        let again = content.run(arguments);
        assert_eq!(again.status.code(), Some(1));
        assert!(stderr(&again).contains(&format!("{path}` ya existe")), "{}", stderr(&again));
        assert_eq!(std::fs::read_to_string(content.dir().join(path)).unwrap(), "mío");
    }
}

#[test]
fn new_rejects_invalid_name() {
    let content = Content::copy_of_real();
    for name in ["../fuera", "Página", ""] {
        let output = content.run(&["new", "page", name]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    }
}

#[test]
fn new_rejects_used_or_reserved_address() {
    let content = Content::copy_of_real();
    for (kind, name, why) in [
        ("form", "canales", "`/canales/` ya es la dirección de `pages/canales.md`; elija otro nombre"),
        ("page", "falla", "`/falla/` ya es la dirección de `forms/falla.yaml`; elija otro nombre"),
        ("page", "api/ejemplo", "`/api/ejemplo/` es una dirección reservada; elija otro nombre"),
        ("form", "assets", "`/assets/` es una dirección reservada; elija otro nombre"),
    ] {
        let output = content.run(&["new", kind, name]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
    }
    assert_eq!(content.run(&["check"]).status.code(), Some(0), "nothing was written");
}

#[test]
fn new_rejects_empty_title() {
    let content = Content::copy_of_real();
    for title in ["", "  ", "{{ sitio.titulo }}"] {
        let output = content.run(&["new", "page", "nota", "--title", title]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("no sirve como título"), "{}", stderr(&output));
    }
    assert!(!content.dir().join("pages/nota.md").exists());
}

#[test]
fn ended_notice_is_not_built() {
    let content = Content::copy_of_real();
    let notice = "---\ntitulo: Fin de año\ntipo: cierre\ndesde: 2026-12-24 17:30\nhasta: 2026-12-26 08:30\n---\n\
                  No atendemos; las emergencias, por {{ <telefono /> }}.\n";
    std::fs::create_dir(content.dir().join("notices")).unwrap();
    std::fs::write(content.dir().join("notices/fin-de-ano.md"), notice).unwrap();
    let home = |now: &str| {
        let built = content.run(&["build", "--now", now]);
        assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
        std::fs::read_to_string(content.sibling("dist/site/index.html")).unwrap()
    };
    let dates = "Del jueves 24 de diciembre de 2026 a las 17:30";
    let before = home("2026-11-01T00:00:00Z");
    assert!(before.contains(dates) && before.contains("data-waiting"), "{before}");
    assert!(home("2026-12-26T14:29:00Z").contains(dates));
    assert!(!home("2026-12-26T14:30:00Z").contains("Fin de año"));
}
