package io.bulwark.policy.learn;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Operation;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls for tests, and a learner that sees them. */
final class Calls {
    /** A Wednesday. */
    static final long NOW = 1_764_072_000L;

    static final int PORT = 8080;
    private final Learner learner;
    private long now = NOW;

    Calls() {
        this(LearnerLimits.share(2));
    }

    Calls(LearnerLimits limits) {
        learner = new Learner(limits);
    }

    /** One call of one part. */
    record Call(String protocol, Bytes verb, Bytes resource, Map<Attribute, Bytes> attributes, boolean unread)
            implements Operation {
        @Override
        public @Nullable Bytes attribute(Attribute attribute) {
            return attributes.get(attribute);
        }
    }

    static Call of(String protocol, String verb, String resource) {
        return new Call(protocol, new Text(verb), new Text(resource), new EnumMap<>(Attribute.class), false);
    }

    /** @param target may have a query */
    static Call http(String method, String target) {
        int mark = target.indexOf('?');
        var call = of("http", method, mark < 0 ? target : target.substring(0, mark));
        if (mark >= 0) {
            call.attributes().put(Attribute.QUERY, new Text(target.substring(mark + 1)));
        }
        return call;
    }

    /** @param content in the form of a query; null for one that cannot be read */
    static Call sending(Call call, @Nullable String content) {
        var attributes = new EnumMap<Attribute, Bytes>(Attribute.class);
        attributes.putAll(call.attributes());
        if (content != null) {
            attributes.put(Attribute.BODY, new Text(content));
        }
        return new Call(call.protocol(), call.verb(), call.resource(), attributes, content == null);
    }

    Learner learner() {
        return learner;
    }

    Calls at(long seconds) {
        now = seconds;
        return this;
    }

    Calls succeed(String peer, Operation call) {
        int handle = learner.sighting(FlowSide.INGRESS, peer, PORT, call);
        var content = call.attribute(Attribute.BODY);
        if (content != null || (call instanceof Call known && known.unread())) {
            learner.content(handle, content);
        }
        learner.outcome(handle, true, now);
        return this;
    }

    Calls succeed(String peer, Operation call, int times) {
        for (int i = 0; i < times; i++) {
            succeed(peer, call);
        }
        return this;
    }

    Calls fail(String peer, Operation call) {
        learner.outcome(learner.sighting(FlowSide.INGRESS, peer, PORT, call), false, now);
        return this;
    }

    Profile profile() {
        return learner.profile("0001.test.0");
    }

    LearnedRules rules() {
        return new LearnedRules(Generaliser.rules(profile()));
    }

    boolean allows(String peer, Operation call) {
        return rules().allow(FlowSide.INGRESS, peer, PORT, call);
    }
}
