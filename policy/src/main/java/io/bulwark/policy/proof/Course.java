package io.bulwark.policy.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.learn.Promotion.Stage;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How far an allowlist has come by itself, and what happened since.
 *
 * @param since when the stage began, in seconds since 1970
 * @param callsBefore how many calls the profile had then
 * @param learned the rules that were learned when Monitor began; none in Learn
 * @param refused how often each kind of call was refused in this stage, by the peer, which the profile knows, and the call
 */
public record Course(
        Stage stage,
        long since,
        long callsBefore,
        Optional<ServiceAllowlist> learned,
        NavigableMap<Refused, Long> refused) {

    /** The most kinds of refused calls that are kept apart; more of them are a scan, and no new version of a peer. */
    public static final int MAX_REFUSED = 256;

    private static final int MAX_TEXT = 512;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** One kind of call of one peer, in general terms. */
    public record Refused(String peer, String call) implements Comparable<Refused> {
        public Refused {
            peer = cut(peer);
            call = cut(call);
        }

        private static String cut(String text) {
            return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
        }

        @Override
        public int compareTo(Refused other) {
            int byPeer = peer.compareTo(other.peer);
            return byPeer == 0 ? call.compareTo(other.call) : byPeer;
        }
    }

    public Course {
        refused = Collections.unmodifiableNavigableMap(new TreeMap<>(refused));
        if ((stage == Stage.LEARN) == learned.isPresent()) {
            throw new IllegalArgumentException("learned must be there in Monitor and Enforce, and only there");
        }
    }

    /** The beginning of learning. */
    public static Course begin(long now) {
        return new Course(Stage.LEARN, now, 0, Optional.empty(), new TreeMap<>());
    }

    /** The same with more refused calls. */
    public Course withRefused(NavigableMap<Refused, Long> more) {
        var all = new TreeMap<>(refused);
        more.forEach((kind, count) -> {
            if (all.size() < MAX_REFUSED || all.containsKey(kind)) {
                all.merge(kind, count, Long::sum);
            }
        });
        return new Course(stage, since, callsBefore, learned, all);
    }

    /** The course as JSON. */
    public String json() {
        var out = JSON.createObjectNode();
        out.put("stage", stage.mode().word()).put("since", since).put("callsBefore", callsBefore);
        var list = out.putArray("refused");
        refused.forEach((kind, count) -> list.addObject()
                .put("peer", kind.peer())
                .put("call", kind.call())
                .put("count", count));
        try {
            if (learned.isPresent()) {
                out.set("learned", JSON.readTree(learned.get().json()));
            }
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a document is JSON", impossible);
        }
        return out.toString();
    }

    /**
     * Reads a course back.
     *
     * @throws IllegalArgumentException if the text is none; the message says why
     */
    public static Course read(String text) {
        try {
            var root = JSON.readTree(text);
            var stage = Stream.of(Stage.values())
                    .filter(each -> each.mode().word().equals(root.path("stage").asText()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("stage must be Learn, Monitor or Enforce"));
            var refused = new TreeMap<Refused, Long>();
            for (var each : root.path("refused")) {
                if (refused.size() < MAX_REFUSED) {
                    var kind = new Refused(
                            each.path("peer").asText(), each.path("call").asText());
                    refused.put(kind, number(each, "count"));
                }
            }
            var learned = root.has("learned")
                    ? Optional.of(document(root.path("learned")))
                    : Optional.<ServiceAllowlist>empty();
            return new Course(stage, number(root, "since"), number(root, "callsBefore"), learned, refused);
        } catch (JsonProcessingException fault) {
            throw new IllegalArgumentException("no JSON: " + fault.getOriginalMessage(), fault);
        }
    }

    private static long number(JsonNode node, String key) {
        var value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new IllegalArgumentException(key + " must be a whole number");
        }
        return value.longValue();
    }

    private static ServiceAllowlist document(JsonNode node) {
        return switch (PolicyParser.parse(node.toString().getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Parsed(var snapshot, var _)
            when snapshot.allowlist().isPresent() -> snapshot.allowlist().get();
            case PolicyParse.Parsed _ -> throw new IllegalArgumentException("learned must be an allowlist");
            case PolicyParse.Rejected(var problems) ->
                throw new IllegalArgumentException("learned: " + problems.getFirst());
        };
    }
}
