package io.bulwark.injector.run;

import io.bulwark.injector.cluster.Named;
import io.bulwark.policy.Sha256;
import io.bulwark.policy.proof.Course;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** How far allowlists have come by themselves: one ConfigMap a workload, in the namespace of the control plane. */
final class Courses {
    static final String HOLDS = "bulwark.io/holds";
    static final String COURSE = "course";

    /** The longest text of a course; an object takes no more than a MiB. */
    static final int MAX_TEXT = 700_000;

    private static final String ALONE = "bulwark.io/alone-since";
    private static final String WORKLOAD = "bulwark.io/workload";
    private static final String TEXT = "course.json";
    private static final int DIGITS = 16;

    private final KubernetesClient client;
    private final String namespace;
    private final String prefix;

    /** A course as it is kept, with the version that a change of it has to name. */
    record Kept(Course course, String version) {}

    Courses(KubernetesClient client, ControlPlaneSettings settings) {
        this.client = client;
        namespace = settings.namespace();
        prefix = settings.name() + "-course-";
    }

    /** Whose course an object holds; empty when it holds none. */
    static Optional<Named> workload(ConfigMap map) {
        var annotations = map.getMetadata().getAnnotations();
        var name = annotations == null ? "" : annotations.getOrDefault(WORKLOAD, "");
        var slash = name.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : Optional.of(new Named(name.substring(0, slash), name.substring(slash + 1)));
    }

    /** @throws IllegalArgumentException if the object holds no course */
    static Course read(ConfigMap map) {
        return Course.read(map.getData() == null ? "" : map.getData().getOrDefault(TEXT, ""));
    }

    /** Since when the workload has had no Pods, if that is written at its course. */
    static Optional<Instant> aloneSince(ConfigMap map) {
        var annotations = map.getMetadata().getAnnotations();
        var since = annotations == null ? null : annotations.get(ALONE);
        try {
            return Optional.ofNullable(since).map(Instant::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Writes since when the workload has had no Pods; empty when it has some. */
    void mark(Named workload, String since) {
        var current = client.configMaps()
                .inNamespace(namespace)
                .withName(name(workload))
                .get();
        if (current != null) {
            var map = new ConfigMapBuilder(current).editMetadata().removeFromAnnotations(ALONE);
            var _ = client.resource((since.isEmpty() ? map : map.addToAnnotations(ALONE, since))
                            .endMetadata()
                            .build())
                    .update();
        }
    }

    /** Lets the workload begin anew, should it come again. */
    void remove(Named workload) {
        var _ = client.configMaps()
                .inNamespace(namespace)
                .withName(name(workload))
                .delete();
    }

    /** The course of a workload as the API server has it. */
    Optional<Kept> get(Named workload) {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(namespace)
                        .withName(name(workload))
                        .get())
                .map(map -> new Kept(read(map), map.getMetadata().getResourceVersion()));
    }

    void begin(Named workload, Course course) {
        var _ = client.configMaps()
                .inNamespace(namespace)
                .resource(map(workload, course).build())
                .create();
    }

    /** Fails with a conflict when somebody else has changed it meanwhile. */
    void replace(Named workload, Kept before, Course course) {
        var _ = client.configMaps()
                .inNamespace(namespace)
                .resource(map(workload, course)
                        .editMetadata()
                        .withResourceVersion(before.version())
                        .endMetadata()
                        .build())
                .update();
    }

    private ConfigMapBuilder map(Named workload, Course course) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name(workload))
                .withNamespace(namespace)
                .withLabels(Map.of(HOLDS, COURSE, "app.kubernetes.io/part-of", "bulwark"))
                .withAnnotations(Map.of(WORKLOAD, workload.toString()))
                .endMetadata()
                .withData(Map.of(TEXT, course.json()));
    }

    /** A name of a workload may be as long as that of an object. */
    private String name(Named workload) {
        return prefix + Sha256.of(workload.toString()).substring(0, DIGITS);
    }
}
