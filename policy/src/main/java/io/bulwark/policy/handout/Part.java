package io.bulwark.policy.handout;

import io.bulwark.policy.Sha256;

/** One text of a handout with its SHA-256, and packed: worked out once, however many handouts have the part. */
public final class Part {
    private final String text;
    private final String digest;

    /** Empty until it is asked for. Whoever asks at the same time works it out for himself, to the same letters. */
    private volatile String packed = "";

    private Part(String text) {
        this.text = text;
        digest = Sha256.of(text);
    }

    public static Part of(String text) {
        return new Part(text);
    }

    public String text() {
        return text;
    }

    /** The text, packed. */
    String packed() {
        var known = packed;
        if (known.isEmpty()) {
            known = Packed.pack(text);
            packed = known;
        }
        return known;
    }

    String digest() {
        return digest;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Part part && digest.equals(part.digest));
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
