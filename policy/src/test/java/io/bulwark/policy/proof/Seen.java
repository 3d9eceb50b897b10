package io.bulwark.policy.proof;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.proof.RecordedCall.Part;
import io.bulwark.policy.proof.RecordedCall.Text;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a learner has seen, for tests. */
final class Seen {
    /** A Wednesday. */
    static final long NOW = 1_764_072_000L;

    private final Learner learner = new Learner(LearnerLimits.share(1));
    private long now = NOW;

    Seen at(long seconds) {
        now = seconds;
        return this;
    }

    /** @param target of HTTP; may have a query */
    Seen http(String peer, String method, String target, int times) {
        return call(FlowSide.INGRESS, peer, 8080, "http", method, target, times);
    }

    Seen call(FlowSide side, String peer, int port, String protocol, String verb, String resource, int times) {
        int mark = protocol.equals("http") ? resource.indexOf('?') : -1;
        Map<Attribute, Text> attributes = new EnumMap<>(Attribute.class);
        if (mark >= 0) {
            attributes.put(Attribute.QUERY, Text.of(resource.substring(mark + 1)));
        }
        var path = mark < 0 ? resource : resource.substring(0, mark);
        var parts = List.of(new Part(Text.of(verb), Text.of(path)));
        var call = new RecordedCall(side, new byte[4], port, protocol, parts, attributes, Set.of(), 1);
        for (int i = 0; i < times; i++) {
            learner.outcome(learner.sighting(side, peer, port, call.operation()), true, now);
        }
        return this;
    }

    Profile profile() {
        return learner.profile("0001.test.0");
    }
}
