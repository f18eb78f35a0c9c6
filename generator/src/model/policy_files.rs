//! The files of the policy: the readable ones are checked even if others cannot be read.

use std::collections::BTreeSet;

use policy::schema::{Common, Form, Hours, Level, Levels, Lists, OpenHours, Policy, Response, Services};

/// The files of the policy that could be read.
#[derive(Clone)]
pub(crate) struct PolicyFiles {
    pub(crate) version: Option<String>,
    pub(crate) hours: Option<Hours>,
    pub(crate) levels: Option<Levels>,
    pub(crate) services: Option<Services>,
    pub(crate) lists: Option<Lists>,
    pub(crate) common: Option<Common>,
    /// In the order of their files.
    pub(crate) forms: Vec<Option<Form>>,
}

impl PolicyFiles {
    /// Returns the policy, if every file could be read.
    pub(crate) fn complete(&self) -> Option<Policy> {
        let parts = self.clone();
        Some(Policy {
            version: parts.version?,
            hours: parts.hours?,
            levels: parts.levels?,
            services: parts.services?,
            lists: parts.lists?,
            common: parts.common?,
            forms: parts.forms.into_iter().collect::<Option<_>>()?,
        })
    }

    /// Returns a policy of the readable files, with valid placeholders for the others, and the index of each of its
    /// forms among the files.
    ///
    /// Forms refer to services, lists and common messages: without one of those the policy has no forms. If a form
    /// cannot be read, the requester's field is not checked. Of two forms with one `id` the first is used; a separate
    /// check reports the copy.
    pub(crate) fn readable(&self) -> (Policy, Vec<usize>) {
        let mut parts = self.clone();
        if parts.forms.contains(&None) {
            parts.common.iter_mut().for_each(|common| common.requester = None);
        }
        let has_common_files = parts.services.is_some() && parts.lists.is_some() && parts.common.is_some();
        let forms = parts.forms.into_iter().enumerate().filter(|_| has_common_files);
        let mut ids = BTreeSet::new();
        let read = forms.filter_map(|(span, form)| Some((span, form?)));
        let (places, forms) = read.filter(|(_, form)| ids.insert(form.id.clone())).unzip();
        let policy = Policy {
            version: parts.version.unwrap_or_else(|| "2024-01-01".to_owned()),
            hours: parts.hours.unwrap_or_else(placeholder_hours),
            levels: parts.levels.unwrap_or_else(placeholder_level),
            services: parts.services.unwrap_or(Services { departments: Vec::new(), services: Vec::new() }),
            lists: parts.lists.unwrap_or(Lists { lists: [].into() }),
            common: parts.common.unwrap_or(Common {
                messages: [].into(),
                sections: [].into(),
                requester: None,
                pasting: None,
                passwords: None,
            }),
            forms,
        };
        (policy, places)
    }
}

fn placeholder_hours() -> Hours {
    let open = OpenHours { days: vec!["lunes".to_owned()], from: "08:00".to_owned(), to: "09:00".to_owned() };
    Hours { zone: "UTC".to_owned(), zone_name: "UTC".to_owned(), open: vec![open], holidays: Vec::new() }
}

fn placeholder_level() -> Levels {
    let response = Response { time: "1 h".to_owned(), counts: "corrido".to_owned(), out_of_hours: None };
    let level = Level {
        id: "a".to_owned(),
        name: "a".to_owned(),
        priority: "a".to_owned(),
        applies: "a".to_owned(),
        response,
    };
    Levels { initial: "a".to_owned(), levels: vec![level] }
}
