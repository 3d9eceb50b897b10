package io.bulwark.proxy.admin;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.NearestMiss;
import io.bulwark.policy.Operation;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.event.JsonLine;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says what the allowlist in force would do with a request, without there being one. */
final class Explanation {
    private static final List<String> KNOWN = List.of("side", "protocol", "method", "path", "peer", "port");

    private final PolicySource policy;

    Explanation(PolicySource policy) {
        this.policy = policy;
    }

    Answer answer(Map<String, List<String>> query) {
        var parameters = new Parameters(query, KNOWN);
        var protocol = parameters.has("protocol") ? parameters.protocol("protocol") : "http";
        var method = new Text(Parameters.bytes(parameters.method("method")));
        var path = new Text(Parameters.bytes(parameters.path("path")));
        var peer = parameters.address("peer");
        var port = parameters.number("port", 1, 65_535);
        var side = parameters.has("side")
                ? parameters.oneOf("side", List.of(FlowSide.values()), FlowSide::word)
                : Optional.of(FlowSide.INGRESS);
        var complaint = parameters.complaint();
        if (complaint.isPresent()) {
            return Answer.line(400, complaint.get());
        }
        var snapshot = policy.get();
        var operation = new Asked(protocol, method, path);
        var rules = snapshot.rulesFor(side.orElse(FlowSide.INGRESS), peer, port);
        var decision = rules.match(operation);
        var line = new JsonLine()
                .text("revision", snapshot.revision())
                .text("mode", decision.mode().word().toLowerCase(Locale.ROOT))
                .text("verdict", word(decision.outcome()));
        if (decision.outcome() == AllowlistDecision.Outcome.ALLOWED) {
            return Answer.json(line.text("rule", decision.rule()).end());
        }
        return Answer.json(
                switch (rules.nearestMiss(operation)) {
                    case NearestMiss.NoRules() -> line.text("nearestRule", "").end();
                    case NearestMiss.Denied(var id) ->
                        line.text("nearestRule", id).text("differs", "denied").end();
                    case NearestMiss.OnTrial(var id) ->
                        line.text("nearestRule", id).text("differs", "mode").end();
                    case NearestMiss.OtherProtocol(var expected, var actual) ->
                        line.text("nearestRule", "")
                                .text("differs", "protocol")
                                .text("expected", expected)
                                .text("actual", actual)
                                .end();
                    case NearestMiss.Closest(var id, var _, var field, var expected, var actual) ->
                        line.text("nearestRule", id)
                                .text("differs", field.word())
                                .text("expected", expected)
                                .text("actual", actual)
                                .end();
                });
    }

    private static String word(AllowlistDecision.Outcome outcome) {
        return switch (outcome) {
            case ALLOWED -> "allowed";
            case WOULD_DENY -> "would-deny";
            case DENIED -> "denied";
        };
    }

    /** A call that nobody makes. */
    private record Asked(String protocol, Bytes verb, Bytes resource) implements Operation {}

    /** Bytes of an array. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Text(byte[] array) implements Bytes {
        @Override
        public int length() {
            return array.length;
        }

        @Override
        public byte get(int index) {
            return array[index];
        }
    }
}
