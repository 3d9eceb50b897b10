package io.bulwark.policy;

/**
 * Tables of a MySQL server, in lower case.
 *
 * @param schema empty stands for the schema that is in use
 * @param table {@code *} stands for every table of the schema, which must be named then; empty, without a schema, for no table at all
 */
public record TablePattern(String schema, String table) {

    /** No table at all: of a statement that has none. Stands alone in its entry, which is {@code tables: []} in documents. */
    public static final TablePattern NONE = new TablePattern("", "");

    /** The word for every table. */
    static final String EVERY = "*";

    private static final int MAX_NAME = 64;

    public TablePattern {
        boolean isNone = schema.isEmpty() && table.isEmpty();
        if (!isNone && !isTable(schema, table)) {
            throw new IllegalArgumentException(
                    "table must be a name, schema.name or schema.*, was " + Printable.quoted(schema + "." + table));
        }
    }

    private static boolean isTable(String schema, String table) {
        return (schema.isEmpty() || isName(schema)) && (isName(table) || (table.equals(EVERY) && !schema.isEmpty()));
    }

    /** Whether it is {@link #NONE}. */
    public boolean isNone() {
        return table.isEmpty();
    }

    /** Whether the text is a table pattern. */
    static boolean isPattern(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? isName(text)
                : isName(text.substring(0, dot))
                        && (isName(text.substring(dot + 1))
                                || text.substring(dot + 1).equals(EVERY));
    }

    /** Reads {@code orders}, {@code shop.orders} or {@code shop.*}. */
    public static TablePattern of(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? new TablePattern("", text) : new TablePattern(text.substring(0, dot), text.substring(dot + 1));
    }

    /** The pattern as documents write it. */
    public String text() {
        return schema.isEmpty() ? table : schema + "." + table;
    }

    @Override
    public String toString() {
        return text();
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NAME
                && text.chars()
                        .allMatch(c -> c > 0x20 && c != 0x7f && c != '.' && c != '*' && !Character.isUpperCase(c));
    }
}
