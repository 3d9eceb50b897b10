package io.bulwark.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What an allowlist says of one side, compiled for look-up: immutable, shared between threads. */
final class AllowlistMatcher {

    /* Every entry of every rule gets a number. Each question (who, which port, which protocol and verb, which resource) has an
     * index of its own that answers with a set of these numbers, and what a call comes to is decided by the lowest number that
     * all answers share. Who and which port are asked once a flow and kept as one bit set; verbs are few and have a ready bit
     * set each, for each protocol; so a call costs one look-up for its protocol, one for its verb and one walk along its
     * resource, and each pattern that fits costs at most one pass over one word for every 64 numbers.
     *
     * The order of the numbers is the order of precedence: rules that deny, rules that allow, rules that are on trial. Rules that
     * only watch for what they would deny come last and are asked on their own, because a call that one of them has is not
     * decided yet. */

    /** The most different methods that the rules of one side may name for HTTP. */
    static final int MAX_METHODS = 64;

    /** The most different commands, or verbs, that the rules of one side may name. */
    static final int MAX_VERBS = 1024;

    /** The most entries that all rules of one side may have together. */
    static final int MAX_ENTRIES = 65_536;

    private final SideRules side;
    private final List<Entry> entries = new ArrayList<>();
    private final Condition[] conditions;
    private final AllowlistDecision[] decisions;
    private final AllowlistDecision missed;
    private final int watchingFrom;
    private final Family.Families families;
    private final PeerAdmission peers;
    private final Map<Integer, IndexSet> ofPort = new HashMap<>();
    private final long[] ofAnyPort;

    AllowlistMatcher(SideRules side) {
        this.side = side;
        Predicate<AllowlistRule> enforced = rule -> rule.mode() == Mode.ENFORCE;
        add(side.deny(), true, enforced);
        add(side.allow(), false, enforced);
        add(side.allow(), false, enforced.negate());
        watchingFrom = entries.size();
        add(side.deny(), true, enforced.negate());
        conditions = entries.stream().map(Entry::condition).toArray(Condition[]::new);
        decisions = entries.stream().map(this::decision).toArray(AllowlistDecision[]::new);
        missed = AllowlistDecision.missed(side);
        families = Family.of(entries);
        var byPeer = new PeerAdmission.Builder();
        Map<Integer, IndexSet.Builder> byPort = new HashMap<>();
        ofAnyPort = new long[words()];
        for (int entry = 0; entry < entries.size(); entry++) {
            var rule = entries.get(entry).rule();
            byPeer.add(rule.peers(), entry);
            if (rule.ports().isEmpty()) {
                IndexSet.set(ofAnyPort, entry);
            }
            for (var port : rule.ports()) {
                byPort.computeIfAbsent(port, _ -> new IndexSet.Builder()).add(entry);
            }
        }
        peers = byPeer.build();
        byPort.forEach((port, members) -> ofPort.put(port, members.build()));
    }

    /** Whether a call that no rule has is denied, not only told of. */
    boolean refusesWhatItLacks() {
        return side.closed() && side.mode() == Mode.ENFORCE;
    }

    private void add(List<AllowlistRule> rules, boolean deny, Predicate<AllowlistRule> wanted) {
        rules.stream()
                .filter(wanted)
                .forEach(rule -> rule.operations().forEach(operation -> entries.add(Entry.of(rule, deny, operation))));
    }

    private AllowlistDecision decision(Entry entry) {
        return entry.denies()
                ? AllowlistDecision.denying(side, entry.rule())
                : AllowlistDecision.allowing(side, entry.rule());
    }

    /** What makes the rules too much to be used, as ends of sentences. */
    static List<String> faults(SideRules side) {
        long entries = Math.addExact(entries(side.allow()), entries(side.deny()));
        if (entries > MAX_ENTRIES) {
            return List.of("must have at most " + MAX_ENTRIES + " entries in all its rules, had " + entries);
        }
        return new AllowlistMatcher(side).faults();
    }

    private static long entries(List<AllowlistRule> rules) {
        return rules.stream().mapToLong(rule -> rule.operations().size()).sum();
    }

    private List<String> faults() {
        List<String> faults = new ArrayList<>();
        int methods = families.verbs(HttpOperation.PROTOCOL);
        if (methods > MAX_METHODS) {
            faults.add("must name at most " + MAX_METHODS + " different methods, named " + methods);
        }
        int verbs = Math.max(families.verbs(RedisOperation.PROTOCOL), families.verbs(MysqlOperation.PROTOCOL));
        if (verbs > MAX_VERBS) {
            faults.add("must name at most " + MAX_VERBS + " different commands or verbs, named " + verbs);
        }
        if (families.reach() > TemplateTree.MAX_REACH) {
            faults.add("must have templates that overlap so little that a path visits at most " + TemplateTree.MAX_REACH
                    + " of their segments, could visit " + families.reach());
        }
        return faults;
    }

    /** Refuses rules that the parser would have refused. */
    AllowlistMatcher required() {
        if (!faults().isEmpty()) {
            throw new IllegalArgumentException("an allowlist " + faults().getFirst());
        }
        return this;
    }

    /** Something to ask with, for one flow. */
    Ask newAsk() {
        return new Ask(conditions);
    }

    Family family(String protocol) {
        return families.of(protocol);
    }

    /** Whether an entry has the resource of a part, whatever else is asked for. */
    boolean hasResource(int entry, Operation operation, int part) {
        var only = range(entry, entry + 1);
        var ask = newAsk().about(operation, part).lax().among(Admitted.adopt(only), only);
        return family(operation.protocol()).resources().first(ask) == entry;
    }

    /** What an entry comes to; what no entry has when there is none. */
    AllowlistDecision decision(int entry) {
        return entry == Integer.MAX_VALUE ? missed : decisions[entry];
    }

    /** Whether some entry may allow a call of this protocol. */
    boolean coversProtocol(String protocol) {
        return entries.stream()
                .anyMatch(entry -> !entry.denies() && entry.operation().coversProtocol(protocol));
    }

    /** The protocols that entries which allow are written for. */
    List<String> protocols() {
        return entries.stream()
                .filter(entry -> !entry.denies())
                .map(entry -> entry.operation().protocol())
                .distinct()
                .toList();
    }

    /** The entries for a peer at whatever port. */
    long[] admittedPeer(Peer peer) {
        var bits = new long[words()];
        peers.addTo(bits, peer);
        return bits;
    }

    /** The entries for a port, from whatever peer. */
    long[] admittedPort(int port) {
        var bits = ofAnyPort.clone();
        ofPort.getOrDefault(port, IndexSet.EMPTY).addTo(bits);
        return bits;
    }

    /** The entries that only watch for what they would deny. */
    long[] watching() {
        return range(watchingFrom, entries.size());
    }

    /** The entries that allow, on trial or not. */
    long[] allowing() {
        int from = (int) entries.stream().takeWhile(Entry::denies).count();
        return range(from, watchingFrom);
    }

    private long[] range(int from, int to) {
        var bits = new long[words()];
        for (int entry = from; entry < to; entry++) {
            IndexSet.set(bits, entry);
        }
        return bits;
    }

    Entry entry(int number) {
        return entries.get(number);
    }

    private int words() {
        return IndexSet.words(entries.size());
    }

    static long[] and(long[] a, long[] b) {
        var both = new long[a.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = a[i] & b[i];
        }
        return both;
    }

    static boolean isEmpty(long[] bits) {
        for (long word : bits) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }
}
