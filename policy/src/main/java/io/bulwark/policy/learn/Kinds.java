package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;

/** What learning makes of the types of pieces and values. */
final class Kinds {
    private Kinds() {}

    /** Whether values of this type name one thing of many, whoever looks at them. */
    static boolean isId(SegmentType type) {
        return switch (type) {
            case INT, UUID, DATE, HASH -> true;
            case SLUG, ANY -> false;
        };
    }

    /** How a template writes anything of this type, such as <code>{int}</code>. */
    static String variable(SegmentType type) {
        return "{" + type.word() + "}";
    }

    /** The narrowest type that has every value of both. */
    static SegmentType join(SegmentType a, SegmentType b) {
        if (a.covers(b)) {
            return a;
        }
        if (b.covers(a)) {
            return b;
        }
        return SegmentType.SLUG.covers(a) && SegmentType.SLUG.covers(b) ? SegmentType.SLUG : SegmentType.ANY;
    }
}
