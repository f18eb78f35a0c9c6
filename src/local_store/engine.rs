//! The embedded database: a SQLite file behind DynamoDB's protocol on loopback, and the key that signs receipts.

use std::fs;
use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use tokio::net::TcpListener;

use crate::cli::error::CliError;

/// The first bytes of every file of SQLite 3.
const SQLITE_HEADER: &[u8] = b"SQLite format 3\0";

/// The start of any schema statement in a file, and of the statement that creates the engine's first table.
const CREATE_STATEMENT: &[u8] = b"CREATE ";
const ENGINE_STATEMENT: &[u8] = b"CREATE TABLE _config (";

/// How many bytes of a file are searched: SQLite stores the first schema statements there.
const MAX_SEARCHED: u64 = 256 * 1024;

/// The length of a signing key, in bytes.
const KEY_LENGTH: usize = 32;

/// The open database. It holds a lock: another process cannot open the same file.
pub(crate) struct LocalDatabase {
    /// The embedded engine's address, as `http://127.0.0.1:41234`.
    pub(crate) endpoint: Option<String>,
    /// Signs receipts. It is stored beside the database so that receipts stay valid after a restart.
    pub(crate) key: Vec<u8>,
    /// Exists until a new database has its tables.
    marker: PathBuf,
    _lock: File,
}

impl LocalDatabase {
    /// Loads the key, or creates it. If `embedded`, also opens or creates the file, and listens on a free loopback port.
    ///
    /// # Errors
    ///
    /// [`CliError::System`] when the folder is not writable, the file is damaged or not a ticket database, or another
    /// process uses it. Nothing is overwritten.
    pub(crate) async fn open(path: &Path, embedded: bool) -> Result<Self, CliError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder_error = file_error(folder, "elija una carpeta en la que se pueda escribir, con --data");
        fs::create_dir_all(folder).map_err(folder_error)?;
        let lock = lock(&path.with_added_extension("lock"))?;
        let marker = path.with_added_extension("new");
        if embedded {
            start_creation(path, &marker).map_err(folder_error)?;
        }
        let endpoint = if embedded { Some(start_engine(path).await?) } else { None };
        let key = load_or_create_key(&path.with_added_extension("key"))?;
        Ok(Self { endpoint, key, marker, _lock: lock })
    }

    /// Records that the database has its tables. Only then may it accept tickets.
    ///
    /// # Errors
    ///
    /// [`CliError::System`] when the folder is not writable.
    pub(crate) fn finish_creation(&self) -> Result<(), CliError> {
        if !self.marker.exists() {
            return Ok(());
        }
        let remove = || {
            fs::remove_file(&self.marker)?;
            // Without this, a power failure could bring the marker back after the first ticket.
            self.marker.parent().map_or(Ok(()), sync_folder)
        };
        remove().map_err(file_error(&self.marker, "dé permiso de escritura o elija otro archivo con --data"))
    }
}

/// Marks a new database, and sets aside one whose creation was interrupted: the engine does not create a table in one
/// step, and half a table stays unusable. Such a database has accepted no ticket.
fn start_creation(path: &Path, marker: &Path) -> io::Result<()> {
    if marker.exists() {
        for suffix in ["", "-wal", "-shm"] {
            let with_suffix = |path: &Path| {
                let mut name = path.as_os_str().to_owned();
                name.push(suffix);
                name
            };
            match fs::rename(with_suffix(path), with_suffix(&path.with_added_extension("incomplete"))) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    } else if !path.exists() {
        File::create(marker)?.sync_all()?;
    }
    Ok(())
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Serves the file at `path`, and returns the address.
async fn start_engine(path: &Path) -> Result<String, CliError> {
    ensure_own_database(path)?;
    let text = path.to_str().ok_or_else(|| {
        CliError::System(format!("la ruta {} no es texto: elija otra con --data", path.display()))
    })?;
    let database = dynoxide::Database::new(text).map_err(|error| {
        let advice = "restaure una copia, o elija otro archivo con --data; este no se ha tocado";
        CliError::System(format!("no se pudo abrir {text}: {error}; {advice}"))
    })?;
    let port_error = CliError::system("no se pudo abrir un puerto de 127.0.0.1 para el almacén");
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(port_error)?;
    let address = listener.local_addr().map_err(port_error)?;
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    Ok(format!("http://{address}"))
}

fn file_error(path: &Path, advice: &str) -> impl Fn(std::io::Error) -> CliError + Copy {
    move |error| CliError::System(format!("{}: {error}; {advice}", path.display()))
}

fn lock(path: &Path) -> Result<File, CliError> {
    let lock_error =
        file_error(path, "elija con --data un archivo en una carpeta en la que se pueda escribir");
    let file = File::options().create(true).truncate(false).write(true).open(path).map_err(lock_error)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(CliError::System(format!(
            "otro `folio serve` usa {}: ciérrelo o elija otro archivo con --data",
            path.with_extension("").display()
        ))),
        Err(TryLockError::Error(error)) => Err(lock_error(error)),
    }
}

/// Fails unless the file at `path` is missing, empty or a ticket database.
///
/// SQLite reports another format only at the first query, and the engine would add its tables to the database of
/// another program.
fn ensure_own_database(path: &Path) -> Result<(), CliError> {
    let mut log_path = path.as_os_str().to_owned();
    log_path.push("-wal");
    let (start, log) = (read_start(path)?, read_start(Path::new(&log_path))?);
    let contains = |needle: &[u8]| {
        [&start, &log].iter().any(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
    };
    let is_sqlite = start.is_empty() || start.starts_with(SQLITE_HEADER);
    if is_sqlite && (!contains(CREATE_STATEMENT) || contains(ENGINE_STATEMENT)) {
        return Ok(());
    }
    Err(CliError::System(format!(
        "{} no es un archivo de solicitudes y no se ha tocado: elija otro con --data",
        path.display()
    )))
}

/// Returns the first bytes of a file, and nothing when it does not exist.
fn read_start(path: &Path) -> Result<Vec<u8>, CliError> {
    let mut start = Vec::new();
    match File::open(path).and_then(|file| file.take(MAX_SEARCHED).read_to_end(&mut start)) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(file_error(path, "elija con --data un archivo que se pueda leer")(error))
        }
        _ => Ok(start),
    }
}

fn load_or_create_key(path: &Path) -> Result<Vec<u8>, CliError> {
    match fs::read(path) {
        Ok(key) if key.len() >= KEY_LENGTH => Ok(key),
        Ok(_) => Err(CliError::System(format!(
            "la llave {} está incompleta: bórrela para hacer otra (las confirmaciones anteriores dejarán de abrirse)",
            path.display()
        ))),
        Err(error) if error.kind() == ErrorKind::NotFound => create_key(path),
        Err(error) => Err(file_error(path, "dé permiso de lectura o elija otro archivo con --data")(error)),
    }
}

fn create_key(path: &Path) -> Result<Vec<u8>, CliError> {
    let mut key = vec![0; KEY_LENGTH];
    getrandom::fill(&mut key).map_err(CliError::system("el sistema no dio números al azar"))?;
    // The rename makes the key complete or absent, even when the process is killed.
    let unfinished = path.with_added_extension("new");
    let write = || {
        let mut options = File::options();
        options.create(true).truncate(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&unfinished)?;
        file.write_all(&key)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    write().map_err(file_error(path, "elija con --data una carpeta en la que se pueda escribir"))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_creation_sets_aside_incomplete_database() {
        let folder = tempfile::tempdir().unwrap();
        let (path, marker) = (folder.path().join("t.db"), folder.path().join("t.db.new"));
        start_creation(&path, &marker).unwrap();
        assert!(marker.exists(), "a new database is marked");
        fs::write(&path, "half a table").unwrap();
        start_creation(&path, &marker).unwrap();
        assert!(!path.exists() && folder.path().join("t.db.incomplete").exists());
        fs::remove_file(&marker).unwrap();
        fs::write(&path, "complete").unwrap();
        start_creation(&path, &marker).unwrap();
        assert!(path.exists() && !marker.exists(), "a complete database stays");
    }
}
