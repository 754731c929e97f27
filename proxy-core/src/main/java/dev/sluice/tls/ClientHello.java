package dev.sluice.tls;

import io.netty.buffer.ByteBuf;
import io.netty.util.CharsetUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the choice of a certificate needs of a ClientHello (RFC 8446 section 4.1.2).
 *
 * @param serverName the name asked for (RFC 6066 section 3) in {@link CertificateNames#canonical one spelling}, or null
 * @param protocols the application protocols offered (RFC 7301), in the client's order
 */
record ClientHello(@Nullable String serverName, List<String> protocols) {
    private static final int VERSION_AND_RANDOM = 34;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int MAX_HOST_NAME = 255;

    /**
     * Reads the body of a ClientHello; the buffer is left as it was.
     *
     * @throws IndexOutOfBoundsException when a length does not fit, which the TLS library would refuse as well
     */
    static ClientHello parse(ByteBuf body) {
        ByteBuf in = body.slice();
        in.skipBytes(VERSION_AND_RANDOM);
        in.skipBytes(in.readUnsignedByte()); // session id
        in.skipBytes(in.readUnsignedShort()); // cipher suites
        in.skipBytes(in.readUnsignedByte()); // compression methods
        String serverName = null;
        List<String> protocols = List.of();
        ByteBuf extensions = in.isReadable() ? in.readSlice(in.readUnsignedShort()) : in;
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf value = extensions.readSlice(extensions.readUnsignedShort());
            if (type == SERVER_NAME && serverName == null) {
                serverName = serverName(value);
            } else if (type == ALPN) {
                protocols = protocols(value);
            }
        }
        return new ClientHello(serverName, protocols);
    }

    private static @Nullable String serverName(ByteBuf value) {
        ByteBuf names = value.readSlice(value.readUnsignedShort());
        while (names.isReadable()) {
            int type = names.readUnsignedByte();
            ByteBuf name = names.readSlice(names.readUnsignedShort());
            if (type == 0 && name.isReadable() && name.readableBytes() <= MAX_HOST_NAME) {
                // a name with odd characters is kept: it is some name that no certificate is for
                return CertificateNames.canonical(name.toString(CharsetUtil.ISO_8859_1));
            }
        }
        return null;
    }

    private static List<String> protocols(ByteBuf value) {
        List<String> protocols = new ArrayList<>(4);
        ByteBuf list = value.readSlice(value.readUnsignedShort());
        while (list.isReadable()) {
            protocols.add(list.readSlice(list.readUnsignedByte()).toString(CharsetUtil.ISO_8859_1));
        }
        return protocols;
    }
}
