package dev.sluice.policy;

import dev.sluice.config.Network;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's address as far as it can be believed: the connection's, or where that belongs to a trusted proxy, the last one of
 * X-Forwarded-For that does not.
 */
public final class BelievedAddress {
    private BelievedAddress() {}

    /**
     * The address of 4 or 16 bytes. Before forwarding fields are changed. Where the list holds something that is no address, what
     * stands before it is not believed.
     */
    public static byte[] of(RequestHead head, ClientFacts client, List<Network> trusted) {
        byte[] believed = client.address().getAddress();
        if (!client.trusted()) {
            return believed;
        }
        Fields fields = head.fields();
        for (int i = fields.size() - 1; i >= 0; i--) {
            if (!fields.isLive(i) || fields.known(i) != KnownField.X_FORWARDED_FOR) {
                continue;
            }
            int start = fields.valueStart(i);
            for (int to = fields.valueEnd(i); to > start; ) {
                int from = elementStart(fields.bytes(), start, to);
                byte[] address = parse(fields.bytes(), from, to);
                if (address == null) {
                    return believed;
                }
                believed = address;
                if (!holds(trusted, address)) {
                    return believed;
                }
                to = from - 1;
            }
        }
        return believed;
    }

    private static int elementStart(byte[] bytes, int start, int to) {
        int from = to;
        while (from > start && bytes[from - 1] != ',') {
            from--;
        }
        return from;
    }

    // Some proxies add the port: 192.0.2.1:4711, [2001:db8::1]:4711.
    private static byte @Nullable [] parse(byte[] bytes, int from, int to) {
        if (to - from > 64) {
            return null;
        }
        String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).strip();
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) {
            text = text.substring(1, bracket);
        } else if (text.indexOf('.') >= 0 && text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
            text = text.substring(0, text.indexOf(':'));
        }
        return text.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(text);
    }

    private static boolean holds(List<Network> networks, byte[] address) {
        for (int i = 0; i < networks.size(); i++) {
            if (networks.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }
}
