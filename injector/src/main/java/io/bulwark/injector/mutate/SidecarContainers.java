package io.bulwark.injector.mutate;

import io.bulwark.policy.Cidr;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes the containers and volumes of a sidecar. Every default of the API server is written out, so that a Pod which comes back from it
 * compares equal.
 */
final class SidecarContainers {
    static final String APP_PROBES = "BULWARK_APP_PROBES";

    private static final long INIT_UID = 65_534;
    private static final int TOKEN_SECONDS = 3600;
    private static final int READABLE = 420;
    private static final int MAX_DRAIN_SECONDS = 10;
    private static final String API_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount";

    private final SidecarTemplate template;
    private final PodSettings settings;

    SidecarContainers(SidecarTemplate template, PodSettings settings) {
        this.template = template;
        this.settings = settings;
    }

    /** Leads the Pod's traffic to the proxy, checks that it does, and is done. */
    Container init(ResourceRequirements resources) {
        var inbound = new TreeSet<>(settings.excludedInboundPorts());
        inbound.add(Names.STATUS_PORT);
        var arguments = new ArrayList<>(List.of(
                "apply",
                "--inbound-port=" + Names.INBOUND_PORT,
                "--outbound-port=" + Names.OUTBOUND_PORT,
                "--proxy-uid=" + Names.PROXY_UID,
                "--exclude-inbound-ports=" + list(inbound)));
        if (!settings.excludedOutboundPorts().isEmpty()) {
            arguments.add("--exclude-outbound-ports=" + list(settings.excludedOutboundPorts()));
        }
        if (!settings.excludedOutboundCidrs().isEmpty()) {
            arguments.add("--exclude-outbound-cidrs="
                    + list(settings.excludedOutboundCidrs().stream()
                            .map(Cidr::text)
                            .toList()));
        }
        return container(Names.INIT, template.initImage(), resources)
                .withArgs(arguments)
                .withSecurityContext(security(INIT_UID)
                        .editCapabilities()
                        .addToAdd("NET_ADMIN", "NET_RAW")
                        .endCapabilities()
                        .build())
                .withVolumeMounts(noApiToken())
                .build();
    }

    /** @param graceSeconds how long the Pod may take to end */
    Container proxy(ResourceRequirements resources, String appProbes, long graceSeconds) {
        var builder = container(Names.PROXY, template.proxyImage(), resources)
                .withEnv(environment(appProbes, graceSeconds))
                .withPorts(new ContainerPortBuilder()
                        .withName("bulwark-status")
                        .withContainerPort(Names.STATUS_PORT)
                        .withProtocol("TCP")
                        .build())
                .withSecurityContext(proxySecurity())
                .withVolumeMounts(
                        mount(Names.TOKEN, "/var/run/bulwark/token", true),
                        mount(Names.STATE, "/var/run/bulwark/state", false),
                        mount(Names.TEMPORARY, "/tmp", false),
                        noApiToken())
                .withStartupProbe(probe("/ready", 1, 120))
                .withReadinessProbe(probe("/ready", 5, 3))
                .withLivenessProbe(probe("/live", 10, 3));
        if (template.nativeSidecars()) {
            builder.withRestartPolicy("Always");
        }
        return builder.build();
    }

    List<Volume> volumes() {
        return List.of(
                new VolumeBuilder()
                        .withName(Names.TOKEN)
                        .withNewProjected()
                        .addNewSource()
                        .withNewServiceAccountToken()
                        .withAudience("bulwark")
                        .withExpirationSeconds((long) TOKEN_SECONDS)
                        .withPath("token")
                        .endServiceAccountToken()
                        .endSource()
                        .withDefaultMode(READABLE)
                        .endProjected()
                        .build(),
                inMemory(Names.TEMPORARY, "16Mi"),
                inMemory(Names.STATE, "16Mi"),
                inMemory(Names.NO_TOKEN, "1Mi"));
    }

    private List<EnvVar> environment(String appProbes, long graceSeconds) {
        var all = new ArrayList<>(List.of(
                field("POD_NAME", "metadata.name"),
                field("POD_NAMESPACE", "metadata.namespace"),
                field("POD_UID", "metadata.uid"),
                field("POD_IP", "status.podIP"),
                field("NODE_NAME", "spec.nodeName"),
                field("SERVICE_ACCOUNT", "spec.serviceAccountName"),
                new EnvVarBuilder()
                        .withName("BULWARK_MEMORY_LIMIT")
                        .withNewValueFrom()
                        .withNewResourceFieldRef()
                        .withResource("limits.memory")
                        .withDivisor(new Quantity("0"))
                        .endResourceFieldRef()
                        .endValueFrom()
                        .build(),
                value("BULWARK_DRAIN_TIME", drainSeconds(graceSeconds) + "s")));
        template.environment().forEach((name, value) -> all.add(value(name, escaped(value))));
        settings.logLevel().ifPresent(level -> all.add(value("BULWARK_LOG_LEVEL", level)));
        if (!settings.protocols().isEmpty()) {
            all.add(value(
                    "BULWARK_PROTOCOL_PORTS",
                    settings.protocols().entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .collect(Collectors.joining(","))));
        }
        if (!appProbes.equals(AppProbes.NOTHING)) {
            all.add(value(APP_PROBES, escaped(appProbes)));
        }
        return all;
    }

    /** The kubelet replaces {@code $(NAME)} in a variable's value, and {@code $$} by one dollar. */
    private static String escaped(String value) {
        return value.replace("$", "$$");
    }

    static String unescaped(String value) {
        return value.replace("$$", "$");
    }

    /** Some of the Pod's time is left for what comes after draining. */
    private static long drainSeconds(long graceSeconds) {
        return Math.clamp(graceSeconds - 2, 0, MAX_DRAIN_SECONDS);
    }

    private ContainerBuilder container(String name, String image, ResourceRequirements resources) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy(template.pullPolicy())
                .withResources(resources)
                .withTerminationMessagePath("/dev/termination-log")
                .withTerminationMessagePolicy("File");
    }

    private static SecurityContext proxySecurity() {
        return security(Names.PROXY_UID).build();
    }

    private static SecurityContextBuilder security(long uid) {
        return new SecurityContextBuilder()
                .withRunAsUser(uid)
                .withRunAsGroup(uid)
                .withRunAsNonRoot(true)
                .withReadOnlyRootFilesystem(true)
                .withAllowPrivilegeEscalation(false)
                .withPrivileged(false)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile();
    }

    private static Probe probe(String path, int period, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString(Names.STATUS_PORT))
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(period)
                .withTimeoutSeconds(1)
                .withSuccessThreshold(1)
                .withFailureThreshold(failures)
                .build();
    }

    /** A container that has something at this path does not get the application's token there. */
    private static VolumeMount noApiToken() {
        return mount(Names.NO_TOKEN, API_TOKEN, true);
    }

    private static VolumeMount mount(String volume, String path, boolean readOnly) {
        var builder = new VolumeMountBuilder().withName(volume).withMountPath(path);
        if (readOnly) {
            builder.withReadOnly(true);
        }
        return builder.build();
    }

    private static Volume inMemory(String name, String size) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withMedium("Memory")
                .withSizeLimit(new Quantity(size))
                .endEmptyDir()
                .build();
    }

    private static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    private static EnvVar value(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static String list(Collection<?> elements) {
        return elements.stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
