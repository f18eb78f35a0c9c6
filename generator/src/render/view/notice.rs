//! A notice.

use chrono::{DateTime, SecondsFormat};
use chrono_tz::Tz;
use policy::text::spanish;
use serde_json::{Value, json};

use crate::model::{Notice, NoticeKind, Site};
use crate::render::view::interpolate;

/// Returns the view of `notice`, an item of `notices`, with the rendered body `html`.
///
/// `dates` is a text, for visitors without script; `waiting` is whether it had not begun when the site was built.
pub(crate) fn notice_view(site: &Site, notice: &Notice, html: &str) -> Value {
    let kind = match notice.kind {
        NoticeKind::Maintenance => "avisos.mantenimiento",
        NoticeKind::Closing => "avisos.cierre",
    };
    let [from, until] = [notice.from, notice.until].map(spanish::format_datetime);
    let rfc3339 = |time: DateTime<Tz>| time.to_rfc3339_opts(SecondsFormat::Secs, false);
    json!({
        "kind": site.texts.get(kind),
        "title": notice.title,
        "dates": interpolate(site.texts.get("avisos.fechas"), &[("desde", &from), ("hasta", &until)]),
        "from": rfc3339(notice.from),
        "until": rfc3339(notice.until),
        "waiting": notice.from > site.now,
        "html": html,
    })
}
