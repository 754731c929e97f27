package dev.sluice.listen;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, put right where a peer has said its last byte.
 *
 * <p>Netty asks to be told of that ahead of the bytes before it (EPOLLRDHUP), and then reads all of them at once, wanted or not:
 * megabytes for a client that is slow. Here the end is found where it is, behind the last byte that was read.
 *
 * <p>A socket that waits for nothing, as it is not to be read and has nothing to write, Netty takes out of epoll, believes it to be
 * there still, and fails as soon as it wants to wait for room to write: a download to a client that half-closed would break off.
 * Here it stays, edge-triggered, so that an error is noticed too: without one nobody would ever learn that such a peer is gone.
 */
final class EpollLoops implements IoHandlerFactory {
    private final IoHandlerFactory netty = EpollIoHandler.newFactory();

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new Handler(netty.newHandler(executor));
    }

    @Override
    public boolean isChangingThreadSupported() {
        return netty.isChangingThreadSupported();
    }

    private record Handler(IoHandler netty) implements IoHandler {
        @Override
        public void initialize() {
            netty.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return netty.run(context);
        }

        @Override
        public void prepareToDestroy() {
            netty.prepareToDestroy();
        }

        @Override
        public void destroy() {
            netty.prepareToDestroy(); // a busy loop may end without having come to it
            netty.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            if (!(handle instanceof EpollIoHandle epoll)) {
                return netty.register(handle);
            }
            Socket socket = new Socket(epoll);
            return new Registration(netty.register(socket), socket);
        }

        @Override
        public void wakeup() {
            netty.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return netty.isCompatible(handleType);
        }
    }

    private record Registration(IoRegistration netty, Socket socket) implements IoRegistration {
        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty declares it
        public <T> T attachment() {
            return netty.attachment();
        }

        @Override
        public long submit(IoOps ops) {
            EpollIoOps wanted = ((EpollIoOps) ops).without(EpollIoOps.EPOLLRDHUP);
            socket.resting = EpollIoOps.NONE.equals(wanted);
            return netty.submit(socket.resting ? EpollIoOps.EPOLLET : wanted);
        }

        @Override
        public boolean isValid() {
            return netty.isValid();
        }

        @Override
        public boolean cancel() {
            return netty.cancel();
        }
    }

    private static final class Socket implements EpollIoHandle {
        private final EpollIoHandle netty;
        private boolean resting;

        Socket(EpollIoHandle netty) {
            this.netty = netty;
        }

        @Override
        public FileDescriptor fd() {
            return netty.fd();
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            boolean lost = resting && ((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLERR);
            netty.handle(registration, event);
            if (lost && registration.isValid() && hasReadItsEnd()) {
                close();
            }
        }

        /** Else it waits for its turn to be read, and what comes before the error is still wanted. */
        private boolean hasReadItsEnd() {
            return netty.fd() instanceof io.netty.channel.unix.Socket socket && socket.isInputShutdown();
        }

        @Override
        public void registered() {
            netty.registered();
        }

        @Override
        public void unregistered() {
            netty.unregistered();
        }

        @Override
        public void close() {
            try {
                netty.close();
            } catch (Exception cause) {
                throw new IllegalStateException("a socket does not close", cause);
            }
        }
    }
}
