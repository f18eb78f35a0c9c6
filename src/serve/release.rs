//! A release: the files and the API of one state of the content.

use std::path::Path;
use std::sync::Arc;

use api::guard::dynamodb::DynamoDbGuardStore;
use api::guard::rate::Limits;
use api::store::dynamodb::DynamoDbStore;
use axum::Router;
use generator::BuiltSite;

use crate::cli::clock;
use crate::cli::error::CliError;
use crate::local_store::Store;
use crate::project;
use crate::serve::rebuild::SiteBuilder;
use crate::serve::static_files::StaticFiles;

type ApiState = api::State<DynamoDbStore, DynamoDbGuardStore>;

/// The site and the API that one state of the content produces.
pub(crate) struct Release {
    pub(crate) files: StaticFiles,
    pub(crate) state: Arc<ApiState>,
    pub(crate) api: Router,
}

/// The parts of the server that do not depend on the content.
pub(crate) struct ServerContext {
    pub(crate) store: Store,
    pub(crate) limits: Limits,
}

impl Release {
    /// Returns the release of the last output of `builder`. It shares the API state of `previous` if the bundles are
    /// equal.
    pub(crate) fn new(
        builder: &SiteBuilder,
        version: u64,
        context: &ServerContext,
        previous: Option<&Self>,
    ) -> Result<Self, CliError> {
        let output = Arc::clone(&builder.output);
        let reusable = previous.filter(|previous| api_files(&previous.files.output).eq(api_files(&output)));
        let state = match reusable {
            Some(previous) => Arc::clone(&previous.state),
            None => Arc::new(load_state(&builder.arguments.out, context)?),
        };
        let api = api::router(Arc::clone(&state));
        Ok(Self { files: StaticFiles { output, version }, state, api })
    }
}

fn api_files(output: &BuiltSite) -> impl Iterator<Item = (&String, &Arc<[u8]>)> {
    output.files.iter().filter(|(path, _)| path.starts_with("api/"))
}

/// Reads the written bundle, as the function does.
fn load_state(out: &Path, context: &ServerContext) -> Result<ApiState, CliError> {
    let ServerContext { store, limits } = context;
    let guard = api::Guard::new(store.guard.clone(), &store.keys, *limits);
    let entropy: api::Entropy = Arc::new(|bytes| getrandom::fill(bytes).map_err(Into::into));
    Ok(api::State {
        bundle: project::load_bundle(out)?,
        intake: api::Intake::new(store.tickets.clone(), guard, Arc::clone(&entropy)),
        keys: store.keys.clone(),
        clock: Arc::new(clock::now),
        entropy,
    })
}
