//! The smallest valid content, for tests to change.

use policy::contract::ProblemCode;
use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostics;
use crate::model::Site;
use crate::parse::decode;
use crate::read::source::ContentDir;
use crate::schema::Texts;

const SITE: &str = "\
organizacion: Ejemplo
titulo: Soporte
descripcion: Cómo pedir soporte.
direccion: https://ejemplo.mx
idioma: es-MX
version: 2024-05-27
telefono: {nombre: Helpdesk, numero: \"+528100000000\", texto: 81 0000 0000}
portal: {nombre: Portal, direccion: https://clientes.ejemplo.mx}
menu: [canales]
politica: [canales]
";

const HOURS: &str = "\
zona: America/Mexico_City
nombre_de_zona: hora de México
abierto:
  - dias: [lunes]
    de: 08:30
    a: 17:30
";

const LEVELS: &str = "\
inicial: estandar
niveles:
  - id: estandar
    nombre: Estándar
    prioridad: Bajo
    aplica: Todo.
    respuesta: {tiempo: 4 h, cuenta: horario}
";

const SERVICES: &str = "\
departamentos: [{id: correo, nombre: Correo, atiende: [Buzones]}]
servicios: [{id: buzones, nombre: Buzones, departamento: correo}]
";

const COMMON: &str = "\
mensajes: {falta: falta, corto: corto, largo: largo, caracteres: caracteres, desconocido: x, repetida: x, repetido: x}
secciones: {}
";

const FORM: &str = "\
id: falla
titulo: Falla
operaciones:
  - id: falla
    tipo: Falla
    titulo: Reportar una falla
    resumen: Para avisar.
    introduccion: |
      Antes vea los [canales](/canales/#correo).
    enviar: Enviar
    modificado: 2024-05-28
    secciones:
      - titulo: La falla
        campos:
          - {id: descripcion, tipo: parrafo, etiqueta: Descripción, minimo: 2, maximo: 99}
";

/// Returns the smallest valid content.
pub(crate) fn source() -> ContentDir {
    ContentDir::default()
        .with("site.yaml", SITE)
        .with("hours.yaml", HOURS)
        .with("levels.yaml", LEVELS)
        .with("services.yaml", SERVICES)
        .with(
            "channels.yaml",
            "canales: [{id: correo, nombre: Correo, resumen: Escriba., disponible: Siempre.}]\n",
        )
        .with("lists.yaml", "listas: {}\n")
        .with("limits.yaml", "proveedores: []\n")
        .with("common.yaml", COMMON)
        .with("words.yaml", words())
        .with("forms/falla.yaml", FORM)
        .with("pages/index.md", page("Inicio", "{{ <inicio /> }}\n"))
        .with("pages/404.md", page("No está", "Vuelva al [inicio](/).\n"))
        .with("pages/canales.md", page("Canales", "## Correo\n\nEscriba.\n"))
}

/// Returns the text of a page whose body begins in line 6.
pub(crate) fn page(title: &str, body: &str) -> String {
    format!("---\ntitulo: {title}\ndescripcion: d\nmodificado: 2024-05-27\n---\n{body}")
}

/// Returns the site of `source`, or its diagnostics.
pub(crate) fn site(source: &ContentDir) -> Result<Site, String> {
    let site = crate::load(source).map_err(|faults| faults.to_string())?;
    let mut faults = Diagnostics::default();
    let ground = crate::model::CheckContext::new(&site);
    crate::check::check_content(&ground, &mut faults);
    ground.pages().for_each(|file| crate::check::check_page_text(&ground, file, &mut faults));
    if faults.is_empty() { Ok(site) } else { Err(faults.to_string()) }
}

/// Returns texts that name their own keys; JSON is valid YAML.
fn words() -> String {
    let mut words = serde_json::to_value(decode::default_value::<Texts>()).expect("words are text");
    name("", &mut words);
    let problems = ProblemCode::all()
        .map(ProblemCode::name)
        .map(|code| (code.to_owned(), json!({"titulo": code, "detalle": code})));
    words["problemas"] = Value::Object(Map::from_iter(problems));
    words.to_string()
}

fn name(key: &str, value: &mut Value) {
    match value {
        Value::Object(entries) => entries.iter_mut().for_each(|(key, value)| name(key, value)),
        // Links of the interface lead to the home page.
        Value::String(text) => *text = if key == "direccion" { "/".to_owned() } else { format!("«{key}»") },
        _ => {}
    }
}
