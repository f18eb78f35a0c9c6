//! Hours and response times have one source: pages, data and `respond-by` agree.

use serde_json::{Value, json};

use crate::support::folio::{Content, stderr, stdout, tree};

/// Returns the text of all pages and data files of `content`.
fn all_output(content: &Content) -> String {
    let built = content.run(&["build"]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    let files = tree(&content.sibling("dist/site"));
    let texts = files.into_iter().filter(|(path, _)| !path.starts_with("assets"));
    let texts: Vec<String> = texts.map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect();
    texts.join("\n")
}

fn respond_by(content: &Content, instants: &[&str]) -> Vec<Value> {
    let arguments = [&["respond-by", "--at"], instants].concat();
    let output = content.run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn respond_by_prints_one_line_per_instant() {
    let content = Content::copy_of_real();
    let output =
        respond_by(&content, &["2024-05-31T16:30:00-06:00", "2024-06-01T18:00:00Z", "2024-05-31T16:30"]);
    let friday = json!({
        "received": "2024-05-31T16:30:00-06:00",
        "open": true,
        "next_opening": "2024-05-31T16:30:00-06:00",
        "respond_by": {
            "estandar": "2024-06-03T11:30:00-06:00",
            "urgente": "2024-05-31T17:30:00-06:00",
            "emergencia": "2024-05-31T16:45:00-06:00",
        },
    });
    let saturday = json!({
        "received": "2024-06-01T12:00:00-06:00",
        "open": false,
        "next_opening": "2024-06-03T08:30:00-06:00",
        "respond_by": {
            "estandar": "2024-06-03T12:30:00-06:00",
            "urgente": "2024-06-03T09:30:00-06:00",
            "emergencia": "2024-06-01T14:00:00-06:00",
        },
    });
    assert_eq!(output, [friday.clone(), saturday, friday]);
}

#[test]
fn respond_by_rejects_invalid_instant() {
    let content = Content::copy_of_real();
    for instant in ["ayer", "2024-13-01T00:00:00Z", "2022-04-03T02:30", "2022-10-30T01:30"] {
        let output = content.run(&["respond-by", "--at", instant]);
        assert_eq!(output.status.code(), Some(2), "{instant}");
        assert!(stderr(&output).contains(instant), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn closing_hour_has_a_single_source() {
    let before = Content::copy_of_real();
    let after = Content::copy_of_real().with("hours.yaml", "17:30", "18:45").with_recorded_version();
    let (old, new) = (all_output(&before), all_output(&after));
    assert!(old.contains("17:30") && !old.contains("18:45"));
    assert!(new.contains("18:45") && !new.contains("17:30"), "the old hour is still published");
    let times = |text: &str, hour: &str| text.matches(hour).count();
    assert_eq!(times(&old, "17:30"), times(&new, "18:45"));

    let late = respond_by(&after, &["2024-05-27T18:00:00-06:00"]).remove(0);
    assert_eq!(late["open"], true);
    assert_eq!(late["respond_by"]["estandar"], "2024-05-28T11:45:00-06:00");
}

#[test]
fn holiday_is_published_and_excluded_from_sla() {
    let content = Content::copy_of_real().with(
        "hours.yaml",
        "festivos: []",
        "festivos:\n  - fecha: 2024-09-16\n    nombre: Día de la Independencia",
    );
    let output = all_output(&content);
    assert!(output.contains("16 de septiembre de 2024") && output.contains("Día de la Independencia"));
    let friday = respond_by(&content, &["2024-09-13T16:00:00-06:00"]).remove(0);
    assert_eq!(friday["respond_by"]["estandar"], "2024-09-17T11:00:00-06:00");
}

#[test]
fn response_time_has_a_single_source() {
    let content =
        Content::copy_of_real().with("levels.yaml", "tiempo: 4 h", "tiempo: 6 h").with_recorded_version();
    let new = all_output(&content);
    assert!(new.contains("6 horas"));
    let left = new.replace("24 horas", "");
    assert!(!left.contains("4 horas"), "the old time is still published");
}

#[test]
fn every_page_shows_its_last_change() {
    let content = Content::copy_of_real();
    all_output(&content);
    for (path, bytes) in tree(&content.sibling("dist/site")) {
        if path.extension().is_some_and(|ending| ending == "html") {
            let page = String::from_utf8(bytes).unwrap();
            assert!(page.contains("27 de mayo de 2024"), "{}", path.display());
        }
    }
}
