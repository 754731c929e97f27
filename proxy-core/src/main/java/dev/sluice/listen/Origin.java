package dev.sluice.listen;

import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Whose bytes a connection carries.
 *
 * @param address the client's; the peer's if nobody has told
 * @param port the client's; the peer's if nobody has told
 * @param told whether it is known at all. Behind a PROXY header without an address it is not: the bytes may be anybody's, so that nothing
 *     they say of their sender may be believed, however trusted the peer
 */
record Origin(InetAddress address, int port, boolean told) {

    /** The peer itself. */
    static Origin of(InetSocketAddress peer) {
        return new Origin(peer.getAddress(), peer.getPort(), true);
    }

    /** The client that a PROXY header names: those of TCP, as this is a TCP connection. LOCAL, UNKNOWN, UNSPEC and UNIX name none. */
    static Origin of(HAProxyMessage header, InetSocketAddress peer) throws UnknownHostException {
        HAProxyProxiedProtocol protocol = header.proxiedProtocol();
        if (protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6) {
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(header.sourceAddress());
            if (bytes != null) {
                return new Origin(InetAddress.getByAddress(bytes), header.sourcePort(), true);
            }
        }
        return new Origin(peer.getAddress(), peer.getPort(), false);
    }
}
