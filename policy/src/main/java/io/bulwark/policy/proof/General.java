package io.bulwark.policy.proof;

import io.bulwark.policy.SegmentType;
import io.bulwark.policy.proof.RecordedCall.Text;
import java.util.ArrayList;
import java.util.List;

/** Resources with the pieces that look like ids replaced by their type. */
final class General {

    private General() {}

    /** Verb and resource of the first part. */
    static String operation(RecordedCall call) {
        var part = call.parts().getFirst();
        var separator = separator(call.protocol());
        var resource = part.resource().toString();
        var general = separator.isEmpty() || !resource.contains(separator) ? resource : template(resource, separator);
        return (part.verb() + " " + general).strip();
    }

    /** What parts the pieces of a protocol's resources; empty where they have none that could be ids. */
    static String separator(String protocol) {
        return switch (protocol) {
            case "http" -> "/";
            case "redis" -> ":";
            default -> "";
        };
    }

    /** The resource as a template: numbers, UUIDs, dates and hashes become variables. */
    static String template(String resource, String separator) {
        List<String> pieces = new ArrayList<>();
        for (var piece : resource.split(separator, -1)) {
            pieces.add(general(piece));
        }
        return String.join(separator, pieces);
    }

    private static String general(String piece) {
        var type = SegmentType.of(Text.of(piece));
        return switch (type) {
            case INT, UUID, DATE, HASH -> "{" + type.word() + "}";
            case SLUG, TOKEN, ANY -> piece;
        };
    }
}
