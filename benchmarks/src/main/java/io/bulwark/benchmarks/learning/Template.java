package io.bulwark.benchmarks.learning;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One kind of call that a made-up service knows.
 *
 * @param pieces of its resource
 * @param parameters by name; each is there in some of the calls
 * @param contents the parameters of what is sent along, by name; those whose names end in {@code []} come several times
 * @param weight how often it is called, compared with others
 * @param peers who calls it
 * @param since when it is called for the first time, as progress
 */
record Template(
        String protocol,
        String method,
        List<Piece> pieces,
        Map<String, Maker> parameters,
        Map<String, Maker> contents,
        double weight,
        List<String> peers,
        double since) {
    Template {
        pieces = List.copyOf(pieces);
        // In the order of their names: a small map of the JDK has another order in each process, and a seed must say
        // everything.
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        contents = Collections.unmodifiableMap(new TreeMap<>(contents));
        peers = List.copyOf(peers);
    }

    /** What stands in one place of a resource. */
    sealed interface Piece {
        /** Always the same. */
        record Fixed(String text) implements Piece {}

        /** Something else each time. */
        record Varying(Maker maker) implements Piece {}

        /** One of few words, and never another one. */
        record Listed(List<String> words) implements Piece {}
    }

    String resource(RandomGenerator chance, double progress) {
        var text = new StringBuilder();
        for (var piece : pieces) {
            if (!text.isEmpty() || protocol.equals("http")) {
                text.append(protocol.equals("redis") ? ':' : protocol.equals("http") ? '/' : "");
            }
            text.append(
                    switch (piece) {
                        case Piece.Fixed(var fixed) -> fixed;
                        case Piece.Varying(var maker) -> maker.make(chance, progress);
                        case Piece.Listed(var words) -> words.get(chance.nextInt(words.size()));
                    });
        }
        return text.toString();
    }

    /** The resource with a sign for each varying piece: equal for calls that one rule is for. */
    String shape() {
        var text = new StringBuilder(protocol);
        for (var piece : pieces) {
            text.append('/')
                    .append(
                            switch (piece) {
                                case Piece.Fixed(var fixed) -> fixed;
                                case Piece.Varying _, Piece.Listed _ -> "{}";
                            });
        }
        return text.toString();
    }

    /** Whether fixed pieces stand where they should and there are as many pieces. */
    boolean hasPath(String path) {
        char separator = protocol.equals("redis") ? ':' : '/';
        if (!protocol.equals("http") && !protocol.equals("redis")) {
            return path.equals(resource(RandomGenerator.getDefault(), 0));
        }
        var parts = (protocol.equals("http") ? path.substring(1) : path).split(String.valueOf(separator), -1);
        if (parts.length != pieces.size()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            boolean fits = switch (pieces.get(i)) {
                case Piece.Fixed(var fixed) -> fixed.equals(parts[i]);
                case Piece.Varying _ -> true;
                case Piece.Listed(var words) -> words.contains(parts[i]);
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    boolean varies() {
        return pieces.stream().anyMatch(Piece.Varying.class::isInstance);
    }

    Set<String> names() {
        return parameters.keySet();
    }
}
