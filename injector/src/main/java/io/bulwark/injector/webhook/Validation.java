package io.bulwark.injector.webhook;

import io.bulwark.policy.InspectionPolicy;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.Problem;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.catalogue.CompiledCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Answers reviews of policy documents: what the proxy's own parser would refuse is refused here, with key and reason. Without state and
 * without side effects; on any thread.
 */
public final class Validation {
    /** The only name under which an inspection policy is in force. */
    private static final String IN_FORCE = "default";

    private static final Set<String> KINDS = Set.of(ServiceAllowlist.KIND, InspectionPolicy.KIND);
    private static final Set<String> OPERATIONS = Set.of("CREATE", "UPDATE");

    private final Set<String> knownGroups;

    /** @param knownGroups the signature groups of the catalogue; when there are none, none is doubted */
    public Validation(Set<String> knownGroups) {
        this.knownGroups = Set.copyOf(knownGroups);
    }

    /** Knows the groups of the catalogue that the proxies of this version have. */
    public static Validation withCatalogue() throws IOException {
        return new Validation(
                CompiledCatalogue.fromClassPath().stream().map(Signature::group).collect(Collectors.toSet()));
    }

    /** The answer to the body of one request; whatever the bytes are, there is one. */
    public Reviewed review(byte[] body) {
        return Review.answer(body, this::answer);
    }

    private Reviewed answer(Review review) {
        var request = review.request();
        var object = request.path("object");
        if (!OPERATIONS.contains(request.path("operation").asString(""))
                || !request.path("subResource").asString("").isEmpty()
                || !KINDS.contains(object.path("kind").asString(""))) {
            return review.allow(List.of(), new Outcome.Skipped("not-a-policy"));
        }
        return switch (PolicyParser.parse(document(object))) {
            case PolicyParse.Rejected(var problems) -> review.refuse(422, "Invalid", sentences(problems));
            case PolicyParse.Parsed(var snapshot, var warnings) -> {
                var told = new ArrayList<>(sentences(warnings));
                var groups = snapshot.inspection().signatures().groups().keySet();
                groups.stream()
                        .filter(group -> !knownGroups.isEmpty() && !knownGroups.contains(group))
                        .map(group -> "spec.signatures.groups." + group + " is no group of the catalogue")
                        .forEach(told::add);
                if (object.path("kind").asString("").equals(InspectionPolicy.KIND)
                        && !object.at("/metadata/name").asString("").equals(IN_FORCE)) {
                    told.add("metadata.name is not " + IN_FORCE + ", so the policy is not in force");
                }
                yield review.allow(told, new Outcome.Admitted(told));
            }
        };
    }

    /** The object as a file would have it: what Kubernetes adds is left out. */
    private static byte[] document(JsonNode object) {
        var document = Review.JSON.createObjectNode();
        for (var key : List.of("apiVersion", "kind", "spec")) {
            if (object.has(key)) {
                document.set(key, object.path(key));
            }
        }
        var metadata = object.path("metadata");
        var name = metadata.path("name").asString("");
        var kept = document.putObject("metadata").put("name", name.isEmpty() ? "named-by-the-server" : name);
        if (metadata.has("namespace")) {
            kept.set("namespace", metadata.path("namespace"));
        }
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What concerns a file as a whole, such as a missing document of another kind, means nothing to an object. */
    private static List<String> sentences(List<Problem> problems) {
        return problems.stream()
                .filter(problem ->
                        problem.level() == Problem.Level.ERROR || !problem.key().isEmpty())
                .map(Problem::message)
                .toList();
    }
}
