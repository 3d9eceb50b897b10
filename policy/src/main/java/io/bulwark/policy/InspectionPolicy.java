package io.bulwark.policy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The document that says what inspection does with findings, with trouble, and how much it holds.
 *
 * @param failures has an entry for every {@link Trouble}
 * @param unusual what happens to calls that are far from what was learned, for every {@link UnusualKind}
 */
public record InspectionPolicy(
        Metadata metadata,
        Mode mode,
        SignatureActions signatures,
        Map<Trouble, Fallback> failures,
        Limits limits,
        GrpcInspection grpc,
        MysqlInspection mysql,
        Map<UnusualKind, Fallback> unusual) {

    /** The document's kind. */
    public static final String KIND = "InspectionPolicy";

    public InspectionPolicy {
        if (mode == Mode.LEARN) {
            throw new IllegalArgumentException("mode must be Monitor or Enforce, was Learn");
        }
        var complete = new EnumMap<Trouble, Fallback>(Trouble.class);
        for (var trouble : Trouble.values()) {
            complete.put(trouble, failures.getOrDefault(trouble, trouble.unlessTold()));
        }
        failures = Collections.unmodifiableMap(complete);
        var all = new EnumMap<UnusualKind, Fallback>(UnusualKind.class);
        for (var kind : UnusualKind.values()) {
            all.put(kind, unusual.getOrDefault(kind, Fallback.FORWARD));
        }
        unusual = Collections.unmodifiableMap(all);
    }

    /** Whether the document denies anything because it is unusual. */
    public boolean deniesUnusual() {
        return unusual.containsValue(Fallback.DENY);
    }

    /** A document that says nothing of single protocols, nor of what is unusual. */
    public InspectionPolicy(
            Metadata metadata, Mode mode, SignatureActions signatures, Map<Trouble, Fallback> failures, Limits limits) {
        this(metadata, mode, signatures, failures, limits, GrpcInspection.none(), MysqlInspection.none(), Map.of());
    }

    /** A document that leaves out every optional key but the mode. */
    public static InspectionPolicy defaults(Mode mode) {
        return new InspectionPolicy(
                new Metadata("default", ""), mode, SignatureActions.defaults(), Map.of(), Limits.defaults());
    }
}
