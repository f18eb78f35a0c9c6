//! The function, and the gateway in front of it.

use std::path::PathBuf;

use api::lambda::config::Config;
use serde_json::{Value, json};

use crate::template::{Template, Violations, attribute, reference, text};

pub(crate) fn check(template: &Template, violations: &mut Violations) {
    function(template, violations);
    environment(template, violations);
    deployment(template, violations);
    gateway(template, violations);
    time(template, violations);
}

fn function(template: &Template, violations: &mut Violations) {
    template.require_value(violations, "ApiFunction", "/Runtime", &json!("provided.al2023"));
    template.require_value(violations, "ApiFunction", "/Handler", &json!("bootstrap"));
    template.require_value(violations, "ApiFunction", "/Architectures", &json!([reference("Architecture")]));
    template.require_value(violations, "ApiFunction", "/Role", &attribute("ApiRole", "Arn"));
    template.require_value(
        violations,
        "ApiFunction",
        "/LoggingConfig",
        &json!({"LogFormat": "JSON", "LogGroup": reference("ApiLog")}),
    );
    let most = template.get("ApiFunction", "/ReservedConcurrentExecutions");
    violations.require(
        most["Fn::If"][0] == "Reserves",
        "new accounts have no concurrency to reserve: nothing may be reserved by default",
    );
    let reserved = &template.0["Parameters"]["ReservedConcurrency"]["Default"];
    violations.require(*reserved == -1, "ReservedConcurrency must be off by default");
}

/// The function's own configuration parser accepts these variables, and rejects a set without a required one.
fn environment(template: &Template, violations: &mut Violations) {
    let variables = template.get("ApiFunction", "/Environment/Variables");
    let set = |name: &str| variables.get(name).filter(|value| value.get("Fn::If").is_none());
    let starts = |without: &str| {
        let value = |name: &'static str| set(name).filter(|_| name != without).map(|_| "x".repeat(48));
        Config::read(value, Some(PathBuf::from("dist/api")))
    };
    if let Err(error) = starts("") {
        violations.require(false, format!("the function could not start: {error}"));
    }
    for name in ["FOLIO_TABLE", "FOLIO_GUARD_TABLE", "FOLIO_TOKEN_KEY", "FOLIO_ORIGIN_PROOF"] {
        violations.require(starts(name).is_err(), format!("the function must need {name}"));
    }
    violations
        .require(set("FOLIO_TABLE") == Some(&reference("Tickets")), "FOLIO_TABLE must be the tickets' table");
    violations.require(
        set("FOLIO_GUARD_TABLE") == Some(&reference("Guard")),
        "FOLIO_GUARD_TABLE must be the guard's table",
    );
}

fn deployment(template: &Template, violations: &mut Violations) {
    let versions = template.by_type("AWS::Lambda::Version");
    let [(version, _)] = versions.as_slice() else {
        return violations.require(false, "the function must have one version");
    };
    template.require_value(
        violations,
        "ApiFunctionAliaslive",
        "/FunctionVersion",
        &attribute(version, "Version"),
    );
    let released = template.get("ApiFunction", "/Description").as_str().unwrap_or_default();
    // Without it, a new secret is not a change and is not read.
    violations.require(released.ends_with(&"0".repeat(64)), "a new Release must be a new version");
    let updated =
        &template.resources()["ApiFunctionAliaslive"]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"];
    violations.require(
        updated["DeploymentGroupName"] == reference("ApiFunctionDeploymentGroup"),
        "traffic must shift gradually",
    );
    let alarms = template.get("ApiFunctionDeploymentGroup", "/AlarmConfiguration/Fn::If/2");
    let both = json!([{"Name": reference("ErrorsAlarm")}, {"Name": reference("ServerErrorsAlarm")}]);
    violations.require(
        alarms["Enabled"] == true && alarms["Alarms"] == both,
        "alarms must roll a new version back",
    );
}

fn gateway(template: &Template, violations: &mut Violations) {
    template.require_value(violations, "Api", "/ProtocolType", &json!("HTTP"));
    violations.require(template.get("Api", "/CorsConfiguration").is_null(), "no other site may call the API");
    template.require_value(violations, "ApiIntegration", "/IntegrationType", &json!("AWS_PROXY"));
    template.require_value(violations, "ApiIntegration", "/PayloadFormatVersion", &json!("2.0"));
    template.require_value(
        violations,
        "ApiIntegration",
        "/IntegrationUri",
        &reference("ApiFunctionAliaslive"),
    );
    template.require_value(violations, "ApiRoute", "/RouteKey", &json!("$default"));
    template.require_value(
        violations,
        "ApiRoute",
        "/Target",
        &json!({"Fn::Sub": "integrations/${ApiIntegration}"}),
    );
    // With any other name, the address would start with it.
    template.require_value(violations, "ApiStage", "/StageName", &json!("$default"));
    template.require_value(violations, "ApiStage", "/AutoDeploy", &json!(true));
    template.require_value(
        violations,
        "ApiStage",
        "/DefaultRouteSettings/ThrottlingRateLimit",
        &reference("RequestsPerSecond"),
    );
    template.require_value(
        violations,
        "ApiStage",
        "/DefaultRouteSettings/ThrottlingBurstLimit",
        &reference("RequestBurst"),
    );
    template.require_value(
        violations,
        "ApiStage",
        "/AccessLogSettings/DestinationArn",
        &attribute("AccessLog", "Arn"),
    );
    violations.require(
        template.resources()["ApiStage"]["DependsOn"] == "ApiRoute",
        "ApiStage must wait for its route",
    );
    let format = text(template.get("ApiStage", "/AccessLogSettings/Format"));
    violations.require(serde_json::from_str::<Value>(format).is_ok(), "the access log must be JSON");
    for personal in ["sourceIp", "$context.path", "userAgent", "authorizer"] {
        violations.require(!format.contains(personal), format!("the access log must not have {personal}"));
    }
    template.require_value(violations, "ApiInvocation", "/FunctionName", &reference("ApiFunctionAliaslive"));
    template.require_value(violations, "ApiInvocation", "/Principal", &json!("apigateway.amazonaws.com"));
    template.require_value(violations, "ApiInvocation", "/SourceAccount", &reference("AWS::AccountId"));
    let source = text(template.get("ApiInvocation", "/SourceArn"));
    violations.require(source.ends_with(":${Api}/*/$default"), "only this gateway may call the function");
}

/// Each timeout is longer than the one inside, so that the innermost layer responds to the client.
fn time(template: &Template, violations: &mut Violations) {
    let by_type = |name, pointer| template.get(name, pointer).as_u64().unwrap_or_default();
    let store = u64::try_from((api::store::dynamodb::PUT_TIMEOUT + api::guard::GUARD_TIMEOUT).as_millis())
        .unwrap_or(u64::MAX);
    let function = by_type("ApiFunction", "/Timeout") * 1_000;
    let gateway = by_type("ApiIntegration", "/TimeoutInMillis");
    let distribution =
        by_type("Distribution", "/DistributionConfig/Origins/1/CustomOriginConfig/OriginReadTimeout") * 1_000;
    let all = [store, function, gateway, distribution, 30_000];
    violations.require(
        all.is_sorted_by(|shorter, longer| shorter < longer),
        format!("each timeout must be longer than the one inside: {all:?} ms"),
    );
}
