//! The one table of problems: token, HTTP status, title in Chinese and English.

use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

macro_rules! table {
    ($($name:ident, $token:literal, $status:literal, $zh:literal, $en:literal;)*) => {
        /// What kind of problem it is (问题代码). The token is stable for ever.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(as = ProblemCode)]
        pub enum Code {
            $(#[doc = concat!($en, " (", $zh, ").")] $name,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: [Self; [$($token),*].len()] = [$(Self::$name),*];

            /// Its row: token, status, title in Chinese, title in English.
            const fn row(self) -> (&'static str, u16, &'static str, &'static str) {
                match self { $(Self::$name => ($token, $status, $zh, $en),)* }
            }
        }
    };
}

table! {
    Unauthenticated,      "unauthenticated",        401, "未提供访问令牌",       "No access token";
    TokenExpired,         "token_expired",          401, "访问令牌已过期",       "The access token has expired";
    TokenInvalid,         "token_invalid",          401, "访问令牌无效",         "The access token is not valid";
    InvalidCredentials,   "invalid_credentials",    401, "账号或密码（密钥）不正确", "Name or secret is wrong";
    InvalidGrant,         "invalid_grant",          400, "授权凭证无效或已过期", "The grant is not valid, or no longer";
    InvalidScope,         "invalid_scope",          400, "权限范围无效",         "The scope is not valid";
    Forbidden,            "forbidden",              403, "没有权限",             "Not allowed";
    OutsideReach,         "outside_reach",          403, "超出辖区范围",         "Outside the caller's area";
    NotFound,             "not_found",              404, "不存在",               "Not found";
    MethodNotAllowed,     "method_not_allowed",     405, "不支持该请求方法",     "The method is not supported here";
    NothingInRange,       "nothing_in_range",       404, "该范围内没有内容",     "There is nothing in this range";
    NotAcceptable,        "not_acceptable",         406, "无法按所要求的格式提供", "Not available in the wanted form";
    UnsupportedMediaType, "unsupported_media_type", 415, "不支持该内容类型",     "The content type is not supported";
    PayloadTooLarge,      "payload_too_large",      413, "请求内容过大",         "The body is too large";
    RequestTimeout,       "request_timeout",        408, "请求传输超时",         "The request did not arrive in time";
    UriTooLong,           "uri_too_long",           414, "请求地址过长",         "The URI is too long";
    HeadersTooLarge,      "headers_too_large",      431, "请求头过多或过大",     "There are too many headers, or they are too large";
    MalformedRequest,     "malformed_request",      400, "请求不是有效的 HTTP 报文", "The request is not valid HTTP";
    MalformedJson,        "malformed_json",         400, "请求内容不是有效的 JSON", "The body is not valid JSON";
    InvalidBody,          "invalid_body",           400, "请求内容有误",         "The body is not valid";
    InvalidQuery,         "invalid_query",          400, "查询参数有误",         "The query is not valid";
    InvalidPath,          "invalid_path",           400, "路径参数有误",         "The path is not valid";
    InvalidHeader,        "invalid_header",         400, "请求头有误",           "A header is not valid";
    UnknownField,         "unknown_field",          400, "存在未知字段",         "A field is not known";
    NulCharacter,         "nul_character",          400, "含有空字符（U+0000）", "The character U+0000 is not accepted";
    PreconditionFailed,   "precondition_failed",    412, "前提条件不成立",       "The precondition does not hold";
    PreconditionRequired, "precondition_required",  428, "缺少前提条件",         "A precondition is required";
    Conflict,             "conflict",               409, "与现有状态冲突",       "In conflict with the present state";
    IdempotencyMismatch,  "idempotency_mismatch",   422, "幂等键已用于其他请求", "The idempotency key belongs to another request";
    CursorInvalid,        "cursor_invalid",         400, "分页游标无效",         "The cursor is not valid";
    ImportFileUnreadable, "import_file_unreadable", 422, "导入文件无法读取",     "The file to import cannot be read";
    Unprocessable,        "unprocessable",          422, "内容无法处理",         "The content cannot be processed";
    RefusedByLaw,         "refused_by_law",         422, "依法不能办理",         "The law does not allow it";
    RateLimited,          "rate_limited",           429, "请求过于频繁",         "Too many requests";
    Internal,             "internal",               500, "服务器内部错误",       "The server failed";
    Unavailable,          "unavailable",            503, "服务暂不可用",         "Not available at present";
    StorageFull,          "storage_full",           503, "存储空间不足，暂时不能写入", "The disk is full: nothing can be written at present";
}

impl Code {
    /// The stable token in `snake_case`.
    #[must_use]
    pub const fn token(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().1
    }

    /// The title in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        self.row().2
    }

    /// The title in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        self.row().3
    }

    /// Is it a fault of the server (5xx), of which nothing is told outside?
    #[must_use]
    pub const fn is_fault(self) -> bool {
        self.status() >= 500
    }

    /// The path of its page, for example `/problems/not_found`.
    #[must_use]
    pub fn path(self) -> String {
        format!("/problems/{}", self.token())
    }

    /// The code of a token.
    #[must_use]
    pub fn parse(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.token() == token)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn tokens_are_one_to_one_and_written_the_same_in_json() {
        let tokens: BTreeSet<&str> = Code::ALL.iter().map(|code| code.token()).collect();
        assert_eq!(tokens.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.token());
            assert_eq!(Code::parse(code.token()), Some(code));
            assert!((400..600).contains(&code.status()), "{code}");
        }
        assert_eq!(Code::parse("nothing"), None);
    }
}
