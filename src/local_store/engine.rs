//! The embedded store: a file that speaks DynamoDB's protocol on loopback, and the key that signs confirmations.

use std::fs;
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use tokio::net::TcpListener;

use crate::cli::error::Failure;

/// The first bytes of every file of SQLite version 3.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// What SQLite keeps of each table that a file has, and what it keeps of the table that the engine makes first.
const TABLE: &[u8] = b"CREATE ";
const OWN_TABLE: &[u8] = b"CREATE TABLE _config (";

/// How much of a file is looked at: its first tables stand there.
const START: u64 = 256 * 1024;

/// The store while it is open. Another `folio serve` cannot open the same file meanwhile.
pub(crate) struct Data {
    /// Where it listens, as `http://127.0.0.1:41234`, when it was asked to.
    pub(crate) endpoint: Option<String>,
    /// What signs confirmations: as old as the file, so that a bookmark outlives a restart.
    pub(crate) key: Vec<u8>,
    _lock: File,
}

impl Data {
    /// Reads the key or makes it; with `embedded`, opens the file or makes it, and listens on a free port of loopback.
    ///
    /// # Errors
    ///
    /// [`Failure::Machine`] when the folder cannot be written, the file belongs to another program or is damaged, or
    /// another server uses it. Nothing is overwritten.
    pub(crate) async fn open(path: &Path, embedded: bool) -> Result<Self, Failure> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|error| {
            machine(folder, &error, "elija una carpeta en la que se pueda escribir, con --data")
        })?;
        let lock = lock(&beside(path, "lock"))?;
        let endpoint = if embedded { Some(start(path).await?) } else { None };
        Ok(Self { endpoint, key: read_or_make_key(&beside(path, "key"))?, _lock: lock })
    }
}

/// Starts the engine on the file and returns its address.
async fn start(path: &Path) -> Result<String, Failure> {
    refuse_other_file(path)?;
    let text = path.to_str().ok_or_else(|| {
        Failure::Machine(format!("la ruta {} no es texto: elija otra con --data", path.display()))
    })?;
    let database = dynoxide::Database::new(text).map_err(|error| {
        let advice = "restaure una copia, o elija otro archivo con --data; este no se ha tocado";
        Failure::Machine(format!("no se pudo abrir {text}: {error}; {advice}"))
    })?;
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| no_port(&error))?;
    let endpoint = format!("http://{}", listener.local_addr().map_err(|error| no_port(&error))?);
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    Ok(endpoint)
}

fn no_port(error: &std::io::Error) -> Failure {
    Failure::Machine(format!("no se pudo abrir un puerto de 127.0.0.1 para el almacén: {error}"))
}

fn machine(path: &Path, error: &std::io::Error, advice: &str) -> Failure {
    Failure::Machine(format!("{}: {error}; {advice}", path.display()))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    path.with_added_extension(ending)
}

fn lock(path: &Path) -> Result<File, Failure> {
    let cannot = |error: std::io::Error| {
        machine(path, &error, "elija con --data un archivo en una carpeta en la que se pueda escribir")
    };
    let file = File::options().create(true).truncate(false).write(true).open(path).map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::Machine(format!(
            "otro `folio serve` usa {}: ciérrelo o elija otro archivo con --data",
            path.with_extension("").display()
        ))),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
    }
}

/// SQLite itself would take an empty file, fail late on one that is none of its own, and the engine would put its
/// tables into another program's: look before anything is opened.
fn refuse_other_file(path: &Path) -> Result<(), Failure> {
    let start = read_start(path)?;
    let log = read_start(&with_ending(path, "-wal"))?;
    let holds =
        |words: &[u8]| [&start, &log].iter().any(|bytes| bytes.windows(words.len()).any(|at| at == words));
    let is_sqlite = start.is_empty() || start.starts_with(SQLITE);
    if is_sqlite && (!holds(TABLE) || holds(OWN_TABLE)) {
        return Ok(());
    }
    Err(Failure::Machine(format!(
        "{} no es un archivo de solicitudes y no se ha tocado: elija otro con --data",
        path.display()
    )))
}

/// Returns what a file starts with; nothing when there is none.
fn read_start(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut start = Vec::new();
    match File::open(path).and_then(|file| file.take(START).read_to_end(&mut start)) {
        Ok(_) => Ok(start),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(start),
        Err(error) => Err(machine(path, &error, "elija con --data un archivo que se pueda leer")),
    }
}

/// The engine's own log stands beside the file under its whole name.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn read_or_make_key(path: &Path) -> Result<Vec<u8>, Failure> {
    match fs::read(path) {
        Ok(key) if key.len() >= 32 => Ok(key),
        Ok(_) => Err(Failure::Machine(format!(
            "la llave {} está incompleta: bórrela para hacer otra (las confirmaciones anteriores dejarán de abrirse)",
            path.display()
        ))),
        Err(error) if error.kind() == ErrorKind::NotFound => make_key(path),
        Err(error) => Err(machine(path, &error, "dé permiso de lectura o elija otro archivo con --data")),
    }
}

fn make_key(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut key = vec![0; 32];
    getrandom::fill(&mut key)
        .map_err(|error| Failure::Machine(format!("el sistema no dio números al azar: {error}")))?;
    let write = || {
        let mut options = File::options();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(&key)?;
        file.sync_all()
    };
    write()
        .map_err(|error| machine(path, &error, "elija con --data una carpeta en la que se pueda escribir"))?;
    Ok(key)
}
