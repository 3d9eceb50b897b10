package io.bulwark.policy.handout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bulwark.policy.DescriptorText;
import io.bulwark.policy.Sha256;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A document about inspection as a handout has it: the descriptor sets that it carries are parts beside it, and it names them.
 *
 * @param document the document, as text
 * @param sets the sets in base64, by the names of their parts
 */
public record InspectionParts(String document, NavigableMap<String, String> sets) {
    /* A set is long and seldom another one. Beside the document it is told only when it is another one, whatever else changes; and it
     * is never read as YAML by a proxy, for which small heaps have no room. Its name is a digest, so that the document's text says which
     * sets it means. */

    private static final String NAMED = "descriptors";
    private static final String CARRIED = "descriptorSets";

    public InspectionParts {
        sets = Collections.unmodifiableNavigableMap(new TreeMap<>(sets));
    }

    /** A document that carries nothing. */
    public static InspectionParts whole(String document) {
        return new InspectionParts(document, Collections.emptyNavigableMap());
    }

    /** The parts of a right document in JSON, which names no files. One in YAML stays whole. */
    public static InspectionParts of(String document) {
        ObjectNode root;
        try {
            root = (ObjectNode) Lines.read(document);
        } catch (IllegalArgumentException _) {
            return whole(document);
        }
        if (!(root.at("/spec/grpc") instanceof ObjectNode grpc && grpc.remove(CARRIED) instanceof ArrayNode carried)) {
            return whole(document);
        }
        var sets = new TreeMap<String, String>();
        var names = grpc.putArray(NAMED);
        for (var set : carried) {
            var text = DescriptorText.plain(set.textValue());
            var name = Handout.DESCRIPTORS + Sha256.of(text);
            sets.put(name, text);
            names.add(name);
        }
        return new InspectionParts(root.toString(), sets);
    }
}
