package io.bulwark.proxy;

import java.util.EnumMap;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** A counter for each constant of an enum. */
final class Counters<E extends Enum<E>> {
    private final EnumMap<E, LongAdder> counters;

    Counters(Class<E> type, Function<E, LongAdder> counter) {
        counters = new EnumMap<>(type);
        for (var constant : type.getEnumConstants()) {
            counters.put(constant, counter.apply(constant));
        }
    }

    LongAdder of(E constant) {
        return Objects.requireNonNull(counters.get(constant));
    }
}
