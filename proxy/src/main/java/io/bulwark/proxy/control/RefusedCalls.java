package io.bulwark.proxy.control;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.learn.Peers;
import io.bulwark.policy.proof.CallLine;
import io.bulwark.policy.proof.CallParse;
import io.bulwark.policy.proof.Course;
import io.bulwark.proxy.event.EventJson;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import java.util.List;
import java.util.function.BiConsumer;

/** The calls among events that were refused because no rule allows them. */
final class RefusedCalls {
    /** What events of denials that rest on no rule are told under. */
    private static final String NO_RULE = "allowlist";

    private RefusedCalls() {}

    /** Shows each of them, with its side, under the name that profiles have for its peer. */
    static void forEach(
            List<SecurityEvent> batch, PolicySnapshot policy, BiConsumer<FlowSide, Course.Refused> consumer) {
        for (var event : batch) {
            boolean counts = event.verdict() == Verdict.DENIED && event.rule().equals(NO_RULE);
            if (counts && CallLine.read(EventJson.line(event)) instanceof CallParse.Read(var call, var _, var _)) {
                var peer = Peers.name(policy.identify(call.peer()), call.peer());
                consumer.accept(
                        call.side(), new Course.Refused(peer, call.side().word() + " " + call.general()));
            }
        }
    }
}
