package io.bulwark.policy.learn;

import com.fasterxml.jackson.databind.JsonNode;
import io.bulwark.policy.CharacterSet;
import io.bulwark.policy.Characters;
import io.bulwark.policy.Cidr;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.SegmentType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads what {@link ProfileJson} writes, and believes none of it before it is checked. */
final class ProfileReader {
    /* A profile becomes rules, and rules are what a proxy enforces. So whatever is read here must be something that a learner could
     * have learned: names that rules can be written with, counts whose sums cannot overflow, times that exist, and no more of
     * anything than a profile holds. */

    private static final int MAX_NAMES = 4096;
    private static final int MAX_NAME = 320;
    private static final int MAX_VERB = PendingCall.MAX_BYTES;
    private static final int MAX_RESOURCE = 4 * PendingCall.MAX_BYTES;
    private static final int MAX_KEY = 4 * Segments.MAX_LITERAL;
    private static final int MAX_RANK = 60;
    /** So many that the sum over all replicas, peers and operations still fits. */
    private static final long MAX_COUNT = 100_000_000_000L;
    /** The end of the year 9999. */
    private static final long MAX_TIME = 253_402_300_799L;

    private static final Pattern PROTOCOL = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Pattern REPLICA = Pattern.compile("[A-Za-z0-9._-]{1,300}");
    private static final Pattern WORKLOAD = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}/[a-z0-9][a-z0-9.-]{0,252}");

    private final List<String> replicas;
    private final List<String> peers;

    private ProfileReader(List<String> replicas, List<String> peers) {
        this.replicas = replicas;
        this.peers = peers;
    }

    /** @throws IllegalArgumentException if it is no profile; the message says where and why */
    static Profile read(JsonNode root) {
        JsonReading.object(root, "profile", "coarseness", "width", "replicas", "peers", "operations", "paces");
        return new ProfileReader(
                        names(root.path("replicas"), "replicas", ProfileReader::isReplica),
                        names(root.path("peers"), "peers", ProfileReader::isPeer))
                .profile(root);
    }

    private static List<String> names(JsonNode list, String where, Function<String, Boolean> good) {
        List<String> names = new ArrayList<>();
        for (var node : JsonReading.list(list, where, MAX_NAMES)) {
            var name = JsonReading.text(node, where, MAX_NAME);
            if (!good.apply(name)) {
                throw JsonReading.wrong(where, "names as profiles have them", node);
            }
            names.add(name);
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException(where + " must be different");
        }
        return names;
    }

    private static boolean isReplica(String name) {
        return REPLICA.matcher(name).matches();
    }

    private static boolean isPeer(String name) {
        return isSide(name)
                || name.equals(Peers.ALL)
                || (Peers.isBlock(name)
                        ? Cidr.of(name).isPresent()
                        : WORKLOAD.matcher(name).matches());
    }

    /** Paces of a whole side stand under its word. */
    private static boolean isSide(String name) {
        return name.equals(FlowSide.INGRESS.word()) || name.equals(FlowSide.EGRESS.word());
    }

    private Profile profile(JsonNode root) {
        int coarseness = JsonReading.whole(root.path("coarseness"), "coarseness", Coarsening.LAST);
        int width = JsonReading.whole(root.path("width"), "width", Peers.WIDEST);
        var operations = new TreeMap<OperationKey, OperationFacts>();
        for (var node : JsonReading.list(root.path("operations"), "operations", Profile.MAX_OPERATIONS)) {
            var where = "operations[" + operations.size() + "]";
            JsonReading.object(
                    node,
                    where,
                    "side",
                    "port",
                    "protocol",
                    "verb",
                    "resource",
                    "by",
                    "open",
                    "parameters",
                    "contents",
                    "segments");
            if (operations.put(key(node, where), facts(node, where)) != null) {
                throw new IllegalArgumentException(where + " must be given once, was given again");
            }
        }
        var paces = new TreeMap<String, Pace>();
        for (var node : JsonReading.list(root.path("paces"), "paces", Profile.MAX_PEERS + 2)) {
            pace(node, paces);
        }
        // Whatever is read, it becomes as coarse as a profile of this size has to be.
        return new Profile(coarseness, width, operations, paces).join(Profile.none());
    }

    private void pace(JsonNode node, NavigableMap<String, Pace> paces) {
        var numbers = JsonReading.list(node, "paces", 6);
        if (numbers.size() < 5) {
            throw JsonReading.wrong("paces", "a peer and what it did", node);
        }
        var values = new long[6];
        for (int i = 1; i < numbers.size(); i++) {
            values[i] = JsonReading.number(numbers.get(i), "paces", Long.MAX_VALUE);
        }
        paces.put(
                name(peers, numbers.getFirst(), "paces"),
                new Pace(values[1], values[2], values[3], values[4], values[5]));
    }

    private static String name(List<String> names, JsonNode node, String where) {
        return names.get(JsonReading.whole(node, where, names.size() - 1));
    }

    private static OperationKey key(JsonNode node, String where) {
        var side = oneOf(node.path("side"), where + ".side", FlowSide.values(), FlowSide::word);
        int port = JsonReading.whole(node.path("port"), where + ".port", 65_535);
        var protocol = JsonReading.text(node.path("protocol"), where + ".protocol", 32);
        if (!PROTOCOL.matcher(protocol).matches()) {
            throw JsonReading.wrong(where + ".protocol", "a protocol's name", node.path("protocol"));
        }
        var verb = JsonReading.text(node.path("verb"), where + ".verb", MAX_VERB);
        var resource = JsonReading.text(node.path("resource"), where + ".resource", MAX_RESOURCE);
        boolean path = !Segments.leads(protocol) || resource.startsWith("/") || resource.equals(Coarsening.EVERYTHING);
        if (!path || Segments.split(protocol, resource).size() > Segments.MAX + 1) {
            throw JsonReading.wrong(
                    where + ".resource", "a resource of at most " + Segments.MAX + " pieces", node.path("resource"));
        }
        return new OperationKey(side, port, protocol, verb, resource);
    }

    private OperationFacts facts(JsonNode node, String where) {
        var by = new TreeMap<String, Presence>();
        for (var each : JsonReading.list(node.path("by"), where + ".by", Profile.MAX_PEERS)) {
            var peer = name(peers, each.path(0), where + ".by");
            if (isSide(peer) || by.put(peer, presence(each, where + ".by")) != null) {
                throw new IllegalArgumentException(where + ".by must name each peer once");
            }
        }
        if (by.isEmpty()) {
            throw new IllegalArgumentException(where + ".by must name a peer");
        }
        var parameters = new TreeMap<String, Parameter>();
        var named = node.path("parameters");
        for (var each : JsonReading.entries(named, where + ".parameters", OperationFacts.MAX_PARAMETERS)) {
            parameters.put(parameterName(each.getKey(), where), parameter(each.getValue(), where + ".parameters"));
        }
        var contents = node.has("contents") ? contents(node.path("contents"), where + ".contents") : Contents.NONE;
        NavigableMap<Integer, Values> segments = new TreeMap<>();
        for (var each : JsonReading.entries(node.path("segments"), where + ".segments", Segments.MAX + 1)) {
            if (!each.getKey().matches("[0-9]{1,2}")) {
                throw new IllegalArgumentException(where + ".segments must have places as keys");
            }
            segments.put(Integer.valueOf(each.getKey()), values(each.getValue(), where + ".segments"));
        }
        boolean open = JsonReading.truth(node.path("open"), where + ".open");
        return new OperationFacts(by, parameters, open, contents, segments);
    }

    private Contents contents(JsonNode node, String where) {
        JsonReading.object(node, where, "read", "open", "parameters");
        var names = new TreeMap<String, Parameter>();
        for (var each : JsonReading.entries(node.path("parameters"), where, OperationFacts.MAX_PARAMETERS)) {
            if (each.getKey().length() > MAX_KEY) {
                throw new IllegalArgumentException(where + " must have names as profiles have them");
            }
            names.put(each.getKey(), parameter(each.getValue(), where));
        }
        return new Contents(counts(node.path("read"), where), names, JsonReading.truth(node.path("open"), where));
    }

    private static String parameterName(String name, String where) {
        boolean known = name.length() <= MAX_KEY
                && !name.isEmpty()
                && (Facts.isQuery(name) || Facts.KEPT.stream().map(Facts::name).anyMatch(name::equals));
        if (!known) {
            throw new IllegalArgumentException(where + ".parameters must have names as profiles have them");
        }
        return name;
    }

    private Presence presence(JsonNode node, String where) {
        if (JsonReading.list(node, where, 5).size() != 5) {
            throw JsonReading.wrong(where, "a peer, two times, hours and counts", node);
        }
        long first = JsonReading.number(node.path(1), where, MAX_TIME);
        long last = JsonReading.number(node.path(2), where, MAX_TIME);
        if (first > last) {
            throw JsonReading.wrong(where, "two times in order", node);
        }
        var hours = JsonReading.text(node.path(3), where, 50);
        return new Presence(counts(node.path(4), where), first, last, Hours.parse(hours));
    }

    private Counts counts(JsonNode node, String where) {
        var numbers = JsonReading.list(node, where, 1 + 2 * Counts.MAX_REPLICAS);
        if (numbers.size() % 2 == 0) {
            throw JsonReading.wrong(where, "a floor, then replicas and counts", node);
        }
        long floor = JsonReading.number(numbers.getFirst(), where, Counts.MAX_REPLICAS * MAX_COUNT);
        var byReplica = new TreeMap<String, Long>();
        for (int i = 1; i < numbers.size(); i += 2) {
            var count = JsonReading.number(numbers.get(i + 1), where, MAX_COUNT);
            byReplica.put(name(replicas, numbers.get(i), where), count);
        }
        return new Counts(floor, byReplica);
    }

    private Parameter parameter(JsonNode node, String where) {
        var values = values(node, where, "seen", "repeated");
        return new Parameter(counts(node.path("seen"), where), values, JsonReading.truth(node.path("repeated"), where));
    }

    private static Values values(JsonNode node, String where, String... besides) {
        var keys = new ArrayList<>(List.of(
                "types", "min", "max", "start", "characters", "also", "signsApart", "many", "samples", "ranks"));
        keys.addAll(List.of(besides));
        JsonReading.object(node, where, keys.toArray(String[]::new));
        var kinds = EnumSet.noneOf(SegmentType.class);
        for (var kind : JsonReading.list(node.path("types"), where, SegmentType.values().length)) {
            kinds.add(oneOf(kind, where, SegmentType.values(), SegmentType::word));
        }
        var samples = new TreeMap<String, Long>();
        for (var each : JsonReading.entries(node.path("samples"), where, Values.MAX_SAMPLES)) {
            if (each.getKey().length() > Values.MAX_SAMPLE_LENGTH) {
                throw new IllegalArgumentException(
                        where + " must hold samples of at most " + Values.MAX_SAMPLE_LENGTH + " characters");
            }
            samples.put(each.getKey(), JsonReading.number(each.getValue(), where, MAX_COUNT));
        }
        return new Values(
                kinds,
                JsonReading.whole(node.path("min"), where, Integer.MAX_VALUE),
                JsonReading.whole(node.path("max"), where, Integer.MAX_VALUE),
                node.has("start") ? start(node.path("start"), where) : "",
                characters(node, where),
                samples,
                JsonReading.truth(node.path("many"), where),
                ranks(node.path("ranks"), where));
    }

    private static String start(JsonNode node, String where) {
        var start = JsonReading.text(node, where, SharedStart.MOST);
        if (start.isEmpty() || !SharedStart.isOne(start)) {
            throw JsonReading.wrong(where, "letters and signs in start", node);
        }
        return start;
    }

    private static Characters characters(JsonNode node, String where) {
        var set = Characters.of(oneOf(node.path("characters"), where, CharacterSet.values(), CharacterSet::word));
        var also = node.has("also") ? JsonReading.text(node.path("also"), where, Characters.MAX_SIGNS) : "";
        if (!also.chars().allMatch(c -> Characters.isSign((char) c)) || (node.has("also") && also.isEmpty())) {
            throw JsonReading.wrong(where, "signs in also", node.path("also"));
        }
        boolean apart = JsonReading.truth(node.path("signsApart"), where);
        return apart ? set.with(also).withSignsApart() : set.with(also);
    }

    private static String ranks(JsonNode node, String where) {
        var ranks = JsonReading.text(node, where, Values.REGISTERS);
        boolean good = ranks.length() == Values.REGISTERS
                && ranks.chars().allMatch(rank -> rank >= Values.ZERO && rank <= Values.ZERO + MAX_RANK);
        if (!good) {
            throw JsonReading.wrong(where, Values.REGISTERS + " ranks", node);
        }
        return ranks;
    }

    private static <E> E oneOf(JsonNode node, String where, E[] values, Function<E, String> word) {
        var text = JsonReading.text(node, where, MAX_NAME);
        for (var value : values) {
            if (word.apply(value).equals(text)) {
                return value;
            }
        }
        throw JsonReading.wrong(where, "a word that profiles use", node);
    }
}
