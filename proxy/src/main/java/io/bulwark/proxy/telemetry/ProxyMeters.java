package io.bulwark.proxy.telemetry;

import java.util.List;

/**
 * Every meter of the proxy, in the order in which a scrape shows them.
 *
 * <p>Label values must come from small, fixed sets: a rule id, never a path or an address.
 */
public enum ProxyMeters {
    FLOWS("bulwark_flows_total", Type.COUNTER, Unit.NONE, "Flows that ended, by how they ended.", "side", "outcome"),
    FLOWS_OPEN("bulwark_flows_open", Type.GAUGE, Unit.NONE, "Flows that are open now."),
    REQUESTS(
            "bulwark_requests_total",
            Type.COUNTER,
            Unit.NONE,
            "Requests that were read, by what became of them.",
            "protocol",
            "verdict"),
    FINDINGS(
            "bulwark_findings_total",
            Type.COUNTER,
            Unit.NONE,
            "Signatures that matched, by what followed.",
            "rule",
            "verdict"),
    ALLOWLIST_DENIALS(
            "bulwark_allowlist_denials_total",
            Type.COUNTER,
            Unit.NONE,
            "Requests that the allowlist does not simply allow.",
            "mode"),
    TROUBLES(
            "bulwark_troubles_total",
            Type.COUNTER,
            Unit.NONE,
            "Failures of inspection, by what the failure table said to them.",
            "trouble",
            "outcome"),
    INSPECTION(
            "bulwark_inspection_seconds",
            Type.HISTOGRAM,
            Unit.SECONDS,
            "Time spent on decoding, matching and deciding a message."),
    BYTES("bulwark_bytes_total", Type.COUNTER, Unit.BYTES, "Bytes that were forwarded.", "side", "direction"),
    HELD("bulwark_held_bytes", Type.GAUGE, Unit.BYTES, "Bytes that wait for a decision, by the size of their buffers."),
    UNSENT(
            "bulwark_unsent_bytes",
            Type.GAUGE,
            Unit.BYTES,
            "Bytes that were let through and wait in the queue of a socket that is slow to take them."),
    UNINSPECTED(
            "bulwark_uninspected_bytes_total",
            Type.COUNTER,
            Unit.BYTES,
            "Bytes that were forwarded although their content was not inspected.",
            "reason"),
    EVENTS("bulwark_events_total", Type.COUNTER, Unit.NONE, "Security events that were queued.", "verdict"),
    PEER_EVENTS(
            "bulwark_peer_events_total",
            Type.COUNTER,
            Unit.NONE,
            "Security events, by who was on the other side of the flow.",
            "side",
            "peer",
            "protocol",
            "rule",
            "verdict"),
    EVENTS_DROPPED(
            "bulwark_events_dropped_total",
            Type.COUNTER,
            Unit.NONE,
            "Security events that were lost because the queue was full."),
    EVENTS_UNWRITTEN(
            "bulwark_events_unwritten_total",
            Type.COUNTER,
            Unit.NONE,
            "Security events that a sink failed to take.",
            "sink"),
    POLICY("bulwark_policy_info", Type.INFO, Unit.NONE, "The policy in force; the value is always 1.", "revision"),
    POLICY_RELOADS(
            "bulwark_policy_reloads_total",
            Type.COUNTER,
            Unit.NONE,
            "Policies that were read after the start, by whether they were taken.",
            "outcome"),
    POLICY_STALE(
            "bulwark_policy_stale",
            Type.GAUGE,
            Unit.NONE,
            "1 while the policy that was read last is refused and an older one is in force."),
    CONTROL_PLANE(
            "bulwark_control_plane_connected",
            Type.GAUGE,
            Unit.NONE,
            "1 while the proxy has a link to the control plane; absent where policy comes from a file."),
    NATIVE_MEMORY(
            "bulwark_native_memory_bytes",
            Type.GAUGE,
            Unit.BYTES,
            "Memory outside the Java heap, by what it is used for.",
            "area"),
    TRANSPORT(
            "bulwark_transport_info",
            Type.INFO,
            Unit.NONE,
            "The transport that moves the bytes; the value is always 1.",
            "transport"),
    JVM_MEMORY_USED(
            "jvm_memory_used_bytes", Type.GAUGE, Unit.BYTES, "Memory that the Java virtual machine uses.", "area"),
    JVM_MEMORY_COMMITTED(
            "jvm_memory_committed_bytes",
            Type.GAUGE,
            Unit.BYTES,
            "Memory that the Java virtual machine holds.",
            "area"),
    JVM_MEMORY_MAX(
            "jvm_memory_max_bytes",
            Type.GAUGE,
            Unit.BYTES,
            "Memory that the Java virtual machine may hold; -1 where there is no limit.",
            "area"),
    JVM_BUFFERS("jvm_buffer_pool_used_bytes", Type.GAUGE, Unit.BYTES, "Memory of Java's own buffer pools.", "pool"),
    JVM_GC("bulwark_jvm_gc_collections_total", Type.COUNTER, Unit.NONE, "Garbage collections.", "collector"),
    JVM_GC_TIME(
            "bulwark_jvm_gc_seconds_total",
            Type.COUNTER,
            Unit.SECONDS,
            "Time spent on garbage collections.",
            "collector"),
    JVM_THREADS("jvm_threads_current", Type.GAUGE, Unit.NONE, "Platform threads that live now."),
    PROCESS_START("process_start_time_seconds", Type.GAUGE, Unit.SECONDS, "When the process began, in Unix time."),
    PROCESS_CPU("process_cpu_seconds_total", Type.COUNTER, Unit.SECONDS, "Processor time that the process has used."),
    PROCESS_RESIDENT("process_resident_memory_bytes", Type.GAUGE, Unit.BYTES, "Memory of the process that is in RAM.");

    /** How a meter behaves over time. */
    public enum Type {
        /** Only grows while the process lives. */
        COUNTER,
        GAUGE,
        HISTOGRAM,
        /** Always 1; the labels hold the message. */
        INFO
    }

    /** What a meter counts in. */
    public enum Unit {
        NONE,
        BYTES,
        /** Shown in seconds, but handed in as nanoseconds. */
        SECONDS
    }

    private final String meterName;
    private final Type type;
    private final Unit unit;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that can't change
    private final List<String> labels;

    ProxyMeters(String meterName, Type type, Unit unit, String help, String... labels) {
        this.meterName = meterName;
        this.type = type;
        this.unit = unit;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The name as it stands in a scrape. */
    public String meterName() {
        return meterName;
    }

    public Type type() {
        return type;
    }

    public Unit unit() {
        return unit;
    }

    public String help() {
        return help;
    }

    /** The names of the labels, in the order in which their values are given. */
    public List<String> labels() {
        return labels;
    }
}
