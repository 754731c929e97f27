package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that programs behind CGI and its like cannot tell apart are one. */
class FieldNameSetTest {

    @ParameterizedTest
    @CsvSource({
        "X-User, X-User, true",
        "X-User, x_user, true",
        "X-User, X.USER, true",
        "X-User, x!user, true",
        "x_user, X-User, true",
        "X-User, X-Users, false",
        "X-User, XUser, false",
        "X-User, X--User, false",
        "X-User, Xa-ser, false",
        "X-User, X-Use-, false",
        "X-Real-IP, X-Real-IP, true",
        "X_Real_IP, X-Real-IP, true",
        "X-Real-IP, x~real~ip, true",
        "Cookie, COOKIE, true",
        "Cookie, Cookies, false",
        "_x, .x, true",
        "_x, -X, true",
        "_x, ax, false",
        "1-a, 1_a, true",
        "A, a, true",
        "A, b, false"
    })
    void knowsANameInEverySpelling(String name, String field, boolean has) {
        FieldNameSet names = FieldNameSet.of(List.of("Some-Other", name, "X", "A-Rather-Long-Name"));
        Fields fields = Heads.fields("Host: a", field + ": 1", "Z: 2");
        names.removeFrom(fields);
        assertThat(Heads.lines(fields).contains(field + ": 1")).isNotEqualTo(has);
        assertThat(Heads.lines(fields)).contains("Host: a", "Z: 2");
    }

    @Test
    void removesEveryFieldOfAName() {
        Fields fields = Heads.fields("X-User: 1", "A: 1", "x_user: 2", "X-User: 3");
        FieldNameSet.of(List.of("x.user")).removeFrom(fields);
        assertThat(Heads.lines(fields)).containsExactly("A: 1");
    }

    @Test
    void tellsImitationsFromTheNameItself() {
        Fields fields = Heads.fields("x-user: 1", "X_User: 2", "X-ROLE: 3", "X_Role: 4", "A: 5");
        FieldNameSet.of(List.of("X-User", "X_Role")).removeImitationsFrom(fields);
        assertThat(Heads.lines(fields)).containsExactly("x-user: 1", "X_Role: 4", "A: 5");
    }

    @Test
    void ofNothingHasNothing() {
        Fields fields = Heads.fields("A: 1", "Host: a");
        FieldNameSet.of(List.of()).removeFrom(fields);
        FieldNameSet.of(List.of()).removeImitationsFrom(fields);
        assertThat(Heads.lines(fields)).containsExactly("A: 1", "Host: a");
    }
}
