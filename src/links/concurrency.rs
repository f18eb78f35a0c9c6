//! Many addresses at a time, and few of the same server.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

use crate::links::Answers;
use crate::links::client::Client;

/// How many are asked at a time.
const AT_A_TIME: usize = 8;

/// How many of one server are.
const OF_ONE_SERVER: usize = 2;

/// Asks each of `addresses`, and returns what came of it.
pub(crate) async fn ask(client: Client, addresses: Vec<Url>) -> Answers {
    let all = Arc::new(Semaphore::new(AT_A_TIME));
    let mut servers = BTreeMap::new();
    let mut tasks = JoinSet::new();
    for address in addresses {
        let server = servers.entry(address.authority().to_owned());
        let server = Arc::clone(server.or_insert_with(|| Arc::new(Semaphore::new(OF_ONE_SERVER))));
        let (client, all) = (client.clone(), Arc::clone(&all));
        tasks.spawn(async move {
            // Who waits for a server keeps no place from the others. Neither is ever closed.
            let _server = server.acquire().await;
            let _place = all.acquire().await;
            let ask = move || (client.ask(&address), address);
            tokio::task::spawn_blocking(ask).await
        });
    }
    let answers = tasks.join_all().await.into_iter();
    // A task fails only by a panic, which has already been printed.
    answers.flatten().map(|(answer, address)| (address, answer)).collect()
}
