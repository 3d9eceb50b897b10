package io.bulwark.injector.access;

import java.util.Set;

/**
 * Something that the control plane may do.
 *
 * @param scope where
 * @param group of the API; empty for the core
 * @param resource with its subresource, such as {@code learnedprofiles/status}
 * @param name of the one object that it is about; empty for all of them
 */
public record Right(Scope scope, String group, String resource, String name, Set<String> verbs) {
    public Right {
        verbs = Set.copyOf(verbs);
    }

    /** Where a right holds. */
    public enum Scope {
        CLUSTER,
        /** In the namespace of the control plane. */
        OWN_NAMESPACE
    }
}
