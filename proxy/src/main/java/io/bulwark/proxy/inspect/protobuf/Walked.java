package io.bulwark.proxy.inspect.protobuf;

/** How far a message could be taken apart. */
public enum Walked {
    /** Every string was handed out. */
    COMPLETE,
    /** More strings than are worth a look each: the rest was not handed out. */
    CROWDED,
    /** The bytes are no message; nothing was handed out. */
    NO_MESSAGE,
    /** A string could not be read. */
    FAILED
}
