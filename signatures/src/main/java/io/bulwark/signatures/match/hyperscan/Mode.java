package io.bulwark.signatures.match.hyperscan;

/** How a database is scanned: whole values, or pieces. */
enum Mode {
    BLOCK(1),
    STREAM(2);

    final int bits;

    Mode(int bits) {
        this.bits = bits;
    }
}
