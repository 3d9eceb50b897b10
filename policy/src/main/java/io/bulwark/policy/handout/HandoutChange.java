package io.bulwark.policy.handout;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How one handout becomes another.
 *
 * @param base the version that it changes; the version of {@link Handout#nothing} when it says everything
 * @param version what comes of it
 * @param put parts that are new or different
 * @param drop names of parts that are no more
 */
public record HandoutChange(String base, String version, NavigableMap<String, Part> put, NavigableSet<String> drop) {
    public HandoutChange {
        put = Collections.unmodifiableNavigableMap(new TreeMap<>(put));
        drop = Collections.unmodifiableNavigableSet(new TreeSet<>(drop));
    }

    /** The change from one to the other. */
    public static HandoutChange between(Handout from, Handout to) {
        var put = new TreeMap<String, Part>();
        to.parts().forEach((name, part) -> {
            if (!Objects.equals(part, from.parts().get(name))) {
                put.put(name, part);
            }
        });
        var drop = new TreeSet<>(from.parts().keySet());
        drop.removeAll(to.parts().keySet());
        return new HandoutChange(from.version(), to.version(), put, drop);
    }

    /** Whether it says everything, so that it can be carried out on whatever there is. */
    public boolean isWhole() {
        return base.equals(Handout.nothing().version());
    }

    /** Whether it is about peers only, so that the documents stay what they are. */
    public boolean isAboutPeers() {
        return !isWhole()
                && Stream.concat(put.keySet().stream(), drop.stream()).allMatch(name -> name.startsWith(Handout.PEERS));
    }

    /** What comes of it; empty when it is for another handout than this one, or does not lead where it says. */
    public Optional<Handout> on(Handout from) {
        var start = isWhole() ? Handout.nothing() : from;
        if (!start.version().equals(base)) {
            return Optional.empty();
        }
        var parts = new TreeMap<>(start.parts());
        parts.keySet().removeAll(drop);
        parts.putAll(put);
        try {
            return Optional.of(Handout.of(parts)).filter(next -> next.version().equals(version));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
