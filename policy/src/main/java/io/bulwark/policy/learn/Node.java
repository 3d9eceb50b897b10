package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.NavigableMap;
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

    private final byte[] name;
    private final long hash;
    private final Group group;
    private boolean atEnd;
    private boolean inside;
    private @Nullable ValueSketch values;
    private Node[] literals = NO_NODES;
    private int literalCount;
    private @Nullable EnumMap<Group, Node> variables;
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
    Node(byte[] name, long hash, Group group) {
        this.name = name;
        this.hash = hash;
        this.group = group;
    }

    private static Node newVariable(Group group) {
        var node = new Node(new byte[0], 0, group);
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
    Node next(Bytes bytes, int from, int to, boolean last, boolean varies, Caps caps, Growth growth) {
        long wanted = Text.hash(bytes, from, to);
        for (int i = 0; i < literalCount; i++) {
            if (literals[i].hash == wanted && Text.same(literals[i].name, bytes, from, to)) {
                return literals[i].seen(last);
            }
        }
        var nextGroup = Group.of(bytes, from, to, last);
        var ready = variables == null ? null : variables.get(nextGroup);
        if (ready == null) {
            if (caps.full()) {
                return null;
            }
            boolean fits = to - from <= Segments.MAX_LITERAL;
            if (!varies && (!fits || literalCount >= MAX_NAMES)) {
                return null;
            }
            if (fits && (!varies || from == to || ofGroup(nextGroup) < caps.most(nextGroup))) {
                var node = new Node(Text.copy(bytes, from, to), wanted, nextGroup);
                addLiteral(node);
                growth.add(NODE_BYTES + to - from);
                return node.seen(last);
            }
            collapse(nextGroup, caps, growth);
            ready = variable(nextGroup, growth);
        }
        if (ready.values != null) {
            growth.add(ready.values.add(bytes, from, to, 1));
        }
        return ready;
    }

    private Node seen(boolean last) {
        atEnd |= last;
        inside |= !last;
        return this;
    }

    private void addLiteral(Node node) {
        if (literalCount == literals.length) {
            literals = Arrays.copyOf(literals, Math.max(2, 2 * literalCount));
        }
        literals[literalCount++] = node;
    }

    private int ofGroup(Group wanted) {
        int found = 0;
        for (int i = 0; i < literalCount; i++) {
            found += literals[i].group == wanted ? 1 : 0;
        }
        return found;
    }

    private Node variable(Group wanted, Growth growth) {
        if (variables == null) {
            variables = new EnumMap<>(Group.class);
        }
        var node = variables.get(wanted);
        if (node == null) {
            node = newVariable(wanted);
            variables.put(wanted, node);
            growth.add(NODE_BYTES + ValueSketch.BYTES);
        }
        return node;
    }

    /** Makes one variable of all pieces of a group, but for words that came often or with and without something behind them. */
    private void collapse(Group wanted, Caps caps, Growth growth) {
        var into = variable(wanted, growth);
        int room = Kinds.isId(wanted.type()) ? 0 : caps.most(wanted) / 2;
        int left = 0;
        for (int i = 0; i < literalCount; i++) {
            var node = literals[i];
            boolean stays = node.group != wanted || node.name.length == 0;
            if (!stays && room > 0 && (node.count >= ESTABLISHED || (node.atEnd && node.inside))) {
                room--;
                stays = true;
            }
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
            for (var theirs : other.variables.values()) {
                var ours = variable(theirs.group, growth);
                if (ours.values != null && theirs.values != null) {
                    ours.values.add(theirs.values);
                }
                growth.add(-NODE_BYTES - ValueSketch.BYTES);
                ours.merge(theirs, caps, growth);
            }
        }
    }

    private void mergeLiteral(Node theirs, Caps caps, Growth growth) {
        for (int i = 0; i < literalCount; i++) {
            if (literals[i].hash == theirs.hash && Arrays.equals(literals[i].name, theirs.name)) {
                growth.add(-NODE_BYTES - theirs.name.length);
                literals[i].merge(theirs, caps, growth);
                literals[i].atEnd |= theirs.atEnd;
                literals[i].inside |= theirs.inside;
                return;
            }
        }
        var ready = variables == null ? null : variables.get(theirs.group);
        if (ready != null) {
            ready.absorb(theirs, caps, growth);
            return;
        }
        addLiteral(theirs);
        if (theirs.name.length > 0 && ofGroup(theirs.group) > caps.most(theirs.group)) {
            collapse(theirs.group, caps, growth);
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
            variables.values().forEach(Node::forgetSingles);
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
            for (var node : variables.values()) {
                sum += node.bytes();
            }
        }
        return sum;
    }

    /** A place of its own that knows the same. Names are shared, as they never change. */
    Node copy() {
        var copy = new Node(name, hash, group);
        copy.atEnd = atEnd;
        copy.inside = inside;
        copy.values = values == null ? null : values.copy();
        copy.literals = new Node[literalCount];
        for (int i = 0; i < literalCount; i++) {
            copy.literals[i] = literals[i].copy();
        }
        copy.literalCount = literalCount;
        if (variables != null) {
            copy.variables = new EnumMap<>(variables);
            copy.variables.replaceAll((_, node) -> node.copy());
        }
        copy.cells = new Cell[cells.length];
        for (int i = 0; i < cells.length; i++) {
            copy.cells[i] = cells[i].copy();
        }
        copy.count = count;
        return copy;
    }

    /** Shows each cell below here with the pieces that lead to it. */
    void forEach(List<String> path, NavigableMap<Integer, Values> segments, Visitor visitor) {
        for (var cell : cells) {
            visitor.visit(path, segments, cell);
        }
        for (int i = 0; i < literalCount; i++) {
            literals[i].forEach(Segments.with(path, Segments.literal(literals[i].name)), segments, visitor);
        }
        if (variables != null) {
            for (var node : variables.values()) {
                if (node.values != null) {
                    var longer = new TreeMap<>(segments);
                    longer.put(path.size(), node.values.values());
                    node.forEach(Segments.with(path, Kinds.variable(node.group.type())), longer, visitor);
                }
            }
        }
    }

    /** Who is shown cells. */
    interface Visitor {
        void visit(List<String> path, NavigableMap<Integer, Values> segments, Cell cell);
    }
}
