package io.bulwark.proxy.protocol.mysql.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A word of SQL that matters to what a statement does; every other one is {@link #NAME}. */
enum Word {
    NAME,
    AFTER,
    ALTER,
    ANALYZE,
    AND,
    AS,
    ATOMIC,
    BACKUP,
    BEFORE,
    BEGIN,
    BENCHMARK,
    BINLOG,
    CACHE,
    CALL,
    CASE,
    CHANGE,
    CHARACTER,
    CHARACTER_SET_CLIENT,
    CHARSET,
    CHECK,
    CHECKSUM,
    CLONE,
    COLUMN,
    COMMIT,
    CONCURRENT,
    CREATE,
    DATA,
    DATABASE,
    DEALLOCATE,
    DECLARE,
    DELAYED,
    DELETE,
    DESC,
    DESCRIBE,
    DO,
    DROP,
    DUAL,
    DUMPFILE,
    ELSE,
    END,
    EVENT,
    EXCEPT,
    EXECUTE,
    EXISTS,
    EXPLAIN,
    EXTENDED,
    FALSE,
    FETCH,
    FLUSH,
    FOR,
    FORMAT,
    FROM,
    FUNCTION,
    GET,
    GRANT,
    GROUP,
    HANDLER,
    HAVING,
    HELP,
    HIGH_PRIORITY,
    IF,
    IGNORE,
    IMMEDIATE,
    IN,
    INDEX,
    INSERT,
    INSTALL,
    INSTANCE,
    INTERSECT,
    INTO,
    JOIN,
    KEY,
    KILL,
    LATERAL,
    LIKE,
    LIMIT,
    LOAD,
    LOAD_FILE,
    LOCAL,
    LOCK,
    LOOP,
    LOW_PRIORITY,
    NAMES,
    NOT,
    NO_WRITE_TO_BINLOG,
    NULL,
    OFFSET,
    ON,
    ONLY,
    OPTIMIZE,
    OR,
    ORDER,
    OUTFILE,
    PACKAGE,
    PARTITIONS,
    PREPARE,
    PROCEDURE,
    PURGE,
    RECURSIVE,
    RELEASE,
    RENAME,
    REPAIR,
    REPEAT,
    REPLACE,
    REPLICA,
    RESET,
    RESIGNAL,
    RESOURCE,
    RESTART,
    RETURN,
    RETURNING,
    REVOKE,
    ROLE,
    ROLLBACK,
    SAVEPOINT,
    SCHEMA,
    SELECT,
    SEQUENCE,
    SERVER,
    SET,
    SHOW,
    SHUTDOWN,
    SIGNAL,
    SLAVE,
    SLEEP,
    SQL_MODE,
    START,
    STATEMENT,
    STOP,
    STRAIGHT_JOIN,
    TABLE,
    TABLES,
    TABLESPACE,
    THEN,
    TO,
    TRANSACTION,
    TRIGGER,
    TRUE,
    TRUNCATE,
    UNINSTALL,
    UNION,
    UNLOCK,
    UPDATE,
    USE,
    USER,
    USING,
    VALUE,
    VALUES,
    VIEW,
    WHERE,
    WHILE,
    WITH,
    XA,
    XML,
    XOR;

    private static final int SLOTS = 1024;
    private static final Word[] TABLE_OF_WORDS = new Word[SLOTS];
    private static final int LONGEST = 24;

    static {
        Arrays.fill(TABLE_OF_WORDS, NAME);
        for (var word : values()) {
            if (word != NAME) {
                TABLE_OF_WORDS[slot(word.text, word.text.length)] = word;
            }
        }
    }

    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] text = name().getBytes(StandardCharsets.US_ASCII);

    /** The word that these bytes spell in any case; {@link #NAME} when it is none of these. */
    static Word of(byte[] text, int length) {
        return length < 2 || length > LONGEST ? NAME : TABLE_OF_WORDS[slot(text, length)];
    }

    /** The place of the word that is spelt like this, or a free one. */
    private static int slot(byte[] text, int length) {
        var slot = hash(text, length) & (SLOTS - 1);
        while (TABLE_OF_WORDS[slot] != NAME && !spells(TABLE_OF_WORDS[slot].text, text, length)) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return slot;
    }

    private static boolean spells(byte[] word, byte[] text, int length) {
        if (word.length != length) {
            return false;
        }
        for (var index = 0; index < length; index++) {
            if (word[index] != upper(text[index])) {
                return false;
            }
        }
        return true;
    }

    private static int hash(byte[] text, int length) {
        var hash = length;
        for (var index = 0; index < length; index++) {
            hash = hash * 31 + upper(text[index]);
        }
        return hash ^ (hash >>> 10);
    }

    private static byte upper(byte letter) {
        return letter >= 'a' && letter <= 'z' ? (byte) (letter - 32) : letter;
    }

    /** In upper case. */
    byte[] text() {
        return text;
    }
}
