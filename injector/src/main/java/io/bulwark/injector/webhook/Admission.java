package io.bulwark.injector.webhook;

import io.bulwark.injector.mutate.Decision;
import io.bulwark.injector.mutate.Injection;
import io.bulwark.injector.mutate.PodMutation;
import io.bulwark.injector.mutate.PodSettings;
import io.bulwark.injector.mutate.SidecarTemplate;
import io.bulwark.injector.mutate.SkipReason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.zjsonpatch.DiffFlags;
import io.fabric8.zjsonpatch.JsonDiff;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers reviews (admission.k8s.io/v1) of Pods. Without state and without side effects, so a dry run is like any other; on any thread.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">the protocol</a>
 */
public final class Admission {
    private static final String VERSION = "admission.k8s.io/v1";
    private static final int MAX_DEPTH = 64;
    private static final int MAX_UID = 128;
    private static final int MAX_MESSAGE = 2000;

    /* The API server takes no more than 256 bytes of a warning, and 4 KiB of all of them. */
    private static final int MAX_WARNING = 256;
    private static final int MAX_WARNINGS = 16;

    private static final EnumSet<DiffFlags> PLAIN =
            EnumSet.of(DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION, DiffFlags.OMIT_VALUE_ON_REMOVE);
    private static final JsonMapper JSON = mapper();

    private final SidecarTemplate template;

    public Admission(SidecarTemplate template) {
        this.template = template;
    }

    private static JsonMapper mapper() {
        var limits = StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(limits).build())
                .build();
    }

    /** The answer to the body of one request; whatever the bytes are, there is one. */
    public Reviewed review(byte[] body) {
        JsonNode review;
        try {
            review = JSON.readTree(body);
        } catch (JacksonException failure) {
            return malformed("it is no JSON: " + firstLine(failure));
        }
        var request = review.path("request");
        var uid = request.path("uid").asString("");
        if (!VERSION.equals(review.path("apiVersion").asString())
                || !"AdmissionReview".equals(review.path("kind").asString())) {
            return malformed("it is no AdmissionReview of " + VERSION);
        }
        if (uid.isEmpty() || uid.length() > MAX_UID) {
            return malformed("its request has no uid");
        }
        var dryRun = request.path("dryRun").asBoolean(false);
        return new Answering(uid, dryRun).answer(request);
    }

    private static Reviewed malformed(String why) {
        return new Reviewed(Optional.empty(), new Outcome.Malformed(why), false, Optional.empty());
    }

    private static String firstLine(Exception failure) {
        var message = String.valueOf(failure.getMessage());
        var end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private final class Answering {
        private final boolean dryRun;
        private final ObjectNode review = JSON.createObjectNode();
        private final ObjectNode response;
        private Optional<Reviewed.Subject> subject = Optional.empty();

        private Answering(String uid, boolean dryRun) {
            this.dryRun = dryRun;
            review.put("apiVersion", VERSION).put("kind", "AdmissionReview");
            response = review.putObject("response").put("uid", uid);
        }

        private Reviewed answer(JsonNode request) {
            var object = request.path("object");
            if (!isNewPod(request) || !object.isObject()) {
                return skipped(SkipReason.NOT_A_NEW_POD);
            }
            Pod pod;
            try {
                pod = JSON.treeToValue(object, Pod.class);
            } catch (JacksonException failure) {
                return rejected(List.of("the Pod cannot be read: " + firstLine(failure)));
            }
            subject = subject(pod, text(request.path("namespace")));
            return switch (Injection.decide(pod)) {
                case Decision.Skip(var reason) -> skipped(reason);
                case Decision.Reject(var reasons) -> rejected(reasons);
                case Decision.Inject(var settings, var warnings) -> injected(pod, settings, warnings);
            };
        }

        private Reviewed injected(Pod pod, PodSettings settings, List<String> warnings) {
            var before = JSON.<JsonNode>valueToTree(pod);
            var after = JSON.<JsonNode>valueToTree(PodMutation.inject(pod, settings, template));
            var patch = JsonDiff.asJson(before, after, PLAIN);
            if (patch.isEmpty()) {
                return skipped(SkipReason.ALREADY_INJECTED);
            }
            var bytes = patch.toString().getBytes(StandardCharsets.UTF_8);
            response.put("allowed", true).put("patchType", "JSONPatch").put("patch", bytes);
            warn(warnings);
            return done(new Outcome.Injected(bytes.length, warnings));
        }

        private Reviewed skipped(SkipReason reason) {
            response.put("allowed", true);
            return done(new Outcome.Skipped(reason.id()));
        }

        private Reviewed rejected(List<String> reasons) {
            var message = String.join("; ", reasons);
            response.put("allowed", false)
                    .putObject("status")
                    .put("code", 403)
                    .put("reason", "Forbidden")
                    .put("message", cut(message, MAX_MESSAGE));
            return done(new Outcome.Rejected(reasons));
        }

        private void warn(List<String> warnings) {
            if (!warnings.isEmpty()) {
                var array = response.putArray("warnings");
                warnings.stream()
                        .limit(MAX_WARNINGS)
                        .map(warning -> cut("bulwark: " + warning, MAX_WARNING))
                        .forEach(array::add);
            }
        }

        private Reviewed done(Outcome outcome) {
            return new Reviewed(Optional.of(review.toString().getBytes(StandardCharsets.UTF_8)), outcome, dryRun, subject);
        }
    }

    /** A Pod that is refused never comes to be, so Events are about whoever makes it; a bare Pod has a name at least. */
    private static Optional<Reviewed.Subject> subject(Pod pod, @Nullable String namespace) {
        var meta = pod.getMetadata();
        if (meta == null || namespace == null) {
            return Optional.empty();
        }
        return meta.getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .map(owner -> new Reviewed.Subject(
                        owner.getApiVersion(), owner.getKind(), namespace, owner.getName(), owner.getUid()))
                .findFirst()
                .or(() -> Optional.ofNullable(meta.getName())
                        .map(name -> new Reviewed.Subject("v1", "Pod", namespace, name, "")));
    }

    private static boolean isNewPod(JsonNode request) {
        var resource = request.path("resource");
        return "CREATE".equals(text(request.path("operation")))
                && "".equals(resource.path("group").asString())
                && "pods".equals(text(resource.path("resource")))
                && request.path("subResource").asString("").isEmpty();
    }

    private static @Nullable String text(JsonNode node) {
        return node.stringValue();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 3) + "...";
    }
}
