package io.bulwark.injector.serve;

import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.plan.Plan;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.HandoutChange;
import io.bulwark.policy.handout.ProxyMessage;
import io.bulwark.policy.proof.Course;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which proxies are connected, of which workloads they are, and what those are to be told. Any thread. */
public final class Distribution {
    /* Everything is under one lock, which is held for look-ups only: what takes time (sending) happens on the loops of the connections.
     *
     * A change is made into bytes once for all proxies that go from the same version to the same other one. The lines that were made last
     * are kept up to a bound in bytes, so that proxies of all workloads may come back at once. */

    private static final int MAX_BEFORE = 4;
    private static final int MAX_LINES = 32 << 20;

    private final Map<Named, Latest> workloads = new HashMap<>();
    private final Map<String, Named> workloadOf = new HashMap<>();
    private final Map<String, Seat> seats = new HashMap<>();
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private long linesLength;
    private long refusals;
    private volatile String authorities = "";

    /** What a workload is to be told, and the last things that it was told before. */
    private static final class Latest {
        private Handout handout = Handout.nothing();
        private boolean known;
        private final Deque<Handout> before = new ArrayDeque<>();
        private final Set<String> pods = new HashSet<>();
    }

    /** The place of one connected proxy. */
    private static final class Seat {
        private final Recipient recipient;
        private String applied = "";
        private String refused = "";
        private String reason = "";
        private boolean heard;
        private ProxyMessage.Denied denied = ProxyMessage.Denied.none();

        private Seat(Recipient recipient) {
            this.recipient = recipient;
        }
    }

    /** Proxies that connect from now on are told to trust these authorities, in PEM. */
    public void trust(String pem) {
        authorities = pem;
    }

    String authorities() {
        return authorities;
    }

    /** Pods come to be known, before or after their proxies connect. */
    public synchronized void podIs(String uid, Named workload) {
        var before = workloadOf.put(uid, workload);
        if (workload.equals(before)) {
            return;
        }
        if (before != null) {
            leave(uid, before);
        }
        latest(workload).pods.add(uid);
        var seat = seats.get(uid);
        if (seat != null) {
            offer(seat, latest(workload));
        }
    }

    /** The Pod is no more, so its proxy has nobody to speak for. */
    public synchronized void podGone(String uid) {
        var workload = workloadOf.remove(uid);
        if (workload != null) {
            leave(uid, workload);
        }
        var seat = seats.remove(uid);
        if (seat != null) {
            seat.recipient.end();
        }
    }

    private void leave(String uid, Named workload) {
        latest(workload).pods.remove(uid);
    }

    private Latest latest(Named workload) {
        return workloads.computeIfAbsent(workload, _ -> new Latest());
    }

    /** Tells everybody whom the plan concerns. */
    public synchronized void publish(Plan plan) {
        plan.changed().forEach((workload, handout) -> {
            var latest = latest(workload);
            if (latest.known) {
                latest.before.addFirst(latest.handout);
                if (latest.before.size() > MAX_BEFORE) {
                    latest.before.removeLast();
                }
            }
            latest.handout = handout;
            latest.known = true;
            for (var uid : latest.pods) {
                var seat = seats.get(uid);
                if (seat != null) {
                    offer(seat, latest);
                }
            }
        });
        plan.gone().forEach(workload -> {
            if (latest(workload).pods.isEmpty()) {
                workloads.remove(workload);
            }
        });
    }

    private static void offer(Seat seat, Latest latest) {
        if (latest.known) {
            seat.recipient.offer(latest.handout);
        }
    }

    /** The proxy of a Pod has connected; an older connection of the same Pod ends. */
    synchronized void join(String uid, Recipient recipient) {
        var before = seats.put(uid, new Seat(recipient));
        if (before != null) {
            before.recipient.end();
        }
        var workload = workloadOf.get(uid);
        if (workload != null) {
            offer(seats.get(uid), latest(workload));
        }
    }

    synchronized void left(String uid, Recipient recipient) {
        var seat = seats.get(uid);
        if (seat != null && seat.recipient.equals(recipient)) {
            seats.remove(uid);
        }
    }

    /** The handout of a version, if the workload of the Pod was told it lately. */
    synchronized Optional<Handout> lately(String uid, String version) {
        var workload = workloadOf.get(uid);
        if (workload == null) {
            return Optional.empty();
        }
        var latest = latest(workload);
        if (latest.known && latest.handout.version().equals(version)) {
            return Optional.of(latest.handout);
        }
        return latest.before.stream()
                .filter(each -> each.version().equals(version))
                .findFirst();
    }

    synchronized Optional<Named> workload(String uid) {
        return Optional.ofNullable(workloadOf.get(uid));
    }

    synchronized void applied(String uid, Recipient recipient, String version) {
        var seat = seats.get(uid);
        if (seat != null && seat.recipient.equals(recipient)) {
            seat.applied = documents(uid, version);
            seat.refused = "";
            seat.reason = "";
        }
    }

    synchronized void refused(String uid, Recipient recipient, String version, String reason) {
        refusals++;
        var seat = seats.get(uid);
        if (seat != null && seat.recipient.equals(recipient)) {
            seat.refused = documents(uid, version);
            seat.reason = reason;
        }
    }

    private String documents(String uid, String version) {
        return lately(uid, version).map(Handout::documents).orElse("");
    }

    /** The proxy has said what it learned. */
    synchronized void heard(String uid, Recipient recipient) {
        var seat = seats.get(uid);
        if (seat != null && seat.recipient.equals(recipient)) {
            seat.heard = true;
        }
    }

    /** The proxy has said what it refused. */
    synchronized void denied(String uid, Recipient recipient, ProxyMessage.Denied denied) {
        var seat = seats.get(uid);
        if (seat != null && seat.recipient.equals(recipient)) {
            seat.denied = denied;
        }
    }

    /** The line that tells a change; made once for all who go from the one to the other. */
    Line line(Handout from, Handout to) {
        var key = from.version() + to.version();
        synchronized (this) {
            var known = lines.get(key);
            if (known != null) {
                return known;
            }
        }
        var line = Line.of(HandoutChange.between(from, to));
        remember(key, line);
        return line;
    }

    private synchronized void remember(String key, Line line) {
        if (lines.putIfAbsent(key, line) != null) {
            return;
        }
        linesLength += line.bytes().length;
        var oldest = lines.entrySet().iterator();
        while (linesLength > MAX_LINES) {
            linesLength -= oldest.next().getValue().bytes().length;
            oldest.remove();
        }
    }

    /** How far a workload's Pods have what they are to be told. */
    public synchronized Rollout rollout(Named workload) {
        var latest = workloads.get(workload);
        return latest == null ? Rollout.none() : rollout(latest);
    }

    /** The same for all workloads that are to be told something. */
    public synchronized Map<Named, Rollout> rollouts() {
        Map<Named, Rollout> all = new HashMap<>();
        workloads.forEach((workload, latest) -> {
            if (latest.known) {
                all.put(workload, rollout(latest));
            }
        });
        return all;
    }

    private Rollout rollout(Latest latest) {
        var documents = latest.handout.documents();
        var stage = latest.handout.text(Handout.STAGE);
        int connected = 0;
        int applied = 0;
        int refused = 0;
        var reason = "";
        int heard = 0;
        long denied = 0;
        var kinds = new TreeMap<Course.Refused, Long>();
        for (var uid : latest.pods) {
            var seat = seats.get(uid);
            if (seat == null) {
                continue;
            }
            connected++;
            heard += seat.heard ? 1 : 0;
            applied += seat.applied.equals(documents) ? 1 : 0;
            if (seat.refused.equals(documents)) {
                refused++;
                reason = seat.reason;
            }
            denied += seat.denied.lastDay();
            if (seat.denied.stage().equals(stage)) {
                seat.denied.kinds().forEach((kind, count) -> kinds.merge(kind, count, Long::sum));
            }
        }
        return new Rollout(documents, connected, applied, refused, reason, heard, denied, stage, kinds);
    }

    /** How many proxies are connected. */
    public synchronized int connected() {
        return seats.size();
    }

    /** How often a proxy has refused a handout. */
    public synchronized long refusals() {
        return refusals;
    }
}
