package io.bulwark.proxy.inspect.protobuf;

/** Takes the strings of a message, in order, during the walk. Each answer is false when a value could not be read, which ends it. */
public interface Strings {
    /**
     * A value that is, or may be, a string.
     *
     * @param again whether it is a part of a value that was handed out as a string itself
     */
    boolean string(long address, int length, boolean again);

    /**
     * A value with binary bytes in it that was taken for a message, without knowing its type, and handed out in parts: it may
     * have been a string that looks like one.
     */
    boolean message(long address, int length);
}
