package io.bulwark.policy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that policy says at one moment: immutable, shared between threads. */
public final class PolicySnapshot {

    private final InspectionPolicy inspection;
    private final Optional<ServiceAllowlist> allowlist;
    private final Optional<AllowlistMatcher> matcher;
    private final FailureTable failures;
    private final GrpcTypes grpcTypes;
    private final String json;
    private final String revision;

    PolicySnapshot(InspectionPolicy inspection, Optional<ServiceAllowlist> allowlist, GrpcTypes grpcTypes) {
        this.inspection = inspection;
        this.grpcTypes = grpcTypes;
        this.allowlist = allowlist;
        matcher = allowlist.map(AllowlistMatcher::new);
        failures = new FailureTable(inspection.mode(), inspection.failures());
        json = DocumentWriter.write(inspection, allowlist);
        revision = DocumentWriter.revision(json, grpcTypes.digest());
    }

    /** A policy without documents: every request is allowed, inspection has its defaults and only monitors. */
    public static PolicySnapshot open() {
        return of(InspectionPolicy.defaults(Mode.MONITOR));
    }

    /** A policy without an allowlist: every request is allowed. Descriptor sets that it names are not read. */
    public static PolicySnapshot of(InspectionPolicy inspection) {
        return new PolicySnapshot(inspection, Optional.empty(), GrpcTypes.none());
    }

    /** A policy with both documents. Descriptor sets that it names are not read. */
    public static PolicySnapshot of(InspectionPolicy inspection, ServiceAllowlist allowlist) {
        return new PolicySnapshot(inspection, Optional.of(allowlist), GrpcTypes.none());
    }

    /** The first 12 hex digits of the SHA-256 of {@link #json} and of all descriptor sets: same content, same revision. */
    public String revision() {
        return revision;
    }

    /** The documents as a JSON array, in the form that files have, every key that has a default written out. */
    public String json() {
        return json;
    }

    /** The document about inspection; its defaults when the file had none. */
    public InspectionPolicy inspection() {
        return inspection;
    }

    /** The allowlist document, if there is one. */
    public Optional<ServiceAllowlist> allowlist() {
        return allowlist;
    }

    /** Whether there is an allowlist; without one every request is allowed. */
    public boolean hasAllowlist() {
        return allowlist.isPresent();
    }

    /** What happens to traffic in trouble, the mode taken into account. */
    public FailureTable failures() {
        return failures;
    }

    /** Whether findings and trouble are acted on or only reported. */
    public Mode inspectionMode() {
        return inspection.mode();
    }

    /** Whether the allowlist's denials are carried out; {@link Mode#MONITOR} when there is no allowlist. */
    public Mode allowlistMode() {
        return allowlist.map(ServiceAllowlist::mode).orElse(Mode.MONITOR);
    }

    /** What the document says for a signature group, the mode not taken into account. */
    public Action action(String signatureGroup) {
        var actions = inspection.signatures();
        return actions.groups().getOrDefault(signatureGroup, actions.otherwise());
    }

    /**
     * The message that a gRPC call carries; null when no descriptor set of the policy describes it. Makes no object.
     *
     * @param path the normalised, decoded path, such as {@code /orders.v1.Orders/Place}
     * @param request whether it is the request's message, not the response's
     */
    public @Nullable MessageType grpcMessage(Bytes path, boolean request) {
        return grpcTypes.message(path, request);
    }

    /** How much of a message is read and held, and for how long. */
    public Limits limits() {
        return inspection.limits();
    }

    /**
     * The rules that hold for a flow; asked once for each.
     *
     * @param peerAddress the 4 or 16 bytes of the client's address, a v4-mapped one included; anything else has no rules
     * @param destinationPort the port that the client meant to reach
     */
    public PeerRules rulesFor(byte[] peerAddress, int destinationPort) {
        return matcher.map(compiled -> PeerRules.of(compiled, FlowPeer.of(peerAddress), destinationPort))
                .orElseGet(PeerRules::open);
    }
}
