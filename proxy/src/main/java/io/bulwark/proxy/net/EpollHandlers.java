package io.bulwark.proxy.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/** Makes epoll handlers whose sockets stay registered while nothing is wanted of them. */
final class EpollHandlers implements IoHandlerFactory {
    /*
     * A socket whose peer has sent its FIN while we are not reading wants no event at all. Netty 4.2.18 then removes it from
     * epoll but does not remember that it did: the next wish fails with ENOENT, and the flow is lost with the bytes that the
     * peer had sent before its FIN. DataPlaneTest shows it when this class is left out.
     *
     * Instead of "nothing" we say "nothing, edge-triggered": the socket stays registered, and a peer that has gone wakes the
     * loop once and not for ever.
     */
    private final IoHandlerFactory plain = EpollIoHandler.newFactory();

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new Handler(plain.newHandler(executor));
    }

    @Override
    public boolean isChangingThreadSupported() {
        return plain.isChangingThreadSupported();
    }

    private record Handler(IoHandler plain) implements IoHandler {
        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return new Registration(plain.register(handle));
        }

        @Override
        public void initialize() {
            plain.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return plain.run(context);
        }

        @Override
        public void prepareToDestroy() {
            plain.prepareToDestroy();
        }

        @Override
        public void destroy() {
            plain.destroy();
        }

        @Override
        public void wakeup() {
            plain.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return plain.isCompatible(type);
        }
    }

    private record Registration(IoRegistration plain) implements IoRegistration {
        @Override
        public long submit(IoOps wanted) {
            return plain.submit(EpollIoOps.NONE.equals(wanted) ? EpollIoOps.EPOLLET : wanted);
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals")
        public <T> T attachment() {
            return plain.attachment();
        }

        @Override
        public boolean isValid() {
            return plain.isValid();
        }

        @Override
        public boolean cancel() {
            return plain.cancel();
        }
    }
}
