package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What learning makes of the types of pieces and values. */
final class Kinds {
    private Kinds() {}

    /** Whether values of this type name one thing of many, whoever looks at them. */
    static boolean isId(SegmentType type) {
        return switch (type) {
            case INT, UUID, DATE, HASH -> true;
            case SLUG, TOKEN, ANY -> false;
        };
    }

    /** How a template writes anything of this type, such as <code>{int}</code>. */
    static String variable(SegmentType type) {
        return "{" + type.word() + "}";
    }

    /** The narrowest type that has every value of both. */
    static SegmentType join(SegmentType a, SegmentType b) {
        for (var type : SegmentType.values()) {
            if (type.covers(a) && type.covers(b)) {
                return type;
            }
        }
        return SegmentType.ANY;
    }

    static Set<SegmentType> copy(Set<SegmentType> types) {
        var copy = EnumSet.noneOf(SegmentType.class);
        copy.addAll(types);
        return Collections.unmodifiableSet(copy);
    }
}
