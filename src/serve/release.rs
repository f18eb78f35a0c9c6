//! One version of the content, served: its files, and the API that carries its forms.

use std::path::Path;
use std::sync::Arc;

use api::guard::rate::Limits;
use api::store::dynamodb::DynamoDb;
use axum::Router;
use generator::BuiltSite;

use crate::cli::error::Failure;
use crate::local_store::Store;
use crate::project;
use crate::serve::rebuild::Press;
use crate::serve::static_files::Files;

/// What one version of the content serves.
pub(crate) struct Version {
    pub(crate) files: Files,
    pub(crate) state: Arc<api::State<DynamoDb>>,
    pub(crate) api: Router,
}

/// What stays the same when the content changes.
pub(crate) struct Ground {
    pub(crate) store: Store,
    pub(crate) limits: Limits,
}

impl Version {
    /// Returns the version that serves what `press` made last.
    pub(crate) fn new(
        press: &Press,
        number: u64,
        ground: &Ground,
        before: Option<&Self>,
    ) -> Result<Self, Failure> {
        let output = Arc::clone(press.output());
        let state = match before.filter(|before| of_the_api(&before.files.output).eq(of_the_api(&output))) {
            Some(before) => Arc::clone(&before.state),
            None => Arc::new(state(&press.build().out, ground)?),
        };
        let api = api::router(Arc::clone(&state));
        Ok(Self { files: Files { output, version: number }, state, api })
    }
}

fn of_the_api(output: &BuiltSite) -> impl Iterator<Item = (&String, &Arc<[u8]>)> {
    output.files.iter().filter(|(path, _)| path.starts_with("api/"))
}

/// The API is what was written into `out`, read as the function will.
fn state(out: &Path, ground: &Ground) -> Result<api::State<DynamoDb>, Failure> {
    let Ground { store, limits } = ground;
    Ok(api::State {
        bundle: project::bundle(out)?,
        intake: api::Intake::new(store.tickets.clone(), chance()),
        guard: api::Guard::new(Arc::new(store.guard.clone()), &store.keys, *limits),
        keys: store.keys.clone(),
        clock: Arc::new(crate::now),
        chance: chance(),
    })
}

fn chance() -> api::Entropy {
    Arc::new(|bytes| getrandom::fill(bytes).map_err(Into::into))
}
