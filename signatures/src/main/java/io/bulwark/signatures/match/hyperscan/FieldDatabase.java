package io.bulwark.signatures.match.hyperscan;

/** The database that reads one field in one mode; several fields may share one. */
final class FieldDatabase {
    /** Stands for a field that no signature reads, or a mode that it isn't read in. */
    static final FieldDatabase NONE = new FieldDatabase(new Database(0, 0, 0), new int[0]);

    final long address;
    final long streamBytes;
    private final int[] indexes;

    /** The signature whose place in the database is {@code i} has the index {@code indexes[i]} in the matcher. */
    FieldDatabase(Database database, int[] indexes) {
        this.address = database.address();
        this.streamBytes = database.streamBytes();
        this.indexes = indexes;
    }

    boolean isNone() {
        return address == 0;
    }

    int signatureIndex(int place) {
        return indexes[place];
    }
}
