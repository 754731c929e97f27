package dev.sluice.benchmarks;

import dev.sluice.http.Fields;
import dev.sluice.http.RequestHead;
import java.nio.charset.StandardCharsets;

/** A request's head as a browser sends it, laid into {@link RequestHead} the way the codec does: as ranges of the received bytes. */
final class SampleRequest {
    private final byte[] bytes;

    SampleRequest(String host, String target) {
        bytes = ("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + """
                        User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r
                        Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
                        Accept-Language: en-GB,en;q=0.5\r
                        Accept-Encoding: gzip, deflate, br, zstd\r
                        Connection: keep-alive\r
                        Cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r
                        Upgrade-Insecure-Requests: 1\r
                        Sec-Fetch-Mode: navigate\r
                        \r
                        """).getBytes(StandardCharsets.US_ASCII);
    }

    /** Fills the head, which is cleared first. */
    void fill(RequestHead head) {
        head.clear();
        Fields fields = head.fields();
        fields.store(bytes, 0, bytes.length);
        head.method(0, 3);
        int targetEnd = find((byte) ' ', 4);
        head.target(4, targetEnd);
        for (int line = find((byte) '\n', 0) + 1; bytes[line] != '\r'; ) {
            int colon = find((byte) ':', line);
            int end = find((byte) '\r', colon);
            fields.adopt(line, colon, colon + 2, end);
            line = end + 2;
        }
    }

    private int find(byte wanted, int from) {
        int i = from;
        while (bytes[i] != wanted) {
            i++;
        }
        return i;
    }
}
