package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.NearestMiss;
import io.bulwark.policy.Operation;
import io.bulwark.policy.PeerRules;
import io.bulwark.policy.RuleLimits;
import io.bulwark.policy.Trouble;
import io.bulwark.policy.UnusualKind;
import io.bulwark.proxy.decide.Decision;
import io.bulwark.proxy.decide.DecisionTable;
import io.bulwark.proxy.decide.Remedy;
import io.bulwark.proxy.decide.Situation;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** One message before the judge: what the allowlist says of it, what was ruled, and what has been told already. */
final class Case {
    private static final String LATE = "found after the last ruling on the message";

    private final Scope scope;
    private final Subject subject;
    private final Reporter reporter;
    private Outcome coverage = Outcome.ALLOWED;
    private boolean coverageAsked;
    private @Nullable Denial byAllowlist;
    private boolean awaitsContent;
    private boolean sizeTold;
    private @Nullable Quotas quotas;
    private @Nullable AllowlistDecision answerLimit;
    private int findingsTold;
    private int troublesTold;
    private Ruling.@Nullable Deny denied;
    private @Nullable Verdict gravest;

    Case(Scope scope, Subject subject, Reporter reporter) {
        this.scope = scope;
        this.subject = subject;
        this.reporter = reporter;
    }

    void begin() {
        coverage = Outcome.ALLOWED;
        coverageAsked = false;
        byAllowlist = null;
        awaitsContent = false;
        sizeTold = false;
        answerLimit = null;
        if (quotas != null) {
            quotas.begin();
        }
        findingsTold = 0;
        troublesTold = 0;
        denied = null;
        gravest = null;
    }

    /** More parts of the message have become known. */
    void askAgain() {
        coverageAsked = false;
    }

    /** Asks the allowlist, once for each message, or for each set of parts that became known of one; and again of its content. */
    void ask(PeerRules rules, Operation operation, Content content, Rates rates) {
        if (awaitsContent && content.isKnown()) {
            awaitsContent = false;
            var decision = rules.matchBody(content.parameters());
            if (decision.outcome() != Outcome.ALLOWED) {
                cover(decision, rules.nearestMissOfBody(content.parameters(), decision));
            }
            if (rules.limited() && coverage != Outcome.DENIED && !quotas(rates).count(rules, decision)) {
                exceed(decision, RuleLimits.Kind.RATE);
            }
        }
        if (!coverageAsked && operation.parts() > 0) {
            coverageAsked = true;
            askOnce(rules, operation, content.exists(), rates);
        }
        if (quotas != null) {
            measured(quotas.tooLarge(content.size()), RuleLimits.Kind.REQUEST_SIZE);
        }
    }

    private void askOnce(PeerRules rules, Operation operation, boolean hasContent, Rates rates) {
        var decision = hasContent ? rules.matchHead(operation) : rules.match(operation);
        if (decision == null) {
            awaitsContent = true;
            return;
        }
        if (decision.outcome() != Outcome.ALLOWED) {
            cover(decision, rules.nearestMiss(operation));
        }
        if (rules.limited() && coverage != Outcome.DENIED) {
            var full = quotas(rates).count(rules, operation);
            if (full != null) {
                exceed(full, RuleLimits.Kind.RATE);
            }
        }
    }

    /** The allowlist does not simply allow the message. */
    private void cover(AllowlistDecision decision, NearestMiss miss) {
        coverage = decision.outcome();
        byAllowlist = new Denial.ByAllowlist(
                decision.basis() == AllowlistDecision.Basis.DENY_RULE ? decision.rule() : Reporter.ALLOWLIST);
        var verdict = coverage == Outcome.DENIED ? Verdict.DENIED : Verdict.WOULD_DENY;
        queued(reporter.allowlist(subject, scope.stance(), decision, miss, verdict));
        told(verdict);
    }

    /** There is more of the message than the rule allows that allows it. */
    private void exceed(AllowlistDecision decision, RuleLimits.Kind limit) {
        var outcome = decision.exceeded();
        if (outcome == Outcome.ALLOWED) {
            return;
        }
        if (outcome.compareTo(coverage) > 0) {
            coverage = outcome;
            byAllowlist = new Denial.ByLimit(limit, decision.rule());
        }
        var verdict = outcome == Outcome.DENIED ? Verdict.DENIED : Verdict.WOULD_DENY;
        queued(reporter.limit(subject, scope.stance(), decision, limit, verdict));
        told(verdict);
    }

    /** The call is far from what was learned, in a way that policy denies; what rules say of it does not matter then. */
    void refuse(UnusualKind kind) {
        if (coverage == Outcome.DENIED) {
            return;
        }
        var rule = Reporter.UNUSUAL + kind.word();
        byAllowlist = new Denial.ByAllowlist(rule);
        var verdict = verdict(true);
        coverage = verdict == Verdict.DENIED ? Outcome.DENIED : Outcome.WOULD_DENY;
        queued(reporter.unusual(subject, scope.stance(), rule, verdict));
        told(verdict);
    }

    private void measured(@Nullable AllowlistDecision tooLarge, RuleLimits.Kind limit) {
        if (tooLarge != null && !sizeTold) {
            sizeTold = true;
            exceed(tooLarge, limit);
        }
    }

    private Quotas quotas(Rates rates) {
        if (quotas == null) {
            quotas = new Quotas(rates);
        }
        return quotas;
    }

    /** Whether what the allowlist says depends on content that is still to come. */
    boolean awaitsContent() {
        return awaitsContent;
    }

    /** What limits the answer to the request; null when nothing does. */
    @Nullable
    AllowlistDecision answerLimit() {
        return quotas == null ? null : quotas.smallestAnswer();
    }

    /** The message is an answer that this limits. */
    void limitedBy(@Nullable AllowlistDecision decision) {
        answerLimit = decision;
    }

    /** Compares an answer with its limit. */
    void measureAnswer(long size) {
        measured(Quotas.tooLarge(answerLimit, size), RuleLimits.Kind.RESPONSE_SIZE);
    }

    /** Rules on all evidence so far, and tells what is new. */
    Ruling rule() {
        var evidence = scope.evidence();
        if (evidence.isClean() && coverage == Outcome.ALLOWED) {
            return denied == null ? Ruling.FORWARD : denied;
        }
        tell("", false);
        if (denied == null && DecisionTable.decide(situation()) instanceof Decision.Deny(var cause)) {
            denied = new Ruling.Deny(denial(cause));
            tell("", true);
        }
        return denied == null ? Ruling.FORWARD : denied;
    }

    /** The message is over: tells what no ruling was asked for any more, and counts the message. */
    void end(boolean request) {
        tell(denied == null && scope.stance().enforced() ? LATE : "", true);
        var counts = reporter.counts();
        var evidence = scope.evidence();
        if (denied == null && !evidence.isClean()) {
            counts.uninspected(Uninspected.CONTENT_CODING, evidence.unreadCoding());
            counts.uninspected(Uninspected.DECODED_SIZE, evidence.unreadSize());
            counts.uninspected(Uninspected.MATCHER_FAILED, evidence.unreadMatcher());
        }
        if (!request) {
            return;
        }
        if (denied != null) {
            counts.request(subject.protocol(), Verdict.DENIED);
        } else if (gravest != null) {
            counts.request(subject.protocol(), gravest);
        } else {
            counts.cleanRequest(subject.protocol());
        }
    }

    private Situation situation() {
        var snapshot = scope.stance().snapshot();
        return Situation.of(scope.evidence().gravest(), coverage, remedy(), snapshot.inspectionMode());
    }

    private Remedy remedy() {
        var remedy = Remedy.NONE;
        for (var noted : scope.evidence().troubles()) {
            remedy = remedy.and(Remedy.of(scope.stance().snapshot().failures(), noted.trouble()));
        }
        return remedy;
    }

    /** Tells what is new; {@code all} when nothing more can come of what results hold, which is told with how much there was. */
    private void tell(String lateDetail, boolean all) {
        var evidence = scope.evidence();
        if (evidence.isClean()) {
            return;
        }
        var stance = scope.stance();
        var late = !lateDetail.isEmpty();
        while (findingsTold < evidence.findings().size()) {
            var finding = evidence.findings().get(findingsTold);
            if (!all && finding.field() == Field.MYSQL_RESULT) {
                break;
            }
            var rows = rows(finding, findingsTold++);
            var verdict = late ? Verdict.REPORTED : verdict(finding.action() == Action.BLOCK);
            var isLast = findingsTold == evidence.findings().size();
            var rest = isLast && evidence.unkept() > 0 ? evidence.unkept() + " more findings" : lateDetail;
            var detail = rows.isEmpty() ? detail(finding.place(), rest) : rows;
            queued(reporter.finding(subject, stance, finding, verdict, detail));
            told(verdict);
        }
        while (troublesTold < evidence.troubles().size()) {
            var noted = evidence.troubles().get(troublesTold++);
            var verdict = late
                    ? Verdict.REPORTED
                    : verdict(stance.snapshot().failures().wouldDeny(noted.trouble()));
            queued(reporter.trouble(subject, stance, noted, verdict));
            told(verdict);
        }
    }

    /** How many rows a result had, and in how many values the same was found. */
    private String rows(Finding finding, int index) {
        return finding.field() == Field.MYSQL_RESULT
                ? scope.evidence().matches(index) + " matches in " + subject.rows() + " rows"
                : "";
    }

    private static String detail(String place, String rest) {
        if (place.isEmpty()) {
            return rest;
        }
        return rest.isEmpty() ? "in field " + place : "in field " + place + "; " + rest;
    }

    private Verdict verdict(boolean denies) {
        if (!denies) {
            return Verdict.REPORTED;
        }
        return scope.stance().enforced() ? Verdict.DENIED : Verdict.WOULD_DENY;
    }

    private void queued(boolean good) {
        if (!good) {
            scope.evidence().note(Trouble.EVENT_QUEUE_FULL, "events", -1);
        }
    }

    private void told(Verdict verdict) {
        if (gravest == null || verdict.compareTo(gravest) > 0) {
            gravest = verdict;
        }
    }

    private Denial denial(Decision.Cause cause) {
        return switch (cause) {
            case SIGNATURE -> {
                var blocking = scope.evidence().blocking();
                yield new Denial.BySignature(
                        blocking == null ? "" : blocking.signature().id());
            }
            case ALLOWLIST -> byAllowlist == null ? new Denial.ByAllowlist(Reporter.ALLOWLIST) : byAllowlist;
            case TROUBLE -> byTrouble();
        };
    }

    private Denial byTrouble() {
        for (var noted : scope.evidence().troubles()) {
            if (scope.stance().snapshot().failures().denies(noted.trouble())) {
                return new Denial.ByTrouble(noted.trouble(), noted.what());
            }
        }
        throw new IllegalStateException("no trouble that denies");
    }
}
