//! Checks many addresses at a time, and few of the same host.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

use crate::links::client::Client;
use crate::links::outcome::LinkResults;

/// How many addresses are checked at a time.
const MAX_CONCURRENT: usize = 8;

/// How many addresses of one host are checked at a time.
const MAX_PER_HOST: usize = 2;

/// Checks each of `addresses`, and returns the results.
pub(crate) async fn check_all(client: &Client, addresses: Vec<Url>) -> LinkResults {
    let global = Arc::new(Semaphore::new(MAX_CONCURRENT));
    let mut hosts = BTreeMap::new();
    let mut tasks = JoinSet::new();
    for address in addresses {
        let host = hosts.entry(address.authority().to_owned());
        let host = Arc::clone(host.or_insert_with(|| Arc::new(Semaphore::new(MAX_PER_HOST))));
        let (client, global) = (client.clone(), Arc::clone(&global));
        tasks.spawn(async move {
            // The permit of the host comes first, so that a slow host holds no global permits. No semaphore is closed.
            let _host_permit = host.acquire().await;
            let _global_permit = global.acquire().await;
            let check = move || (client.check(&address), address);
            tokio::task::spawn_blocking(check).await
        });
    }
    // A task fails only by a panic, which is already printed.
    tasks.join_all().await.into_iter().flatten().map(|(result, address)| (address, result)).collect()
}
