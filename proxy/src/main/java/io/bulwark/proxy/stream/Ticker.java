package io.bulwark.proxy.stream;

/** A clock that only goes forward, in nanoseconds from an arbitrary start. */
@FunctionalInterface
public interface Ticker {
    long read();
}
