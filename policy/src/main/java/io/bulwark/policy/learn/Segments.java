package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How resources are taken apart, and how the pieces are written down again. */
final class Segments {
    /* A path has its pieces between slashes, a key of Redis between colons, and what is called by gRPC or named by SQL is one piece. In
     * written templates a brace or percent sign that stands for itself is percent-encoded, so that {int} can only be a variable. */

    /** The most pieces that are told apart. */
    static final int MAX = 24;

    /** The longest piece that is kept as it is, in bytes. */
    static final int MAX_LITERAL = 64;

    private static final String HTTP = "http";
    private static final String REDIS = "redis";

    private Segments() {}

    /** What stands between the pieces; 0 if there is only one. */
    static char separator(String protocol) {
        return switch (protocol) {
            case HTTP -> '/';
            case REDIS -> ':';
            default -> 0;
        };
    }

    /** Whether resources begin with a separator. */
    static boolean leads(String protocol) {
        return protocol.equals(HTTP);
    }

    /** Whether pieces may be variables at all; a method of gRPC or a table's name never is. */
    static boolean varies(String protocol) {
        return separator(protocol) != 0;
    }

    static List<String> split(String protocol, String resource) {
        char separator = separator(protocol);
        if (separator == 0) {
            return List.of(resource);
        }
        return List.of((leads(protocol) ? resource.substring(1) : resource).split(String.valueOf(separator), -1));
    }

    static String join(String protocol, List<String> segments) {
        var joined = String.join(String.valueOf(separator(protocol)), segments);
        return leads(protocol) ? "/" + joined : joined;
    }

    /** The kind that a piece is a variable of, if it is one. */
    static Optional<SegmentType> variable(String segment) {
        if (!segment.startsWith("{")) {
            return Optional.empty();
        }
        for (var kind : SegmentType.values()) {
            if (Kinds.variable(kind).equals(segment)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    static String literal(byte[] name) {
        return escape(new String(name, StandardCharsets.UTF_8));
    }

    static String escape(String text) {
        if (text.indexOf('{') < 0 && text.indexOf('}') < 0 && text.indexOf('%') < 0) {
            return text;
        }
        return text.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
    }

    /** The type of a piece that is written as it is. */
    static SegmentType type(String segment) {
        return SegmentType.of(new Text(unescape(segment)));
    }

    static String unescape(String segment) {
        return segment.replace("%7D", "}").replace("%7B", "{").replace("%25", "%");
    }

    static List<String> with(List<String> segments, String next) {
        var longer = new ArrayList<>(segments);
        longer.add(next);
        return longer;
    }
}
