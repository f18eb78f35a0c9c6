//! Mutation test of the rules: each mutation of the template must be detected.

use serde_json::Value;

use crate::template::Template;
use crate::violations;

/// Description, place below `Resources` (`Properties` is implied, unless the place starts with `#`), and the JSON that
/// replaces the value. Without a replacement the value is removed.
const MUTATIONS: [(&str, &str, &str); 80] = [
    // The site.
    ("bucket open to public policies", "Site/PublicAccessBlockConfiguration/BlockPublicPolicy", "false"),
    ("bucket with access lists", "Site/OwnershipControls/Rules/0/ObjectOwnership", r#""ObjectWriter""#),
    ("bucket without versions", "Site/VersioningConfiguration/Status", r#""Suspended""#),
    ("bucket in clear", "Site/BucketEncryption", ""),
    ("bucket read by everyone", "SitePolicy/PolicyDocument/Statement/0/Principal", r#""*""#),
    ("bucket read by any distribution", "SitePolicy/PolicyDocument/Statement/0/Condition", ""),
    ("bucket listed", "SitePolicy/PolicyDocument/Statement/0/Action", r#"["s3:GetObject", "s3:ListBucket"]"#),
    ("bucket read without TLS", "SitePolicy/PolicyDocument/Statement/1", ""),
    ("origin not signed", "Distribution/DistributionConfig/Origins/0/OriginAccessControlId", ""),
    ("signed never", "SiteAccess/OriginAccessControlConfig/SigningBehavior", r#""never""#),
    (
        "signed for another kind",
        "SiteAccess/OriginAccessControlConfig/OriginAccessControlOriginType",
        r#""lambda""#,
    ),
    (
        "origin that does not exist",
        "Distribution/DistributionConfig/DefaultCacheBehavior/TargetOriginId",
        r#""seite""#,
    ),
    (
        "bucket's global name",
        "Distribution/DistributionConfig/Origins/0/DomainName",
        r#"{"Fn::GetAtt": ["Site", "DomainName"]}"#,
    ),
    (
        "origin without TLS",
        "Distribution/DistributionConfig/Origins/1/CustomOriginConfig/OriginProtocolPolicy",
        r#""match-viewer""#,
    ),
    (
        "origin with old TLS",
        "Distribution/DistributionConfig/Origins/1/CustomOriginConfig/OriginSSLProtocols",
        r#"["TLSv1", "TLSv1.2"]"#,
    ),
    ("no proof", "Distribution/DistributionConfig/Origins/1/OriginCustomHeaders", ""),
    (
        "proof in clear",
        "Distribution/DistributionConfig/Origins/1/OriginCustomHeaders/0/HeaderValue",
        r#""abc""#,
    ),
    (
        "proof under another name",
        "Distribution/DistributionConfig/Origins/1/OriginCustomHeaders/0/HeaderName",
        r#""X-Proof""#,
    ),
    (
        "site without TLS",
        "Distribution/DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy",
        r#""allow-all""#,
    ),
    (
        "API without TLS",
        "Distribution/DistributionConfig/CacheBehaviors/0/ViewerProtocolPolicy",
        r#""allow-all""#,
    ),
    (
        "API sent elsewhere",
        "Distribution/DistributionConfig/CacheBehaviors/0/ViewerProtocolPolicy",
        r#""redirect-to-https""#,
    ),
    (
        "API cached",
        "Distribution/DistributionConfig/CacheBehaviors/0/CachePolicyId",
        r#""658327ea-f89d-4fab-a63d-7e88639e58f6""#,
    ),
    (
        "site not cached",
        "Distribution/DistributionConfig/DefaultCacheBehavior/CachePolicyId",
        r#""4135ea2d-6df8-44a3-9df3-4b5a84be39ad""#,
    ),
    (
        "API without what the function needs",
        "Distribution/DistributionConfig/CacheBehaviors/0/OriginRequestPolicyId",
        "",
    ),
    (
        "API without POST",
        "Distribution/DistributionConfig/CacheBehaviors/0/AllowedMethods",
        r#"["GET", "HEAD"]"#,
    ),
    (
        "no behaviour for the API",
        "Distribution/DistributionConfig/CacheBehaviors/0/PathPattern",
        r#""/app/*""#,
    ),
    (
        "site without its headers",
        "Distribution/DistributionConfig/DefaultCacheBehavior/ResponseHeadersPolicyId",
        "",
    ),
    (
        "API without its headers",
        "Distribution/DistributionConfig/CacheBehaviors/0/ResponseHeadersPolicyId",
        "",
    ),
    ("no index", "Distribution/DistributionConfig/DefaultCacheBehavior/FunctionAssociations", ""),
    (
        "index after the answer",
        "Distribution/DistributionConfig/DefaultCacheBehavior/FunctionAssociations/0/EventType",
        r#""viewer-response""#,
    ),
    ("index not published", "Index/AutoPublish", "false"),
    ("Host is forwarded", "ApiRequest/OriginRequestPolicyConfig/HeadersConfig/Headers/0", r#""Host""#),
    ("no type of content", "ApiRequest/OriginRequestPolicyConfig/HeadersConfig/Headers/1", ""),
    ("no viewer's address", "ApiRequest/OriginRequestPolicyConfig/HeadersConfig/Headers/2", ""),
    (
        "all headers forwarded",
        "ApiRequest/OriginRequestPolicyConfig/HeadersConfig/HeaderBehavior",
        r#""allViewer""#,
    ),
    (
        "no confirmation's token",
        "ApiRequest/OriginRequestPolicyConfig/QueryStringsConfig",
        r#"{"QueryStringBehavior": "none"}"#,
    ),
    ("errors of the API hidden", "Distribution/DistributionConfig/CustomErrorResponses/0/ErrorCode", "404"),
    ("missing pages found", "Distribution/DistributionConfig/CustomErrorResponses/0/ResponseCode", "200"),
    (
        "viewer with old TLS",
        "Distribution/DistributionConfig/ViewerCertificate/Fn::If/1/MinimumProtocolVersion",
        r#""TLSv1""#,
    ),
    (
        "scripts from anywhere",
        "Headers/ResponseHeadersPolicyConfig/SecurityHeadersConfig/ContentSecurityPolicy/ContentSecurityPolicy",
        r#""default-src *""#,
    ),
    ("no HSTS", "Headers/ResponseHeadersPolicyConfig/SecurityHeadersConfig/StrictTransportSecurity", ""),
    (
        "an origin's header stays",
        "Headers/ResponseHeadersPolicyConfig/SecurityHeadersConfig/FrameOptions/Override",
        "false",
    ),
    ("a header less", "Headers/ResponseHeadersPolicyConfig/CustomHeadersConfig/Items/0", ""),
    ("firewall that counts", "Firewall/Rules/0/Action", r#"{"Count": {}}"#),
    // The tables and the key.
    ("table deleted with its stack", "#Tickets/DeletionPolicy", r#""Delete""#),
    ("table lost when it is replaced", "#Tickets/UpdateReplacePolicy", ""),
    ("table that can be deleted", "Tickets/DeletionProtectionEnabled", "false"),
    ("no point in time", "Tickets/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled", "false"),
    ("a week of points in time", "Tickets/PointInTimeRecoverySpecification/RecoveryPeriodInDays", "7"),
    ("time to live of another attribute", "Tickets/TimeToLiveSpecification/AttributeName", r#""expires_at""#),
    ("nothing expires", "Guard/TimeToLiveSpecification/Enabled", "false"),
    ("stream of keys", "Tickets/StreamSpecification/StreamViewType", r#""KEYS_ONLY""#),
    ("no ceiling", "Tickets/OnDemandThroughput", ""),
    ("index without a ceiling", "Tickets/GlobalSecondaryIndexes/0/OnDemandThroughput", ""),
    ("index without what is shown", "Tickets/GlobalSecondaryIndexes/0/Projection/NonKeyAttributes/0", ""),
    ("table under AWS's key", "Tickets/SSESpecification", r#"{"SSEEnabled": true}"#),
    ("key deleted with its stack", "#DataKey/DeletionPolicy", r#""Delete""#),
    ("key never rotated", "DataKey/EnableKeyRotation", "false"),
    ("alarms that cannot publish", "DataKey/KeyPolicy/Statement/2", ""),
    ("logs without retention", "ApiLog/RetentionInDays", ""),
    ("logs in clear", "AccessLog/KmsKeyId", ""),
    // The function.
    ("function of another runtime", "ApiFunction/Runtime", r#""provided.al2""#),
    ("function slower than the gateway", "ApiFunction/Timeout", "13"),
    ("function that ends before its store", "ApiFunction/Timeout", "8"),
    ("gateway that gives up first", "ApiIntegration/TimeoutInMillis", "9000"),
    ("an old payload", "ApiIntegration/PayloadFormatVersion", r#""1.0""#),
    ("no throttle", "ApiStage/DefaultRouteSettings", ""),
    (
        "addresses in the log",
        "ApiStage/AccessLogSettings/Format",
        r#""{\"ip\":\"$context.identity.sourceIp\"}""#,
    ),
    (
        "secret in clear",
        "ApiFunction/Environment/Variables/FOLIO_TOKEN_KEY",
        r#""0123456789abcdef0123456789abcdef""#,
    ),
    ("a variable less", "ApiFunction/Environment/Variables/FOLIO_GUARD_TABLE", ""),
    ("function called by anyone", "ApiInvocation/Principal", r#""*""#),
    (
        "function reads tickets",
        "ApiRole/Policies/0/PolicyDocument/Statement/0/Action",
        r#""dynamodb:GetItem""#,
    ),
    ("function does anything", "ApiRole/Policies/0/PolicyDocument/Statement/0/Action", r#""dynamodb:*""#),
    ("function on any table", "ApiRole/Policies/0/PolicyDocument/Statement/0/Resource", r#""*""#),
    // Notices and alarms.
    ("every change causes a notice", "NoticePipe/SourceParameters/FilterCriteria", ""),
    ("a filter that is no JSON", "NoticePipe/SourceParameters/FilterCriteria/Filters/0/Pattern", r#""{""#),
    (
        "answers in a notice",
        "NoticePipe/TargetParameters/InputTemplate",
        r#""{\"folio\":<$.dynamodb.NewImage.folio.S>,\"who\":<$.dynamodb.NewImage.answers.M.nombre.S>}""#,
    ),
    ("no dead-letter queue", "NoticePipe/SourceParameters/DynamoDBStreamParameters/DeadLetterConfig", ""),
    ("alarm without an action", "ErrorsAlarm/AlarmActions", ""),
    ("alarm on another function", "ThrottlesAlarm/Dimensions/0/Value", r#""folio""#),
];

/// Mutations of the whole: a cycle, a missing resource, and a topic that drops alarms.
const GRAPH_MUTATIONS: [(&str, &str, &str); 4] = [
    ("a cycle", "#Api/DependsOn", r#""ServerErrorsAlarm""#),
    ("a resource less", "#NoticeTopicPolicy", ""),
    ("topic under AWS's key", "AlarmTopic/KmsMasterKeyId", r#""alias/aws/sns""#),
    ("no rollback", "ApiFunctionDeploymentGroup/AlarmConfiguration/Fn::If/2/Alarms", "[]"),
];

/// Replaces the value at `place`, which must exist.
#[track_caller]
fn apply(template: &mut Template, place: &str, replacement: &str) {
    let pointer = match place.strip_prefix('#') {
        Some(place) => format!("/Resources/{place}"),
        None => format!("/Resources/{}", place.replacen('/', "/Properties/", 1)),
    };
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match template.0.pointer_mut(parent).unwrap_or_else(|| panic!("{parent} does not exist")) {
        Value::Object(parts) if replacement.is_empty() => assert!(parts.remove(name).is_some(), "{place}"),
        Value::Object(parts) => {
            parts.insert(name.to_owned(), serde_json::from_str(replacement).unwrap());
        }
        Value::Array(all) if replacement.is_empty() => drop(all.remove(name.parse().unwrap())),
        Value::Array(all) => all[name.parse::<usize>().unwrap()] = serde_json::from_str(replacement).unwrap(),
        other => panic!("{place}: {other} has no parts"),
    }
}

#[test]
fn every_mutation_is_detected() {
    let template = Template::read();
    let mut undetected = Vec::new();
    for (what, place, replacement) in MUTATIONS.iter().chain(&GRAPH_MUTATIONS) {
        let mut broken = template.clone();
        apply(&mut broken, place, replacement);
        assert_ne!(broken.0, template.0, "{what} changes nothing");
        if violations(&broken).is_empty() {
            undetected.push(*what);
        }
    }
    assert_eq!(undetected, [""; 0]);
}
