package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Characters;

/** A value as sketches take it, or the beginning of a long one with what is known of the rest. Used again for each. */
final class Noted {
    private Bytes bytes = new Text(new byte[0]);
    private int from;
    private int to;
    private int length;
    private long characters;

    /** A whole value. */
    Noted whole(Bytes newBytes, int newFrom, int newTo) {
        return of(newBytes, newFrom, newTo, newTo - newFrom, Characters.read(newBytes, newFrom, newTo));
    }

    /**
     * A value that begins with these bytes.
     *
     * @param newLength of all of it
     * @param all which characters it has, as {@link Characters#then} knows them
     */
    Noted of(Bytes newBytes, int newFrom, int newTo, int newLength, long all) {
        bytes = newBytes;
        from = newFrom;
        to = newTo;
        length = newLength;
        characters = all;
        return this;
    }

    /** Has a sketch note it; returns how much bigger that has made the sketch, in bytes. */
    int addTo(ValueSketch sketch) {
        return sketch.add(bytes, from, to, length, characters, 1);
    }
}
