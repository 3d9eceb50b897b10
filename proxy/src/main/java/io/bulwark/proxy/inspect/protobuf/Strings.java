package io.bulwark.proxy.inspect.protobuf;

/** Takes the strings of a message, in order, during the walk. */
public interface Strings {
    /**
     * A value that is, or may be, a string.
     *
     * @param again whether it was handed out before, in parts or as a part of another value
     * @return false when it could not be read, which ends the walk
     */
    boolean string(long address, int length, boolean again);
}
