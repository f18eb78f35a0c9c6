//! One answer, from text to value.

use chrono::{Days, NaiveDate};

use crate::form::model::field::{Field, of_answer};
use crate::form::model::kind::{Choice, DEEPEST_UNIT, Kind, LONGEST_LINE};
use crate::submission::Answer;
use crate::text::normalize;
use crate::text::template::fill;
use crate::value::date;
use crate::value::date::ParseDateError;
use crate::value::email;
use crate::value::phone::ParsePhoneError;
use crate::value::user_name::ParseUserNameError;
use crate::value::{Domain, Email, MailSystem, Phone};

/// Why an answer is refused: the code of the message, and what stands in its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) code: &'static str,
    pub(crate) words: Vec<(&'static str, String)>,
}

impl Wrong {
    pub(crate) fn new(code: &'static str) -> Self {
        Self { code, words: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, word: impl Into<String>) -> Self {
        self.words.push((name, word.into()));
        self
    }

    /// Returns the field's words for this, completed.
    pub(crate) fn message(&self, field: &Field) -> String {
        let word = |name: &str| {
            let known = of_answer(self.code, Some(field.kind.name())).find(|known| *known == name)?;
            self.words.iter().find(|(name, _)| *name == known).map(|(_, word)| word.clone())
        };
        fill(field.message(self.code), word)
    }
}

type Value = Result<Option<Answer>, Wrong>;

/// Returns the answer in `typed`, the values that came for `field`: none when nothing was written.
pub(crate) fn read(field: &Field, typed: &[String], today: NaiveDate) -> Value {
    if let Kind::Choices(choices) = &field.kind {
        return read_choices(choices, typed);
    }
    let typed = typed.first().map_or("", String::as_str);
    let line = normalize::line(typed);
    match &field.kind {
        Kind::Paragraph { min, max } => sized(normalize::lines(typed), *min, *max),
        Kind::Verbatim { max } => read_verbatim(typed, *max),
        Kind::Emails { system, min, max } => read_emails(*system, *min, *max, typed),
        Kind::UserNames { system, max } => read_user_names(*system, *max, typed),
        Kind::Lines { max } => read_lines(*max, typed),
        Kind::Choice(choices) | Kind::Select(choices) => read_choice(field, choices, line),
        _ if line.is_empty() => Ok(None),
        kind => read_line(kind, line, today).map(Some),
    }
}

fn read_line(kind: &Kind, line: String, today: NaiveDate) -> Result<Answer, Wrong> {
    match kind {
        Kind::Text { without, .. } if line.chars().any(|c| without.contains(c)) => {
            Err(Wrong::new("caracteres"))
        }
        Kind::Text { min, max, .. } => fits(line, *min, *max),
        Kind::Email(system) => {
            read_email(*system, &line).map(|email| Answer::Text(email.as_str().to_owned()))
        }
        Kind::UserName(system) => user_name(*system, &line).map(Answer::Text),
        Kind::Domain => Domain::parse(&line)
            .map(|domain| Answer::Text(domain.as_str().to_owned()))
            .ok_or(Wrong::new("formato")),
        Kind::Phone => read_phone(&line),
        Kind::Digits { max } => {
            let fits = line.len() <= *max as usize && line.bytes().all(|b| b.is_ascii_digit());
            fits.then_some(Answer::Text(line)).ok_or(Wrong::new("formato"))
        }
        Kind::Integer { min, max } => read_integer(&line, *min, *max),
        Kind::Date { back, ahead } => read_date(&line, *back, *ahead, today),
        Kind::Time => date::time(&line)
            .map(|time| Answer::Text(time.format("%H:%M").to_string()))
            .ok_or(Wrong::new("formato")),
        Kind::OrgUnit => read_unit(line),
        _ if matches!(normalize::fold(&line).as_str(), "si" | "on" | "true" | "1") => Ok(Answer::Yes),
        _ => Err(Wrong::new("falta")),
    }
}

fn sized(text: String, min: u32, max: u32) -> Value {
    if text.is_empty() { Ok(None) } else { fits(text, min, max).map(Some) }
}

fn fits(text: String, min: u32, max: u32) -> Result<Answer, Wrong> {
    match normalize::length(&text) {
        length if length > max as usize => Err(Wrong::new("largo")),
        length if length < min as usize => Err(Wrong::new("corto")),
        _ => Ok(Answer::Text(text)),
    }
}

fn read_verbatim(typed: &str, max: u32) -> Value {
    let text = normalize::verbatim(typed);
    if text.trim().is_empty() { Ok(None) } else { fits(text, 0, max).map(Some) }
}

fn read_email(system: Option<MailSystem>, line: &str) -> Result<Email, Wrong> {
    if let (Some(system), Some((local, domain))) = (system, email::split(line)) {
        user_name(system, &local)?;
        if domain.len() > system.longest_domain() {
            return Err(Wrong::new("largo"));
        }
    }
    if normalize::length(line) > email::MAX_LEN {
        return Err(Wrong::new("largo"));
    }
    Email::parse(line).ok_or(Wrong::new("formato"))
}

fn user_name(system: MailSystem, typed: &str) -> Result<String, Wrong> {
    system.user_name(typed).map_err(|wrong| match wrong {
        ParseUserNameError::Accents(plain) => Wrong::new("acentos").with("sugerencia", plain),
        ParseUserNameError::Characters => Wrong::new("caracteres"),
        ParseUserNameError::Point => Wrong::new("punto"),
        ParseUserNameError::Reserved(name) => Wrong::new("reservado").with("valor", name),
        ParseUserNameError::Long(_) => Wrong::new("largo"),
    })
}

fn read_phone(line: &str) -> Result<Answer, Wrong> {
    match Phone::parse(line) {
        Ok(phone) => Ok(Answer::Phone { e164: phone.e164().to_owned(), typed: phone.typed().to_owned() }),
        Err(ParsePhoneError::Format) => Err(Wrong::new("formato")),
        Err(ParsePhoneError::Prefix) => Err(Wrong::new("prefijo")),
    }
}

fn read_integer(line: &str, min: u32, max: u32) -> Result<Answer, Wrong> {
    let is_figures = line.bytes().all(|b| b.is_ascii_digit());
    let number = is_figures.then(|| line.parse::<i64>().unwrap_or(i64::MAX)).ok_or(Wrong::new("formato"))?;
    let range = i64::from(min)..=i64::from(max);
    range.contains(&number).then_some(Answer::Number(number)).ok_or(Wrong::new("rango"))
}

fn read_date(line: &str, back: Option<u32>, ahead: Option<u32>, today: NaiveDate) -> Result<Answer, Wrong> {
    let day = date::date(line).map_err(|wrong| match wrong {
        ParseDateError::Format => Wrong::new("formato"),
        ParseDateError::Year => Wrong::new("anio"),
    })?;
    let first = back.and_then(|days| today.checked_sub_days(Days::new(u64::from(days))));
    let last = ahead.and_then(|days| today.checked_add_days(Days::new(u64::from(days))));
    if first.is_some_and(|first| day < first) {
        return Err(Wrong::new("antes"));
    }
    if last.is_some_and(|last| day > last) {
        return Err(Wrong::new("despues"));
    }
    Ok(Answer::Text(day.format("%Y-%m-%d").to_string()))
}

fn read_unit(line: String) -> Result<Answer, Wrong> {
    let Some(path) = line.strip_prefix('/') else { return Err(Wrong::new("formato")) };
    let levels = path.split('/').count();
    if !path.is_empty() && path.split('/').any(|level| level.trim().is_empty()) {
        return Err(Wrong::new("formato"));
    }
    if levels > DEEPEST_UNIT { Err(Wrong::new("niveles")) } else { Ok(Answer::Text(line)) }
}

/// A choice that was not sent at all is the default one; one that was sent empty is missing.
fn read_choice(field: &Field, choices: &[Choice], line: String) -> Value {
    let chosen = if line.is_empty() { field.default.clone().unwrap_or_default() } else { line };
    if chosen.is_empty() {
        return Ok(None);
    }
    let is_known = choices.iter().any(|choice| choice.id == chosen);
    is_known.then_some(Some(Answer::Text(chosen))).ok_or(Wrong::new("opcion"))
}

fn read_choices(choices: &[Choice], typed: &[String]) -> Value {
    let typed: Vec<String> =
        typed.iter().map(|one| normalize::line(one)).filter(|one| !one.is_empty()).collect();
    if typed.iter().any(|one| choices.iter().all(|choice| choice.id != *one)) {
        return Err(Wrong::new("opcion"));
    }
    let chosen: Vec<&Choice> = choices.iter().filter(|choice| typed.contains(&choice.id)).collect();
    for choice in &chosen {
        if let Some(other) = chosen.iter().find(|other| choice.excludes.contains(&other.id)) {
            let wrong = Wrong::new("excluye").with("opcion", &choice.label);
            return Err(wrong.with("otra", &other.label));
        }
    }
    let ids: Vec<String> = chosen.into_iter().map(|choice| choice.id.clone()).collect();
    Ok(listed(ids))
}

fn listed(items: Vec<String>) -> Option<Answer> {
    (!items.is_empty()).then_some(Answer::List(items))
}

fn read_emails(system: Option<MailSystem>, min: u32, max: u32, typed: &str) -> Value {
    let mut emails: Vec<String> = Vec::new();
    for (number, item) in normalize::list(typed) {
        let email = read_email(system, &item);
        let email = email.map_err(|_| Wrong::new("formato").with("linea", number.to_string()))?;
        if !emails.iter().any(|known| known == email.as_str()) {
            emails.push(email.as_str().to_owned());
        }
    }
    counted(emails, min, max)
}

fn read_user_names(system: MailSystem, max: u32, typed: &str) -> Value {
    let mut names: Vec<String> = Vec::new();
    for (number, item) in normalize::list(typed) {
        let name = if item.contains('@') {
            read_email(Some(system), &item).map(|email| email.as_str().to_owned())
        } else {
            user_name(system, &item)
        };
        let name = name.map_err(|_| Wrong::new("formato").with("linea", number.to_string()))?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    counted(names, 0, max)
}

fn read_lines(max: u32, typed: &str) -> Value {
    let items = normalize::list(typed);
    if let Some((number, _)) = items.iter().find(|(_, item)| normalize::length(item) > LONGEST_LINE) {
        return Err(Wrong::new("largo").with("linea", number.to_string()));
    }
    counted(items.into_iter().map(|(_, item)| item).collect(), 0, max)
}

fn counted(items: Vec<String>, min: u32, max: u32) -> Value {
    let fits = (min as usize..=max as usize).contains(&items.len());
    if items.is_empty() || fits { Ok(listed(items)) } else { Err(Wrong::new("cuantos")) }
}
