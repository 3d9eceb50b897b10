package io.bulwark.policy;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything that policy says at one moment: immutable, shared between threads. */
public final class PolicySnapshot {

    private final InspectionPolicy inspection;
    private final Optional<ServiceAllowlist> allowlist;
    private final Optional<PeerIdentities> identities;
    private final Map<FlowSide, AllowlistMatcher> matchers;
    private final IdentityIndex known;
    private final FailureTable failures;
    private final GrpcTypes grpcTypes;
    private final String revision;

    PolicySnapshot(
            InspectionPolicy inspection,
            Optional<ServiceAllowlist> allowlist,
            Optional<PeerIdentities> identities,
            GrpcTypes grpcTypes) {
        this(inspection, allowlist, identities, grpcTypes, matchers(allowlist));
    }

    private PolicySnapshot(
            InspectionPolicy inspection,
            Optional<ServiceAllowlist> allowlist,
            Optional<PeerIdentities> identities,
            GrpcTypes grpcTypes,
            Map<FlowSide, AllowlistMatcher> matchers) {
        this.inspection = inspection;
        this.grpcTypes = grpcTypes;
        this.allowlist = allowlist;
        this.identities = identities;
        this.matchers = matchers;
        known = new IdentityIndex(identities.orElseGet(PeerIdentities::none));
        failures = new FailureTable(inspection.mode(), inspection.failures());
        var all = Sha256.begin();
        write(piece -> all.update(piece.getBytes(StandardCharsets.UTF_8)));
        all.update(grpcTypes.digest().getBytes(StandardCharsets.UTF_8));
        revision = DocumentWriter.revision(all);
    }

    private static Map<FlowSide, AllowlistMatcher> matchers(Optional<ServiceAllowlist> allowlist) {
        Map<FlowSide, AllowlistMatcher> matchers = new EnumMap<>(FlowSide.class);
        for (var side : FlowSide.values()) {
            allowlist
                    .map(document -> document.side(side))
                    .filter(SideRules::saysAnything)
                    .ifPresent(rules -> matchers.put(side, new AllowlistMatcher(rules).required()));
        }
        return matchers;
    }

    private void write(Consumer<String> out) {
        DocumentWriter.write(inspection, allowlist, identities, out);
    }

    /** A policy without documents: every request is allowed, inspection has its defaults and only monitors. */
    public static PolicySnapshot open() {
        return of(InspectionPolicy.defaults(Mode.MONITOR));
    }

    /** A policy without an allowlist: every request is allowed. Descriptor sets that it names are not read. */
    public static PolicySnapshot of(InspectionPolicy inspection) {
        return new PolicySnapshot(inspection, Optional.empty(), Optional.empty(), GrpcTypes.none());
    }

    /** A policy with both documents. Descriptor sets that it names are not read. */
    public static PolicySnapshot of(InspectionPolicy inspection, ServiceAllowlist allowlist) {
        return new PolicySnapshot(inspection, Optional.of(allowlist), Optional.empty(), GrpcTypes.none());
    }

    /** The same policy with another allowlist. */
    public PolicySnapshot with(ServiceAllowlist other) {
        return new PolicySnapshot(inspection, Optional.of(other), identities, grpcTypes);
    }

    /** The same policy with other peers known. */
    public PolicySnapshot with(PeerIdentities others) {
        return new PolicySnapshot(inspection, allowlist, Optional.of(others), grpcTypes, matchers);
    }

    /** The first 12 hex digits of the SHA-256 of {@link #json} and of all descriptor sets: same content, same revision. */
    public String revision() {
        return revision;
    }

    /** The documents as a JSON array, in the form that files have, every key that has a default written out. */
    public String json() {
        var json = new StringBuilder();
        write(json::append);
        return json.toString();
    }

    /** The document about inspection; its defaults when the file had none. */
    public InspectionPolicy inspection() {
        return inspection;
    }

    /** The allowlist document, if there is one. */
    public Optional<ServiceAllowlist> allowlist() {
        return allowlist;
    }

    /** The document about who has which address, if there is one. */
    public Optional<PeerIdentities> identities() {
        return identities;
    }

    /** Whether an allowlist says anything about a side; without one every request of that side is allowed. */
    public boolean hasAllowlist(FlowSide side) {
        return matchers.containsKey(side);
    }

    /** Whether an allowlist says anything at all. */
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

    /** How far what the allowlist says of a side is carried out; {@link Mode#MONITOR} when it says nothing. */
    public Mode allowlistMode(FlowSide side) {
        return hasAllowlist(side)
                ? allowlist.map(document -> document.side(side).mode()).orElse(Mode.MONITOR)
                : Mode.MONITOR;
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

    /** Who has an address of 4 or 16 bytes, as far as the policy's documents say. */
    public PeerIdentity identify(byte[] address) {
        return known.identify(FlowPeer.of(address));
    }

    /**
     * The rules that hold for a flow; asked once for each. Who the peer is, is what the policy's documents say.
     *
     * @param peerAddress the 4 or 16 bytes of the peer's address, a v4-mapped one included; anything else is no address. The peer is the
     *     client of a flow that comes in, and the destination of one that goes out
     * @param destinationPort the port that the client meant to reach
     */
    public PeerRules rulesFor(FlowSide side, byte[] peerAddress, int destinationPort) {
        return rulesFor(side, peerAddress, identify(peerAddress), destinationPort);
    }

    /** The rules that hold for a flow whose peer somebody else knows. */
    public PeerRules rulesFor(FlowSide side, byte[] peerAddress, PeerIdentity identity, int destinationPort) {
        var matcher = matchers.get(side);
        return matcher == null
                ? PeerRules.open()
                : PeerRules.of(matcher, side, new Peer(FlowPeer.of(peerAddress), identity), destinationPort);
    }
}
