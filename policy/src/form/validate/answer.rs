//! Parses one answer.

use chrono::{Days, NaiveDate};

use crate::form::model::kind::{MAX_LINE_CHARS, MAX_ORG_UNIT_DEPTH};
use crate::form::model::{Choice, Field, Kind};
use crate::form::validate::RuleViolation;
use crate::submission::Answer;
use crate::text::normalize;
use crate::value::date::{self, ParseDateError};
use crate::value::email;
use crate::value::phone::ParsePhoneError;
use crate::value::user_name::ParseUserNameError;
use crate::value::{Account, Domain, Email, MailSystem, Phone};

type ParsedAnswer = Result<Option<Answer>, RuleViolation>;

/// Returns the answer in `typed`, the values of `field`, or `None` if it is blank.
pub(crate) fn parse_answer(field: &Field, typed: &[String], today: NaiveDate) -> ParsedAnswer {
    if let Kind::Choices(choices) = &field.kind {
        return parse_choices(choices, typed);
    }
    let typed = typed.first().map_or("", String::as_str);
    let line = normalize::line(typed);
    match &field.kind {
        Kind::Paragraph { min, max } => parse_text(normalize::lines(typed), *min, *max),
        Kind::Verbatim { max } => parse_text(normalize::normalize_newlines(typed), 0, *max),
        Kind::Emails { system, min, max } => parse_emails(*system, *min, *max, typed),
        Kind::UserNames { system, max } => parse_accounts(*system, *max, typed),
        Kind::Lines { max } => parse_lines(*max, typed),
        Kind::Choice(choices) | Kind::Select(choices) => parse_choice(field, choices, line),
        _ if line.is_empty() => Ok(None),
        kind => parse_line(kind, line, today).map(Some),
    }
}

fn parse_line(kind: &Kind, line: String, today: NaiveDate) -> Result<Answer, RuleViolation> {
    let invalid_format = "formato".into();
    match kind {
        Kind::Text { without, .. } if line.chars().any(|c| without.contains(c)) => Err("caracteres".into()),
        Kind::Text { min, max, .. } => check_length(line, *min, *max),
        Kind::Email(system) => parse_email(*system, &line).map(Answer::Email),
        Kind::UserName(system) => parse_user_name(*system, &line).map(Answer::Text),
        Kind::Domain => Domain::parse(&line).map(Answer::Domain).ok_or(invalid_format),
        Kind::Phone => Phone::parse(&line).map(Answer::Phone).map_err(|error| match error {
            ParsePhoneError::Format => invalid_format,
            ParsePhoneError::Prefix => "prefijo".into(),
        }),
        Kind::Digits { max } => {
            let is_valid = line.len() <= *max as usize && line.bytes().all(|b| b.is_ascii_digit());
            is_valid.then_some(Answer::Text(line)).ok_or(invalid_format)
        }
        Kind::Integer { min, max } => parse_integer(&line, *min, *max),
        Kind::Date { back, ahead } => parse_date(&line, *back, *ahead, today),
        Kind::Time => {
            let time = date::parse_time(&line).ok_or(invalid_format)?;
            Ok(Answer::Text(time.format("%H:%M").to_string()))
        }
        Kind::OrgUnit => parse_org_unit(line),
        Kind::Confirmation => match normalize::fold_accents(&line).as_str() {
            "si" | "on" | "true" | "1" => Ok(Answer::Yes),
            _ => Err("falta".into()),
        },
        // `parse_answer` parses these. They are named so that the compiler reports a new kind.
        Kind::Paragraph { .. }
        | Kind::Verbatim { .. }
        | Kind::Emails { .. }
        | Kind::UserNames { .. }
        | Kind::Lines { .. }
        | Kind::Choice(_)
        | Kind::Select(_)
        | Kind::Choices(_) => Err(invalid_format),
    }
}

fn parse_text(text: String, min: u32, max: u32) -> ParsedAnswer {
    if text.trim().is_empty() { Ok(None) } else { check_length(text, min, max).map(Some) }
}

fn check_length(text: String, min: u32, max: u32) -> Result<Answer, RuleViolation> {
    match normalize::char_count(&text) {
        length if length > max as usize => Err("largo".into()),
        length if length < min as usize => Err("corto".into()),
        _ => Ok(Answer::Text(text)),
    }
}

fn parse_email(system: Option<MailSystem>, line: &str) -> Result<Email, RuleViolation> {
    let parts = email::split(line);
    if let (Some(system), Some((local, domain))) = (system, &parts) {
        parse_user_name(system, local)?;
        if domain.len() > system.max_domain_len() {
            return Err("largo".into());
        }
    }
    if normalize::char_count(line) > email::MAX_LEN {
        return Err("largo".into());
    }
    let parsed = parts.and_then(|(local, domain)| Email::from_parts(local, &domain));
    parsed.ok_or("formato".into())
}

fn parse_user_name(system: MailSystem, typed: &str) -> Result<String, RuleViolation> {
    system.parse_user_name(typed).map_err(|error| match error {
        ParseUserNameError::Accents(name) => RuleViolation::from("acentos").with("sugerencia", name),
        ParseUserNameError::Characters => "caracteres".into(),
        ParseUserNameError::Point => "punto".into(),
        ParseUserNameError::Reserved(name) => RuleViolation::from("reservado").with("valor", name),
        ParseUserNameError::Long => "largo".into(),
    })
}

fn parse_integer(line: &str, min: u32, max: u32) -> Result<Answer, RuleViolation> {
    if !line.bytes().all(|b| b.is_ascii_digit()) {
        return Err("formato".into());
    }
    let number = line.parse().unwrap_or(i64::MAX);
    let range = i64::from(min)..=i64::from(max);
    range.contains(&number).then_some(Answer::Number(number)).ok_or("rango".into())
}

fn parse_date(
    line: &str,
    back: Option<u32>,
    ahead: Option<u32>,
    today: NaiveDate,
) -> Result<Answer, RuleViolation> {
    let day = date::parse_date(line).map_err(|error| match error {
        ParseDateError::Format => "formato",
        ParseDateError::Year => "anio",
    })?;
    let first = back.and_then(|days| today.checked_sub_days(Days::new(u64::from(days))));
    let last = ahead.and_then(|days| today.checked_add_days(Days::new(u64::from(days))));
    match day {
        day if first.is_some_and(|first| day < first) => Err("antes".into()),
        day if last.is_some_and(|last| day > last) => Err("despues".into()),
        day => Ok(Answer::Date(day)),
    }
}

fn parse_org_unit(line: String) -> Result<Answer, RuleViolation> {
    let path = line.strip_prefix('/').ok_or("formato")?;
    if !path.is_empty() && path.split('/').any(|level| level.trim().is_empty()) {
        return Err("formato".into());
    }
    if path.split('/').count() > MAX_ORG_UNIT_DEPTH {
        return Err("niveles".into());
    }
    Ok(Answer::Text(line))
}

/// An empty value is replaced by the default choice.
fn parse_choice(field: &Field, choices: &[Choice], line: String) -> ParsedAnswer {
    let chosen = if line.is_empty() { field.default.clone().unwrap_or_default() } else { line };
    if chosen.is_empty() {
        return Ok(None);
    }
    let is_known = choices.iter().any(|choice| choice.id == chosen);
    is_known.then_some(Some(Answer::Text(chosen))).ok_or("opcion".into())
}

fn parse_choices(choices: &[Choice], typed: &[String]) -> ParsedAnswer {
    let typed: Vec<String> =
        typed.iter().map(|value| normalize::line(value)).filter(|value| !value.is_empty()).collect();
    if typed.iter().any(|value| choices.iter().all(|choice| choice.id != *value)) {
        return Err("opcion".into());
    }
    let chosen: Vec<&Choice> = choices.iter().filter(|choice| typed.contains(&choice.id)).collect();
    for choice in &chosen {
        if let Some(other) = chosen.iter().find(|other| choice.excludes.contains(&other.id)) {
            let violation = RuleViolation::from("excluye").with("opcion", &choice.label);
            return Err(violation.with("otra", &other.label));
        }
    }
    let ids: Vec<String> = chosen.into_iter().map(|choice| choice.id.clone()).collect();
    Ok((!ids.is_empty()).then_some(Answer::List(ids)))
}

fn parse_emails(system: Option<MailSystem>, min: u32, max: u32, typed: &str) -> ParsedAnswer {
    let emails = parse_items(typed, |item| parse_email(system, item))?;
    check_count(emails, min, max, Answer::Emails)
}

fn parse_accounts(system: MailSystem, max: u32, typed: &str) -> ParsedAnswer {
    let accounts = parse_items(typed, |item| {
        if item.contains('@') {
            parse_email(Some(system), item).map(Account::Email)
        } else {
            parse_user_name(system, item).map(Account::UserName)
        }
    })?;
    check_count(accounts, 0, max, Answer::Accounts)
}

/// Returns the distinct items of a list.
fn parse_items<T: PartialEq>(
    typed: &str,
    parse: impl Fn(&str) -> Result<T, RuleViolation>,
) -> Result<Vec<T>, RuleViolation> {
    let mut items = Vec::new();
    for (line, item) in normalize::split_list(typed) {
        let item =
            parse(&item).map_err(|_| RuleViolation::from("formato").with("linea", line.to_string()))?;
        if !items.contains(&item) {
            items.push(item);
        }
    }
    Ok(items)
}

fn parse_lines(max: u32, typed: &str) -> ParsedAnswer {
    let items = normalize::split_list(typed);
    if let Some((line, _)) = items.iter().find(|(_, item)| normalize::char_count(item) > MAX_LINE_CHARS) {
        return Err(RuleViolation::from("largo").with("linea", line.to_string()));
    }
    check_count(items.into_iter().map(|(_, item)| item).collect(), 0, max, Answer::List)
}

fn check_count<T>(items: Vec<T>, min: u32, max: u32, answer: fn(Vec<T>) -> Answer) -> ParsedAnswer {
    match items.len() {
        0 => Ok(None),
        count if (min as usize..=max as usize).contains(&count) => Ok(Some(answer(items))),
        _ => Err("cuantos".into()),
    }
}
