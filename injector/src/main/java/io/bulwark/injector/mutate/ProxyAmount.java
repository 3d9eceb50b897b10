package io.bulwark.injector.mutate;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Optional;

/** An amount of a resource that the proxy's container asks for, or may not exceed, each with the annotation that sets it. */
public enum ProxyAmount {
    CPU_REQUEST("proxy-cpu-request", "cpu", false, "1m", "64"),
    CPU_LIMIT("proxy-cpu-limit", "cpu", true, "50m", "64"),
    MEMORY_REQUEST("proxy-memory-request", "memory", false, "64Mi", "16Gi"),
    /** Less than the proxy needs would have it killed under load. */
    MEMORY_LIMIT("proxy-memory-limit", "memory", true, "192Mi", "16Gi");

    private final String annotation;
    private final String resource;
    private final boolean limit;
    private final String least;
    private final String most;

    ProxyAmount(String annotation, String resource, boolean limit, String least, String most) {
        this.annotation = PodAnnotations.PREFIX + annotation;
        this.resource = resource;
        this.limit = limit;
        this.least = least;
        this.most = most;
    }

    public String annotation() {
        return annotation;
    }

    /** The key in a container's requests or limits. */
    public String resource() {
        return resource;
    }

    public boolean isLimit() {
        return limit;
    }

    /** What is allowed, for messages. */
    String allowed() {
        return "a quantity " + least + ".." + most;
    }

    /** The number behind a quantity's text, if it is one that is allowed. */
    Optional<BigDecimal> read(String text) {
        return amount(text).filter(number -> number.compareTo(known(least)) >= 0 && number.compareTo(known(most)) <= 0);
    }

    private static BigDecimal known(String text) {
        return Quantity.getAmountInBytes(new Quantity(text));
    }

    private static Optional<BigDecimal> amount(String text) {
        if (text.length() > 20) {
            return Optional.empty();
        }
        try {
            return Optional.of(Quantity.getAmountInBytes(Quantity.parse(text)));
        } catch (IllegalArgumentException | ArithmeticException _) {
            // The library has no other way to say that a text is no quantity.
            return Optional.empty();
        }
    }
}
