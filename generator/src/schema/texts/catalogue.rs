//! The catalogue of the texts in `words.yaml`: the key of each, and the placeholders that it can contain.

use std::sync::LazyLock;

/// The keys of each group of texts. A text can contain the placeholders after its key, written as `{name}`; the views, the
/// templates and the scripts have their values. `[]` marks a list of texts, `*` means any key.
const CATALOGUE: &str = "\
: ancla
marco: pagina{titulo,organizacion,sitio} saltar menu secciones solicitudes falla contacto horario
marco: politica modificado{fecha} version{fecha} indice
marco.buscar: abrir titulo cerrar hay{n,texto} nada{n,texto} falla
inicio.falla: titulo detalle accion
inicio.llamar: titulo detalle
inicio.solicitar: titulo detalle otros{portal}
inicio.horario: titulo detalle enlace direccion
inicio.niveles: titulo detalle{nivel,prioridad} enlace direccion
tablas.canales: titulo canal uso disponible
tablas.horario: titulo dia horas cerrado
tablas.festivos: titulo fecha motivo
tablas.niveles: titulo nivel prioridad respuesta aplica
horario: dias{primero,ultimo} horas{de,a} tramo{dias,horas} zona{horario,zona}
horario.ahora: abierto{hora} cerrado{dia,hora} hoy manana dia{dia} local{de,a}
niveles: fuera{tiempo}
operaciones: accion
formulario: obligatorio contrasenas error resumen opcional trampa plegado{preguntas} elija
formulario: cuando{pregunta,respuestas} respuesta{respuesta} o folio
formulario.ayuda: titulo detalle
formulario.guion: enviando reintento{tiempo} no_enviada sin_respuesta espere{tiempo}
formulario.guion: agregada{fila,total} quitada{fila,total} quedan{n} usar{correo}
formulario.guion.borrador: titulo detalle continuar descartar donde
formulario.revision: titulo respuestas confirmar cambiar
avisos: mantenimiento cierre fechas{desde,hasta}
historial: titulo{fecha} descripcion{fecha} vigente anterior cambios{fecha} marcas quitado agregado
historial: igual texto todas avisos
confirmacion: titulo descripcion folio copiar copiado imprimir guarde solicitud recibida nivel prioridad
confirmacion: respuesta politica verificacion falla otra
confirmacion.siguiente: titulo pasos[]
problema: titulo descripcion numero llamar{nombre} inicio
problemas.*: titulo detalle
";

/// The path of each text, such as `marco.pagina`, and its placeholders.
pub(crate) static TEXTS: LazyLock<Vec<(String, Vec<&'static str>)>> =
    LazyLock::new(|| CATALOGUE.lines().filter_map(|line| line.split_once(": ")).flat_map(texts).collect());

/// Returns the texts of a line of the catalogue.
fn texts((group, keys): (&'static str, &'static str)) -> impl Iterator<Item = (String, Vec<&'static str>)> {
    keys.split(' ').map(move |text| {
        let (key, placeholders) = text.split_once('{').unwrap_or((text, ""));
        let path = if group.is_empty() { key.to_owned() } else { format!("{group}.{key}") };
        (path, placeholders.trim_end_matches('}').split_terminator(',').collect())
    })
}

/// Returns the placeholders of the text at `path`.
pub(crate) fn placeholders(path: &str) -> &'static [&'static str] {
    TEXTS.iter().find(|(text, _)| text == path).map_or(&[], |(_, names)| names)
}
