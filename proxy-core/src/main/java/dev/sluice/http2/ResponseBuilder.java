package dev.sluice.http2;

import dev.sluice.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes the head of a backend's response (RFC 9113 §8.3.2). */
final class ResponseBuilder extends HeadBuilder {
    private static final byte[] STATUS = ":status".getBytes(StandardCharsets.US_ASCII);

    private @Nullable ResponseHead head;
    private int status;

    void start(ResponseHead response, int mostBytes, int mostFields) {
        response.clear();
        head = response;
        status = 0;
        start(response.fields(), mostBytes, mostFields);
    }

    @Override
    void pseudo(HpackField field) {
        if (!field.named(STATUS) || status != 0) {
            problem("the answer has a wrong pseudo-header field");
            return;
        }
        status = number(field);
        if (status < 100 || status > 599 || status == 101) {
            problem("the status code is not one that HTTP/2 has");
        }
    }

    private static int number(HpackField field) {
        int number = 0;
        if (field.valueTo - field.valueFrom != 3) {
            return -1;
        }
        for (int i = field.valueFrom; i < field.valueTo; i++) {
            int digit = field.value[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    @Override
    void accepted(HpackField field) {
        refuseImitation(field);
        add(field);
    }

    /**
     * Completes the head: status and framing.
     *
     * @param toHead whether it answers a HEAD request
     * @param ended whether nothing follows it
     */
    void finish(boolean toHead, boolean ended) {
        ResponseHead response = head;
        if (response == null || problem() != null) {
            return;
        }
        if (status == 0) {
            problem("the answer has no status");
            return;
        }
        response.status(status, 0, 0);
        long length = contentLength(ended ? 0 : ResponseHead.UNTIL_END);
        boolean bodiless = toHead || status < 200 || status == 204 || status == 304;
        if (ended && length > 0 && !bodiless) {
            problem("the answer ends before its body");
        }
        if (status < 200 && ended) {
            problem("the answer ends with an interim response");
        }
        response.contentLength(bodiless ? ResponseHead.NO_BODY : length);
    }
}
