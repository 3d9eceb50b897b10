package io.bulwark.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The templates of an allowlist as one tree of path segments, immutable and searched without making an object. */
final class TemplateTree {

    /* Every node may have named children and one child for a variable, and a path may have to go into both: /a/{x} and
     * /{y}/b both begin to fit /a/b. The search goes depth first and tries both. It cannot blow up: a node is reached
     * by one chain of nodes only, and a chain fits a path in one way only, so no node is visited twice for a path. The
     * number of visits is therefore at most the number of nodes, whatever the client sends. More than that, reach()
     * counts at compile time how many nodes the worst path could visit (named children exclude each other, the variable
     * child comes on top), and a policy whose templates overlap beyond MAX_REACH is refused. Depth is at most
     * PathSyntax.MAX_SEGMENTS, so the recursion is shallow and needs no stack of its own. */

    /** The most nodes that one path may visit. */
    static final int MAX_REACH = 512;

    private final ByteTable edges;
    private final int[] targets;
    private final int[] variables;
    private final IndexSet[] ends;
    private final int reach;

    private TemplateTree(ByteTable edges, int[] targets, int[] variables, IndexSet[] ends, int reach) {
        this.edges = edges;
        this.targets = targets;
        this.variables = variables;
        this.ends = ends;
        this.reach = reach;
    }

    /** How many nodes the worst path could visit; at least that many, never fewer. */
    int reach() {
        return reach;
    }

    /** The lowest member of both bit sets that has a template which fits the path; {@link Integer#MAX_VALUE} if none. */
    int first(Bytes path, long[] a, long[] b) {
        return ends.length == 1 || path.length() == 0 || path.get(0) != '/'
                ? Integer.MAX_VALUE
                : visit(0, path, 1, a, b);
    }

    /** Visits the node for the segments before {@code from}, the index at which the next one begins. */
    private int visit(int node, Bytes path, int from, long[] a, long[] b) {
        int length = path.length();
        if (from > length) {
            int end = ends[node].firstIn(a, b);
            return end == IndexSet.NONE ? Integer.MAX_VALUE : end;
        }
        int hash = ByteTable.HASH_OF_NOTHING;
        int to = from;
        for (; to < length; to++) {
            byte next = path.get(to);
            if (next == '/') {
                break;
            }
            hash = ByteTable.hash(hash, next);
        }
        int best = Integer.MAX_VALUE;
        int edge = to - from > edges.longest() ? ByteTable.ABSENT : edges.find(node, path, from, to, hash);
        if (edge != ByteTable.ABSENT) {
            best = visit(targets[edge], path, to + 1, a, b);
        }
        if (variables[node] != 0 && to > from) {
            best = Math.min(best, visit(variables[node], path, to + 1, a, b));
        }
        return best;
    }

    /** A tree under construction. */
    static final class Builder {

        private final Node root = new Node();

        /** Adds a member for a template; members come in ascending order. */
        void add(PathPattern.Template template, int member) {
            var node = root;
            for (var segment : template.segments()) {
                node = PathSyntax.isVariable(segment)
                        ? node.variable()
                        : node.named.computeIfAbsent(segment, _ -> new Node());
            }
            node.end.add(member);
        }

        /** How many nodes the worst path could visit. */
        int reach() {
            return root.reach();
        }

        TemplateTree build() {
            List<Node> nodes = new ArrayList<>();
            root.number(nodes);
            List<ByteTable.Key> keys = new ArrayList<>();
            List<Integer> targets = new ArrayList<>();
            var variables = new int[nodes.size()];
            var ends = new IndexSet[nodes.size()];
            for (var node : nodes) {
                node.named.forEach((segment, child) -> {
                    keys.add(new ByteTable.Key(node.number, segment));
                    targets.add(child.number);
                });
                node.variable.forEach(child -> variables[node.number] = child.number);
                ends[node.number] = node.end.build();
            }
            var edges = new ByteTable(keys);
            return new TemplateTree(edges, targets.stream().mapToInt(i -> i).toArray(), variables, ends, root.reach());
        }
    }

    private static final class Node {

        final NavigableMap<String, Node> named = new TreeMap<>();
        final List<Node> variable = new ArrayList<>(1);
        final IndexSet.Builder end = new IndexSet.Builder();
        int number;

        Node variable() {
            if (variable.isEmpty()) {
                variable.add(new Node());
            }
            return variable.getFirst();
        }

        void number(List<Node> nodes) {
            number = nodes.size();
            nodes.add(this);
            named.values().forEach(child -> child.number(nodes));
            variable.forEach(child -> child.number(nodes));
        }

        int reach() {
            int throughName =
                    named.values().stream().mapToInt(Node::reach).max().orElse(0);
            int throughVariable = variable.stream().mapToInt(Node::reach).sum();
            return 1 + throughName + throughVariable;
        }
    }
}
