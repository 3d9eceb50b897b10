package io.bulwark.injector.mutate;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How much the containers of the sidecar ask for, so that the Pod keeps its quality of service class. */
final class ProxyResources {
    private static final List<String> COUNTED = List.of("cpu", "memory");
    private static final String INIT_CPU = "10m";
    private static final String INIT_MEMORY = "64Mi";

    private final SidecarTemplate template;
    private final PodSettings settings;
    private final boolean guaranteed;

    ProxyResources(SidecarTemplate template, PodSettings settings, PodParts parts) {
        this.template = template;
        this.settings = settings;
        var containers = parts.applicationContainers();
        guaranteed = !containers.isEmpty() && containers.stream().allMatch(ProxyResources::isGuaranteed);
    }

    ResourceRequirements ofProxy() {
        var amounts = new TreeMap<>(template.resources());
        amounts.putAll(settings.resources());
        if (guaranteed) {
            var memory = amounts.get(ProxyAmount.MEMORY_LIMIT);
            var cpu = amounts.getOrDefault(ProxyAmount.CPU_LIMIT, template.guaranteedCpu());
            return equal(cpu, memory == null ? INIT_MEMORY : memory);
        }
        keepBelow(amounts, ProxyAmount.CPU_REQUEST, ProxyAmount.CPU_LIMIT);
        keepBelow(amounts, ProxyAmount.MEMORY_REQUEST, ProxyAmount.MEMORY_LIMIT);
        var builder = new ResourceRequirementsBuilder();
        amounts.forEach((amount, text) -> {
            if (amount.isLimit()) {
                builder.addToLimits(amount.resource(), new Quantity(text));
            } else {
                builder.addToRequests(amount.resource(), new Quantity(text));
            }
        });
        return builder.build();
    }

    /** The init container is over before anything else starts, so its amounts count only where they are the largest. */
    ResourceRequirements ofInit() {
        if (guaranteed) {
            return equal(template.guaranteedCpu(), INIT_MEMORY);
        }
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity(INIT_CPU))
                .addToRequests("memory", new Quantity(INIT_MEMORY))
                .addToLimits("memory", new Quantity(INIT_MEMORY))
                .build();
    }

    /** A limit that the Pod sets itself may be below the request of the template. */
    private static void keepBelow(Map<ProxyAmount, String> amounts, ProxyAmount request, ProxyAmount limit) {
        var most = amounts.get(limit);
        var asked = amounts.get(request);
        if (most != null
                && asked != null
                && new Quantity(asked).getNumericalAmount().compareTo(new Quantity(most).getNumericalAmount()) > 0) {
            amounts.put(request, most);
        }
    }

    private static ResourceRequirements equal(String cpu, String memory) {
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity(cpu))
                .addToRequests("memory", new Quantity(memory))
                .addToLimits("cpu", new Quantity(cpu))
                .addToLimits("memory", new Quantity(memory))
                .build();
    }

    private static boolean isGuaranteed(Container container) {
        var resources = container.getResources();
        if (resources == null || resources.getLimits() == null) {
            return false;
        }
        var requests = resources.getRequests() == null ? Map.<String, Quantity>of() : resources.getRequests();
        return COUNTED.stream().allMatch(name -> {
            var limit = resources.getLimits().get(name);
            var request = requests.getOrDefault(name, limit);
            return limit != null && limit.equals(request);
        });
    }
}
