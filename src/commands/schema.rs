//! `folio schema`: writes the JSON Schemas of the content files, which an editor's program uses.

use std::io::Write;

use generator::schema::json_schema;

use crate::cli::args::Content;
use crate::cli::error::CliError;

/// Writes every schema into the content folder, and prints the paths.
pub(crate) fn run(arguments: &Content) -> Result<(), CliError> {
    let schemas = json_schema::schemas().map_err(|error| CliError::System(error.to_string()))?;
    let folder = arguments.dir.join(json_schema::FOLDER);
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(&folder)?;
        for (name, text) in schemas {
            let path = folder.join(name);
            std::fs::write(&path, text)?;
            writeln!(std::io::stdout(), "{}", path.display())?;
        }
        Ok(())
    };
    write().map_err(CliError::system("no se pudieron escribir los esquemas"))
}
