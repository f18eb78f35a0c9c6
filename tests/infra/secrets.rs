//! No secret is in clear text.

use serde_json::Value;

use crate::template::{Template, Violations, attribute, text};

/// Parts of the names of variables and headers that contain secrets.
const SECRET: [&str; 6] = ["KEY", "PROOF", "MARK", "SECRET", "TOKEN", "PASSWORD"];

pub(crate) fn check(template: &Template, violations: &mut Violations) {
    for (name, function) in template.by_type("AWS::Lambda::Function") {
        let variables = function["Properties"]["Environment"]["Variables"].as_object();
        for (variable, value) in variables.into_iter().flatten() {
            let value = value.get("Fn::If").map_or(value, |choice| &choice[1]);
            let is_secret = SECRET.iter().any(|part| variable.contains(part));
            violations.require(
                !is_secret || is_looked_up(value),
                format!("{name} must resolve {variable} from Secrets Manager"),
            );
        }
    }
    for (name, secret) in template.by_type("AWS::SecretsManager::Secret") {
        let secret = &secret["Properties"];
        violations.require(secret["SecretString"].is_null(), format!("{name} must be generated"));
        let length = secret["GenerateSecretString"]["PasswordLength"].as_u64().unwrap_or_default();
        violations.require(length >= 32, format!("{name} must have 32 characters at least"));
        violations.require(
            secret["GenerateSecretString"]["ExcludePunctuation"] == true,
            format!("{name} must be a valid header value"),
        );
        violations
            .require(secret["KmsKeyId"] == attribute("DataKey", "Arn"), format!("{name} must be encrypted"));
    }
    let parameters = template.0["Parameters"].as_object().into_iter().flatten();
    for (name, parameter) in parameters {
        violations.require(
            parameter["NoEcho"].is_null(),
            format!("{name} must not be a secret: parameters are stored in clear text"),
        );
    }
}

fn is_looked_up(value: &Value) -> bool {
    text(value).starts_with("{{resolve:secretsmanager:${")
}
