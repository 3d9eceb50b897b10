package io.bulwark.proxy.inspect;

import io.bulwark.policy.Mode;
import io.bulwark.policy.RuleLimits;
import io.bulwark.policy.Trouble;
import io.bulwark.policy.learn.Peers;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.PeerEvents;
import io.bulwark.proxy.telemetry.ProxyMeters;
import io.bulwark.signatures.match.Matcher;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The counters of inspection, each looked up once. One a workbench. */
final class Counts {
    private static final String FORWARDED = "forwarded";

    private final Meters meters;
    private final Matcher matcher;
    private final Map<String, LongAdder> rare = new HashMap<>();
    private String protocol = "";
    private LongAdder forwarded = new LongAdder();

    Counts(Meters meters, Matcher matcher) {
        this.meters = meters;
        this.matcher = matcher;
    }

    /** A request that nothing speaks against. */
    void cleanRequest(String ofProtocol) {
        if (!ofProtocol.equals(protocol)) {
            protocol = ofProtocol;
            forwarded = meters.counter(ProxyMeters.REQUESTS, ofProtocol, FORWARDED);
        }
        forwarded.increment();
    }

    void request(String ofProtocol, Verdict verdict) {
        counter(ProxyMeters.REQUESTS, ofProtocol, verdict.id()).increment();
    }

    void finding(Finding finding, Verdict verdict) {
        var rule = matcher.signatures().get(finding.index()).id();
        counter(ProxyMeters.FINDINGS, rule, verdict.id()).increment();
    }

    void allowlistDenial(Mode mode) {
        counter(ProxyMeters.ALLOWLIST_DENIALS, mode.word().toLowerCase(Locale.ROOT))
                .increment();
    }

    void limited(RuleLimits.Kind limit, Mode mode) {
        counter(ProxyMeters.LIMITED, limit.id(), mode.word().toLowerCase(Locale.ROOT))
                .increment();
    }

    void trouble(Trouble trouble, Verdict verdict) {
        var outcome = verdict == Verdict.REPORTED ? FORWARDED : verdict.id();
        counter(ProxyMeters.TROUBLES, trouble.word(), outcome).increment();
    }

    /** An event, by who was on the other side: of what comes in the client, of what goes out the destination. */
    void peerEvent(Subject subject, Stance stance, String rule, Verdict verdict) {
        var flow = subject.flow();
        var address = switch (flow.side()) {
            case INGRESS -> flow.peer().address().address().getAddress();
            case EGRESS -> flow.destination().address().getAddress();
        };
        var identity = stance.snapshot().identify(address);
        meters.peerEvents()
                .count(new PeerEvents.Series(
                        subject.side(),
                        Peers.name(identity, address),
                        Peers.isWorkload(identity),
                        subject.protocol(),
                        rule,
                        verdict.id()));
    }

    void uninspected(Uninspected why, long byteCount) {
        if (byteCount > 0) {
            counter(ProxyMeters.UNINSPECTED, why.id()).add(byteCount);
        }
    }

    private LongAdder counter(ProxyMeters meter, String... labels) {
        var key = meter.meterName() + ' ' + String.join(" ", labels);
        return rare.computeIfAbsent(key, _ -> meters.counter(meter, labels));
    }
}
