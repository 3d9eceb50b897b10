package io.bulwark.proxy.inspect;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.Mode;
import io.bulwark.policy.NearestMiss;
import io.bulwark.policy.RuleLimits;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import java.time.InstantSource;
import java.util.Locale;

/** Tells of findings, allowlist denials and troubles: an event for each, and a count. One a workbench. */
final class Reporter {
    /** What a denial is told under that rests on no single rule. */
    static final String ALLOWLIST = "allowlist";

    /** What a denial is told under, with a word behind it, that rests on what is usual. */
    static final String UNUSUAL = "unusual-";

    private static final long NO_OFFSET = -1;

    private final EventQueue events;
    private final Counts counts;
    private final InstantSource clock;

    Reporter(EventQueue events, Counts counts, InstantSource clock) {
        this.events = events;
        this.counts = counts;
        this.clock = clock;
    }

    Counts counts() {
        return counts;
    }

    /** Tells of a finding; false when the queue was full. */
    boolean finding(Subject subject, Stance stance, Finding finding, Verdict verdict, String detail) {
        counts.finding(finding, verdict);
        var what =
                new What(finding.signature().id(), finding.field().id(), finding.offset(), finding.snippet(), detail);
        return offer(subject, stance, stance.snapshot().inspectionMode(), verdict, what);
    }

    /** Tells of an operation that the allowlist does not simply allow; false when the queue was full. */
    boolean allowlist(Subject subject, Stance stance, AllowlistDecision decision, NearestMiss miss, Verdict verdict) {
        counts.allowlistDenial(decision.mode());
        var rule = decision.rule().isEmpty() ? ALLOWLIST : decision.rule();
        var what = new What(rule, "", NO_OFFSET, "", miss.sentence());
        return offer(subject, stance, decision.mode(), verdict, what);
    }

    /** Tells of an operation that is denied because it is unusual; false when the queue was full. */
    boolean unusual(Subject subject, Stance stance, String rule, Verdict verdict) {
        var what = new What(rule, "", NO_OFFSET, "", "far from what was learned");
        return offer(subject, stance, stance.snapshot().inspectionMode(), verdict, what);
    }

    /** Tells of a message of which there is more than its rule allows; false when the queue was full. */
    boolean limit(Subject subject, Stance stance, AllowlistDecision decision, RuleLimits.Kind limit, Verdict verdict) {
        counts.limited(limit, decision.mode());
        var detail = limit.id() + ": " + decision.limits().told(limit);
        return offer(subject, stance, decision.mode(), verdict, new What(decision.rule(), "", NO_OFFSET, "", detail));
    }

    /** Tells of a trouble; false when the queue was full. */
    boolean trouble(Subject subject, Stance stance, Noted noted, Verdict verdict) {
        counts.trouble(noted.trouble(), verdict);
        var what =
                new What(noted.what(), "", noted.offset(), "", noted.trouble().word());
        return offer(subject, stance, stance.snapshot().inspectionMode(), verdict, what);
    }

    private record What(String rule, String field, long offset, String snippet, String detail) {}

    private boolean offer(Subject subject, Stance stance, Mode mode, Verdict verdict, What what) {
        counts.peerEvent(subject, stance, what.rule(), verdict);
        return events.offer(new SecurityEvent(
                clock.instant(),
                0,
                subject.flow().id(),
                subject.peer(),
                subject.flow().destination().toString(),
                subject.side(),
                subject.protocol(),
                subject.operation(),
                verdict,
                what.rule(),
                mode.word().toLowerCase(Locale.ROOT),
                what.field(),
                what.offset(),
                what.snippet(),
                stance.snapshot().revision(),
                detail(subject, verdict, what)));
    }

    /** A denial that came too late to hold the whole message back says how much of it had left. */
    private static String detail(Subject subject, Verdict verdict, What what) {
        if (verdict != Verdict.DENIED || subject.passed() == 0) {
            return what.detail();
        }
        var late = subject.passed() + " bytes had passed";
        return what.detail().isEmpty() ? late : what.detail() + "; " + late;
    }
}
