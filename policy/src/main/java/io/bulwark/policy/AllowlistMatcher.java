package io.bulwark.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An allowlist compiled for look-up: immutable, shared between threads. */
final class AllowlistMatcher {

    /* Every HTTP entry of every rule gets a number, in listing order. Each question (who, which port, which method,
     * which path) has an index of its own that answers with a set of these numbers, and a request is allowed by the
     * numbers that all four answers share. Who and which port are asked once a flow and kept as one bit set; methods
     * are few and have a ready bit set each; so a request costs one method look-up and one walk along its path, and each
     * pattern that fits costs at most one pass over one word for every 64 numbers. */

    /** The most different methods that one allowlist may name. */
    static final int MAX_METHODS = 64;

    private final ServiceAllowlist document;
    private final List<HttpOperation> operations = new ArrayList<>();
    private final int[] ruleOf;
    private final PathIndex paths;
    private final ByteTable methods;
    private final long[][] ofMethod;
    private final long[] ofAnyMethod;
    private final PeerIndex v4;
    private final PeerIndex v6;
    private final Map<Integer, IndexSet> ofPort;
    private final long[] ofAnyPort;

    AllowlistMatcher(ServiceAllowlist document) {
        this.document = document;
        List<Integer> owners = new ArrayList<>();
        for (int rule = 0; rule < document.ingress().size(); rule++) {
            for (var operation : document.ingress().get(rule).http()) {
                operations.add(operation);
                owners.add(rule);
            }
        }
        ruleOf = owners.stream().mapToInt(i -> i).toArray();

        var pathBuilder = new PathIndex.Builder();
        Map<String, long[]> methodBits = new TreeMap<>();
        ofAnyMethod = new long[words()];
        for (int entry = 0; entry < ruleOf.length; entry++) {
            pathBuilder.add(operations.get(entry), entry);
            addMethods(operations.get(entry), entry, methodBits);
        }
        paths = pathBuilder.build();
        methods = new ByteTable(methodBits.keySet().stream()
                .map(method -> new ByteTable.Key(0, method))
                .toList());
        ofMethod = methodBits.values().toArray(long[][]::new);
        for (var bits : ofMethod) {
            or(bits, ofAnyMethod);
        }

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
        if (paths.reach() > TemplateTree.MAX_REACH || methodBits.size() > MAX_METHODS) {
            throw new IllegalArgumentException("allowlist is over a limit that the parser checks");
        }
    }

    /** The index of the first entry that allows the request to those who are admitted; {@link IndexSet#NONE} if none. */
    int first(long[] admitted, Bytes verb, Bytes resource) {
        int method = methods.find(verb);
        return paths.first(resource, method == ByteTable.ABSENT ? ofAnyMethod : ofMethod[method], admitted);
    }

    /** The index of the first admitted entry that has the path, whatever its methods; {@link IndexSet#NONE} if none. */
    int firstWithPath(long[] admitted, Bytes resource) {
        return paths.first(resource, admitted, admitted);
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
            set(bits, entry);
        }
        return bits;
    }

    HttpOperation operation(int entry) {
        return operations.get(entry);
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

    private void addMethods(HttpOperation operation, int entry, Map<String, long[]> methodBits) {
        if (operation.methods().isEmpty()) {
            set(ofAnyMethod, entry);
        }
        for (var method : operation.methods()) {
            set(methodBits.computeIfAbsent(method, _ -> new long[words()]), entry);
        }
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
            set(ofAnyPort, entry);
        }
        for (var port : rule.ports()) {
            ports.computeIfAbsent(port, _ -> new IndexSet.Builder()).add(entry);
        }
    }

    private static void set(long[] bits, int index) {
        bits[index >>> 6] |= 1L << index;
    }

    static void or(long[] target, long[] other) {
        for (int i = 0; i < target.length; i++) {
            target[i] |= other[i];
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
