package io.bulwark.injector.cluster;

import java.util.Comparator;

/** An object of the cluster by namespace and name; a workload too. */
public record Named(String namespace, String name) implements Comparable<Named> {
    private static final Comparator<Named> ORDER =
            Comparator.comparing(Named::namespace).thenComparing(Named::name);

    @Override
    public int compareTo(Named other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
