//! A notice.

use chrono::SecondsFormat;
use policy::text::spanish;
use serde::Serialize;

use crate::model;
use crate::model::{NoticeKind, Site};
use crate::render::view::interpolate;

/// A notice, an item of `notices`. Its text has the dates, for visitors without script.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NoticeView {
    /// The name of its kind.
    kind: String,
    title: String,
    dates: String,
    /// RFC 3339.
    from: String,
    until: String,
    /// Whether it had not begun when the site was built.
    waiting: bool,
    /// Its body as HTML.
    html: String,
}

impl NoticeView {
    /// Returns the view of `notice` with the rendered body `html`.
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
            dates: interpolate(site.texts.get("avisos.fechas"), &dates),
            from,
            until,
            waiting: notice.from > site.now,
            html,
        }
    }
}
