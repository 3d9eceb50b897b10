package io.bulwark.injector.run;

import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Image;
import io.bulwark.testbed.ImageContainer;
import io.bulwark.testbed.Namespace;
import io.bulwark.testbed.Poll;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Pod on a {@link Node}: what its specification says of a container of ours is done as the kubelet does it. Containers of other images are
 * left out; a test starts programs of the machine in {@link #namespace} in their place.
 */
final class PodOnNode {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");

    private final Pod pod;
    private final Namespace namespace;
    private final String token;
    private final Path resolver;
    private final Map<String, Image> images;
    private final Deque<AutoCloseable> resources;
    private final Map<String, Path> volumes = new HashMap<>();
    private final Map<String, ImageContainer> containers = new HashMap<>();
    private final Map<String, Process> running = new HashMap<>();

    PodOnNode(
            Pod pod,
            Namespace namespace,
            String token,
            Path resolver,
            Map<String, Image> images,
            Deque<AutoCloseable> resources) {
        this.pod = pod;
        this.namespace = namespace;
        this.token = token;
        this.resolver = resolver;
        this.images = images;
        this.resources = resources;
    }

    Namespace namespace() {
        return namespace;
    }

    String address() {
        return pod.getStatus().getPodIP();
    }

    /** Runs init containers in their order, then starts the others; returns when sidecars have started as their probes say. */
    void start() throws Exception {
        for (var container : pod.getSpec().getInitContainers()) {
            if ("Always".equals(container.getRestartPolicy())) {
                start(container);
                awaitProbe(container, container.getStartupProbe());
            } else {
                image(container).ifPresent(image -> runToItsEnd(container, image));
            }
        }
        for (var container : pod.getSpec().getContainers()) {
            start(container);
        }
    }

    private void runToItsEnd(Container container, Image image) {
        try {
            made(container, image).run().expectSuccess();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private void start(Container container) throws IOException {
        var image = image(container);
        if (image.isPresent()) {
            var made = made(container, image.get());
            containers.put(container.getName(), made);
            running.put(container.getName(), made.start());
        }
    }

    private Optional<Image> image(Container container) {
        return Optional.ofNullable(images.get(container.getImage().replaceFirst(":.*", "")));
    }

    /** Ends a container if it runs, and starts it again: volumes stay. */
    void restart(String name) throws Exception {
        stop(name);
        start(named(name));
    }

    void stop(String name) throws Exception {
        var process = running.remove(name);
        if (process != null) {
            var _ = ImageContainer.end(process);
        }
    }

    void awaitReady(String name) throws Exception {
        awaitProbe(named(name), named(name).getReadinessProbe());
    }

    String output(String name) {
        try {
            return Objects.requireNonNull(containers.get(name), name).output();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private Container named(String name) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /* ---- what the kubelet makes of a container --------------------------------------------------------------------- */

    private ImageContainer made(Container container, Image image) throws IOException {
        var environment = environment(container);
        var made = new ImageContainer(image, namespace, uid(container), resources)
                .withEnvironment(environment)
                .withArguments(container.getArgs().stream()
                        .map(argument -> expanded(argument, environment))
                        .toArray(String[]::new))
                .withFile("/etc/resolv.conf", resolver)
                .withMemoryLimit(Quantity.getAmountInBytes(
                                container.getResources().getLimits().get("memory"))
                        .longValueExact());
        var capabilities = container.getSecurityContext().getCapabilities().getAdd();
        if (!capabilities.isEmpty()) {
            made.withCapabilities(capabilities.stream().map("CAP_"::concat).toArray(String[]::new));
        }
        for (var mount : container.getVolumeMounts()) {
            made.withFolder(mount.getMountPath(), folder(mount), Boolean.TRUE.equals(mount.getReadOnly()));
        }
        return made;
    }

    private long uid(Container container) {
        var own = container.getSecurityContext().getRunAsUser();
        return own != null ? own : pod.getSpec().getSecurityContext().getRunAsUser();
    }

    private Map<String, String> environment(Container container) {
        var environment = new LinkedHashMap<String, String>();
        for (var variable : container.getEnv()) {
            environment.put(variable.getName(), value(variable, container, environment));
        }
        return environment;
    }

    private String value(EnvVar variable, Container container, Map<String, String> before) {
        var from = variable.getValueFrom();
        if (from == null) {
            return expanded(Objects.requireNonNullElse(variable.getValue(), ""), before);
        }
        if (from.getFieldRef() != null) {
            return field(from.getFieldRef().getFieldPath());
        }
        return switch (from.getResourceFieldRef().getResource()) {
            case "limits.memory" ->
                Quantity.getAmountInBytes(container.getResources().getLimits().get("memory"))
                        .toBigInteger()
                        .toString();
            default -> throw new AssertionError("an unknown resource of " + variable.getName());
        };
    }

    private String field(String path) {
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "status.podIP" -> address();
            case "spec.nodeName" -> "node-1";
            case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
            default -> throw new AssertionError("an unknown field " + path);
        };
    }

    private static String expanded(String text, Map<String, String> environment) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        match.group(1) == null ? "$" : environment.getOrDefault(match.group(1), match.group())));
    }

    private Path folder(VolumeMount mount) throws IOException {
        var known = volumes.get(mount.getName());
        if (known != null) {
            return known;
        }
        var volume = pod.getSpec().getVolumes().stream()
                .filter(each -> each.getName().equals(mount.getName()))
                .findFirst()
                .orElseThrow();
        var folder = filled(volume);
        volumes.put(mount.getName(), folder);
        return folder;
    }

    private Path filled(Volume volume) throws IOException {
        var folder = Folders.create(resources);
        if (volume.getProjected() != null) {
            var source = volume.getProjected().getSources().getFirst().getServiceAccountToken();
            Files.writeString(folder.resolve(source.getPath()), token);
        } else if (volume.getEmptyDir() != null) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        } else {
            throw new AssertionError("an unknown kind of volume " + volume.getName());
        }
        return folder;
    }

    /* ---- probes, from the node as the kubelet asks ------------------------------------------------------------------- */

    private void awaitProbe(Container container, Probe probe) throws Exception {
        var get = probe.getHttpGet();
        var port = Optional.ofNullable(get.getPort().getIntVal())
                .orElseGet(() -> container.getPorts().stream()
                        .filter(each -> get.getPort().getStrVal().equals(each.getName()))
                        .map(ContainerPort::getContainerPort)
                        .findFirst()
                        .orElseThrow());
        var target = URI.create("http://" + address() + ":" + port + get.getPath());
        try {
            Poll.until(container.getName() + " of " + pod.getMetadata().getName(), () -> status(target), s -> s == 200);
        } catch (AssertionError failure) {
            throw new AssertionError(failure.getMessage() + "\n" + output(container.getName()), failure);
        }
    }

    private static int status(URI target) {
        try {
            var connection = (HttpURLConnection) target.toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(1000);
            return connection.getResponseCode();
        } catch (IOException _) {
            return -1;
        }
    }
}
