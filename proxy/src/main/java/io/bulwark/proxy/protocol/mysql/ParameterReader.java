package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.stream.ByteView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads parameters that come before a statement, with its execution, or with one for many rows, and puts their values out. */
final class ParameterReader {
    private static final int COUNT_IS_SENT = 0x08;
    private static final int TYPES_ARE_SENT = 0x80;
    private static final int MAX = 65_535;

    /** Which command they come with. */
    enum Kind {
        QUERY,
        EXECUTE,
        BULK
    }

    private enum Part {
        ID,
        FLAGS,
        ITERATIONS,
        COUNT,
        SETS,
        NULLS,
        BOUND,
        TYPES,
        NAME_LENGTH,
        NAME,
        VALUES,
        INDICATOR,
        RAW,
        DONE
    }

    private final Session session;
    private final Values out;
    private final Lenenc number = new Lenenc();
    private final BinaryValue value = new BinaryValue();
    private Kind kind = Kind.QUERY;
    private Part part = Part.DONE;
    private @Nullable Statement statement;
    private byte[] types = new byte[16];
    private byte[] nulls = new byte[16];
    private int fixed;
    private int fixedBytes;
    private int flags;
    private int count;
    private int index;
    private long nameMissing;
    private boolean inValue;
    private boolean failed;
    private boolean meansLast;

    ParameterReader(Session session, Values out) {
        this.session = session;
        this.out = out;
    }

    void begin(Kind ofKind) {
        kind = ofKind;
        statement = null;
        meansLast = false;
        failed = false;
        inValue = false;
        count = 0;
        index = 0;
        go(ofKind == Kind.QUERY ? Part.COUNT : Part.ID);
    }

    private void go(Part next) {
        part = next;
        fixed = 0;
        fixedBytes = 0;
        number.begin();
    }

    /** Whether nothing more of the command belongs to parameters. */
    boolean isDone() {
        return part == Part.DONE;
    }

    boolean failed() {
        return failed;
    }

    /** Whether the command may end here. */
    boolean mayEnd() {
        return switch (part) {
            case DONE, RAW -> true;
            case INDICATOR -> index == 0;
            case VALUES -> !inValue && remainingAreEmpty();
            default -> false;
        };
    }

    private boolean remainingAreEmpty() {
        skipEmpty();
        return index == count;
    }

    /** The statement that is executed, once it is known which. */
    @Nullable
    Statement statement() {
        return statement;
    }

    /** Whether no number was given, but the statement meant that was prepared last. */
    boolean meansLast() {
        return meansLast;
    }

    /** Reads bytes of {@code from..to-1} and says how many belong to parameters. */
    int feed(ByteView view, int from, int to) {
        var at = from;
        while (at < to && part != Part.DONE && !failed) {
            at += switch (part) {
                case VALUES -> values(view, at, to);
                case NAME -> name(view, at, to);
                case RAW -> {
                    out.append(view, at, to - at);
                    yield to - at;
                }
                default -> {
                    octet(view.get(at));
                    yield 1;
                }
            };
            if (part == Part.VALUES && kind == Kind.QUERY) {
                finishValues();
            }
        }
        return at - from;
    }

    private void finishValues() {
        if (!inValue && remainingAreEmpty()) {
            go(Part.DONE);
        }
    }

    private void octet(byte octet) {
        switch (part) {
            case ID -> fixed(octet, 4);
            case FLAGS -> fixed(octet, kind == Kind.BULK ? 2 : 1);
            case ITERATIONS -> fixed(octet, 4);
            case COUNT, SETS, NAME_LENGTH -> {
                if (number.feed(octet)) {
                    integer();
                }
            }
            case NULLS -> {
                nulls[fixedBytes++] = octet;
                if (fixedBytes == (count + 7) / Byte.SIZE) {
                    go(Part.BOUND);
                }
            }
            case BOUND -> bound(octet);
            case TYPES -> type(octet);
            case INDICATOR -> indicator(octet);
            case NAME, VALUES, RAW, DONE -> {}
        }
    }

    private void fixed(byte octet, int length) {
        fixed |= (octet & 0xFF) << (Byte.SIZE * fixedBytes++);
        if (fixedBytes < length) {
            return;
        }
        switch (part) {
            case ID -> {
                statement = session.statements().find(fixed);
                meansLast = fixed == Statements.LAST;
                go(Part.FLAGS);
            }
            case FLAGS -> {
                flags = fixed;
                go(kind == Kind.BULK ? bulk() : Part.ITERATIONS);
            }
            default -> execution();
        }
    }

    private Part bulk() {
        var known = statement;
        if (known == null) {
            return Part.RAW;
        }
        count(known.parameters());
        useTypes(known);
        return (flags & TYPES_ARE_SENT) != 0 ? Part.TYPES : count == 0 ? Part.DONE : Part.INDICATOR;
    }

    private void execution() {
        var known = statement;
        if (known == null) {
            go(Part.RAW);
            return;
        }
        count(known.parameters());
        useTypes(known);
        if (session.has(Capability.QUERY_ATTRIBUTES) && (flags & COUNT_IS_SENT) != 0) {
            go(Part.COUNT);
        } else {
            go(count == 0 ? Part.DONE : Part.NULLS);
        }
    }

    private void count(int newCount) {
        count = newCount;
        if (types.length < count) {
            types = Arrays.copyOf(types, count);
        }
        var bytes = (count + 7) / Byte.SIZE;
        if (nulls.length < bytes) {
            nulls = new byte[bytes];
        }
    }

    private void useTypes(Statement of) {
        var known = of.types();
        System.arraycopy(known, 0, types, 0, Math.min(known.length, types.length));
    }

    private void integer() {
        if (number.isInvalid() || number.isNull() || (part != Part.NAME_LENGTH && number.value() > MAX)) {
            failed = true;
            return;
        }
        var read = number.value();
        switch (part) {
            case COUNT -> {
                count((int) read);
                go(kind == Kind.QUERY ? Part.SETS : count == 0 ? Part.DONE : Part.NULLS);
            }
            case SETS -> go(count == 0 ? Part.DONE : Part.NULLS);
            default -> {
                nameMissing = read;
                if (read == 0) {
                    nextType();
                } else {
                    part = Part.NAME;
                }
            }
        }
    }

    private void bound(byte octet) {
        var known = statement;
        if (octet != 0) {
            index = 0;
            go(Part.TYPES);
        } else if (known == null || known.types().length < count) {
            failed = true;
        } else {
            beginValues();
        }
    }

    private void type(byte octet) {
        if (fixedBytes++ == 0) {
            types[index] = octet;
            return;
        }
        if (session.has(Capability.QUERY_ATTRIBUTES) && kind != Kind.BULK) {
            go(Part.NAME_LENGTH);
        } else {
            nextType();
        }
    }

    private int name(ByteView view, int from, int to) {
        var length = (int) Math.min(nameMissing, to - from);
        if (kind == Kind.QUERY) {
            out.append(view, from, length);
        }
        nameMissing -= length;
        if (nameMissing == 0) {
            if (kind == Kind.QUERY) {
                out.end();
            }
            nextType();
        }
        return length;
    }

    private void nextType() {
        index++;
        if (index < count) {
            go(Part.TYPES);
            return;
        }
        var known = statement;
        if (known != null) {
            known.bind(types, count);
        }
        beginValues();
    }

    private void beginValues() {
        index = 0;
        inValue = false;
        go(kind == Kind.BULK ? Part.INDICATOR : Part.VALUES);
    }

    private boolean isEmpty(int parameter) {
        var known = statement;
        return (nulls[parameter / Byte.SIZE] & (1 << (parameter % Byte.SIZE))) != 0
                || (known != null && known.isSentLong(parameter))
                || BinaryValue.form(types[parameter] & 0xFF) == BinaryValue.Form.NOTHING;
    }

    private void skipEmpty() {
        while (kind != Kind.BULK && index < count && isEmpty(index)) {
            index++;
        }
    }

    private int values(ByteView view, int from, int to) {
        if (!inValue) {
            skipEmpty();
            if (index >= count) {
                failed = kind != Kind.QUERY;
                return 0;
            }
            inValue = value.begin(types[index] & 0xFF);
        }
        var used = value.failed() ? 0 : value.feed(view, from, to, out);
        failed = value.failed();
        if (value.isComplete()) {
            out.end();
            inValue = false;
            index++;
            if (kind == Kind.BULK) {
                nextOfRow();
            }
        }
        return used;
    }

    private void indicator(byte octet) {
        if (octet == 0 && value.begin(types[index] & 0xFF)) {
            failed = value.failed();
            inValue = true;
            part = Part.VALUES;
        } else {
            failed = octet < 0 || octet > 3;
            index++;
            nextOfRow();
        }
    }

    private void nextOfRow() {
        index = index == count ? 0 : index;
        go(Part.INDICATOR);
    }
}
