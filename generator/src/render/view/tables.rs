//! Channels, departments, levels and services, as the components show them.

use std::collections::BTreeMap;

use policy::sla::level;
use policy::text::spanish;
use serde::Serialize;

use crate::model::Site;
use crate::render::view::fill;
use crate::schema;
use crate::schema::Texts;

/// A way to reach support.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Channel {
    name: String,
    summary: String,
    available: String,
    portal: bool,
    phone: bool,
}

impl Channel {
    pub(crate) fn new(channel: &schema::Channel) -> Self {
        Self {
            name: channel.name.clone(),
            summary: channel.summary.clone(),
            available: channel.available.clone(),
            portal: channel.portal,
            phone: channel.phone,
        }
    }
}

/// Who looks after some services.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Department {
    name: String,
    attends: Vec<String>,
}

impl Department {
    pub(crate) fn new(department: &policy::Department) -> Self {
        Self { name: department.name.clone(), attends: department.attends.clone() }
    }
}

/// A service level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Level {
    pub(crate) name: String,
    pub(crate) priority: String,
    pub(crate) applies: String,
    /// «15 minutos».
    pub(crate) time: String,
    /// «2 horas», out of hours; the same as `time` when they do not differ.
    pub(crate) outside_time: String,
    /// «2 horas fuera de horario», when it differs.
    pub(crate) outside: Option<String>,
}

impl Level {
    pub(crate) fn new(level: &level::Level, texts: &Texts) -> Self {
        let time = spanish::duration(level.within.duration());
        let outside_time = spanish::duration(level.outside.duration());
        let differs = level.outside != level.within;
        let outside = differs.then(|| fill(texts.get("niveles.fuera"), &[("tiempo", &outside_time)]));
        Self {
            name: level.name.clone(),
            priority: level.priority.clone(),
            applies: level.applies.clone(),
            time,
            outside_time,
            outside,
        }
    }
}

/// Something that support attends.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Service {
    name: String,
    status: Vec<Status>,
}

/// A page that says whether a service works.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Status {
    name: String,
    address: String,
    note: Option<String>,
}

impl Service {
    pub(crate) fn new(service: &policy::Service) -> Self {
        let status = service.status.iter().map(|page| Status {
            name: page.name.clone(),
            address: page.address.clone(),
            note: page.note.clone(),
        });
        Self { name: service.name.clone(), status: status.collect() }
    }
}

/// Something that the API may have to say.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Problem {
    code: String,
    title: String,
    detail: String,
}

impl Problem {
    pub(crate) fn all(texts: &Texts) -> Vec<Self> {
        let problem = |(code, title, detail): (&str, &str, &str)| Self {
            code: code.to_owned(),
            title: title.to_owned(),
            detail: detail.to_owned(),
        };
        texts.problems().map(problem).collect()
    }
}

/// The levels and services, by the `id` with which a component asks for them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ById {
    pub(crate) level: BTreeMap<String, Level>,
    pub(crate) service: BTreeMap<String, Service>,
}

impl ById {
    pub(crate) fn new(site: &Site) -> Self {
        let level = |level: &level::Level| (level.id.clone(), Level::new(level, &site.texts));
        let service = |service: &policy::Service| (service.id.clone(), Service::new(service));
        Self {
            level: site.policy.levels().iter().map(level).collect(),
            service: site.policy.services().iter().map(service).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::example;

    #[test]
    fn a_time_out_of_hours_is_said_only_when_it_differs() {
        let site = example::site();
        let levels = site.policy.levels().iter().map(|level| Level::new(level, &site.texts));
        let times: Vec<_> = levels.map(|level| (level.time, level.outside_time, level.outside)).collect();
        let text = str::to_owned;
        assert_eq!(
            times,
            [
                (text("4 horas"), text("4 horas"), None),
                (text("15 minutos"), text("2 horas"), Some(text("2 horas fuera"))),
            ]
        );
    }
}
