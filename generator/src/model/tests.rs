use crate::model::*;
use crate::testing::fixture;

/// Checks the diagnostics when `old` becomes `new` in the file `path` of the minimal content.
#[track_caller]
fn assert_diagnostics(path: &str, old: &str, new: &str, expected: &[&str]) {
    let source = fixture::source();
    let text = source.file(path).expect("a file of the smallest content").text().to_owned();
    assert!(text.contains(old), "{path} has no {old}");
    let error = fixture::site(&source.with(path, text.replace(old, new))).expect_err("it is wrong");
    assert_eq!(error.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn minimal_content_loads() {
    let site = fixture::site(&fixture::source()).expect("it is right");
    let ids: Vec<_> = site.pages.iter().map(|page| page.id.as_str()).collect();
    assert_eq!(ids, ["404", "canales", "index"]);
    assert_eq!(&site.policy.version, "2024-05-27");
}

#[test]
fn policy_error_is_reported_in_its_file() {
    assert_diagnostics("hours.yaml", "lunes", "lunez", &["hours.yaml:4:12: el día «lunez» no existe"]);
    assert_diagnostics(
        "levels.yaml",
        "inicial: estandar",
        "inicial: normal",
        &["levels.yaml:1:10: el nivel «normal» no existe"],
    );
    assert_diagnostics(
        "forms/falla.yaml",
        "tipo: Falla",
        "tipo: Fallo",
        &["forms/falla.yaml:5:11: el tipo de ticket «Fallo» no existe"],
    );
}

#[test]
fn version_error_is_reported_in_site_yaml() {
    let expected = "site.yaml:6:10: «2024-13-01» no es una fecha del calendario";
    assert_diagnostics("site.yaml", "2024-05-27", "2024-13-01", &[expected]);
}

#[test]
fn errors_of_several_files_are_reported_together() {
    let source = fixture::source()
        .with("hours.yaml", "zona: America/Mexico_City\nhorario: []\n")
        .with("channels.yaml", "canales: \"\n")
        .with("pages/canales.md", "Hola.\n");
    let error = fixture::site(&source).expect_err("it is wrong");
    assert_eq!(
        error.lines().collect::<Vec<_>>(),
        [
            "channels.yaml:1:10: las comillas que empiezan aquí no se cierran",
            "hours.yaml:1:1: falta `abierto`",
            "hours.yaml:1:1: falta `nombre_de_zona`",
            "hours.yaml:2:1: `horario`: la clave no existe",
            "pages/canales.md:1:1: la página no empieza con su encabezado",
        ]
    );
}

#[test]
fn missing_file_is_reported_by_name() {
    let source = fixture::source();
    let mut without = ContentDir::default();
    for file in source.files().filter(|file| file.path != "hours.yaml") {
        without = without.with(&file.path, file.bytes());
    }
    assert_eq!(
        fixture::site(&without).expect_err("it is wrong"),
        "hours.yaml: falta el archivo `hours.yaml`\n"
    );
}

#[test]
fn unused_file_is_reported() {
    let error = fixture::site(&fixture::source().with("hour.yaml", "")).expect_err("it is wrong");
    assert_eq!(error, "hour.yaml: nadie usa este archivo\n");
}

#[test]
fn file_is_reported_when_not_utf_8() {
    let error = fixture::site(&fixture::source().with("pages/nota.md", b"---\ntitulo: A\xf1o\n---\n"))
        .expect_err("it is wrong");
    assert!(error.contains("pages/nota.md:2:10: el archivo no está guardado en UTF-8\n"), "{error}");
}

#[test]
fn menu_is_reported_when_page_is_unknown() {
    assert_diagnostics(
        "site.yaml",
        "menu: [canales]",
        "menu: [canal]",
        &["site.yaml:9:8: `menu` nombra la página «canal», que no existe"],
    );
}

#[test]
fn policy_is_reported_when_it_includes_itself() {
    let source = fixture::source().with("pages/canales.md", fixture::page("Todo", "{{ <politica /> }}\n"));
    assert_eq!(
        fixture::site(&source).expect_err("it is wrong"),
        "site.yaml:10:12: `politica` incluye la página «canales», que reúne a las demás y no puede ser una de ellas\n"
    );
}

#[test]
fn duplicate_address_is_reported() {
    let error = fixture::site(&fixture::source().with("pages/falla.md", fixture::page("Falla", "")))
        .expect_err("it is wrong");
    assert_eq!(
        error,
        "pages/falla.md: `/falla/` es también la dirección de una página de `forms/falla.yaml`\n"
    );
}

#[test]
fn mail_address_is_reported_at_its_position() {
    assert_diagnostics(
        "pages/canales.md",
        "Escriba.",
        "Escriba a soporte@otro.mx.",
        &["pages/canales.md:8:11: «soporte@otro.mx» es una dirección de correo, y no se publican"],
    );
    assert_diagnostics(
        "channels.yaml",
        "Escriba.",
        "Escriba a soporte@otro.mx.",
        &["channels.yaml:1:59: «soporte@otro.mx» es una dirección de correo, y no se publican"],
    );
}

#[test]
fn form_may_show_example_mail_but_not_own_domain() {
    let with_hint = |mail: &str| {
        let source = fixture::source();
        let form = source.file("forms/falla.yaml").expect("it is there").text().to_owned();
        fixture::site(&source.with("forms/falla.yaml", form.replace("Para avisar.", mail))).map(|_| ())
    };
    assert_eq!(with_hint("nombre@otro.mx"), Ok(()));
    let expected =
        "forms/falla.yaml:7:14: «soporte@ejemplo.mx» es una dirección de correo, y no se publican\n";
    assert_eq!(with_hint("soporte@ejemplo.mx"), Err(expected.to_owned()));
}

#[test]
fn insecure_address_is_reported() {
    assert_diagnostics(
        "pages/canales.md",
        "Escriba.",
        "Vea http://otro.mx/a.",
        &["pages/canales.md:8:5: `http://otro.mx/a`: la dirección no es segura"],
    );
}

#[test]
fn site_address_is_reported_when_it_ends_with_slash() {
    assert_diagnostics(
        "site.yaml",
        "https://ejemplo.mx",
        "https://ejemplo.mx/",
        &["site.yaml:4:12: `direccion` es «https://ejemplo.mx/»: no es la dirección de un sitio"],
    );
}

#[test]
fn problem_without_texts_is_reported() {
    let source = fixture::source();
    let words = source.file("words.yaml").expect("it is there").text().replace("\"metodo\":", "\"metodos\":");
    let error = fixture::site(&source.with("words.yaml", words)).expect_err("it is wrong");
    let messages: Vec<_> = error.lines().filter_map(|line| line.splitn(4, ':').nth(3)).collect();
    assert_eq!(messages, [" falta `metodo` en `problemas`", " `metodos`: la API no tiene este problema"]);
}

#[test]
fn unreadable_page_is_not_reported_as_unknown_in_menu() {
    let error =
        fixture::site(&fixture::source().with("pages/canales.md", "Hola.\n")).expect_err("it is wrong");
    assert_eq!(error, "pages/canales.md:1:1: la página no empieza con su encabezado\n");
}
