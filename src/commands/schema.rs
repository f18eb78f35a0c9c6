//! `folio schema`: the schemas of the content's files, for the editor's program.

use std::io::Write;

use crate::cli::args::Content;
use crate::cli::error::Failure;

/// Writes every schema into the content.
pub(crate) fn run(arguments: &Content) -> Result<(), Failure> {
    let cannot =
        |error: std::io::Error| Failure::Machine(format!("no se pudieron escribir los esquemas: {error}"));
    let schemas =
        generator::schema::json_schema::schemas().map_err(|error| Failure::Machine(error.to_string()))?;
    let folder = arguments.dir.join(generator::schema::json_schema::FOLDER);
    std::fs::create_dir_all(&folder).map_err(cannot)?;
    for (name, text) in schemas {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(cannot)?;
        writeln!(std::io::stdout(), "{}", path.display()).map_err(cannot)?;
    }
    Ok(())
}
