package io.bulwark.proxy.protocol.mysql;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.Operation;
import io.bulwark.proxy.protocol.mysql.sql.Parts;
import io.bulwark.proxy.protocol.mysql.sql.SqlLexer;
import io.bulwark.proxy.protocol.mysql.sql.Verb;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one command asks for, in the words of policy. Used again for the next command. */
final class MysqlOperation implements Operation {
    static final String PROTOCOL = "mysql";

    private static final byte[] NOTHING = new byte[0];

    private static final class Text implements Bytes {
        private byte[] bytes = NOTHING;
        private int length;

        @Override
        public int length() {
            return length;
        }

        @Override
        public byte get(int index) {
            return bytes[index];
        }

        void set(byte[] from, int start, int count) {
            if (bytes.length < count) {
                bytes = new byte[count];
            }
            System.arraycopy(from, start, bytes, 0, count);
            length = count;
        }

        void set(Bytes from) {
            if (bytes.length < from.length()) {
                bytes = new byte[from.length()];
            }
            length = from.length();
            for (var index = 0; index < length; index++) {
                bytes[index] = from.get(index);
            }
        }
    }

    private final Parts parts = new Parts();
    private final Text user = new Text();
    private final Text schema = new Text();
    private final Text digest = new Text();

    /** A command that is no statement, about the thing of this name. */
    void command(Verb verb, byte[] name, int from, int length) {
        parts.clear();
        parts.add(verb, Arrays.copyOfRange(name, from, from + length), length);
        digest.length = 0;
    }

    void command(Verb verb) {
        parts.clear();
        parts.add(verb, NOTHING, 0);
        digest.length = 0;
    }

    /** What the lexer has read. */
    void statement(SqlLexer lexer) {
        parts.copy(lexer.parts());
        digest.set(lexer.digest());
    }

    void session(Session session) {
        user.set(session.user(), 0, session.user().length);
        schema.set(session.schema(), 0, session.schema().length);
    }

    void login(Login login) {
        user.set(login.user(), 0, login.user().length);
        schema.set(login.schema(), 0, login.schema().length);
    }

    /** Takes over what another one says. */
    void copy(MysqlOperation of) {
        parts.copy(of.parts);
        digest.set(of.digest);
        user.set(of.user);
        schema.set(of.schema);
    }

    /** Gives back room beyond what most need. */
    void trim() {
        parts.trim();
    }

    /** Whether one of its parts has this verb. */
    boolean has(Verb verb) {
        for (var part = 0; part < parts.count(); part++) {
            if (parts.verb(part).equals(verb)) {
                return true;
            }
        }
        return false;
    }

    /** The table of the last part with this verb; null when there is none. */
    byte @Nullable [] lastTable(Verb verb) {
        for (var part = parts.count() - 1; part >= 0; part--) {
            if (parts.verb(part).equals(verb)) {
                var table = parts.table(part);
                var copy = new byte[table.length()];
                for (var index = 0; index < copy.length; index++) {
                    copy[index] = table.get(index);
                }
                return copy;
            }
        }
        return null;
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    @Override
    public Bytes verb() {
        return verb(0);
    }

    @Override
    public Bytes resource() {
        return resource(0);
    }

    @Override
    public int parts() {
        return parts.count();
    }

    @Override
    public Bytes verb(int part) {
        return parts.verb(part);
    }

    @Override
    public Bytes resource(int part) {
        return parts.table(part);
    }

    @Override
    public @Nullable Bytes attribute(Attribute attribute) {
        return switch (attribute) {
            case USER -> user;
            case SCHEMA -> schema;
            case DIGEST -> digest.length == 0 ? null : digest;
            case HOST, CONTENT_TYPE, QUERY, BODY -> null;
        };
    }

    @Override
    public String toString() {
        return "MysqlOperation[" + parts.count() + " parts, " + Arrays.toString(new int[] {user.length, schema.length})
                + "]";
    }
}
