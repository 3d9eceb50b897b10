package io.bulwark.policy.handout;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One text of a handout with its SHA-256, and packed: worked out once, however many handouts have the part. */
public final class Part {
    private final String text;
    private final String digest;

    /** Empty until it is asked for. Whoever asks at the same time works it out for himself, to the same letters. */
    private volatile String packed = "";

    private Part(String text) {
        this.text = text;
        digest = sha256(text);
    }

    public static Part of(String text) {
        return new Part(text);
    }

    static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
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
