package io.bulwark.proxy.admin;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Mode;
import io.bulwark.policy.NearestMiss;
import io.bulwark.policy.PeerRules;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.event.JsonLine;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says what the allowlist in force would do with a request, without there being one. */
final class Explanation {
    private static final List<String> KNOWN = List.of("protocol", "method", "path", "peer", "port");

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
        var complaint = parameters.complaint();
        if (complaint.isPresent()) {
            return Answer.line(400, complaint.get());
        }
        var snapshot = policy.get();
        var line = new JsonLine()
                .text("revision", snapshot.revision())
                .text("mode", snapshot.allowlistMode().word().toLowerCase(Locale.ROOT));
        var rules = snapshot.rulesFor(peer, port);
        var rule = rules.match(protocol, method, path);
        if (rule != PeerRules.NO_RULE) {
            return Answer.json(line.text("verdict", "allowed")
                    .text("rule", rules.ruleId(rule))
                    .end());
        }
        line.text("verdict", snapshot.allowlistMode() == Mode.ENFORCE ? "denied" : "would-deny");
        return switch (rules.nearestMiss(protocol, method, path)) {
            case NearestMiss.NoRules() ->
                Answer.json(line.text("nearestRule", "").end());
            case NearestMiss.OtherProtocol(var expected, var actual) ->
                Answer.json(line.text("nearestRule", "")
                        .text("differs", "protocol")
                        .text("expected", expected)
                        .text("actual", actual)
                        .end());
            case NearestMiss.Closest(var id, var field, var expected, var actual) ->
                Answer.json(line.text("nearestRule", id)
                        .text("differs", field.word())
                        .text("expected", expected)
                        .text("actual", actual)
                        .end());
        };
    }

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
