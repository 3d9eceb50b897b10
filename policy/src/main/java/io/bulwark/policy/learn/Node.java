package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
import io.bulwark.policy.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One place of a learner's tree of resources: the pieces that may follow it, and the calls that end at it. */
final class Node {
    /* Pieces are kept as they are until there are too many of one kind below one place. Then they become one variable, and what was
     * known below each of them is known below it. Words that came often before that stay what they are: somebody who
     * calls many things that do not exist must not be able to blur those that do. */

    private static final int NODE_BYTES = 136;
    private static final int MAX_CELLS = 24;
    /** How many names there may be where names are never variables. */
    private static final int MAX_NAMES = 1024;
    private static final int ESTABLISHED = 16;
    private static final Node[] NO_NODES = {};
    private static final Cell[] NO_CELLS = {};
    private static final SegmentType[] KINDS = SegmentType.values();

    private final byte[] name;
    private final long hash;
    private final SegmentType kind;
    private @Nullable ValueSketch values;
    private Node[] literals = NO_NODES;
    private int literalCount;
    private Node @Nullable [] variables;
    private Cell[] cells = NO_CELLS;
    private long count;

    /** How much a tree has grown. */
    static final class Growth {
        private long bytes;

        long bytes() {
            return bytes;
        }

        void add(long more) {
            bytes += more;
        }
    }

    /** The place behind a piece that is kept as it is. */
    Node(byte[] name, long hash, SegmentType kind) {
        this.name = name;
        this.hash = hash;
        this.kind = kind;
    }

    private static Node variable(SegmentType kind) {
        var node = new Node(new byte[0], 0, kind);
        node.values = new ValueSketch();
        return node;
    }

    long count() {
        return count;
    }

    void counted() {
        count++;
    }

    /** The place behind the next piece, made if need be; null if there is no room for it. */
    @Nullable
    Node next(Bytes bytes, int from, int to, boolean varies, Caps caps, Growth growth) {
        long wanted = Text.hash(bytes, from, to);
        for (int i = 0; i < literalCount; i++) {
            if (literals[i].hash == wanted && Text.same(literals[i].name, bytes, from, to)) {
                return literals[i];
            }
        }
        var nextKind = SegmentType.of(bytes, from, to);
        if (variables == null || variables[nextKind.ordinal()] == null) {
            if (caps.full()) {
                return null;
            }
            boolean fits = to - from <= Segments.MAX_LITERAL;
            if (!varies && (!fits || literalCount >= MAX_NAMES)) {
                return null;
            }
            if (fits && (!varies || from == to || ofKind(nextKind) < caps.most(nextKind))) {
                var node = new Node(Text.copy(bytes, from, to), wanted, nextKind);
                addLiteral(node);
                growth.add(NODE_BYTES + to - from);
                return node;
            }
            collapse(nextKind, caps, growth);
        }
        var node = variable(nextKind, growth);
        if (node.values != null) {
            growth.add(node.values.add(bytes, from, to, 1));
        }
        return node;
    }

    private void addLiteral(Node node) {
        if (literalCount == literals.length) {
            literals = Arrays.copyOf(literals, Math.max(2, 2 * literalCount));
        }
        literals[literalCount++] = node;
    }

    private int ofKind(SegmentType wanted) {
        int found = 0;
        for (int i = 0; i < literalCount; i++) {
            found += literals[i].kind == wanted ? 1 : 0;
        }
        return found;
    }

    private Node variable(SegmentType wanted, Growth growth) {
        if (variables == null) {
            variables = new Node[KINDS.length];
        }
        var node = variables[wanted.ordinal()];
        if (node == null) {
            node = variable(wanted);
            variables[wanted.ordinal()] = node;
            growth.add(NODE_BYTES + ValueSketch.BYTES);
        }
        return node;
    }

    /** Makes one variable of all pieces of a kind, but for words that came often. */
    private void collapse(SegmentType wanted, Caps caps, Growth growth) {
        var into = variable(wanted, growth);
        int kept = 0;
        int left = 0;
        for (int i = 0; i < literalCount; i++) {
            var node = literals[i];
            boolean stays = node.kind != wanted
                    || node.name.length == 0
                    || (!Kinds.isId(wanted) && node.count >= ESTABLISHED && kept++ < caps.most(wanted) / 2);
            if (stays) {
                literals[left++] = node;
            } else {
                into.absorb(node, caps, growth);
            }
        }
        Arrays.fill(literals, left, literalCount, null);
        literalCount = left;
    }

    /** Takes over all that is known below another place, whose name is now one of this variable's values. */
    private void absorb(Node other, Caps caps, Growth growth) {
        if (values != null) {
            growth.add(values.add(new Text(other.name), 0, other.name.length, Math.max(1, other.count)));
        }
        growth.add(-NODE_BYTES - other.name.length);
        merge(other, caps, growth);
    }

    private void merge(Node other, Caps caps, Growth growth) {
        count += other.count;
        for (var cell : other.cells) {
            merge(cell, growth);
        }
        for (int i = 0; i < other.literalCount; i++) {
            mergeLiteral(other.literals[i], caps, growth);
        }
        if (other.variables != null) {
            for (var theirs : other.variables) {
                if (theirs != null) {
                    var ours = variable(theirs.kind, growth);
                    if (ours.values != null && theirs.values != null) {
                        ours.values.add(theirs.values);
                    }
                    growth.add(-NODE_BYTES - ValueSketch.BYTES);
                    ours.merge(theirs, caps, growth);
                }
            }
        }
    }

    private void mergeLiteral(Node theirs, Caps caps, Growth growth) {
        for (int i = 0; i < literalCount; i++) {
            if (literals[i].hash == theirs.hash && Arrays.equals(literals[i].name, theirs.name)) {
                growth.add(-NODE_BYTES - theirs.name.length);
                literals[i].merge(theirs, caps, growth);
                return;
            }
        }
        var ready = variables == null ? null : variables[theirs.kind.ordinal()];
        if (ready != null) {
            ready.absorb(theirs, caps, growth);
            return;
        }
        addLiteral(theirs);
        if (theirs.name.length > 0 && ofKind(theirs.kind) > caps.most(theirs.kind)) {
            collapse(theirs.kind, caps, growth);
        }
    }

    private void merge(Cell theirs, Growth growth) {
        for (var ours : cells) {
            if (Arrays.equals(ours.verb(), theirs.verb())) {
                growth.add(ours.add(theirs) - Cell.BYTES);
                return;
            }
        }
        if (cells.length < MAX_CELLS) {
            cells = Arrays.copyOf(cells, cells.length + 1);
            cells[cells.length - 1] = theirs;
        }
    }

    /** What is known of calls with a verb that end here; null if there is no room for another verb. */
    @Nullable
    Cell cell(Bytes bytes, int from, int to, Caps caps, Growth growth) {
        for (var cell : cells) {
            if (cell.isOf(bytes, from, to)) {
                return cell;
            }
        }
        if (cells.length == MAX_CELLS || to - from > Segments.MAX_LITERAL || caps.full()) {
            return null;
        }
        var cell = new Cell(Text.copy(bytes, from, to));
        cells = Arrays.copyOf(cells, cells.length + 1);
        cells[cells.length - 1] = cell;
        growth.add(Cell.BYTES + to - from);
        return cell;
    }

    /** Forgets the pieces that were called once only. */
    void forgetSingles() {
        int left = 0;
        for (int i = 0; i < literalCount; i++) {
            if (literals[i].count > 1) {
                literals[i].forgetSingles();
                literals[left++] = literals[i];
            }
        }
        Arrays.fill(literals, left, literalCount, null);
        literalCount = left;
        if (variables != null) {
            for (var node : variables) {
                if (node != null) {
                    node.forgetSingles();
                }
            }
        }
    }

    /** What this place and all below it take, about. */
    long bytes() {
        long sum = NODE_BYTES + name.length + (values == null ? 0 : values.bytes());
        for (var cell : cells) {
            sum += cell.bytes();
        }
        for (int i = 0; i < literalCount; i++) {
            sum += literals[i].bytes();
        }
        if (variables != null) {
            for (var node : variables) {
                sum += node == null ? 0 : node.bytes();
            }
        }
        return sum;
    }

    /** Shows each cell below here with the pieces that lead to it. */
    void forEach(List<String> path, TreeMap<Integer, Values> segments, Visitor visitor) {
        for (var cell : cells) {
            visitor.visit(path, segments, cell);
        }
        for (int i = 0; i < literalCount; i++) {
            literals[i].forEach(Segments.with(path, Segments.literal(literals[i].name)), segments, visitor);
        }
        if (variables != null) {
            for (var node : variables) {
                if (node != null && node.values != null) {
                    var longer = new TreeMap<>(segments);
                    longer.put(path.size(), node.values.values());
                    node.forEach(Segments.with(path, Kinds.variable(node.kind)), longer, visitor);
                }
            }
        }
    }

    /** Who is shown cells. */
    interface Visitor {
        void visit(List<String> path, TreeMap<Integer, Values> segments, Cell cell);
    }
}
