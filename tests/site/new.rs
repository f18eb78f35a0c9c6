//! What the command begins is right from the start, and nothing that is there is lost.

use crate::support::folio::{Content, data, keep_page, talk};

const ALL: [(&[&str], &str); 3] = [
    (&["new", "page", "guias/correo", "--title", "Cómo usar «correo»: lo básico"], "pages/guias/correo.md"),
    (&["new", "form", "plan", "--title", "Cambio de plan"], "forms/plan.yaml"),
    (&["new", "notice", "portal", "--title", "Mantenimiento del portal"], "notices/portal.md"),
];

#[test]
fn what_is_begun_passes_the_check() {
    let content = Content::copied();
    for (arguments, path) in ALL {
        let said = content.run(arguments);
        assert_eq!(said.status.code(), Some(0), "{}", talk(&said));
        assert_eq!(data(&said), format!("content/{path}\n"));
        assert!(talk(&said).contains("folio check"), "it says what to do next: {}", talk(&said));
    }
    let checked = content.run(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", talk(&checked));
    assert_eq!(content.run(&["build"]).status.code(), Some(0));
    let page = std::fs::read_to_string(content.beside("dist/site/plan/index.html")).unwrap();
    assert!(page.contains("Mantenimiento del portal"), "a notice stands on every page");
    keep_page("scaffold", &page);
}

#[test]
fn what_is_there_is_not_overwritten() {
    let content = Content::copied();
    for (arguments, path) in ALL {
        assert_eq!(content.run(arguments).status.code(), Some(0));
        std::fs::write(content.dir().join(path), "mío").unwrap();
        let again = content.run(arguments);
        assert_eq!(again.status.code(), Some(1));
        assert!(talk(&again).contains(&format!("{path}` ya existe")), "{}", talk(&again));
        assert_eq!(std::fs::read_to_string(content.dir().join(path)).unwrap(), "mío");
    }
}

#[test]
fn a_name_that_is_no_address_is_refused() {
    let content = Content::copied();
    for name in ["../fuera", "Página", ""] {
        let said = content.run(&["new", "page", name]);
        assert_eq!(said.status.code(), Some(2), "{}", talk(&said));
    }
}

#[test]
fn an_address_that_is_not_free_is_refused() {
    let content = Content::copied();
    for (kind, name, why) in [
        ("form", "canales", "`/canales/` ya es la dirección de `pages/canales.md`; elija otro nombre"),
        ("page", "falla", "`/falla/` ya es la dirección de `forms/falla.yaml`; elija otro nombre"),
        ("page", "api/ejemplo", "`/api/ejemplo/` es una dirección reservada; elija otro nombre"),
        ("form", "assets", "`/assets/` es una dirección reservada; elija otro nombre"),
    ] {
        let said = content.run(&["new", kind, name]);
        assert_eq!(said.status.code(), Some(1), "{}", talk(&said));
        assert!(talk(&said).contains(why), "{}", talk(&said));
    }
    assert_eq!(content.run(&["check"]).status.code(), Some(0), "nothing was written");
}

#[test]
fn a_title_that_says_nothing_is_refused() {
    let content = Content::copied();
    for title in ["", "  ", "{{ sitio.titulo }}"] {
        let said = content.run(&["new", "page", "nota", "--title", title]);
        assert_eq!(said.status.code(), Some(2), "{}", talk(&said));
        assert!(talk(&said).contains("no sirve como título"), "{}", talk(&said));
    }
    assert!(!content.dir().join("pages/nota.md").exists());
}

#[test]
fn a_notice_that_has_ended_is_not_built() {
    let content = Content::copied();
    let notice = "---\ntitulo: Fin de año\ntipo: cierre\ndesde: 2026-12-24 17:30\nhasta: 2026-12-26 08:30\n---\n\
                  No atendemos; las emergencias, por {{ <telefono /> }}.\n";
    std::fs::create_dir(content.dir().join("notices")).unwrap();
    std::fs::write(content.dir().join("notices/fin-de-ano.md"), notice).unwrap();
    let home = |now: &str| {
        let built = content.run(&["build", "--now", now]);
        assert_eq!(built.status.code(), Some(0), "{}", talk(&built));
        std::fs::read_to_string(content.beside("dist/site/index.html")).unwrap()
    };
    let dates = "Del jueves 24 de diciembre de 2026 a las 17:30";
    let before = home("2026-11-01T00:00:00Z");
    assert!(before.contains(dates) && before.contains("data-waiting"), "{before}");
    assert!(home("2026-12-26T14:29:00Z").contains(dates));
    assert!(!home("2026-12-26T14:30:00Z").contains("Fin de año"));
}
