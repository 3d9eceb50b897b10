package io.bulwark.policy;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the findings of each signature group lead to.
 *
 * @param otherwise for groups that are not named
 * @param groups by group name
 */
public record SignatureActions(Action otherwise, NavigableMap<String, Action> groups) {

    public SignatureActions {
        groups = Collections.unmodifiableNavigableMap(new TreeMap<>(groups));
    }

    /** Every group blocks. */
    public static SignatureActions defaults() {
        return new SignatureActions(Action.BLOCK, new TreeMap<>(Map.of()));
    }
}
