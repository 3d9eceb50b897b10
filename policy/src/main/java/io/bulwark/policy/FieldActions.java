package io.bulwark.policy;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the findings of some signature groups lead to in one field.
 *
 * @param name the field's full name, such as {@code orders.v1.Order.card_number}
 * @param groups by group name; what is not named is as in other fields
 */
public record FieldActions(String name, NavigableMap<String, Action> groups) {

    /** The most entries of {@code groups}. */
    public static final int MAX_GROUPS = 64;

    public FieldActions {
        groups = Collections.unmodifiableNavigableMap(new TreeMap<>(groups));
    }
}
