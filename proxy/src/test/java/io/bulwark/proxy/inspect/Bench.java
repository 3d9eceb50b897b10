package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.InspectionPolicy;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.Operation;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.SignatureActions;
import io.bulwark.proxy.event.EventDelivery;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.event.EventSink;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.identity.PeerAddress;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.signatures.Confidence;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.Severity;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.Tactic;
import io.bulwark.signatures.Transform;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.hyperscan.DatabaseSource;
import io.bulwark.signatures.match.hyperscan.HyperscanMatcher;
import io.bulwark.signatures.validate.Validator;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A workbench over the real engine with a handful of signatures, and one inspector to ask. */
final class Bench implements AutoCloseable {
    static final Matcher MATCHER = matcher();
    static final Operation GET = new Asked("http", new Text("GET"), new Text("/orders"));
    static final Operation DELETE = new Asked("http", new Text("DELETE"), new Text("/orders"));

    final Meters meters = new Meters();
    final EventQueue queue;
    final Workbench workbench;
    Inspector inspector;
    private PolicySnapshot snapshot;
    private long clock;

    private record Asked(String protocol, Bytes verb, Bytes resource) implements Operation {}

    /** Text as bytes. */
    record Text(String text) implements Bytes {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public byte get(int index) {
            return (byte) text.charAt(index);
        }
    }

    private Bench(Matcher matcher, PolicySnapshot snapshot, int queueCapacity) {
        this(matcher, snapshot, queueCapacity, Sightings.none());
    }

    private Bench(Matcher matcher, PolicySnapshot snapshot, int queueCapacity, Sightings sightings) {
        this.snapshot = snapshot;
        queue = new EventQueue(queueCapacity, meters);
        workbench = new Workbench(
                matcher, () -> this.snapshot, queue, meters, () -> clock += 1_000, () -> Instant.EPOCH, sightings);
        inspector = new Inspector(workbench, flow(FlowInfo.Side.INGRESS), Direction.TO_SERVER);
    }

    static Bench with(PolicySnapshot snapshot) {
        return new Bench(MATCHER, snapshot, 1024);
    }

    static Bench learning(Sightings sightings) {
        return new Bench(MATCHER, policy(Mode.ENFORCE), 1024, sightings);
    }

    static Bench with(Matcher matcher, PolicySnapshot snapshot) {
        return new Bench(matcher, snapshot, 1024);
    }

    static Bench withQueue(PolicySnapshot snapshot, int capacity) {
        return new Bench(MATCHER, snapshot, capacity);
    }

    static Bench enforcing() {
        return with(policy(Mode.ENFORCE));
    }

    /** Every group blocks but {@code report}, which reports, and {@code off}, which is off. */
    static PolicySnapshot policy(Mode mode) {
        var groups = new TreeMap<>(Map.of("report", Action.REPORT, "off", Action.OFF));
        var defaults = InspectionPolicy.defaults(mode);
        return PolicySnapshot.of(new InspectionPolicy(
                new Metadata("test", ""),
                mode,
                new SignatureActions(Action.BLOCK, groups),
                defaults.failures(),
                defaults.limits()));
    }

    static PolicySnapshot parse(String yaml) {
        return switch (PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed parsed -> parsed.snapshot();
            case PolicyParse.Rejected rejected -> throw new AssertionError(rejected.problems());
        };
    }

    static FlowInfo flow(FlowInfo.Side side) {
        try {
            var client = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
            var server = InetAddress.getByAddress(new byte[] {10, 0, 0, 2});
            var peer = new Peer.Workload(new PeerAddress(client, 40_000), "shop", "storefront");
            return new FlowInfo("f1", peer, new Destination(server, 8080), side);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    void publish(PolicySnapshot next) {
        snapshot = next;
    }

    void judging(FlowInfo.Side side, Direction direction) {
        inspector = new Inspector(workbench, flow(side), direction);
    }

    /** A message with one field that is held whole. */
    Ruling whole(Field field, String content) {
        inspector.begin(GET);
        return field(field, content);
    }

    Ruling field(Field field, String content) {
        lend(latin1(content), 0, content.length(), view -> inspector.field(field, view));
        return inspector.decide(GET);
    }

    /** A message with one body that comes in pieces which end at the cuts; {@code eager} asks for a ruling after each. */
    Ruling body(Coding coding, Media media, byte[] content, boolean eager, int... cuts) {
        inspector.begin(GET);
        inspector.open(Field.HTTP_BODY, coding, media);
        var from = 0;
        for (var cut : cuts) {
            chunk(content, from, cut);
            from = cut;
            if (eager) {
                inspector.decide(GET);
            }
        }
        chunk(content, from, content.length);
        inspector.close();
        return inspector.decide(GET);
    }

    void chunk(byte[] content, int from, int to) {
        lend(content, from, to, inspector::chunk);
    }

    @SuppressWarnings("try")
    private static void lend(byte[] content, int from, int to, Consumer<ByteView> use) {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(Math.max(1, to - from));
            for (var index = from; index < to; index++) {
                memory.set(ValueLayout.JAVA_BYTE, index - from, content[index]);
            }
            use.accept(new ByteView().wrap(memory.address(), to - from, from));
        }
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    String scrape() {
        return meters.scrape().text();
    }

    /** All events so far; nothing more can be asked of the queue afterwards. */
    List<SecurityEvent> events() {
        var taken = new CopyOnWriteArrayList<SecurityEvent>();
        EventDelivery.start(queue, List.of(new Collecting(taken)), meters, () -> 0)
                .close();
        return taken;
    }

    private record Collecting(List<SecurityEvent> into) implements EventSink {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public void write(List<SecurityEvent> batch) {
            into.addAll(batch);
        }
    }

    private static Matcher matcher() {
        var made = HyperscanMatcher.make(
                List.of(
                        signature(
                                "sqli-union",
                                "union\\s+select",
                                1,
                                Validator.NONE,
                                Set.of(),
                                Field.HTTP_URI,
                                Field.HTTP_HEADER,
                                Field.HTTP_BODY,
                                Field.GRPC_STRING),
                        signature(
                                "dlp-card",
                                "\\b4[0-9]{15}\\b",
                                1,
                                Validator.LUHN,
                                Set.of(),
                                Field.HTTP_BODY,
                                Field.HTTP_RESPONSE_BODY,
                                Field.GRPC_STRING,
                                Field.GRPC_RESPONSE_STRING),
                        signature(
                                "dlp-token",
                                "tok_[a-z0-9]{8}",
                                1,
                                Validator.NONE,
                                Set.of(),
                                Field.HTTP_HEADER,
                                Field.HTTP_BODY,
                                Field.GRPC_STRING),
                        signature(
                                "bulk-ids",
                                "id=[0-9]{4};",
                                3,
                                Validator.NONE,
                                Set.of(),
                                Field.HTTP_BODY,
                                Field.GRPC_STRING),
                        signature("scanner-agent", "nikto", 1, Validator.NONE, Set.of("user-agent"), Field.HTTP_HEADER),
                        signature(
                                "report-debug",
                                "debug=1",
                                1,
                                Validator.NONE,
                                Set.of(),
                                Field.HTTP_URI,
                                Field.HTTP_BODY,
                                Field.GRPC_STRING),
                        signature("off-admin", "admin", 1, Validator.NONE, Set.of(), Field.HTTP_URI)),
                DatabaseSource.NONE);
        return switch (made) {
            case HyperscanMatcher.Made.Ready(var matcher) -> matcher;
            case HyperscanMatcher.Made.Refused(var reason) -> throw new AssertionError(reason);
        };
    }

    private static Signature signature(
            String id, String pattern, int threshold, Validator validator, Set<String> headers, Field... fields) {
        return new Signature(
                id,
                id.substring(0, id.indexOf('-')),
                "Test",
                Severity.HIGH,
                Confidence.HIGH,
                new Tactic("initial-access", "T1190"),
                Set.of(fields),
                headers,
                Set.of(Transform.PERCENT, Transform.LOWERCASE),
                pattern,
                validator,
                threshold,
                List.of(),
                List.of());
    }

    @Override
    public void close() {
        workbench.close();
    }
}
