package io.bulwark.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The templates of an allowlist as one tree of segments, immutable and searched without making an object. */
final class TemplateTree {

    /* Every node may have named children and one child for each type of variable, and a path may have to go into several:
     * /a/{x} and /{y}/b both begin to fit /a/b. The search goes depth first and tries all. It cannot blow up: a node is
     * reached by one chain of nodes only, and a chain fits a path in one way only, so no node is visited twice for a path. The
     * number of visits is therefore at most the number of nodes, whatever the client sends. More than that, reach()
     * counts at compile time how many nodes the worst path could visit (named children exclude each other, the
     * variables come on top), and a policy whose templates overlap beyond MAX_REACH is refused. Depth is at most
     * PathSyntax.MAX_SEGMENTS, so the recursion is shallow and needs no stack of its own. A variable of which more is asked
     * than its type is a child of its own for each thing that is asked. */

    /** The most nodes that one path may visit. */
    static final int MAX_REACH = 512;

    private static final int TYPES = SegmentType.count();

    /** Among the types of a node: it has variables of which more is asked. */
    private static final int ASKS_MORE = 1 << TYPES;

    private final byte separator;
    private final int start;
    private final ByteTable edges;
    private final int[] targets;
    private final int[] variables;
    private final short[] variableTypes;
    private final Asking[][] asking;
    private final short[] longestNames;
    private final Members[] ends;

    private TemplateTree(Builder from, List<Node> nodes) {
        separator = (byte) from.separator;
        start = from.separator == '/' ? 1 : 0;
        List<ByteTable.Key> keys = new ArrayList<>();
        List<Integer> children = new ArrayList<>();
        variables = new int[nodes.size() * TYPES];
        variableTypes = new short[nodes.size()];
        asking = new Asking[nodes.size()][];
        longestNames = new short[nodes.size()];
        ends = new Members[nodes.size()];
        for (var node : nodes) {
            longestNames[node.number] = -1;
            node.named.forEach((segment, child) -> {
                keys.add(new ByteTable.Key(node.number, segment));
                children.add(child.number);
                int length = segment.getBytes(StandardCharsets.UTF_8).length;
                longestNames[node.number] = (short) Math.max(longestNames[node.number], length);
            });
            node.variables.forEach((type, child) -> {
                variables[node.number * TYPES + type.place()] = child.number;
                variableTypes[node.number] |= (short) type.bit();
            });
            asking[node.number] = node.asking.entrySet().stream()
                    .map(each -> new Asking(each.getKey(), each.getValue().number))
                    .toArray(Asking[]::new);
            variableTypes[node.number] |= (short) (node.asking.isEmpty() ? 0 : ASKS_MORE);
            ends[node.number] = node.end.build();
        }
        edges = new ByteTable(keys);
        targets = children.stream().mapToInt(i -> i).toArray();
    }

    /** The lowest entry that is meant and fits, with a template that fits; {@link Integer#MAX_VALUE} if none. */
    int first(Bytes path, Ask ask) {
        return ends.length == 1 || path.length() == 0 || (start == 1 && path.get(0) != separator)
                ? Integer.MAX_VALUE
                : visit(0, path, start, ask);
    }

    /** Visits the node for the segments before {@code from}, the index at which the next one begins. */
    private int visit(int node, Bytes path, int from, Ask ask) {
        int length = path.length();
        if (from > length) {
            return ends[node].first(ask);
        }
        // Only a segment that may be the name of a child is worth a hash.
        int names = from + longestNames[node];
        int hash = ByteTable.HASH_OF_NOTHING;
        int to = from;
        for (; to < length; to++) {
            byte next = path.get(to);
            if (next == separator) {
                break;
            }
            hash = to < names ? ByteTable.hash(hash, next) : hash;
        }
        int best = Integer.MAX_VALUE;
        int edge = to > names ? ByteTable.ABSENT : edges.find(node, path, from, to, hash);
        if (edge != ByteTable.ABSENT) {
            best = visit(targets[edge], path, to + 1, ask);
        }
        int wanted = variableTypes[node];
        if ((wanted & ASKS_MORE) != 0 && to > from) {
            best = Math.min(best, visitAsking(node, path, from, to, ask));
        }
        int types = SegmentType.among(wanted & ASKS_MORE - 1, path, from, to);
        for (; types != 0; types &= types - 1) {
            int child = variables[node * TYPES + Integer.numberOfTrailingZeros(types)];
            best = Math.min(best, visit(child, path, to + 1, ask));
        }
        return best;
    }

    private int visitAsking(int node, Bytes path, int from, int to, Ask ask) {
        int best = Integer.MAX_VALUE;
        for (var variable : asking[node]) {
            if (variable.fits(path, from, to)) {
                best = Math.min(best, visit(variable.child, path, to + 1, ask));
            }
        }
        return best;
    }

    /** A variable of which more is asked than its type. */
    private record Variable(SegmentType type, ValuePattern pattern) {}

    /** The same, compiled, with the place behind it. */
    private static final class Asking {
        private final int type;
        private final ValueCondition condition;
        private final int child;

        Asking(Variable variable, int child) {
            type = variable.type.bit();
            condition = new ValueCondition(variable.pattern);
            this.child = child;
        }

        boolean fits(Bytes path, int from, int to) {
            return SegmentType.among(type, path, from, to) != 0 && condition.fits(path, from, to);
        }
    }

    /** A tree under construction. */
    static final class Builder {

        private final char separator;
        private final Node root = new Node();

        /** @param separator what parts segments; {@code /} also stands before the first */
        Builder(char separator) {
            this.separator = separator;
        }

        /** Adds an entry for a template; entries come in ascending order. */
        void add(PathVariables.Templated template, Set<String> keys, int entry) {
            var node = root;
            for (var segment : template.segments()) {
                node = PathSyntax.isVariable(segment)
                        ? node.variable(segment, template.variables())
                        : node.named.computeIfAbsent(PathSyntax.literal(segment), _ -> new Node());
            }
            node.end.add(keys, entry);
        }

        /** How many nodes the worst path could visit; at least that many, never fewer. */
        int reach() {
            return root.reach();
        }

        TemplateTree build() {
            List<Node> nodes = new ArrayList<>();
            root.number(nodes);
            return new TemplateTree(this, nodes);
        }
    }

    private static final class Node {

        final NavigableMap<String, Node> named = new TreeMap<>();
        final Map<SegmentType, Node> variables = new TreeMap<>();
        final Map<Variable, Node> asking = new LinkedHashMap<>();
        final Members.Builder end = new Members.Builder();
        int number;

        Node variable(String segment, Map<String, ValuePattern> patterns) {
            var type = PathSyntax.typeOf(segment);
            var pattern = PathSyntax.isTypeAlone(segment) ? null : patterns.get(PathSyntax.nameOf(segment));
            return pattern == null
                    ? variables.computeIfAbsent(type, _ -> new Node())
                    : asking.computeIfAbsent(new Variable(type, pattern), _ -> new Node());
        }

        void number(List<Node> nodes) {
            number = nodes.size();
            nodes.add(this);
            named.values().forEach(child -> child.number(nodes));
            variables.values().forEach(child -> child.number(nodes));
            asking.values().forEach(child -> child.number(nodes));
        }

        int reach() {
            return 1
                    + most(named.values().stream())
                    + variables.values().stream().mapToInt(Node::reach).sum()
                    + asking.values().stream().mapToInt(Node::reach).sum();
        }

        private static int most(Stream<Node> nodes) {
            return nodes.mapToInt(Node::reach).max().orElse(0);
        }
    }
}
