package io.bulwark.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** An allowlist compiled for look-up: immutable, shared between threads. */
final class AllowlistMatcher {

    /* Every HTTP or gRPC entry of every rule gets a number, in listing order. Each question (who, which port, which protocol and
     * method, which path) has an index of its own that answers with a set of these numbers, and a request is allowed by
     * the numbers that all four answers share. Who and which port are asked once a flow and kept as one bit set; methods
     * are few and have a ready bit set each, for each protocol; so a request costs one look-up for its protocol, one for
     * its method and one walk along its path, and each pattern that fits costs at most one pass over one word for every
     * 64 numbers. */

    /** The most different methods that one allowlist may name. */
    static final int MAX_METHODS = 64;

    private static final List<String> PROTOCOLS = List.of(HttpOperation.PROTOCOL, GrpcOperation.PROTOCOL);

    private final ServiceAllowlist document;
    private final List<RuleOperation> operations = new ArrayList<>();
    private final List<HttpOperation> asHttp;
    private final int[] ruleOf;
    private final PathIndex paths;
    private final MethodIndex ofEvery;
    private final Map<String, MethodIndex> ofProtocol;
    private final PeerIndex v4;
    private final PeerIndex v6;
    private final Map<Integer, IndexSet> ofPort;
    private final long[] ofAnyPort;

    AllowlistMatcher(ServiceAllowlist document) {
        this.document = document;
        List<Integer> owners = new ArrayList<>();
        for (int rule = 0; rule < document.ingress().size(); rule++) {
            for (var operation : document.ingress().get(rule).operations()) {
                operations.add(operation);
                owners.add(rule);
            }
        }
        ruleOf = owners.stream().mapToInt(i -> i).toArray();
        asHttp = operations.stream().map(RuleOperation::asHttp).toList();

        var pathBuilder = new PathIndex.Builder();
        for (int entry = 0; entry < ruleOf.length; entry++) {
            pathBuilder.add(asHttp.get(entry), entry);
        }
        paths = pathBuilder.build();
        ofEvery = methods(_ -> true);
        ofProtocol = PROTOCOLS.stream()
                .filter(protocol -> operations.stream().anyMatch(operation -> operation.coversProtocol(protocol)))
                .collect(Collectors.toUnmodifiableMap(
                        protocol -> protocol, protocol -> methods(operation -> operation.coversProtocol(protocol))));

        var v4Builder = new PeerIndex.Builder();
        var v6Builder = new PeerIndex.Builder();
        Map<Integer, IndexSet.Builder> ports = new HashMap<>();
        ofAnyPort = new long[words()];
        for (int entry = 0; entry < ruleOf.length; entry++) {
            var rule = rule(entry);
            addPeers(rule, entry, v4Builder, v6Builder);
            addPorts(rule, entry, ports);
        }
        v4 = v4Builder.build();
        v6 = v6Builder.build();
        Map<Integer, IndexSet> built = new HashMap<>();
        ports.forEach((port, members) -> built.put(port, members.build()));
        ofPort = Map.copyOf(built);
        if (paths.reach() > TemplateTree.MAX_REACH || ofEvery.size() > MAX_METHODS) {
            throw new IllegalArgumentException("allowlist is over a limit that the parser checks");
        }
    }

    /** The index of the first entry that allows the request to those who are admitted; {@link IndexSet#NONE} if none. */
    int first(long[] admitted, String protocol, Bytes verb, Bytes resource) {
        var methods = ofProtocol.get(protocol);
        return methods == null ? IndexSet.NONE : paths.first(resource, methods.entries(verb), admitted);
    }

    /** The index of the first admitted entry that has the path, whatever its methods; {@link IndexSet#NONE} if none. */
    int firstWithPath(long[] admitted, String protocol, Bytes resource) {
        var methods = ofProtocol.get(protocol);
        return methods == null ? IndexSet.NONE : paths.first(resource, methods.entries(), admitted);
    }

    /** The index of the first entry that would allow the request if it came by a protocol of the entry's choice. */
    int firstOfAnyProtocol(long[] admitted, Bytes verb, Bytes resource) {
        return paths.first(resource, ofEvery.entries(verb), admitted);
    }

    /** Whether some entry may allow an operation of this protocol. */
    boolean coversProtocol(String protocol) {
        return ofProtocol.containsKey(protocol);
    }

    /** The protocols that entries are written for. */
    List<String> protocols() {
        return operations.stream().map(RuleOperation::protocol).distinct().toList();
    }

    /** The entries for a peer at whatever port. */
    long[] admittedPeer(FlowPeer peer) {
        var bits = new long[words()];
        switch (peer) {
            case FlowPeer.Known(var family, var high, var low) -> {
                switch (family) {
                    case IPV4 -> v4.addTo(bits, high, low);
                    case IPV6 -> v6.addTo(bits, high, low);
                }
            }
            case FlowPeer.Odd() -> {}
        }
        return bits;
    }

    /** The entries for a port, from whatever peer. */
    long[] admittedPort(int port) {
        var bits = ofAnyPort.clone();
        ofPort.getOrDefault(port, IndexSet.EMPTY).addTo(bits);
        return bits;
    }

    ServiceAllowlist document() {
        return document;
    }

    long[] everyEntry() {
        var bits = new long[words()];
        for (int entry = 0; entry < ruleOf.length; entry++) {
            IndexSet.set(bits, entry);
        }
        return bits;
    }

    RuleOperation operation(int entry) {
        return operations.get(entry);
    }

    /** The operation in the words of HTTP. */
    HttpOperation asHttp(int entry) {
        return asHttp.get(entry);
    }

    int ruleIndex(int entry) {
        return ruleOf[entry];
    }

    IngressRule rule(int entry) {
        return document.ingress().get(ruleOf[entry]);
    }

    private int words() {
        return IndexSet.words(ruleOf.length);
    }

    /** The methods of some entries. */
    private MethodIndex methods(Predicate<RuleOperation> wanted) {
        var index = new MethodIndex.Builder(ruleOf.length);
        for (int entry = 0; entry < ruleOf.length; entry++) {
            if (wanted.test(operations.get(entry))) {
                index.add(asHttp.get(entry).methods(), entry);
            }
        }
        return index.build();
    }

    private static void addPeers(IngressRule rule, int entry, PeerIndex.Builder v4, PeerIndex.Builder v6) {
        for (var pattern : rule.from()) {
            switch (pattern) {
                case Cidr cidr -> {
                    switch (cidr.family()) {
                        case IPV4 -> v4.add(cidr, entry);
                        case IPV6 -> v6.add(cidr, entry);
                    }
                }
            }
        }
    }

    private void addPorts(IngressRule rule, int entry, Map<Integer, IndexSet.Builder> ports) {
        if (rule.ports().isEmpty()) {
            IndexSet.set(ofAnyPort, entry);
        }
        for (var port : rule.ports()) {
            ports.computeIfAbsent(port, _ -> new IndexSet.Builder()).add(entry);
        }
    }

    static long[] and(long[] a, long[] b) {
        var both = new long[a.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = a[i] & b[i];
        }
        return both;
    }
}
