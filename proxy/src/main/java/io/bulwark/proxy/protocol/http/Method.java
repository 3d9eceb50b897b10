package io.bulwark.proxy.protocol.http1;

/** The methods that change how a message or its answer is framed. */
enum Method {
    HEAD,
    CONNECT,
    OPTIONS,
    OTHER
}
