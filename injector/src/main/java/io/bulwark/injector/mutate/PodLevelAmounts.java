package io.bulwark.injector.mutate;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The amounts that a Pod asks for as a whole (KEP-2837). They are raised by what the proxy asks for, so that the application keeps what
 * its author gave it.
 */
final class PodLevelAmounts {
    private PodLevelAmounts() {}

    static void shift(PodBuilder builder, PodParts parts, Container proxy) {
        var resources = parts.spec().getResources();
        if (resources == null) {
            return;
        }
        var before = parts.ours(Names.PROXY).map(Container::getResources);
        var shifted = new ResourceRequirementsBuilder(resources)
                .withRequests(shifted(
                        resources.getRequests(),
                        proxy.getResources().getRequests(),
                        before.map(ResourceRequirements::getRequests)))
                .withLimits(shifted(
                        resources.getLimits(),
                        proxy.getResources().getLimits(),
                        before.map(ResourceRequirements::getLimits)))
                .build();
        builder.editSpec().withResources(shifted).endSpec();
    }

    private static Map<String, Quantity> shifted(
            @Nullable Map<String, Quantity> ofPod,
            @Nullable Map<String, Quantity> added,
            Optional<Map<String, Quantity>> removed) {
        var all = new TreeMap<String, Quantity>(ofPod == null ? Map.of() : ofPod);
        all.replaceAll((name, quantity) -> {
            var change = amount(added, name).subtract(amount(removed.orElse(Map.of()), name));
            return change.signum() == 0
                    ? quantity
                    : written(name, quantity.getNumericalAmount().add(change));
        });
        return all;
    }

    private static BigDecimal amount(@Nullable Map<String, Quantity> amounts, String name) {
        var quantity = amounts == null ? null : amounts.get(name);
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }

    /** In thousandths, as CPU is written, or in the largest binary unit that has no fraction. */
    private static Quantity written(String name, BigDecimal amount) {
        if (name.equals("cpu")) {
            return new Quantity(amount.movePointRight(3).toBigInteger() + "m");
        }
        var bytes = amount.toBigInteger();
        var mebibyte = BigInteger.valueOf(1 << 20);
        return bytes.mod(mebibyte).signum() == 0
                ? new Quantity(bytes.divide(mebibyte) + "Mi")
                : new Quantity(bytes.toString());
    }
}
