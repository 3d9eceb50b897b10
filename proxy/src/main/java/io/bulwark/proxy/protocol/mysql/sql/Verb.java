package io.bulwark.proxy.protocol.mysql.sql;

import io.bulwark.policy.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** The verb of a statement or a command, as policy spells it: one or two words in upper case. Made once, never for a statement. */
public final class Verb implements Bytes {
    private static final Word[] FIRST = {
        Word.CREATE,
        Word.ALTER,
        Word.DROP,
        Word.RENAME,
        Word.LOCK,
        Word.LOAD,
        Word.TRUNCATE,
        Word.ANALYZE,
        Word.CHECK,
        Word.OPTIMIZE,
        Word.REPAIR,
        Word.CHECKSUM,
        Word.START,
        Word.STOP,
        Word.SHOW,
        Word.BACKUP
    };
    private static final Word[] SECOND = {
        Word.TABLE, Word.VIEW, Word.INDEX, Word.DATABASE, Word.USER, Word.ROLE, Word.PROCEDURE, Word.FUNCTION,
                Word.TRIGGER,
        Word.EVENT, Word.SERVER, Word.TABLESPACE, Word.SEQUENCE, Word.PACKAGE, Word.RESOURCE, Word.INSTANCE, Word.DATA,
                Word.XML,
        Word.TABLES, Word.TRANSACTION, Word.SLAVE, Word.REPLICA
    };
    private static final Map<Word, Verb> SINGLE = new EnumMap<>(Word.class);
    private static final Map<Word, Map<Word, Verb>> DOUBLE = new EnumMap<>(Word.class);

    /** A statement of nothing but blanks and comments. */
    public static final Verb EMPTY = of("EMPTY");
    /** A statement that begins with no word that is known. */
    public static final Verb OTHER = of("OTHER");

    /** The statement that may have the server ask the client for a file. */
    public static final Verb LOAD_DATA;

    public static final Verb LOAD_XML;

    public static final Verb USE;

    static final Verb SELECT;
    static final Verb EXPLAIN;

    static {
        for (var word : Word.values()) {
            SINGLE.put(word, of(word.name()));
        }
        for (var first : FIRST) {
            Map<Word, Verb> pairs = new EnumMap<>(Word.class);
            for (var second : SECOND) {
                pairs.put(second, of(first.name() + ' ' + second.name()));
            }
            DOUBLE.put(first, pairs);
        }
        SELECT = of(Word.SELECT);
        EXPLAIN = of(Word.EXPLAIN);
        USE = of(Word.USE);
        LOAD_DATA = of(Word.LOAD, Word.DATA);
        LOAD_XML = of(Word.LOAD, Word.XML);
    }

    private final byte[] text;
    private final String name;

    private Verb(String name) {
        this.name = name;
        text = name.getBytes(StandardCharsets.US_ASCII);
    }

    /** A verb that is spelt like this; for constants. */
    public static Verb of(String name) {
        return new Verb(name);
    }

    static Verb of(Word word) {
        var verb = SINGLE.get(word);
        return verb == null ? OTHER : verb;
    }

    /** The verb of two words; the first word alone when it has no such pair. */
    static Verb of(Word first, Word second) {
        var pairs = DOUBLE.get(first);
        var verb = pairs == null ? null : pairs.get(second);
        return verb == null ? of(first) : verb;
    }

    @Override
    public int length() {
        return text.length;
    }

    @Override
    public byte get(int index) {
        return text[index];
    }

    @Override
    public String toString() {
        return name;
    }
}
