//! The function, and the gateway before it.

use std::path::PathBuf;

use api::lambda::config::Config;
use serde_json::{Value, json};

use crate::template::{Faults, Template, attribute, reference, words};

pub(crate) fn check(template: &Template, faults: &mut Faults) {
    function(template, faults);
    environment(template, faults);
    shift(template, faults);
    gateway(template, faults);
    time(template, faults);
}

fn function(template: &Template, faults: &mut Faults) {
    template.must_be(faults, "ApiFunction", "/Runtime", &json!("provided.al2023"));
    template.must_be(faults, "ApiFunction", "/Handler", &json!("bootstrap"));
    template.must_be(faults, "ApiFunction", "/Architectures", &json!([reference("Architecture")]));
    template.must_be(faults, "ApiFunction", "/Role", &attribute("ApiRole", "Arn"));
    template.must_be(
        faults,
        "ApiFunction",
        "/LoggingConfig",
        &json!({"LogFormat": "JSON", "LogGroup": reference("ApiLog")}),
    );
    let most = template.get("ApiFunction", "/ReservedConcurrentExecutions");
    faults.must(
        most["Fn::If"][0] == "Reserves",
        "new accounts have no concurrency to reserve: none must be reserved unless asked",
    );
    let reserved = &template.0["Parameters"]["ReservedConcurrency"]["Default"];
    faults.must(*reserved == -1, "ReservedConcurrency must be none unless asked");
}

/// The function, asked itself, can start with these variables, and needs each of those that it says it needs.
fn environment(template: &Template, faults: &mut Faults) {
    let variables = template.get("ApiFunction", "/Environment/Variables");
    let set = |name: &str| variables.get(name).filter(|value| value.get("Fn::If").is_none());
    let starts = |without: &str| {
        let value = |name: &'static str| set(name).filter(|_| name != without).map(|_| "x".repeat(48));
        Config::read(value, Some(PathBuf::from("dist/api")))
    };
    if let Err(error) = starts("") {
        faults.must(false, format!("the function could not start: {error}"));
    }
    for name in ["FOLIO_TABLE", "FOLIO_GUARD_TABLE", "FOLIO_TOKEN_KEY", "FOLIO_ORIGIN_PROOF"] {
        faults.must(starts(name).is_err(), format!("the function must need {name}"));
    }
    faults.must(set("FOLIO_TABLE") == Some(&reference("Tickets")), "FOLIO_TABLE must be the tickets' table");
    faults.must(
        set("FOLIO_GUARD_TABLE") == Some(&reference("Guard")),
        "FOLIO_GUARD_TABLE must be the guard's table",
    );
}

fn shift(template: &Template, faults: &mut Faults) {
    let versions = template.of("AWS::Lambda::Version");
    let [(version, _)] = versions.as_slice() else {
        return faults.must(false, "the function must have one version");
    };
    template.must_be(faults, "ApiFunctionAliaslive", "/FunctionVersion", &attribute(version, "Version"));
    let released = template.get("ApiFunction", "/Description").as_str().unwrap_or_default();
    // Without it a new secret is no change, and is not read.
    faults.must(released.ends_with(&"0".repeat(64)), "a new Release must be a new version");
    let updated =
        &template.resources()["ApiFunctionAliaslive"]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"];
    faults.must(
        updated["DeploymentGroupName"] == reference("ApiFunctionDeploymentGroup"),
        "requests must go over by and by",
    );
    let alarms = template.get("ApiFunctionDeploymentGroup", "/AlarmConfiguration/Fn::If/2");
    let both = json!([{"Name": reference("ErrorsAlarm")}, {"Name": reference("ServerErrorsAlarm")}]);
    faults.must(alarms["Enabled"] == true && alarms["Alarms"] == both, "alarms must take a new version back");
}

fn gateway(template: &Template, faults: &mut Faults) {
    template.must_be(faults, "Api", "/ProtocolType", &json!("HTTP"));
    faults.must(template.get("Api", "/CorsConfiguration").is_null(), "no other site may ask the API");
    template.must_be(faults, "ApiIntegration", "/IntegrationType", &json!("AWS_PROXY"));
    template.must_be(faults, "ApiIntegration", "/PayloadFormatVersion", &json!("2.0"));
    template.must_be(faults, "ApiIntegration", "/IntegrationUri", &reference("ApiFunctionAliaslive"));
    template.must_be(faults, "ApiRoute", "/RouteKey", &json!("$default"));
    template.must_be(faults, "ApiRoute", "/Target", &json!({"Fn::Sub": "integrations/${ApiIntegration}"}));
    // Of any other name, the address would begin with it.
    template.must_be(faults, "ApiStage", "/StageName", &json!("$default"));
    template.must_be(faults, "ApiStage", "/AutoDeploy", &json!(true));
    template.must_be(
        faults,
        "ApiStage",
        "/DefaultRouteSettings/ThrottlingRateLimit",
        &reference("RequestsPerSecond"),
    );
    template.must_be(
        faults,
        "ApiStage",
        "/DefaultRouteSettings/ThrottlingBurstLimit",
        &reference("RequestBurst"),
    );
    template.must_be(faults, "ApiStage", "/AccessLogSettings/DestinationArn", &attribute("AccessLog", "Arn"));
    faults.must(
        template.resources()["ApiStage"]["DependsOn"] == "ApiRoute",
        "ApiStage must wait for its route",
    );
    let format = words(template.get("ApiStage", "/AccessLogSettings/Format"));
    faults.must(serde_json::from_str::<Value>(format).is_ok(), "the access log must be JSON");
    for personal in ["sourceIp", "$context.path", "userAgent", "authorizer"] {
        faults.must(!format.contains(personal), format!("the access log must not have {personal}"));
    }
    template.must_be(faults, "ApiInvocation", "/FunctionName", &reference("ApiFunctionAliaslive"));
    template.must_be(faults, "ApiInvocation", "/Principal", &json!("apigateway.amazonaws.com"));
    template.must_be(faults, "ApiInvocation", "/SourceAccount", &reference("AWS::AccountId"));
    let source = words(template.get("ApiInvocation", "/SourceArn"));
    faults.must(source.ends_with(":${Api}/*/$default"), "only this gateway may call the function");
}

/// Each waits longer than what it waits for, so that a visitor is answered by the innermost that gives up.
fn time(template: &Template, faults: &mut Faults) {
    let of = |name, pointer| template.get(name, pointer).as_u64().unwrap_or_default();
    let store = u64::try_from((api::store::dynamodb::PUT_TIMEOUT + api::guard::GUARD_TIMEOUT).as_millis())
        .unwrap_or(u64::MAX);
    let function = of("ApiFunction", "/Timeout") * 1_000;
    let gateway = of("ApiIntegration", "/TimeoutInMillis");
    let distribution =
        of("Distribution", "/DistributionConfig/Origins/1/CustomOriginConfig/OriginReadTimeout") * 1_000;
    let all = [store, function, gateway, distribution, 30_000];
    faults.must(
        all.is_sorted_by(|shorter, longer| shorter < longer),
        format!("each must wait longer than the one within: {all:?} ms"),
    );
}
