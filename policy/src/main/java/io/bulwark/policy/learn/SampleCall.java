package io.bulwark.policy.learn;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.CharacterSet;
import io.bulwark.policy.Characters;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.FormEncoding;
import io.bulwark.policy.SegmentType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A call such as a profile has seen: what stood in it where the profile still knows that, and else something of the same kind.
 *
 * @param peer as {@link Peers} names it
 * @param attributes besides verb and resource, the query as it would be sent
 * @param count how many calls were like it, about
 */
public record SampleCall(
        FlowSide side,
        String peer,
        int port,
        String protocol,
        String verb,
        String resource,
        Map<Attribute, String> attributes,
        long count) {

    /* A profile knows which values stood in each place of a call, but not which of them stood together. So for each kind of call and
     * each peer there is a plain sample with the most frequent fact of each kind, and one more for each other fact and for each
     * parameter, with just that one thing changed. */

    private static final int MAX_LENGTH = 4096;
    private static final int SHORTEST_HASH = 16;

    public SampleCall {
        attributes = attributes.isEmpty() ? Map.of() : new EnumMap<>(attributes);
    }

    /** Samples of one kind of call by one peer; the first is the plain one, which stands for all of them. */
    public static List<List<SampleCall>> of(Profile profile) {
        List<List<SampleCall>> all = new ArrayList<>();
        profile.operations()
                .forEach((key, facts) -> facts.peers().forEach((peer, presence) -> {
                    var samples = new ArrayList<SampleCall>();
                    var plain = new SampleCall(
                            key.side(),
                            peer,
                            key.port(),
                            key.protocol(),
                            key.verb(),
                            resource(key, facts),
                            plainFacts(facts),
                            presence.seen().total());
                    samples.add(plain);
                    facts.parameters()
                            .forEach((name, parameter) ->
                                    variants(plain, name, parameter).forEach(samples::add));
                    facts.contents()
                            .names()
                            .forEach((name, parameter) -> coded(plain, Attribute.BODY, name, parameter)
                                    .forEach(samples::add));
                    all.add(samples);
                }));
        return all;
    }

    private static Stream<SampleCall> variants(SampleCall plain, String name, Parameter parameter) {
        long most = Math.min(plain.count, parameter.seen().total());
        if (Facts.isQuery(name)) {
            return coded(plain, Attribute.QUERY, name.substring(1), parameter);
        }
        return Facts.KEPT.stream()
                .filter(attribute -> Facts.name(attribute).equals(name))
                .flatMap(attribute -> values(parameter.values())
                        .filter(value -> !value.equals(plain.attributes.get(attribute)))
                        .map(value -> plain.with(
                                attribute, value, parameter.values().samples().getOrDefault(value, most))));
    }

    /** One call for each value of a parameter of a query, or of a content. */
    private static Stream<SampleCall> coded(SampleCall plain, Attribute where, String name, Parameter parameter) {
        long most = Math.min(plain.count, parameter.seen().total());
        return values(parameter.values())
                .map(value -> plain.with(
                        where,
                        FormEncoding.encode(name) + "=" + FormEncoding.encode(value),
                        parameter.values().samples().getOrDefault(value, most)));
    }

    private SampleCall with(Attribute attribute, String value, long seen) {
        var changed = new EnumMap<Attribute, String>(Attribute.class);
        changed.putAll(attributes);
        changed.put(attribute, value);
        return new SampleCall(side, peer, port, protocol, verb, resource, changed, Math.min(count, Math.max(1, seen)));
    }

    private static Map<Attribute, String> plainFacts(OperationFacts facts) {
        var plain = new EnumMap<Attribute, String>(Attribute.class);
        for (var attribute : Facts.KEPT) {
            var known = facts.parameters().get(Facts.name(attribute));
            if (known != null) {
                values(known.values()).findFirst().ifPresent(value -> plain.put(attribute, value));
            }
        }
        return plain;
    }

    private static String resource(OperationKey key, OperationFacts facts) {
        if (key.resource().equals(Coarsening.EVERYTHING)) {
            return Segments.leads(key.protocol()) ? "/" : "";
        }
        List<String> pieces = new ArrayList<>();
        for (var segment : Segments.split(key.protocol(), key.resource())) {
            var variable = Segments.variable(segment);
            var values = facts.segments().get(pieces.size());
            pieces.add(
                    variable.isEmpty()
                            ? Segments.unescape(segment)
                            : values == null ? made(variable.get(), 1) : first(values, variable.get()));
        }
        return Segments.join(key.protocol(), pieces);
    }

    private static String first(Values values, SegmentType type) {
        return values.samples().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseGet(() -> type == SegmentType.ANY || type == SegmentType.TOKEN || type == SegmentType.SLUG
                        ? made(values)
                        : made(type, length(values)));
    }

    /** What stood in a place, the most frequent first; something of the same kind where that is not known. */
    private static Stream<String> values(Values values) {
        if (!values.samples().isEmpty()) {
            return values.samples().entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .map(Map.Entry::getKey);
        }
        return Stream.of(made(values));
    }

    private static String made(Values values) {
        if (values.maxLength() == 0) {
            return "";
        }
        var kind = values.kind();
        return kind == SegmentType.SLUG || kind == SegmentType.TOKEN || kind == SegmentType.ANY
                ? values.start()
                        + made(
                                values.characters(),
                                Math.max(1, length(values) - values.start().length()))
                : made(kind, length(values));
    }

    private static int length(Values values) {
        return Math.clamp(values.minLength(), 1, MAX_LENGTH);
    }

    private static String made(SegmentType type, int length) {
        return switch (type) {
            case INT -> "1".repeat(Math.min(length, 20));
            case UUID -> "00000000-0000-4000-8000-000000000000";
            case DATE -> "2026-01-01";
            case HASH -> "a".repeat(Math.clamp(length, SHORTEST_HASH, 128));
            case SLUG -> "z".repeat(Math.min(length, 128));
            case TOKEN -> made(Characters.of(CharacterSet.TOKEN), Math.min(length, 128));
            case ANY -> made(Characters.of(CharacterSet.PLAIN), length);
        };
    }

    private static String made(Characters characters, int length) {
        var letter = characters.hasLetters() ? "z" : characters.covers(Characters.of(CharacterSet.HEX)) ? "a" : "1";
        var sign = length == 1 ? "" : characters.equals(Characters.ANY) ? "'" : lastSign(characters);
        return letter.repeat(length - sign.length()) + sign;
    }

    private static String lastSign(Characters characters) {
        var last = switch (characters.base()) {
            case DIGITS, HEX, ALPHANUMERIC, UNICODE -> "";
            case WORD -> "-";
            case TOKEN -> ":";
            case PLAIN, ANY -> "!";
        };
        var also = characters.also();
        return also.isEmpty() ? last : also.substring(also.length() - 1);
    }
}
