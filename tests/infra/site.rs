//! The bucket, which only the distribution reads, and the distribution with its two origins.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::template::{Template, Violations, attribute, reference, text, texts};

/// The headers that the function reads, which must therefore reach it.
const HEADERS: [&str; 8] = [
    "Accept",
    "CloudFront-Viewer-Address",
    "Content-Type",
    "Idempotency-Key",
    "Origin",
    "Referer",
    "Sec-Fetch-Site",
    "X-Folio-Test",
];

pub(crate) fn check(template: &Template, violations: &mut Violations) {
    bucket(template, violations);
    bucket_policy(template, violations);
    origins(template, violations);
    behaviours(template, violations);
    distribution(template, violations);
    forwarded(template, violations);
    headers(template, violations);
    firewall(template, violations);
}

fn bucket(template: &Template, violations: &mut Violations) {
    for block in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
        let pointer = format!("/PublicAccessBlockConfiguration/{block}");
        template.require_value(violations, "Site", &pointer, &json!(true));
    }
    let owner = json!("BucketOwnerEnforced");
    template.require_value(violations, "Site", "/OwnershipControls/Rules/0/ObjectOwnership", &owner);
    template.require_value(violations, "Site", "/VersioningConfiguration/Status", &json!("Enabled"));
    let encrypted = template.get("Site", "/BucketEncryption/ServerSideEncryptionConfiguration/0");
    violations.require(!encrypted.is_null(), "Site must be encrypted");
    violations.require(
        template.get("Site", "/WebsiteConfiguration").is_null(),
        "Site must not be a website endpoint",
    );
}

fn bucket_policy(template: &Template, violations: &mut Violations) {
    template.require_value(violations, "SitePolicy", "/Bucket", &reference("Site"));
    let statements = Template::statements(template.get("SitePolicy", "/PolicyDocument"));
    let (allowed, denied): (Vec<_>, Vec<_>) =
        statements.into_iter().partition(|one| one["Effect"] == "Allow");
    let reads = |one: &Value| {
        one["Principal"] == json!({"Service": "cloudfront.amazonaws.com"})
            && texts(&one["Action"]) == ["s3:GetObject"]
            && text(&one["Condition"]["StringEquals"]["aws:SourceArn"])
                .ends_with(":distribution/${Distribution}")
    };
    violations.require(
        allowed.len() == 1 && allowed.iter().all(|one| reads(one)),
        "SitePolicy must let this distribution get objects, and nobody anything else",
    );
    let both = json!([attribute("Site", "Arn"), {"Fn::Sub": "${Site.Arn}/*"}]);
    let without_tls = |one: &Value| {
        one["Principal"] == "*"
            && one["Action"] == "s3:*"
            && one["Resource"] == both
            && one["Condition"] == json!({"Bool": {"aws:SecureTransport": "false"}})
    };
    violations.require(denied.iter().any(|one| without_tls(one)), "SitePolicy must deny all without TLS");
}

fn list<'a>(template: &'a Template, pointer: &str) -> Vec<&'a Value> {
    template.get("Distribution", pointer).as_array().into_iter().flatten().collect()
}

fn origins(template: &Template, violations: &mut Violations) {
    for origin in list(template, "/DistributionConfig/Origins") {
        let id = origin["Id"].as_str().unwrap_or_default();
        if let Some(custom) = origin["CustomOriginConfig"].as_object() {
            violations.require(
                custom["OriginProtocolPolicy"] == "https-only",
                format!("origin {id} must be reached over TLS"),
            );
            violations.require(
                custom["OriginSSLProtocols"] == json!(["TLSv1.2"]),
                format!("origin {id} must have TLS 1.2"),
            );
            origin_proof(origin, id, violations);
        } else {
            let signed = &origin["OriginAccessControlId"];
            let controls = template.by_type("AWS::CloudFront::OriginAccessControl");
            let is_signed = controls.iter().any(|(name, _)| *signed == attribute(name, "Id"));
            violations.require(is_signed, format!("origin {id} must have signed requests"));
            violations.require(
                origin["S3OriginConfig"] == json!({"OriginAccessIdentity": ""}),
                format!("origin {id} must have no other identity"),
            );
            violations.require(
                origin["DomainName"] == attribute("Site", "RegionalDomainName"),
                format!("origin {id} must be the bucket's regional name"),
            );
        }
    }
    let control = "/OriginAccessControlConfig";
    for (property, value) in
        [("OriginAccessControlOriginType", "s3"), ("SigningBehavior", "always"), ("SigningProtocol", "sigv4")]
    {
        template.require_value(violations, "SiteAccess", &format!("{control}/{property}"), &json!(value));
    }
}

/// The distribution sends a secret header, which is not in clear text.
fn origin_proof(origin: &Value, id: &str, violations: &mut Violations) {
    let headers = origin["OriginCustomHeaders"].as_array().into_iter().flatten();
    let mut proofs = headers.filter(|header| {
        header["HeaderName"]
            .as_str()
            .is_some_and(|name| name.eq_ignore_ascii_case(api::http::origin_proof::ORIGIN_SECRET_HEADER))
    });
    let is_secret = proofs.next().is_some_and(|header| {
        text(&header["HeaderValue"])
            == "{{resolve:secretsmanager:${OriginProof}:SecretString:current::${ProofVersion}}}"
    });
    violations.require(is_secret, format!("origin {id} must get the secret header"));
}

fn behaviours(template: &Template, violations: &mut Violations) {
    let config = template.get("Distribution", "/DistributionConfig");
    let ids: Vec<&Value> =
        list(template, "/DistributionConfig/Origins").iter().map(|origin| &origin["Id"]).collect();
    let default = &config["DefaultCacheBehavior"];
    let others = list(template, "/DistributionConfig/CacheBehaviors");
    for one in others.iter().copied().chain([default]) {
        let path = one["PathPattern"].as_str().unwrap_or("the default behaviour");
        violations.require(
            ids.contains(&&one["TargetOriginId"]),
            format!("{path} must go to an origin that exists"),
        );
        violations.require(
            one["ResponseHeadersPolicyId"] == reference("Headers"),
            format!("{path} must be sent with the headers"),
        );
        violations.require(one.get("ForwardedValues").is_none(), format!("{path} must use policies"));
    }
    violations.require(default["TargetOriginId"] == "site", "the default behaviour must be the site");
    violations
        .require(default["ViewerProtocolPolicy"] == "redirect-to-https", "the site must be sent over TLS");
    violations.require(
        default["CachePolicyId"] == "658327ea-f89d-4fab-a63d-7e88639e58f6",
        "the site must be cached",
    );
    violations.require(default["Compress"] == true, "the site must be compressed");
    violations.require(default["AllowedMethods"] == json!(["GET", "HEAD"]), "the site must be read only");
    violations
        .require(default["OriginRequestPolicyId"].is_null(), "the bucket must get no data of the visitor");
    let index = json!([{"EventType": "viewer-request", "FunctionARN": attribute("Index", "FunctionARN")}]);
    violations.require(default["FunctionAssociations"] == index, "the site must have its index");
    let api: Vec<&&Value> = others.iter().filter(|one| one["PathPattern"] == "/api/*").collect();
    let [api] = api.as_slice() else {
        return violations.require(false, "/api/* must be a separate behaviour");
    };
    violations.require(api["TargetOriginId"] == "api", "/api/* must be the API");
    violations.require(api["ViewerProtocolPolicy"] == "https-only", "/api/* must be refused without TLS");
    violations.require(
        api["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        "/api/* must never be cached",
    );
    violations.require(
        api["OriginRequestPolicyId"] == reference("ApiRequest"),
        "/api/* must reach the function whole",
    );
    violations.require(texts(&api["AllowedMethods"]).contains(&"POST"), "/api/* must accept POST");
}

fn distribution(template: &Template, violations: &mut Violations) {
    let errors = json!([{"ErrorCode": 403, "ResponseCode": 404, "ResponsePagePath": "/404.html", "ErrorCachingMinTTL": 60}]);
    // Any other code would hide a response of the API.
    template.require_value(violations, "Distribution", "/DistributionConfig/CustomErrorResponses", &errors);
    template.require_value(
        violations,
        "Distribution",
        "/DistributionConfig/DefaultRootObject",
        &json!("index.html"),
    );
    template.require_value(violations, "Distribution", "/DistributionConfig/Enabled", &json!(true));
    let certificate = "/DistributionConfig/ViewerCertificate/Fn::If/1";
    let tls = format!("{certificate}/MinimumProtocolVersion");
    template.require_value(violations, "Distribution", &tls, &json!("TLSv1.2_2021"));
    template.require_value(
        violations,
        "Distribution",
        &format!("{certificate}/SslSupportMethod"),
        &json!("sni-only"),
    );
    for (name, record) in template.by_type("AWS::Route53::RecordSet") {
        let target = &record["Properties"]["AliasTarget"]["DNSName"];
        violations.require(
            *target == attribute("Distribution", "DomainName"),
            format!("{name} must lead to the distribution"),
        );
    }
    template.require_value(violations, "Index", "/AutoPublish", &json!(true));
    template.require_value(violations, "Index", "/FunctionConfig/Runtime", &json!("cloudfront-js-2.0"));
}

fn forwarded(template: &Template, violations: &mut Violations) {
    let config = "/OriginRequestPolicyConfig";
    template.require_value(
        violations,
        "ApiRequest",
        &format!("{config}/CookiesConfig/CookieBehavior"),
        &json!("none"),
    );
    template.require_value(
        violations,
        "ApiRequest",
        &format!("{config}/HeadersConfig/HeaderBehavior"),
        &json!("whitelist"),
    );
    let queries = json!({"QueryStringBehavior": "whitelist", "QueryStrings": ["t"]});
    template.require_value(violations, "ApiRequest", &format!("{config}/QueryStringsConfig"), &queries);
    let mut sent = texts(template.get("ApiRequest", &format!("{config}/HeadersConfig/Headers")));
    sent.sort_unstable();
    violations.require(sent == HEADERS, format!("ApiRequest must send {HEADERS:?}, not {sent:?}"));
    violations.require(sent.len() <= 10, "ApiRequest may send ten headers");
}

/// Checks that the headers of the template equal those of `infra/headers.json`, by lower-case names.
fn headers(template: &Template, violations: &mut Violations) {
    let config = template.get("Headers", "/ResponseHeadersPolicyConfig");
    let security = &config["SecurityHeadersConfig"];
    let mut all = BTreeMap::new();
    let mut send = |name: &str, value: String| all.insert(name.to_lowercase(), value);
    let text =
        |pointer: &str| security.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    send("content-security-policy", text("/ContentSecurityPolicy/ContentSecurityPolicy"));
    send("x-frame-options", text("/FrameOptions/FrameOption"));
    send("referrer-policy", text("/ReferrerPolicy/ReferrerPolicy"));
    if security["ContentTypeOptions"].is_object() {
        send("x-content-type-options", "nosniff".to_owned());
    }
    let strict = &security["StrictTransportSecurity"];
    let domains = if strict["IncludeSubdomains"] == true { "; includeSubDomains" } else { "" };
    send("strict-transport-security", format!("max-age={}{domains}", strict["AccessControlMaxAgeSec"]));
    let own: Vec<&Value> = config["CustomHeadersConfig"]["Items"].as_array().into_iter().flatten().collect();
    for header in &own {
        send(
            header["Header"].as_str().unwrap_or_default(),
            header["Value"].as_str().unwrap_or_default().to_owned(),
        );
    }
    let defined: Value = serde_json::from_str(include_str!("../../infra/headers.json")).unwrap();
    let all = json!(all);
    violations.require(all == defined["all"], format!("Headers must be those of headers.json, not {all}"));
    let every = security.as_object().into_iter().flat_map(|all| all.values()).chain(own);
    violations.require(
        every.map(|one| &one["Override"]).all(|one| *one == true),
        "Headers must override an origin's",
    );
}

fn firewall(template: &Template, violations: &mut Violations) {
    template.require_value(violations, "Firewall", "/Scope", &json!("CLOUDFRONT"));
    for rule in template.get("Firewall", "/Rules").as_array().into_iter().flatten() {
        violations.require(rule["Action"] == json!({"Block": {}}), format!("{} must block", rule["Name"]));
    }
}
