package io.bulwark.policy;

/** The patterns of one protocol's resources, each with the entries that have it; immutable, searched without making an object. */
sealed interface ResourceIndex permits PatternIndex, TableIndex {

    /** The lowest entry that is meant and fits, with a pattern that fits the resource; {@link Integer#MAX_VALUE} if none. */
    int first(Ask ask);
}
