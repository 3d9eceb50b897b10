package io.bulwark.proxy.stream;

/** The way that bytes travel on a flow. */
public enum Direction {
    /** What the client sends: requests, commands, statements. */
    TO_SERVER,
    /** What the server sends: responses, replies, result sets. */
    TO_CLIENT;

    public Direction opposite() {
        return this == TO_SERVER ? TO_CLIENT : TO_SERVER;
    }
}
