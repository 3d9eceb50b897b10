package io.bulwark.policy;

/** A limit that is a whole number: its key, its range and what it is when a document does not name it. */
enum SizeLimit {
    MAX_HEAD_BYTES("maxHeadBytes", 1024, 1_048_576, 32_768),
    MAX_LINE_BYTES("maxLineBytes", 256, 1_048_576, 16_384),
    MAX_HEADERS("maxHeaders", 8, 1024, 128),
    MAX_STREAMS("maxStreams", 1, 65_536, 1024),
    HOLD_BYTES("holdBytes", 0, 1_048_576, 65_536),
    MAX_DECODED_BYTES("maxDecodedBytes", 4096, 268_435_456, 8_388_608),
    MAX_DECODE_RATIO("maxDecodeRatio", 1, 10_000, 100);

    final String key;
    final int min;
    final int max;
    final int unlessTold;

    SizeLimit(String key, int min, int max, int unlessTold) {
        this.key = key;
        this.min = min;
        this.max = max;
        this.unlessTold = unlessTold;
    }

    void require(int value) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + " must be " + min + ".." + max + ", was " + value);
        }
    }
}
