use crate::model::*;
use crate::testing::fixture;

/// Checks what is told when the text `old` of the smallest content's file `path` is `new` instead.
#[track_caller]
fn told(path: &str, old: &str, new: &str, expected: &[&str]) {
    let source = fixture::source();
    let text = source.file(path).expect("a file of the smallest content").text().to_owned();
    assert!(text.contains(old), "{path} has no {old}");
    let error = fixture::site(&source.with(path, text.replace(old, new))).expect_err("it is wrong");
    assert_eq!(error.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn the_smallest_content_is_right() {
    let site = fixture::site(&fixture::source()).expect("it is right");
    let ids: Vec<_> = site.pages.iter().map(|page| page.id.as_str()).collect();
    assert_eq!(ids, ["404", "canales", "index"]);
    assert_eq!(site.policy.version(), "2024-05-27");
}

#[test]
fn a_fault_of_the_policy_is_told_in_its_file() {
    told("hours.yaml", "lunes", "lunez", &["hours.yaml:4:12: el día «lunez» no existe"]);
    told(
        "levels.yaml",
        "inicial: estandar",
        "inicial: normal",
        &["levels.yaml:1:10: el nivel «normal» no existe"],
    );
    told(
        "forms/falla.yaml",
        "tipo: Falla",
        "tipo: Fallo",
        &["forms/falla.yaml:5:11: el tipo de ticket «Fallo» no existe"],
    );
}

#[test]
fn the_version_is_told_in_the_site() {
    let expected = "site.yaml:6:10: «2024-13-01» no es una fecha del calendario";
    told("site.yaml", "2024-05-27", "2024-13-01", &[expected]);
}

#[test]
fn faults_of_several_files_are_told_together() {
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
fn a_missing_file_is_told_by_name() {
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
fn a_file_that_nobody_uses_is_told() {
    let error = fixture::site(&fixture::source().with("hour.yaml", "")).expect_err("it is wrong");
    assert_eq!(error, "hour.yaml: nadie usa este archivo\n");
}

#[test]
fn a_file_that_is_not_utf_8_is_told() {
    let error = fixture::site(&fixture::source().with("pages/nota.md", b"---\ntitulo: A\xf1o\n---\n"))
        .expect_err("it is wrong");
    assert!(error.contains("pages/nota.md:2:10: el archivo no está guardado en UTF-8\n"), "{error}");
}

#[test]
fn the_menu_names_pages_that_there_are() {
    told(
        "site.yaml",
        "menu: [canales]",
        "menu: [canal]",
        &["site.yaml:9:8: `menu` nombra la página «canal», que no existe"],
    );
}

#[test]
fn the_whole_policy_is_no_part_of_itself() {
    let source = fixture::source().with("pages/canales.md", fixture::page("Todo", "{{ <politica /> }}\n"));
    assert_eq!(
        fixture::site(&source).expect_err("it is wrong"),
        "site.yaml:10:12: `politica` incluye la página «canales», que reúne a las demás y no puede ser una de ellas\n"
    );
}

#[test]
fn two_pages_with_one_address_are_refused() {
    let error = fixture::site(&fixture::source().with("pages/falla.md", fixture::page("Falla", "")))
        .expect_err("it is wrong");
    assert_eq!(
        error,
        "pages/falla.md: `/falla/` es también la dirección de una página de `forms/falla.yaml`\n"
    );
}

#[test]
fn a_mail_address_is_refused_where_it_stands() {
    told(
        "pages/canales.md",
        "Escriba.",
        "Escriba a soporte@otro.mx.",
        &["pages/canales.md:8:11: «soporte@otro.mx» es una dirección de correo, y no se publican"],
    );
    told(
        "channels.yaml",
        "Escriba.",
        "Escriba a soporte@otro.mx.",
        &["channels.yaml:1:59: «soporte@otro.mx» es una dirección de correo, y no se publican"],
    );
}

#[test]
fn a_form_may_show_an_example_of_an_address_but_none_of_the_company() {
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
fn an_insecure_address_is_refused() {
    told(
        "pages/canales.md",
        "Escriba.",
        "Vea http://otro.mx/a.",
        &["pages/canales.md:8:5: `http://otro.mx/a`: la dirección no es segura"],
    );
}

#[test]
fn the_site_has_an_address_without_a_slash_at_its_end() {
    told(
        "site.yaml",
        "https://ejemplo.mx",
        "https://ejemplo.mx/",
        &["site.yaml:4:12: `direccion` es «https://ejemplo.mx/»: no es la dirección de un sitio"],
    );
}

#[test]
fn every_problem_of_the_api_has_words() {
    let source = fixture::source();
    let words = source.file("words.yaml").expect("it is there").text().replace("\"metodo\":", "\"metodos\":");
    let error = fixture::site(&source.with("words.yaml", words)).expect_err("it is wrong");
    let messages: Vec<_> = error.lines().filter_map(|line| line.splitn(4, ':').nth(3)).collect();
    assert_eq!(messages, [" falta `metodo` en `problemas`", " `metodos`: la API no tiene este problema"]);
}

#[test]
fn a_page_that_cannot_be_read_is_not_missed_in_the_menu() {
    let error =
        fixture::site(&fixture::source().with("pages/canales.md", "Hola.\n")).expect_err("it is wrong");
    assert_eq!(error, "pages/canales.md:1:1: la página no empieza con su encabezado\n");
}
