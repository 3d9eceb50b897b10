package io.bulwark.proxy.grpc;

/** Whether Bulwark stands between client and server. A scenario that fails on the direct route says nothing about Bulwark. */
enum Route {
    DIRECT,
    THROUGH_BULWARK
}
