package io.bulwark.proxy.protocol.mysql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A prepared statement: what it does, and what is needed to read its parameters and its rows. */
final class Statement {
    private final int id;
    private final MysqlOperation operation = new MysqlOperation();
    private final Columns columns = new Columns();
    private final int parameters;
    private byte[] types = new byte[0];
    private boolean @Nullable [] sentLong;
    private boolean spoilt;

    @Nullable
    Statement next;

    Statement(int id, MysqlOperation operation, int parameters) {
        this.id = id;
        this.parameters = parameters;
        this.operation.copy(operation);
    }

    int id() {
        return id;
    }

    MysqlOperation operation() {
        return operation;
    }

    /** The columns of its result, as far as the server has told them. */
    Columns columns() {
        return columns;
    }

    int parameters() {
        return parameters;
    }

    /** The types of its parameters as the client bound them last; fewer than there are when it never did. */
    byte[] types() {
        return types;
    }

    void bind(byte[] newTypes, int count) {
        if (!Arrays.equals(types, 0, types.length, newTypes, 0, count)) {
            types = Arrays.copyOf(newTypes, count);
        }
    }

    /** A parameter was sent by itself. */
    void sentLong(int parameter) {
        var sent = sentLong;
        if (parameter < parameters) {
            if (sent == null) {
                sent = new boolean[parameters];
                sentLong = sent;
            }
            sent[parameter] = true;
        }
    }

    boolean isSentLong(int parameter) {
        var sent = sentLong;
        return sent != null && parameter < sent.length && sent[parameter];
    }

    /** Part of a parameter was refused, so that the server must not execute what it has. */
    void spoil() {
        spoilt = true;
    }

    boolean isSpoilt() {
        return spoilt;
    }

    /** The parameters that were sent by themselves are used up. */
    void forgetLong() {
        sentLong = null;
        spoilt = false;
    }
}
