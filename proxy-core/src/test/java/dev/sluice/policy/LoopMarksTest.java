package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Heads;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mark is known again however it comes back, and taken for no other. */
class LoopMarksTest {
    private final LoopMarks marks = new LoopMarks();
    private final LoopMark mark = marks.of("a.example", "/");

    @Test
    void aRequestIsMarkedOnce() {
        RequestHead request = Heads.request("GET", "/x?y", "Host: a", "CDN-Loop: other; id=1");
        assertThat(put(mark, request)).isTrue();
        assertThat(marksOf(request)).hasSize(2).contains("other; id=1");
        assertThat(marksOf(request).getLast()).matches("sluice;id=[0-9a-f]{16};at=[0-9a-f]{8}");
        assertThat(put(mark, request)).isFalse();
        assertThat(marksOf(request)).hasSize(2);
    }

    @Test
    void theSameIsAskedInEveryFormOfTheTarget() {
        String sent = marked("http://a/x?y");
        assertThat(put(mark, Heads.request("GET", "/x?y", "Host: a", "CDN-Loop: " + sent)))
                .isFalse();
        assertThat(put(mark, Heads.request("GET", "/x?z", "Host: a", "CDN-Loop: " + sent)))
                .isTrue();
    }

    @Test
    void marksOfOtherRoutesAndEdgesAreOthers() {
        RequestHead request = Heads.request("GET", "/", "Host: a");
        assertThat(put(mark, request)).isTrue();
        assertThat(put(marks.of("a.example", "/api"), request)).isTrue();
        assertThat(put(marks.of("b.example", "/"), request)).isTrue();
        assertThat(put(new LoopMarks().of("a.example", "/"), request)).isTrue();
        assertThat(marksOf(request)).doesNotHaveDuplicates().hasSize(4);
    }

    @Test
    void aMarkIsTheSameAfterAReload() {
        assertThat(put(marks.of("a.example", "/"), Heads.request("GET", "/", "Host: a", "CDN-Loop: " + marked("/"))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "x, %s", "%s,x", "x;a=b , %s, sluice;id=0", "sluice;id=0,%s\t"})
    void aMarkIsKnownInAList(String list) {
        for (String value : new String[] {marked("/"), marked("/").replace(";", " ; ")}) {
            RequestHead request =
                    Heads.request("GET", "/", "Host: a", "CDN-Loop: a", "cdn-loop: " + list.formatted(value));
            assertThat(put(mark, request)).as(value).isFalse();
        }
    }

    @Test
    void whatIsNoWholeMarkIsNone() {
        String sent = marked("/");
        for (String value : new String[] {
            "",
            "sluice",
            sent.substring(0, sent.length() - 1),
            sent.replaceAll(";at=.*", ""),
            sent.replaceFirst("id=.", "id=x")
        }) {
            assertThat(put(mark, Heads.request("GET", "/", "Host: a", "CDN-Loop: " + value, "X: " + sent)))
                    .as(value)
                    .isTrue();
        }
    }

    @Test
    void anApplicationMayCallItselfAFewTimes() {
        List<String> lines = new ArrayList<>(List.of("Host: a"));
        for (int pass = 0; pass < 4; pass++) {
            RequestHead request = Heads.request("GET", "/" + pass, lines.toArray(String[]::new));
            assertThat(put(mark, request)).as("pass " + pass).isTrue();
            lines.add("CDN-Loop: " + marksOf(request).getLast());
        }
        assertThat(put(mark, Heads.request("GET", "/4", lines.toArray(String[]::new))))
                .isFalse();
    }

    private String marked(String target) {
        RequestHead request = Heads.request("GET", target, "Host: a");
        assertThat(put(mark, request)).isTrue();
        return marksOf(request).getFirst();
    }

    private static boolean put(LoopMark mark, RequestHead request) {
        RequestTarget target = new RequestTarget();
        assertThat(target.parse(request, false)).isNull();
        return mark.putOn(request, target);
    }

    private static List<String> marksOf(RequestHead request) {
        return Heads.lines(request.fields()).stream()
                .filter(line -> line.startsWith("CDN-Loop: "))
                .map(line -> line.substring("CDN-Loop: ".length()))
                .toList();
    }
}
