package io.bulwark.proxy.admin;

import io.bulwark.policy.AllowlistDecision.Basis;
import io.bulwark.policy.AllowlistRule;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicyText;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.SideRules;
import io.bulwark.policy.learn.LearnedText;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Promotion;
import io.bulwark.policy.learn.Promotion.Stage;
import io.bulwark.policy.learn.Readiness;
import io.bulwark.policy.proof.Acceptance;
import io.bulwark.policy.proof.CallLine;
import io.bulwark.policy.proof.CallParse;
import io.bulwark.policy.proof.RecordedCall;
import io.bulwark.policy.proof.Rollout;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.event.EventJson;
import io.bulwark.proxy.event.RecentEvents;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Changed allowlists for a person to look at: one more rule, or the next mode. */
final class Proposals {
    private static final int UNACCEPTABLE = 409;

    private final PolicySource policy;
    private final RecentEvents recent;
    private final Studied studied;

    Proposals(PolicySource policy, RecentEvents recent, Studied studied) {
        this.policy = policy;
        this.recent = recent;
        this.studied = studied;
    }

    /** The allowlist in force with a rule for what an event says was refused. */
    Answer accept(Ask ask) {
        var parameters = new Parameters(ask.parameters(), List.of("event", "flow", "time", "mode"));
        long id = parameters.has("event") ? parameters.event("event") : 0;
        var flow = id > 0 && !parameters.has("flow") ? "" : parameters.flow("flow");
        var time = parameters.has("time") ? parameters.time("time") : "";
        var mode = parameters.has("mode")
                ? parameters.oneOf("mode", List.of(Mode.values()), Mode::word)
                : Optional.of(Mode.ENFORCE);
        return ProofPages.complaint(parameters)
                .orElseGet(() -> accept(new Wanted(id, flow, time), mode.orElse(Mode.ENFORCE)));
    }

    /** Which event is meant: by its id, or by flow and perhaps time. */
    private record Wanted(long id, String flow, String time) {
        boolean is(SecurityEvent event) {
            return event.rule().equals("allowlist")
                    && event.verdict() != Verdict.REPORTED
                    && (id == 0 || event.id() == id)
                    && (flow.isEmpty() || event.flow().equals(flow))
                    && (time.isEmpty() || EventJson.line(event).startsWith("{\"time\":\"" + time + "\""));
        }
    }

    private Answer accept(Wanted wanted, Mode mode) {
        var events = recent.newest(RecentEvents.DEFAULT_CAPACITY, wanted::is);
        if (events.isEmpty()) {
            return Answer.line(404, "no such event tells of a call that no rule allows");
        }
        Map<String, RecordedCall> calls = new TreeMap<>();
        for (var event : events) {
            if (CallLine.read(EventJson.line(event)) instanceof CallParse.Read(var call, var _, var _)) {
                calls.put(call.protocol() + " " + call.told(), call);
            }
        }
        if (calls.isEmpty()) {
            return Answer.line(UNACCEPTABLE, "the event does not tell enough of the call");
        }
        return calls.size() == 1
                ? accepted(calls.values().iterator().next(), mode)
                : Answer.line(UNACCEPTABLE, "the flow has several such calls; say which with the id of its event");
    }

    private Answer accepted(RecordedCall call, Mode mode) {
        var snapshot = policy.get();
        var document = snapshot.allowlist();
        if (document.isEmpty()) {
            return Answer.line(UNACCEPTABLE, "there is no allowlist in force");
        }
        try {
            var rule = Acceptance.rule(call, snapshot.identify(call.peer()), Acceptance.freeId(document.get()))
                    .withMode(mode);
            var side = document.get().side(call.side());
            List<AllowlistRule> rules = new ArrayList<>(side.allow());
            rules.add(rule);
            var changed = document.get().with(call.side(), side.withAllow(rules));
            boolean denied = snapshot.with(changed)
                            .rulesFor(call.side(), call.peer(), call.port())
                            .match(call.operation())
                            .basis()
                    == Basis.DENY_RULE;
            return denied
                    ? Answer.line(UNACCEPTABLE, "a rule denies it")
                    : Answer.page(Answer.PLAIN, PolicyText.yaml(changed));
        } catch (IllegalArgumentException cannot) {
            return Answer.line(UNACCEPTABLE, String.valueOf(cannot.getMessage()));
        }
    }

    /** The allowlist in force in its next mode, or why not. */
    Answer promote(Ask ask) {
        var parameters = new Parameters(ask.parameters(), List.of());
        return ProofPages.complaint(parameters).orElseGet(() -> {
            var profile = studied.learned().get();
            var snapshot = policy.get();
            var document = snapshot.allowlist().orElseGet(() -> ProofPages.learned(profile));
            var stage = snapshot.hasAllowlist() ? Stage.of(gravest(document)) : Stage.LEARN;
            var now = Readiness.of(profile).last();
            var observed = Rollout.against(profile, snapshot.with(document), Long.MAX_VALUE, profile.total());
            var seen = new Promotion.Observed(stage, Long.MAX_VALUE, observed.calls(), 0, observed.openViolations(), 0);
            return switch (Promotion.decide(Readiness.of(profile), seen, studied.bounds(), now)) {
                case Promotion.Stay(var why) -> Answer.line(UNACCEPTABLE, why);
                case Promotion.Back(var _, var why) -> Answer.line(UNACCEPTABLE, why);
                case Promotion.Forward(var to, var why) -> promoted(document, to, why, profile);
            };
        });
    }

    private static Mode gravest(ServiceAllowlist document) {
        var modes = Stream.of(FlowSide.values())
                .map(document::side)
                .filter(SideRules::saysAnything)
                .map(SideRules::mode);
        return modes.min(Comparator.naturalOrder()).orElse(Mode.LEARN);
    }

    private static Answer promoted(ServiceAllowlist document, Stage to, String why, Profile profile) {
        var promoted = document;
        for (var side : FlowSide.values()) {
            promoted = promoted.with(side, document.side(side).withMode(to.mode()));
        }
        return Answer.page(
                Answer.PLAIN,
                "# " + to.mode().word() + ": " + why + "\n" + LearnedText.readiness(profile)
                        + PolicyText.yaml(promoted));
    }
}
