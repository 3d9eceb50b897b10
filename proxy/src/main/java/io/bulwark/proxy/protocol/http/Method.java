package io.bulwark.proxy.protocol.http;

/** The methods that change how a message or its answer is framed. */
public enum Method {
    HEAD,
    CONNECT,
    OPTIONS,
    OTHER
}
