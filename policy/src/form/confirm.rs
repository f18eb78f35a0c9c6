//! The confirmation of a request that deletes something: its summary, and warnings about passwords.

use chrono::{Days, NaiveDate};

use crate::form::model::review::{Consequence, PasswordDetector};
use crate::form::model::{Condition, Field, Kind, Operation, Section};
use crate::submission::{Answer, RowAnswers, Submission};
use crate::text::normalize;
use crate::text::spanish;
use crate::text::template::{interpolate, interpolate_values};

/// The summary of a request, to be confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfirmationSummary {
    /// The consequences, a sentence each.
    pub consequences: Vec<String>,
    /// The likely mistakes, a sentence each.
    pub warnings: Vec<String>,
    /// The answers in the order of the page.
    pub sections: Vec<SummarySection>,
}

/// The answers of a section or a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SummarySection {
    /// The heading of the section or row.
    pub title: Option<String>,
    /// Questions and answers as text for people.
    pub answers: Vec<(String, String)>,
}

impl Operation {
    /// Returns the confirmation summary of `submission` on the local date `today`, or `None` if it deletes nothing.
    #[must_use]
    pub fn summarize(&self, submission: &Submission, today: NaiveDate) -> Option<ConfirmationSummary> {
        let rules = self.review.as_ref()?;
        let once = &submission.answers;
        let date = rules.date.as_ref().and_then(|id| find_answer(once, id));
        let date = if let Some(Answer::Date(date)) = date { *date } else { today };
        let rows = submission.rows.iter().flat_map(|(_, rows)| rows);
        let render = |repeats, scopes: &[&RowAnswers]| -> Vec<String> {
            let consequences = rules.consequences.iter().filter(|consequence| consequence.repeats == repeats);
            consequences.filter_map(|consequence| consequence.render(scopes, self, date)).collect()
        };
        let mut consequences = render(false, &[once]);
        consequences.extend(rows.flat_map(|row| render(true, &[row, once])));
        (!consequences.is_empty()).then(|| ConfirmationSummary {
            consequences,
            warnings: rules.passwords.warnings(self, submission),
            sections: self.summary_sections(submission),
        })
    }

    fn summary_sections(&self, submission: &Submission) -> Vec<SummarySection> {
        let mut sections = Vec::new();
        for section in &self.sections {
            let Some(rows) = &section.rows else {
                sections.push(summary_section(section.title.clone(), section, &submission.answers));
                continue;
            };
            let own = submission.rows.iter().filter(|(id, _)| *id == rows.id).flat_map(|(_, rows)| rows);
            sections.extend(own.enumerate().map(|(i, row)| {
                let title = interpolate_values(&rows.label, &[("renglon", &(i + 1).to_string())]);
                summary_section(Some(title), section, row)
            }));
        }
        sections.retain(|section| !section.answers.is_empty());
        sections
    }
}

fn summary_section(title: Option<String>, section: &Section, answers: &RowAnswers) -> SummarySection {
    let answers = section.fields.iter().filter_map(|field| {
        let answer = find_answer(answers, &field.id)?;
        Some((field.label.clone(), field.format_answer(answer)))
    });
    SummarySection { title, answers: answers.collect() }
}

impl Consequence {
    /// Returns the sentence if all conditions hold. An answer is looked up in the first of `scopes` that has it.
    fn render(&self, scopes: &[&RowAnswers], operation: &Operation, date: NaiveDate) -> Option<String> {
        let find = |id: &str| scopes.iter().find_map(|answers| find_answer(answers, id));
        let holds = |condition: &Condition| {
            let texts = find(&condition.field).map(Answer::texts).unwrap_or_default();
            texts.iter().any(|text| condition.is.iter().any(|choice| choice == text))
        };
        if !self.when.iter().all(holds) {
            return None;
        }
        let limit = date.checked_add_days(Days::new(self.days.unwrap_or(0).into())).unwrap_or(date);
        Some(interpolate(&self.text, |name| {
            Some(match name {
                "fecha" => spanish::format_date(date),
                "limite" => spanish::format_date(limit),
                name => {
                    let found = find(name).zip(operation.field(name));
                    found.map_or(String::new(), |(answer, (_, field))| field.format_answer(answer))
                }
            })
        }))
    }
}

fn find_answer<'a>(answers: &'a RowAnswers, id: &str) -> Option<&'a Answer> {
    answers.iter().find(|(known, _)| known == id).map(|(_, answer)| answer)
}

/// Detects passwords in answers. Forms never ask for one; a warning does not block the request.
impl PasswordDetector {
    /// Returns one warning for each question whose long answers seem to contain a password.
    pub(crate) fn warnings(&self, operation: &Operation, submission: &Submission) -> Vec<String> {
        let rows = submission.rows.iter().flat_map(|(_, rows)| rows);
        let scopes: Vec<&RowAnswers> = std::iter::once(&submission.answers).chain(rows).collect();
        let has_password = |field: &&Field| scopes.iter().any(|answers| self.is_in(field, answers));
        let is_long = |field: &&Field| matches!(field.kind, Kind::Paragraph { .. } | Kind::Verbatim { .. });
        let fields = operation.fields().map(|(_, field)| field).filter(is_long).filter(has_password);
        fields.map(|field| self.warning.replace("{etiqueta}", &field.label)).collect()
    }

    fn is_in(&self, field: &Field, answers: &RowAnswers) -> bool {
        answers.iter().any(|(id, answer)| match answer {
            Answer::Text(text) if *id == field.id => {
                let text = normalize::fold_accents(text);
                self.words.iter().any(|word| looks_like_password_assignment(&text, word))
            }
            _ => false,
        })
    }
}

/// Returns whether `word` is in `text` with a colon or an equals sign and a value after it, on the same line.
fn looks_like_password_assignment(text: &str, word: &str) -> bool {
    text.split(word).skip(1).any(|rest| {
        let value = rest.trim_start_matches(' ').strip_prefix([':', '=']);
        value.and_then(|value| value.lines().next()).is_some_and(|value| !value.trim().is_empty())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::form::tests::{policy_schema, today, validate};

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

    fn parse(review: &Value) -> Result<Operation, Vec<String>> {
        let mut schema = policy_schema(&sections());
        schema.forms[0].operations[0].review = Some(serde_json::from_value(review.clone()).unwrap());
        let policy = crate::Policy::parse(&schema);
        let messages =
            |errors: Vec<crate::PolicyError>| errors.iter().map(ToString::to_string).collect::<Vec<_>>();
        Ok(policy.map_err(messages)?.form("f").unwrap().operation("alta").unwrap().clone())
    }

    /// Returns the summary of a request for `rows` accounts, each with its actions.
    fn summarize(once: &Value, rows: &[Value]) -> Option<ConfirmationSummary> {
        let operation = parse(&json!({"fecha": "dia", "consecuencias": [
            {"cuando": [{"campo": "acciones", "es": ["eliminar"]}, {"campo": "servicio", "es": ["uno"]}], "dias": 14,
                "texto": "{cuenta}: {fecha}, {limite}"},
            {"cuando": [{"campo": "servicio", "es": ["dos"]}], "texto": "Se acaba {servicio}"},
        ]}))
        .unwrap();
        let submission = validate(&operation, once, rows);
        operation.summarize(&submission, today())
    }

    #[test]
    fn summarize_lists_each_deleting_row_with_its_deadline() {
        let rows = [
            json!({"cuenta": "a@x.mx", "acciones": ["bloquear", "eliminar"]}),
            json!({"cuenta": "b@x.mx", "acciones": "bloquear"}),
            json!({"cuenta": "c@x.mx", "acciones": "eliminar"}),
        ];
        let summary = summarize(&json!({"servicio": "uno", "dia": "20/12/2024"}), &rows).unwrap();
        let consequences = summary.consequences;
        let dates = "20 de diciembre de 2024, 3 de enero de 2025";
        assert_eq!(consequences, [format!("a@x.mx: {dates}"), format!("c@x.mx: {dates}")]);
    }

    #[test]
    fn summarize_uses_today_without_a_date() {
        let rows = [json!({"cuenta": "a@x.mx", "acciones": "eliminar"})];
        let consequences = summarize(&json!({"servicio": "uno"}), &rows).unwrap().consequences;
        assert_eq!(consequences, ["a@x.mx: 27 de mayo de 2024, 10 de junio de 2024"]);
    }

    #[test]
    fn summarize_returns_none_when_nothing_is_deleted() {
        let rows = [
            json!({"cuenta": "a@x.mx", "acciones": "bloquear"}),
            json!({"cuenta": "b@x.mx", "acciones": "bloquear"}),
        ];
        assert_eq!(summarize(&json!({"servicio": "dos"}), &rows).unwrap().consequences, ["Se acaba El dos"]);
        assert_eq!(summarize(&json!({"servicio": "uno"}), &rows), None);
    }

    #[test]
    fn summarize_formats_answers_in_page_order() {
        let rows = [json!({"cuenta": "a@x.mx", "acciones": ["eliminar", "bloquear"]})];
        let summary = summarize(&json!({"servicio": "uno", "dia": "20/12/2024"}), &rows).unwrap();
        let section = |title: &str, answers: &[(&str, &str)]| SummarySection {
            title: Some(title.to_owned()),
            answers: answers.iter().map(|(q, a)| ((*q).to_owned(), (*a).to_owned())).collect(),
        };
        let sections = [
            section("Servicio", &[("Servicio", "El uno"), ("Día", "20 de diciembre de 2024")]),
            section("Cuenta 1", &[("Cuenta", "a@x.mx"), ("Acciones", "Bloquear y Eliminar")]),
        ];
        assert_eq!(summary.sections, sections);
    }

    #[test]
    fn summarize_warns_about_likely_passwords_only() {
        let warnings = |note: &str| {
            let rows = [json!({"cuenta": "a@x.mx", "acciones": "eliminar"})];
            summarize(&json!({"servicio": "uno", "nota": note}), &rows).unwrap().warnings
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
    fn parse_reports_consequences_that_never_hold() {
        let review = json!({"fecha": "nota", "consecuencias": [
            {"cuando": [{"campo": "servicio", "es": ["uno"]}, {"campo": "servicio", "es": ["dos"]}], "texto": "x"},
            {"cuando": [{"campo": "servicio", "es": ["uno", "dos"]}, {"campo": "servicio", "es": ["dos"]}], "texto": "x"},
            {"cuando": [{"campo": "acciones", "es": ["bloquear"]}, {"campo": "acciones", "es": ["eliminar"]}], "texto": "x"},
            {"cuando": [{"campo": "servicio", "es": ["uno"]}, {"campo": "segundo", "es": ["si"]}], "texto": "x"},
            {"cuando": [{"campo": "segundo", "es": ["si"]}, {"campo": "servicio", "es": ["dos"]}], "texto": "x"},
        ]});
        let expected = [
            "«nota» es de tipo «parrafo», y aquí va un campo de tipo «fecha»",
            "la consecuencia nunca se cumple: necesita de «servicio» dos respuestas a la vez",
            "la consecuencia nunca se cumple: necesita de «servicio» dos respuestas a la vez",
        ];
        assert_eq!(parse(&review).unwrap_err(), expected);
    }

    #[test]
    fn parse_reports_unknown_names_in_consequences() {
        let when = json!([{"campo": "acciones", "es": ["eliminr"]}, {"campo": "otro", "es": ["x"]}]);
        let review = json!({"fecha": "dias", "consecuencias": [
            {"cuando": when, "texto": "{cuentas} {limite}"}, {"cuando": [], "texto": "x"},
        ]});
        let expected = [
            "el campo «dias» no existe",
            "la opción «eliminr» no existe",
            "el campo «otro» no existe",
            "`{cuentas}` se leería tal cual: en este texto no hay ese dato",
            "falta `dias`: el texto dice `{limite}`",
            "la lista está vacía, y se necesita al menos un elemento",
        ];
        assert_eq!(parse(&review).unwrap_err(), expected);
    }
}
