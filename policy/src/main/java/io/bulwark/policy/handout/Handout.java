package io.bulwark.policy.handout;

import io.bulwark.policy.Sha256;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** All that the proxies of one workload are to know: immutable texts under names, with a version that their content has. */
public final class Handout {
    /* Texts, and nothing that was read from them: both sides can compare, hash and keep them without understanding them, and a part that a newer
     * control plane adds is no reason to lose the others. What they mean is HandoutReader's matter. */

    /** The name of the part that holds the document about inspection. */
    public static final String INSPECTION = "inspection";

    /** The name of the part that holds the allowlist. */
    public static final String ALLOWLIST = "allowlist";

    /** The name of the part that says since when the allowlist is in the stage that it has reached by itself. */
    public static final String STAGE = "stage";

    /** How names of parts begin that hold descriptor sets, in base64; the document about inspection names them. */
    public static final String DESCRIPTORS = "descriptors/";

    /** How names of parts begin that hold who has which addresses. */
    public static final String PEERS = "peers/";

    /** The most parts. */
    public static final int MAX_PARTS = 16_384;

    /** The longest name of a part. */
    public static final int MAX_NAME = 512;

    /** The longest text of a part. */
    public static final int MAX_TEXT = 4 << 20;

    /** The most characters in all texts. */
    public static final int MAX_TEXTS = 8 << 20;

    private static final int VERSION_DIGITS = 32;
    private static final Handout NOTHING = new Handout(new TreeMap<>());

    private final NavigableMap<String, Part> parts;
    private final String version;
    private final String documents;

    private Handout(NavigableMap<String, Part> parts) {
        this.parts = Collections.unmodifiableNavigableMap(parts);
        version = version(parts);
        documents = documents(parts);
    }

    /**
     * A handout of these parts.
     *
     * @throws IllegalArgumentException if it is over one of the bounds, or a name is none
     */
    public static Handout of(NavigableMap<String, Part> parts) {
        require("parts", parts.size(), MAX_PARTS);
        long all = 0;
        for (var part : parts.entrySet()) {
            require("the name of a part", part.getKey().length(), MAX_NAME);
            require("a part", part.getValue().text().length(), MAX_TEXT);
            all += part.getValue().text().length();
            if (part.getKey().indexOf('\n') >= 0) {
                throw new IllegalArgumentException("the name of a part must be one line");
            }
        }
        require("all parts", all, MAX_TEXTS);
        return new Handout(new TreeMap<>(parts));
    }

    /** What a proxy has that was told nothing yet. */
    public static Handout nothing() {
        return NOTHING;
    }

    private static void require(String what, long length, int most) {
        if (length > most) {
            throw new IllegalArgumentException(what + " must be at most " + most + ", was " + length);
        }
    }

    public NavigableMap<String, Part> parts() {
        return parts;
    }

    /** 32 hex digits: same content, same version. */
    public String version() {
        return version;
    }

    /** 32 hex digits: same documents, same digest, whoever the peers are. */
    public String documents() {
        return documents;
    }

    private static String documents(NavigableMap<String, Part> parts) {
        var documents = new TreeMap<String, Part>();
        for (var name : List.of(ALLOWLIST, INSPECTION)) {
            var part = parts.get(name);
            if (part != null) {
                documents.put(name, part);
            }
        }
        return version(documents);
    }

    /** How many characters it has without names. */
    public long length() {
        return parts.values().stream().mapToLong(part -> part.text().length()).sum();
    }

    /** How many characters the parts have whose names begin so. */
    public long length(String names) {
        return parts.tailMap(names).entrySet().stream()
                .takeWhile(part -> part.getKey().startsWith(names))
                .mapToLong(part -> part.getValue().text().length())
                .sum();
    }

    /** The text of a part; empty when there is none. */
    public String text(String name) {
        var part = parts.get(name);
        return part == null ? "" : part.text();
    }

    /** A digest has one length, and a name has no line end, so that no two contents give the same text. */
    private static String version(NavigableMap<String, Part> parts) {
        var all = new StringBuilder();
        parts.forEach((name, part) -> all.append(part.digest()).append(name).append('\n'));
        return Sha256.of(all.toString()).substring(0, VERSION_DIGITS);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Handout handout && version.equals(handout.version);
    }

    @Override
    public int hashCode() {
        return version.hashCode();
    }

    @Override
    public String toString() {
        return "handout " + version + " of " + parts.size() + " parts";
    }
}
