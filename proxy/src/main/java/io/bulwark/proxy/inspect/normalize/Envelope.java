package io.bulwark.proxy.inspect.normalize;

/** Reads what stands around the deflate data of a gzip (RFC 1952) or zlib (RFC 1950) body, byte by byte. */
final class Envelope {
    private static final int FLAG_HEADER_CHECK = 1 << 1;
    private static final int FLAG_EXTRA = 1 << 2;
    private static final int FLAG_NAME = 1 << 3;
    private static final int FLAG_COMMENT = 1 << 4;
    private static final int RESERVED_FLAGS = 0xE0;
    private static final int METHOD_DEFLATE = 8;
    private static final int ZLIB_DICTIONARY = 1 << 5;

    /** Where a reader stands. */
    enum Part {
        /** At the first byte of a gzip member, or of padding after one. */
        GZIP_START,
        GZIP_ID2,
        GZIP_METHOD,
        GZIP_FLAGS,
        GZIP_FIXED,
        GZIP_EXTRA_LOW,
        GZIP_EXTRA_HIGH,
        GZIP_EXTRA,
        GZIP_NAME,
        GZIP_COMMENT,
        GZIP_CHECK,
        GZIP_TRAILER,
        ZLIB_START,
        ZLIB_FLAGS,
        ZLIB_TRAILER,
        /** Deflate data, none of this class's business. */
        DATA,
        /** Deflate data whose first two bytes were taken for the start of a zlib body: {@link Envelope#taken}. */
        BARE,
        /** After the end, where only zero bytes may follow. */
        PADDING,
        CORRUPT
    }

    private Part part = Part.PADDING;
    private int flags;
    private int skip;
    private boolean firstMember;
    private final byte[] taken = new byte[2];

    void startGzip() {
        part = Part.GZIP_START;
        firstMember = true;
    }

    void startDeflate() {
        part = Part.ZLIB_START;
    }

    Part part() {
        return part;
    }

    /** The two bytes that turned out to be deflate data. */
    byte[] taken() {
        return taken;
    }

    /** The first two bytes were handed on. */
    void bareTaken() {
        part = Part.DATA;
    }

    /** The deflate data ended; {@code gzip} and {@code wrapped} say in what kind of body. */
    void dataEnded(boolean gzip, boolean wrapped) {
        skip = gzip ? 8 : 4;
        if (gzip) {
            part = Part.GZIP_TRAILER;
        } else {
            part = wrapped ? Part.ZLIB_TRAILER : Part.PADDING;
        }
    }

    /** Reads one byte that is not deflate data. */
    void read(byte value) {
        var octet = value & 0xFF;
        part = switch (part) {
            case GZIP_START -> start(octet);
            case GZIP_ID2 -> octet == 0x8B ? Part.GZIP_METHOD : Part.CORRUPT;
            case GZIP_METHOD -> octet == METHOD_DEFLATE ? Part.GZIP_FLAGS : Part.CORRUPT;
            case GZIP_FLAGS -> flags(octet);
            case GZIP_FIXED -> --skip > 0 ? Part.GZIP_FIXED : optional(FLAG_EXTRA);
            case GZIP_EXTRA_LOW -> {
                skip = octet;
                yield Part.GZIP_EXTRA_HIGH;
            }
            case GZIP_EXTRA_HIGH -> {
                skip |= octet << 8;
                yield skip > 0 ? Part.GZIP_EXTRA : optional(FLAG_NAME);
            }
            case GZIP_EXTRA -> --skip > 0 ? Part.GZIP_EXTRA : optional(FLAG_NAME);
            case GZIP_NAME -> octet != 0 ? Part.GZIP_NAME : optional(FLAG_COMMENT);
            case GZIP_COMMENT -> octet != 0 ? Part.GZIP_COMMENT : optional(FLAG_HEADER_CHECK);
            case GZIP_CHECK -> --skip > 0 ? Part.GZIP_CHECK : Part.DATA;
            case GZIP_TRAILER -> --skip > 0 ? Part.GZIP_TRAILER : Part.GZIP_START;
            case ZLIB_START -> {
                taken[0] = value;
                yield Part.ZLIB_FLAGS;
            }
            case ZLIB_FLAGS -> zlib(value);
            case ZLIB_TRAILER -> --skip > 0 ? Part.ZLIB_TRAILER : Part.PADDING;
            case PADDING -> octet == 0 ? Part.PADDING : Part.CORRUPT;
            case DATA, BARE, CORRUPT -> part;
        };
    }

    private Part start(int octet) {
        if (octet == 0x1F) {
            firstMember = false;
            return Part.GZIP_ID2;
        }
        return octet == 0 && !firstMember ? Part.PADDING : Part.CORRUPT;
    }

    private Part flags(int octet) {
        flags = octet;
        skip = 6;
        return (octet & RESERVED_FLAGS) == 0 ? Part.GZIP_FIXED : Part.CORRUPT;
    }

    /** The first optional part that is there, from this flag on. */
    private Part optional(int fromFlag) {
        if (fromFlag == FLAG_EXTRA && (flags & FLAG_EXTRA) != 0) {
            return Part.GZIP_EXTRA_LOW;
        }
        if ((fromFlag == FLAG_EXTRA || fromFlag == FLAG_NAME) && (flags & FLAG_NAME) != 0) {
            return Part.GZIP_NAME;
        }
        if (fromFlag != FLAG_HEADER_CHECK && (flags & FLAG_COMMENT) != 0) {
            return Part.GZIP_COMMENT;
        }
        skip = 2;
        return (flags & FLAG_HEADER_CHECK) != 0 ? Part.GZIP_CHECK : Part.DATA;
    }

    private Part zlib(byte value) {
        taken[1] = value;
        var method = taken[0] & 0xFF;
        var check = (method << 8) | (value & 0xFF);
        if ((method & 0x0F) != METHOD_DEFLATE || (method >> 4) > 7 || check % 31 != 0) {
            return Part.BARE;
        }
        return (value & ZLIB_DICTIONARY) == 0 ? Part.DATA : Part.CORRUPT;
    }
}
