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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Answers reviews (admission.k8s.io/v1) of Pods. Without state and without side effects, so a dry run is like any other; on any thread.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">the protocol</a>
 */
public final class Admission {
    private static final EnumSet<DiffFlags> PLAIN =
            EnumSet.of(DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION, DiffFlags.OMIT_VALUE_ON_REMOVE);

    private final Supplier<SidecarTemplate> template;
    private final Supplier<String> hookKeys;

    /**
     * Reviews by a template.
     *
     * @param template as it is at the moment of a review
     * @param hookKeys gives another key each time, as {@link PodMutation#inject} wants it
     */
    public Admission(Supplier<SidecarTemplate> template, Supplier<String> hookKeys) {
        this.template = template;
        this.hookKeys = hookKeys;
    }

    /** The answer to the body of one request; whatever the bytes are, there is one. */
    public Reviewed review(byte[] body) {
        return Review.answer(body, this::answer);
    }

    private Reviewed answer(Review review) {
        var request = review.request();
        var object = request.path("object");
        if (!isNewPod(request) || !object.isObject()) {
            return skipped(review, SkipReason.NOT_A_NEW_POD);
        }
        Pod pod;
        try {
            pod = Review.JSON.treeToValue(object, Pod.class);
        } catch (JacksonException failure) {
            return rejected(review, List.of("the Pod cannot be read: " + Review.firstLine(failure)));
        }
        review.about(subject(pod, text(request.path("namespace"))));
        return switch (Injection.decide(pod)) {
            case Decision.Skip(var reason) -> skipped(review, reason);
            case Decision.Reject(var reasons) -> rejected(review, reasons);
            case Decision.Inject(var settings, var warnings) -> injected(review, pod, settings, warnings);
        };
    }

    private Reviewed injected(Review review, Pod pod, PodSettings settings, List<String> warnings) {
        var before = Review.JSON.<JsonNode>valueToTree(pod);
        var after =
                Review.JSON.<JsonNode>valueToTree(PodMutation.inject(pod, settings, template.get(), hookKeys.get()));
        var patch = JsonDiff.asJson(before, after, PLAIN);
        if (patch.isEmpty()) {
            return skipped(review, SkipReason.ALREADY_INJECTED);
        }
        var bytes = patch.toString().getBytes(StandardCharsets.UTF_8);
        review.patch(bytes);
        return review.allow(warnings, new Outcome.Injected(bytes.length, warnings));
    }

    private static Reviewed skipped(Review review, SkipReason reason) {
        return review.allow(List.of(), new Outcome.Skipped(reason.id()));
    }

    private static Reviewed rejected(Review review, List<String> reasons) {
        return review.refuse(403, "Forbidden", reasons);
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
}
