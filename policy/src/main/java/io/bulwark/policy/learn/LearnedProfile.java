package io.bulwark.policy.learn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bulwark.policy.Metadata;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The document that carries a profile between proxies, files, the admin page and a cluster. Written by machines, as JSON.
 *
 * @param profile as coarse as it has to be for the document to have at most {@link #MAX_BYTES}
 */
public record LearnedProfile(Metadata metadata, Profile profile) {

    /* The spec is what was seen, which nobody can work out again; the status is what follows from it, for people to look at. Whoever
     * reads a document makes the status anew and believes no other. */

    /** The document's kind. */
    public static final String KIND = "LearnedProfile";

    /** The most that a document may have; what a cluster stores has to be smaller than 1.5 MiB. */
    public static final int MAX_BYTES = 1 << 20;

    /** The most that a document may have that was printed for people: one line for each number. */
    public static final int MAX_PRINTED = 8 * MAX_BYTES;

    private static final String API_VERSION = "bulwark.io/v1alpha1";
    private static final int CHANCE_DIGITS = 5;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern NAMESPACE = Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?");

    public LearnedProfile {
        while (size(profile) > MAX_BYTES && !profile.isCoarsest()) {
            profile = profile.coarser();
        }
    }

    private static int size(Profile profile) {
        return ProfileJson.write(profile).getBytes(StandardCharsets.UTF_8).length + 1024;
    }

    /** A document of what one proxy has learned. */
    public static LearnedProfile of(Profile profile) {
        return new LearnedProfile(new Metadata("learned", ""), profile);
    }

    /** Whether it is as short as a document has to be; if not, it is as coarse as can be. */
    public boolean fits() {
        return size(profile) <= MAX_BYTES;
    }

    /** The document without its status. */
    public String json() {
        return head().toString();
    }

    /** The document with what follows from it. */
    public String jsonWithStatus() {
        var out = head();
        var readiness = Readiness.of(profile);
        var status = out.putObject("status");
        status.put("calls", readiness.calls())
                .put("unseen", rounded(readiness.estimate(), RoundingMode.HALF_EVEN))
                .put("unseenAtLeast", rounded(readiness.lower(), RoundingMode.FLOOR))
                .put("unseenAtMost", rounded(readiness.upper(), RoundingMode.CEILING))
                .put("hoursOfWeek", readiness.hours())
                .put("first", LearnedText.time(readiness.first()))
                .put("last", LearnedText.time(readiness.last()))
                .put("rules", Generaliser.rules(profile).size());
        return out.toString();
    }

    /** Short enough for a table; the bounds promise nothing that is not known. */
    private static double rounded(double chance, RoundingMode mode) {
        return BigDecimal.valueOf(chance).setScale(CHANCE_DIGITS, mode).doubleValue();
    }

    private ObjectNode head() {
        var out = JsonNodeFactory.instance.objectNode();
        out.put("apiVersion", API_VERSION).put("kind", KIND);
        var named = out.putObject("metadata").put("name", metadata.name());
        if (!metadata.namespace().isEmpty()) {
            named.put("namespace", metadata.namespace());
        }
        out.set("spec", ProfileJson.tree(profile));
        return out;
    }

    /**
     * Reads a document, whoever wrote it.
     *
     * @throws IllegalArgumentException if it is none; the message says where and why
     */
    public static LearnedProfile read(String text) {
        return read(JsonReading.tree(text, MAX_BYTES));
    }

    /**
     * Reads a document that a tool has printed for people, with blanks and line ends.
     *
     * @throws IllegalArgumentException if it is none; the message says where and why
     */
    public static LearnedProfile readPrinted(String text) {
        return read(JsonReading.tree(text, MAX_PRINTED));
    }

    private static LearnedProfile read(JsonNode root) {
        JsonReading.object(root, "document", "apiVersion", "kind", "metadata", "spec", "status");
        if (!root.path("apiVersion").asText().equals(API_VERSION)) {
            throw JsonReading.wrong("apiVersion", API_VERSION, root.path("apiVersion"));
        }
        if (!root.path("kind").asText().equals(KIND)) {
            throw JsonReading.wrong("kind", KIND, root.path("kind"));
        }
        // A cluster adds keys of its own to the metadata.
        var name = root.path("metadata").path("name");
        var namespace = root.path("metadata").path("namespace");
        if (!name.isTextual() || !NAME.matcher(name.textValue()).matches()) {
            throw JsonReading.wrong("metadata.name", "1..253 lower-case letters, digits, \"-\" and \".\"", name);
        }
        if (!NAMESPACE.matcher(namespace.asText()).matches()) {
            throw JsonReading.wrong("metadata.namespace", "1..63 lower-case letters, digits and \"-\"", namespace);
        }
        return new LearnedProfile(
                new Metadata(name.textValue(), namespace.asText()), ProfileReader.read(root.path("spec")));
    }
}
