//! The command line arguments. Their documentation is the help text, in Spanish for editors.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Publica la política de soporte y recibe las solicitudes que la política promete atender.
#[derive(Debug, Parser)]
#[command(name = "folio", version, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Construye el sitio y lo que la API lleva consigo.
    Build(Build),
    /// Revisa el contenido sin escribir nada.
    Check(Check),
    /// Construye, sirve el sitio con la API y recarga el navegador cuando el contenido cambia.
    Serve(Serve),
    /// Crea un archivo del contenido.
    #[command(subcommand)]
    New(New),
    /// Escribe en `.schema/` los esquemas con que el programa del editor completa y revisa los archivos YAML.
    Schema(Content),
    /// Guarda los contactos autorizados de cada empresa.
    #[command(subcommand)]
    Contacts(Contacts),
    /// Dice si soporte está abierto y para cuándo responde lo recibido en cada instante (una línea JSON por cada uno).
    RespondBy(RespondBy),
}

/// The content folder.
#[derive(Clone, Debug, Args)]
pub(crate) struct Content {
    /// La carpeta del contenido.
    #[arg(long = "content", value_name = "CARPETA", default_value = "content")]
    pub(crate) dir: PathBuf,
}

/// The format of diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Una línea por error, para el editor: archivo:línea:columna, clase y código, qué pasa y qué hacer.
    Short,
    /// La línea con el lugar señalado, qué pasa y qué hacer.
    #[default]
    Long,
    /// Un objeto JSON por línea: file, line, column, length, severity, code, message, help, cause.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) content: Content,
    /// Cómo se dicen los errores.
    #[arg(long, value_name = "FORMATO", default_value = "long")]
    pub(crate) format: Format,
    /// Explica un código, como zona-desconocida; sin código, los enumera todos.
    #[arg(long, value_name = "CODIGO", num_args = 0..=1, default_missing_value = "")]
    pub(crate) explain: Option<String>,
    /// Pregunta además a los otros sitios que el contenido enlaza si todavía responden; lo que responde se recuerda un
    /// día en `.folio/links.json`.
    #[arg(long)]
    pub(crate) links: bool,
    /// Cuánto se espera a cada dirección, en segundos.
    #[arg(long, value_name = "SEGUNDOS", default_value_t = 10, requires = "links")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) timeout: u16,
}

#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) content: Content,
    /// La carpeta donde se escriben `site/` y `api/`.
    #[arg(long, value_name = "CARPETA", default_value = "dist")]
    pub(crate) out: PathBuf,
    /// Cómo se dicen los errores.
    #[arg(long, value_name = "FORMATO", default_value = "long")]
    pub(crate) format: Format,
    /// El momento para el que se construye, como 2026-12-24T17:30:00-06:00: los avisos que ya terminaron no salen. Si
    /// no se dice, es ahora.
    #[arg(long, value_name = "INSTANTE")]
    pub(crate) now: Option<DateTime<Utc>>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) build: Build,
    /// El puerto en 127.0.0.1; 0 toma uno libre.
    #[arg(long, value_name = "PUERTO", default_value_t = 8080)]
    pub(crate) port: u16,
    #[command(flatten)]
    pub(crate) location: StoreLocation,
    /// Cuántas solicitudes se aceptan en diez minutos de una dirección o de un solicitante; se marcan desde la mitad.
    #[arg(long, value_name = "CUANTAS", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rate: u32,
}

/// The store of tickets and contacts.
#[derive(Clone, Debug, Args)]
pub(crate) struct StoreLocation {
    /// El archivo en el que se guardan las solicitudes; su llave se guarda a un lado.
    #[arg(long, value_name = "ARCHIVO", default_value = ".folio/tickets.db", conflicts_with = "store")]
    pub(crate) data: PathBuf,
    /// Otro almacén que hable el protocolo de DynamoDB, en lugar del archivo.
    #[arg(long, value_name = "URL")]
    pub(crate) store: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum New {
    /// Empieza una página: `pages/NOMBRE.md`.
    Page(NewFile),
    /// Empieza un formulario: `forms/NOMBRE.yaml`.
    Form(NewFile),
    /// Empieza un aviso, que sale en todas las páginas entre dos momentos: `notices/NOMBRE.md`.
    Notice(NewFile),
    /// Guarda en `history/` la política como está ahora, con la fecha que dice `version` en site.yaml.
    Version(NewVersion),
}

#[derive(Debug, Args)]
pub(crate) struct NewFile {
    #[command(flatten)]
    pub(crate) content: Content,
    /// El nombre del archivo, que será parte de la dirección: minúsculas sin acentos, números y guiones.
    #[arg(value_name = "NOMBRE")]
    pub(crate) name: String,
    /// El título que se lee.
    #[arg(long, value_name = "TEXTO", default_value = "Escriba el título")]
    pub(crate) title: String,
}

#[derive(Debug, Args)]
pub(crate) struct NewVersion {
    #[command(flatten)]
    pub(crate) content: Content,
    /// Qué cambió para los clientes, en una o dos frases.
    #[arg(long, value_name = "TEXTO", required_unless_present = "replace")]
    pub(crate) summary: Option<String>,
    /// Guarda de nuevo una versión que todavía no se publica; sin --summary conserva su resumen.
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Contacts {
    /// Reemplaza la lista de cada empresa que está en el archivo; las demás no cambian.
    Import(Import),
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// El archivo CSV, con las columnas `empresa` y `correo`.
    #[arg(value_name = "ARCHIVO.csv")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) location: StoreLocation,
    /// En la nube: la tabla y la llave son las del entorno (`FOLIO_GUARD_TABLE`, `FOLIO_TOKEN_KEY`), y las credenciales,
    /// las de AWS. `infra/contacts` pone todas.
    #[arg(long, conflicts_with_all = ["data", "store"])]
    pub(crate) cloud: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RespondBy {
    #[command(flatten)]
    pub(crate) content: Content,
    /// Instantes como 2024-05-31T16:30:00-06:00; sin zona, en la de la política.
    #[arg(long, value_name = "INSTANTE", num_args = 1.., required = true)]
    pub(crate) at: Vec<String>,
}
