package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may come as a trailer (RFC 9110 §6.5.1). */
class TrailersTest {
    private static final FieldNameSet NONE = FieldNameSet.of(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grpc-status",
                "grpc-message",
                "grpc-status-details-bin",
                "Server-Timing",
                "ETag",
                "Last-Modified",
                "Digest",
                "Repr-Digest",
                "Content-Digest",
                "Content-MD5",
                "x-amz-checksum-crc32",
                "X-Sum",
                "X-Content",
                "Authentication-Info",
                "Ifx",
                "my-metadata-bin"
            })
    void whatIsKnownAtTheEndOnlyPasses(String name) {
        assertThat(cleaned(name, NONE)).containsExactly(name + ": 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // framing
                "Transfer-Encoding",
                "transfer_encoding",
                "Content-Length",
                "Content.Length",
                "Trailer",
                "Connection",
                "Keep-Alive",
                "TE",
                "Upgrade",
                "HTTP2-Settings",
                // routing, and what tells of the client
                "Host",
                "X-Forwarded-For",
                "X_Forwarded_For",
                "X-Forwarded-Prefix",
                "Forwarded",
                "X-Real-IP",
                "X-Original-URL",
                "x_original_url",
                "True-Client-IP",
                "Client-Cert",
                "SCRIPT_NAME",
                "Via",
                "X-Request-Id",
                // authentication
                "Authorization",
                "Proxy-Authorization",
                "Proxy-Authentication-Info",
                "Proxy",
                "Cookie",
                "Set-Cookie",
                "set_cookie",
                "WWW-Authenticate",
                // request modifiers
                "Cache-Control",
                "Expect",
                "If-Match",
                "If_None_Match",
                "Range",
                "Max-Forwards",
                "Accept",
                "Accept-Encoding",
                "Origin",
                "Access-Control-Request-Method",
                "X-HTTP-Method-Override",
                // content
                "Content-Type",
                "Content-Encoding",
                "Content-Range",
                "Content-Location",
                "Content-Disposition",
                "Content-Security-Policy",
                // response control
                "Age",
                "Date",
                "Expires",
                "Location",
                "Retry-After",
                "Vary",
                "Refresh",
                "Strict-Transport-Security",
                "Access-Control-Allow-Origin",
                "X-Accel-Redirect"
            })
    void whatWasDecidedOnByTheHeadDoesNot(String name) {
        assertThat(cleaned(name, NONE)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-User", "x_user", "X.USER", "X-Real-IP"})
    void whatARouteHasARuleForDoesNot(String name) {
        assertThat(cleaned(name, FieldNameSet.of(List.of("X-User")))).isNull();
    }

    @Test
    void othersStayBesideWhatGoes() {
        Fields trailers = Heads.fields("X-Sum: 1", "Host: a", "X-User: b", "X-End: 2");
        assertThat(Trailers.clean(trailers, FieldNameSet.of(List.of("x-user")))).isSameAs(trailers);
        assertThat(Heads.lines(trailers)).containsExactly("X-Sum: 1", "X-End: 2");
    }

    private static @Nullable List<String> cleaned(String name, FieldNameSet ruled) {
        Fields left = Trailers.clean(Heads.fields(name + ": 1"), ruled);
        return left == null ? null : Heads.lines(left);
    }
}
