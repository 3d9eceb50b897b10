package io.bulwark.policy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Consumer;

/** Documents in their canonical form: the form that is read, every key that has a default written out, sets in order. */
final class DocumentWriter {

    static final String API_VERSION = "bulwark.io/v1alpha1";
    private static final int REVISION_DIGITS = 12;

    private DocumentWriter() {}

    /** Writes the documents as a JSON array, in pieces. */
    static void write(
            InspectionPolicy inspection,
            Optional<ServiceAllowlist> allowlist,
            Optional<PeerIdentities> identities,
            Consumer<String> out) {
        var first = object();
        write(inspection, first);
        out.accept("[" + first);
        allowlist.ifPresent(document -> {
            var next = object();
            AllowlistWriter.write(document, next);
            out.accept("," + next);
        });
        identities.ifPresent(document -> {
            out.accept(",");
            IdentitiesWriter.write(document, out);
        });
        out.accept("]");
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The first digits of a digest. */
    static String revision(MessageDigest all) {
        return Sha256.hex(all).substring(0, REVISION_DIGITS);
    }

    private static void write(InspectionPolicy document, ObjectNode out) {
        var spec = head(out, InspectionPolicy.KIND, document.metadata());
        spec.put("mode", document.mode().word());
        var signatures = spec.putObject("signatures");
        signatures.put("default", document.signatures().otherwise().word());
        var groups = signatures.putObject("groups");
        document.signatures().groups().forEach((group, action) -> groups.put(group, action.word()));
        var failures = spec.putObject("failures");
        for (var trouble : Trouble.values()) {
            failures.put(
                    trouble.word(),
                    document.failures()
                            .getOrDefault(trouble, trouble.unlessTold())
                            .word());
        }
        var limits = spec.putObject("limits");
        for (var limit : SizeLimit.values()) {
            limits.put(limit.key, document.limits().size(limit));
        }
        for (var limit : TimeLimit.values()) {
            limits.put(limit.key, DurationText.format(document.limits().time(limit)));
        }
        if (!document.grpc().equals(GrpcInspection.none())) {
            write(document.grpc(), spec.putObject("grpc"));
        }
        if (!document.mysql().equals(MysqlInspection.none())) {
            spec.putObject("mysql")
                    .put("removeCompress", document.mysql().removeCompress())
                    .put("removeTls", document.mysql().removeTls());
        }
        if (document.deniesUnusual()) {
            var unusual = spec.putObject("unusual");
            document.unusual().forEach((kind, fallback) -> unusual.put(kind.key(), fallback.word()));
        }
    }

    private static void write(GrpcInspection grpc, ObjectNode out) {
        if (!grpc.descriptors().isEmpty()) {
            var descriptors = out.putArray("descriptors");
            grpc.descriptors().forEach(descriptors::add);
        }
        if (!grpc.sets().isEmpty()) {
            var sets = out.putArray("descriptorSets");
            grpc.sets().forEach(sets::add);
        }
        if (!grpc.fields().isEmpty()) {
            var fields = out.putArray("fields");
            for (var field : grpc.fields()) {
                var entry = fields.addObject().put("name", field.name());
                var groups = entry.putObject("groups");
                field.groups().forEach((group, action) -> groups.put(group, action.word()));
            }
        }
    }

    static ObjectNode head(ObjectNode out, String kind, Metadata metadata) {
        out.put("apiVersion", API_VERSION);
        out.put("kind", kind);
        var named = out.putObject("metadata").put("name", metadata.name());
        if (!metadata.namespace().isEmpty()) {
            named.put("namespace", metadata.namespace());
        }
        return out.putObject("spec");
    }
}
