package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.SegmentType;

/** Pieces that a learner makes one variable of, once there are too many of them in one place. */
enum Group {
    /* Words behind which something follows are kept apart from words at the end: "api" does not become an unknown word only because
     * there are many short links beside it. For the same reason words are kept apart from what looks like a code. */

    INT(SegmentType.INT, 12),
    UUID(SegmentType.UUID, 6),
    DATE(SegmentType.DATE, 8),
    HASH(SegmentType.HASH, 6),
    /** Has digits or capitals in it. */
    CODE_INSIDE(SegmentType.SLUG, 32),
    CODE_AT_END(SegmentType.SLUG, 32),
    WORD_INSIDE(SegmentType.SLUG, 64),
    WORD_AT_END(SegmentType.SLUG, 64),
    TOKEN_INSIDE(SegmentType.TOKEN, 32),
    TOKEN_AT_END(SegmentType.TOKEN, 32),
    OTHER(SegmentType.ANY, 24);

    private final SegmentType type;
    private final int most;

    Group(SegmentType type, int most) {
        this.type = type;
        this.most = most;
    }

    SegmentType type() {
        return type;
    }

    /** How many pieces of the group may stand in one place while there is room enough. */
    int most() {
        return most;
    }

    static Group of(Bytes bytes, int from, int to, boolean atEnd) {
        return switch (SegmentType.of(bytes, from, to)) {
            case INT -> INT;
            case UUID -> UUID;
            case DATE -> DATE;
            case HASH -> HASH;
            case SLUG ->
                isCode(bytes, from, to) ? (atEnd ? CODE_AT_END : CODE_INSIDE) : atEnd ? WORD_AT_END : WORD_INSIDE;
            case TOKEN -> atEnd ? TOKEN_AT_END : TOKEN_INSIDE;
            case ANY -> OTHER;
        };
    }

    private static boolean isCode(Bytes bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte next = bytes.get(i);
            if ((next >= '0' && next <= '9') || (next >= 'A' && next <= 'Z')) {
                return true;
            }
        }
        return false;
    }
}
