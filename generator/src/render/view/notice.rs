//! A notice, as every page sees it under `notices`.

use chrono::SecondsFormat;
use policy::text::spanish;
use serde::Serialize;

use crate::model;
use crate::model::{NoticeKind, Site};
use crate::render::view::fill;

/// A notice, already in words: without script too, it says when it applies.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Notice {
    /// What it is about, for the script and the style sheet too.
    kind: String,
    title: String,
    dates: String,
    /// The same for machines, in RFC 3339.
    from: String,
    until: String,
    /// Whether it was yet to begin when the site was built.
    waiting: bool,
    /// Its body, already HTML.
    html: String,
}

impl Notice {
    /// Returns a notice of `site`, its body already rendered.
    pub(crate) fn new(site: &Site, notice: &model::Notice, html: String) -> Self {
        let kind = match notice.kind {
            NoticeKind::Maintenance => "avisos.mantenimiento",
            NoticeKind::Closing => "avisos.cierre",
        };
        let dates = [
            ("desde", &*spanish::format_datetime(notice.from)),
            ("hasta", &spanish::format_datetime(notice.until)),
        ];
        let [from, until] =
            [notice.from, notice.until].map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, false));
        Self {
            kind: site.texts.get(kind).to_owned(),
            title: notice.title.clone(),
            dates: fill(site.texts.get("avisos.fechas"), &dates),
            from,
            until,
            waiting: notice.from > site.now,
            html,
        }
    }
}
