package io.bulwark.policy;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * One rule of an allowlist: a call fits it when its peer, its port and one of the rule's operations fit.
 *
 * @param id unique in its allowlist
 * @param mode of a rule that allows: {@link Mode#ENFORCE} is a rule like any other, anything less is a rule on trial, whose calls go
 *     on whatever it says; of a rule that denies: whether it does, or only tells
 * @param peers who may ask, or who may be asked; at least one
 * @param ports destination ports, ascending; empty stands for any
 * @param operations what may be asked; at least one
 * @param limits how much of it; of a rule that denies always none
 */
public record AllowlistRule(
        String id,
        Mode mode,
        List<PeerPattern> peers,
        NavigableSet<Integer> ports,
        List<RuleOperation> operations,
        RuleLimits limits) {

    /** The most entries that {@code from} and {@code to} may hold. */
    public static final int MAX_PEERS = 256;

    /** The most entries that {@code ports} may hold. */
    public static final int MAX_PORTS = 64;

    /** The most entries of one protocol. */
    public static final int MAX_OPERATIONS = 64;

    public AllowlistRule {
        peers = List.copyOf(peers);
        ports = Collections.unmodifiableNavigableSet(new TreeSet<>(ports));
        operations = List.copyOf(operations);
        Sizes.require("peers", 1, MAX_PEERS, peers.size());
        Sizes.require("ports", 0, MAX_PORTS, ports.size());
        Sizes.require("operations", 1, 5 * MAX_OPERATIONS, operations.size());
    }

    /** A rule without limits. */
    public AllowlistRule(
            String id,
            Mode mode,
            List<PeerPattern> peers,
            NavigableSet<Integer> ports,
            List<RuleOperation> operations) {
        this(id, mode, peers, ports, operations, RuleLimits.NONE);
    }

    /** A rule in {@link Mode#ENFORCE}. */
    public AllowlistRule(
            String id, List<PeerPattern> peers, NavigableSet<Integer> ports, List<RuleOperation> operations) {
        this(id, Mode.ENFORCE, peers, ports, operations);
    }

    /** The same rule in another mode. */
    public AllowlistRule withMode(Mode other) {
        return new AllowlistRule(id, other, peers, ports, operations, limits);
    }

    /** The same rule with other operations. */
    public AllowlistRule withOperations(List<RuleOperation> others) {
        return new AllowlistRule(id, mode, peers, ports, others, limits);
    }

    /** Whether every call that fits the other rule plainly fits this one; what is not plain is answered with no. */
    public boolean covers(AllowlistRule other) {
        return Coverings.covers(this, other);
    }

    /** Whether the rule holds for this destination port. */
    boolean coversPort(int port) {
        return ports.isEmpty() || ports.contains(port);
    }
}
