//! What a request will delete, told in words and dates before it is sent.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::error::{EntityKind, ErrorCollector, Location, PolicyErrorKind};
use crate::form::build::shared::Shared;
use crate::form::model::field::{Condition, Others, read_condition};
use crate::form::model::kind::Kind;
use crate::form::model::{Field, Operation, Section};
use crate::schema;
use crate::submission::{Answer, RowAnswers, Submission};
use crate::text::spanish;
use crate::text::template;
use crate::text::template::{fill, gaps};

/// What is told, and must be confirmed, before something is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfirmationRules {
    date: Option<String>,
    consequences: Vec<Consequence>,
    passwords: crate::form::confirm::passwords::Passwords,
}

/// Something that will happen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Consequence {
    when: Vec<Condition>,
    days: Option<u32>,
    text: String,
    /// Whether it is told of each row.
    repeats: bool,
}

/// A request as it is looked at once more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfirmationSummary {
    /// What will happen, a sentence each.
    pub consequences: Vec<String>,
    /// What seems to be a mistake, a sentence each.
    pub warnings: Vec<String>,
    /// What was answered, in the order of the page.
    pub parts: Vec<SummarySection>,
}

/// Answers that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SummarySection {
    /// The heading of their section or row.
    pub title: Option<String>,
    /// Questions and answers, in words.
    pub answers: Vec<(String, String)>,
}

impl ConfirmationRules {
    /// Returns what `written` says of an operation that asks `others`.
    pub(crate) fn read(
        written: &schema::Review,
        others: &Others<'_>,
        shared: &Shared<'_>,
        at: &Location<'_>,
        faults: &mut ErrorCollector,
    ) -> Option<Self> {
        if written.consequences.is_empty() {
            faults.add(&at.key("consecuencias"), PolicyErrorKind::Empty { what: EntityKind::Consequence });
        }
        if let Some(date) = &written.date {
            others.check(date, &at.key("fecha"), faults);
            if let Some(field) = others.find(date).filter(|field| !matches!(field.kind, Kind::Date { .. })) {
                let (field, kind) = (field.id.clone(), field.kind.name());
                faults.add(&at.key("fecha"), PolicyErrorKind::WrongKind { field, kind, wanted: "fecha" });
            }
        }
        let Some(passwords) = &shared.common.passwords else {
            let because = "antes de enviar se avisa de lo que parece una contraseña";
            faults.add(at, PolicyErrorKind::Missing { key: "contrasenas", because });
            return None;
        };
        let numbered = written.consequences.iter().enumerate();
        let consequences = numbered
            .map(|(i, one)| Consequence::read(one, others, &at.key("consecuencias").index(i), faults));
        Some(Self {
            date: written.date.clone(),
            consequences: consequences.collect(),
            passwords: crate::form::confirm::passwords::Passwords::new(passwords),
        })
    }
}

impl Consequence {
    fn read(
        written: &schema::Consequence,
        others: &Others<'_>,
        at: &Location<'_>,
        faults: &mut ErrorCollector,
    ) -> Self {
        if written.when.is_empty() {
            faults.add(&at.key("cuando"), PolicyErrorKind::Empty { what: EntityKind::Condition });
        }
        let conditions =
            written.when.iter().enumerate().filter_map(|(i, when)| {
                read_condition(Some(when), others, &at.key("cuando").index(i), faults)
            });
        let when: Vec<Condition> = conditions.collect();
        check_together(&when, others, &at.key("cuando"), faults);
        let names: Vec<&str> = gaps(&written.text).collect();
        let known: Vec<&str> =
            ["fecha", "limite"].into_iter().chain(others.all.iter().map(|(id, _)| *id)).collect();
        template::check(&written.text, &known, &at.key("texto"), faults);
        if names.contains(&"limite") && written.days.is_none() {
            let because = "el texto dice `{limite}`";
            faults.add(at, PolicyErrorKind::Missing { key: "dias", because });
        }
        let mut repeating = others.all.iter().filter(|(_, rows)| rows.is_some()).map(|(id, _)| *id);
        let repeats =
            repeating.any(|id| names.contains(&id) || when.iter().any(|condition| condition.field == id));
        Self { when, days: written.days, text: written.text.clone(), repeats }
    }
}

/// Tells a field that takes one answer and of which two are needed at once: by two conditions, or by one and that under
/// which the field of another is asked.
fn check_together(when: &[Condition], others: &Others<'_>, at: &Location<'_>, faults: &mut ErrorCollector) {
    let mut needed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (i, condition) in when.iter().enumerate() {
        let mut next = Some(condition);
        while let Some(Condition { field, is }) = next {
            let asked = others.find(field);
            next = asked.and_then(|field| field.when.as_ref());
            if !asked.is_some_and(|field| matches!(field.kind, Kind::Choice(_) | Kind::Select(_))) {
                continue;
            }
            let left = needed.entry(field).or_insert_with(|| is.iter().map(String::as_str).collect());
            left.retain(|answer| is.iter().any(|other| other == answer));
            if left.is_empty() && !is.is_empty() {
                faults.add(&at.index(i), PolicyErrorKind::Contradiction { field: field.clone() });
                return;
            }
        }
    }
}

impl Operation {
    /// Returns what `submission`, of this operation, is to be looked at for once more on the local date `today`; none
    /// when nothing is deleted by it.
    #[must_use]
    pub fn check(&self, submission: &Submission, today: NaiveDate) -> Option<ConfirmationSummary> {
        let review = self.review.as_ref()?;
        let day = review.date.as_ref().and_then(|date| text(&submission.answers, date)?.parse().ok());
        let day: NaiveDate = day.unwrap_or(today);
        let once = &submission.answers;
        let rows = || submission.rows.iter().flat_map(|(_, rows)| rows);
        let mut consequences = Vec::new();
        for consequence in review.consequences.iter().filter(|one| !one.repeats) {
            consequences.extend(consequence.told(&[once], self, day));
        }
        for row in rows() {
            for consequence in review.consequences.iter().filter(|one| one.repeats) {
                consequences.extend(consequence.told(&[row, once], self, day));
            }
        }
        (!consequences.is_empty()).then(|| ConfirmationSummary {
            consequences,
            warnings: review.passwords.warnings(self, submission),
            parts: self.parts(submission),
        })
    }

    fn parts(&self, submission: &Submission) -> Vec<SummarySection> {
        let mut parts = Vec::new();
        for section in &self.sections {
            let Some(rows) = &section.rows else {
                parts.push(part(section.title.clone(), section, &submission.answers));
                continue;
            };
            let own = submission.rows.iter().filter(|(id, _)| *id == rows.id).flat_map(|(_, rows)| rows);
            parts.extend(own.enumerate().map(|(i, row)| {
                let title = rows.label.replace("{renglon}", &(i + 1).to_string());
                part(Some(title), section, row)
            }));
        }
        parts.retain(|part| !part.answers.is_empty());
        parts
    }

    fn field(&self, id: &str) -> Option<&Field> {
        self.fields().find(|(_, field)| field.id == id).map(|(_, field)| field)
    }
}

fn part(title: Option<String>, section: &Section, answers: &RowAnswers) -> SummarySection {
    let words = |field: &Field| {
        let (_, answer) = answers.iter().find(|(id, _)| *id == field.id)?;
        Some((field.label.clone(), field.words(answer)))
    };
    SummarySection { title, answers: section.fields.iter().filter_map(words).collect() }
}

impl Consequence {
    /// The sentence, when all conditions hold among the answers of `scopes`, of which the first comes first.
    fn told(&self, scopes: &[&RowAnswers], operation: &Operation, day: NaiveDate) -> Option<String> {
        let find = |id: &str| scopes.iter().find_map(|row| row.iter().find(|(known, _)| known == id));
        let holds = |condition: &Condition| {
            let answer = find(&condition.field).map(|(_, answer)| answer.texts());
            answer.is_some_and(|texts| texts.iter().any(|text| condition.is.iter().any(|one| one == text)))
        };
        if !self.when.iter().all(holds) {
            return None;
        }
        let last = day.checked_add_days(Days::new(self.days.unwrap_or(0).into())).unwrap_or(day);
        let word = |name: &str| match name {
            "fecha" => spanish::format_date(day),
            "limite" => spanish::format_date(last),
            name => {
                let answer = find(name).zip(operation.field(name));
                answer.map_or(String::new(), |((_, answer), field)| field.words(answer))
            }
        };
        Some(fill(&self.text, |name| Some(word(name))))
    }
}

fn text<'a>(answers: &'a RowAnswers, id: &str) -> Option<&'a str> {
    match answers.iter().find(|(known, _)| known == id)? {
        (_, Answer::Text(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::form::tests::{accepted, today, written};

    fn sections() -> Value {
        json!([
            {"titulo": "Servicio", "campos": [
                {"id": "servicio", "tipo": "opcion", "etiqueta": "Servicio", "opciones": [
                    {"id": "uno", "etiqueta": "El uno"}, {"id": "dos", "etiqueta": "El dos"},
                ]},
                {"id": "segundo", "tipo": "opcion", "etiqueta": "Segundo", "opcional": true,
                    "cuando": {"campo": "servicio", "es": ["dos"]}, "opciones": [{"id": "si", "etiqueta": "Sí"}]},
                {"id": "dia", "tipo": "fecha", "etiqueta": "Día", "opcional": true},
                {"id": "nota", "tipo": "parrafo", "etiqueta": "Nota", "maximo": 200, "opcional": true},
            ]},
            {
                "repite": {
                    "id": "cuentas", "maximo": 3, "etiqueta": "Cuenta {renglon}", "agregar": "x", "quitar": "x",
                    "uno": "cuenta", "varios": "cuentas", "mensajes": {"falta": "falta", "maximo": "maximo"},
                },
                "campos": [
                    {"id": "cuenta", "tipo": "correo", "etiqueta": "Cuenta"},
                    {"id": "acciones", "tipo": "opciones", "etiqueta": "Acciones", "opciones": [
                        {"id": "bloquear", "etiqueta": "Bloquear"}, {"id": "eliminar", "etiqueta": "Eliminar"},
                    ]},
                ],
            },
        ])
    }

    fn read(review: &Value) -> Result<Operation, Vec<String>> {
        let mut written = written(&sections());
        written.forms[0].operations[0].review = Some(serde_json::from_value(review.clone()).unwrap());
        let policy = crate::Policy::parse(&written);
        let told =
            |faults: Vec<crate::PolicyError>| faults.iter().map(ToString::to_string).collect::<Vec<_>>();
        Ok(policy.map_err(told)?.form("f").unwrap().operation("alta").unwrap().clone())
    }

    /// What is told of a request for `rows` accounts, each with its actions.
    fn check(once: &Value, rows: &[Value]) -> Option<ConfirmationSummary> {
        let operation = read(&json!({"fecha": "dia", "consecuencias": [
            {"cuando": [{"campo": "acciones", "es": ["eliminar"]}, {"campo": "servicio", "es": ["uno"]}], "dias": 14,
                "texto": "{cuenta}: {fecha}, {limite}"},
            {"cuando": [{"campo": "servicio", "es": ["dos"]}], "texto": "Se acaba {servicio}"},
        ]}))
        .unwrap();
        let submission = accepted(&operation, once, rows);
        operation.check(&submission, today())
    }

    #[test]
    fn each_row_that_deletes_is_told_with_its_last_day() {
        let rows = [
            json!({"cuenta": "a@x.mx", "acciones": ["bloquear", "eliminar"]}),
            json!({"cuenta": "b@x.mx", "acciones": "bloquear"}),
            json!({"cuenta": "c@x.mx", "acciones": "eliminar"}),
        ];
        let told = check(&json!({"servicio": "uno", "dia": "20/12/2024"}), &rows).unwrap();
        let told = told.consequences;
        let dates = "20 de diciembre de 2024, 3 de enero de 2025";
        assert_eq!(told, [format!("a@x.mx: {dates}"), format!("c@x.mx: {dates}")]);
    }

    #[test]
    fn without_a_day_it_is_today() {
        let rows = [json!({"cuenta": "a@x.mx", "acciones": "eliminar"})];
        let told = check(&json!({"servicio": "uno"}), &rows).unwrap().consequences;
        assert_eq!(told, ["a@x.mx: 27 de mayo de 2024, 10 de junio de 2024"]);
    }

    #[test]
    fn what_is_not_about_rows_is_told_once_and_nothing_when_nothing_is_deleted() {
        let rows = [
            json!({"cuenta": "a@x.mx", "acciones": "bloquear"}),
            json!({"cuenta": "b@x.mx", "acciones": "bloquear"}),
        ];
        assert_eq!(check(&json!({"servicio": "dos"}), &rows).unwrap().consequences, ["Se acaba El dos"]);
        assert_eq!(check(&json!({"servicio": "uno"}), &rows), None);
    }

    #[test]
    fn the_answers_stand_in_words_in_the_order_of_the_page() {
        let rows = [json!({"cuenta": "a@x.mx", "acciones": ["eliminar", "bloquear"]})];
        let told = check(&json!({"servicio": "uno", "dia": "20/12/2024"}), &rows).unwrap();
        let part = |title: &str, answers: &[(&str, &str)]| SummarySection {
            title: Some(title.to_owned()),
            answers: answers.iter().map(|(q, a)| ((*q).to_owned(), (*a).to_owned())).collect(),
        };
        let parts = [
            part("Servicio", &[("Servicio", "El uno"), ("Día", "20 de diciembre de 2024")]),
            part("Cuenta 1", &[("Cuenta", "a@x.mx"), ("Acciones", "Bloquear y Eliminar")]),
        ];
        assert_eq!(told.parts, parts);
    }

    #[test]
    fn what_looks_like_a_password_is_told_and_what_speaks_of_one_is_not() {
        let warnings = |note: &str| {
            let rows = [json!({"cuenta": "a@x.mx", "acciones": "eliminar"})];
            check(&json!({"servicio": "uno", "nota": note}), &rows).unwrap().warnings
        };
        for note in
            ["La Contraseña: abc", "password=abc", "x\nCONTRASENA : y", "contraseña no sé, password: x"]
        {
            assert_eq!(warnings(note), ["Nota: contraseña"], "{note}");
        }
        for note in [
            "No escribo contraseñas",
            "contraseña:",
            "password=\nabc",
            "restablecer la contraseña. Gracias: Ana",
        ] {
            assert_eq!(warnings(note), Vec::<String>::new(), "{note}");
        }
    }

    #[test]
    fn what_no_answers_bring_about_is_told() {
        let review = json!({"fecha": "nota", "consecuencias": [
            {"cuando": [{"campo": "servicio", "es": ["uno"]}, {"campo": "servicio", "es": ["dos"]}], "texto": "x"},
            {"cuando": [{"campo": "servicio", "es": ["uno", "dos"]}, {"campo": "servicio", "es": ["dos"]}], "texto": "x"},
            {"cuando": [{"campo": "acciones", "es": ["bloquear"]}, {"campo": "acciones", "es": ["eliminar"]}], "texto": "x"},
            {"cuando": [{"campo": "servicio", "es": ["uno"]}, {"campo": "segundo", "es": ["si"]}], "texto": "x"},
            {"cuando": [{"campo": "segundo", "es": ["si"]}, {"campo": "servicio", "es": ["dos"]}], "texto": "x"},
        ]});
        let told = [
            "«nota» es de tipo «parrafo», y aquí va un campo de tipo «fecha»",
            "la consecuencia nunca se cumple: necesita de «servicio» dos respuestas a la vez",
            "la consecuencia nunca se cumple: necesita de «servicio» dos respuestas a la vez",
        ];
        assert_eq!(read(&review).unwrap_err(), told);
    }

    #[test]
    fn content_names_fields_and_choices_that_exist_and_days_where_it_needs_them() {
        let when = json!([{"campo": "acciones", "es": ["eliminr"]}, {"campo": "otro", "es": ["x"]}]);
        let review = json!({"fecha": "dias", "consecuencias": [
            {"cuando": when, "texto": "{cuentas} {limite}"}, {"cuando": [], "texto": "x"},
        ]});
        let told = [
            "el campo «dias» no existe",
            "la opción «eliminr» no existe",
            "el campo «otro» no existe",
            "`{cuentas}` se leería tal cual: en este texto no hay ese dato",
            "falta `dias`: el texto dice `{limite}`",
            "la lista está vacía, y se necesita al menos un elemento",
        ];
        assert_eq!(read(&review).unwrap_err(), told);
    }
}
