package io.bulwark.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.ProfileJson;
import io.bulwark.proxy.protocol.TextOperation;
import org.junit.jupiter.api.Tag;

/** Profiles of any calls: merging does not depend on order or repetition, and what is written is read back. */
@Tag("fuzz")
class ProfileMergeFuzzTest {
    private static final long NOW = 1_764_000_000L;

    @FuzzTest
    void mergingIsAJoin(FuzzedDataProvider data) {
        // Given
        var a = profile(data);
        var b = profile(data);
        var c = profile(data);
        // When
        var all = a.join(b).join(c);
        // Then
        assertThat(c.join(b).join(a)).isEqualTo(all);
        assertThat(a.join(b.join(c))).isEqualTo(all);
        assertThat(all.join(b)).isEqualTo(all);
        assertThat(ProfileJson.read(ProfileJson.write(all))).isEqualTo(all);
    }

    private static Profile profile(FuzzedDataProvider data) {
        var learner = new Learner(LearnerLimits.share(1));
        int calls = data.consumeInt(0, 60);
        for (int i = 0; i < calls; i++) {
            var protocol = data.pickValue(new String[] {"http", "grpc", "redis", "mysql", "tls"});
            var resource = (data.consumeBoolean() ? "/" : "") + data.consumeString(12);
            var operation = TextOperation.of(protocol, data.consumeAsciiString(4), resource);
            var peer = data.consumeBoolean()
                    ? "ns/w" + data.consumeInt(0, 300)
                    : "10." + data.consumeInt(0, 255) + ".0.0/24";
            var side = data.consumeBoolean() ? FlowSide.INGRESS : FlowSide.EGRESS;
            int handle = learner.sighting(side, peer, data.consumeInt(1, 3), operation);
            if (data.consumeInt(0, 3) == 0) {
                boolean read = data.consumeInt(0, 5) > 0;
                // Few names, so that values of all sorts meet under one.
                var content = data.consumeBoolean() ? "n" + data.consumeInt(0, 2) + "=" : "";
                learner.content(
                        handle,
                        read
                                ? TextOperation.of("", "", content + data.consumeString(40))
                                        .resource()
                                : null);
            }
            learner.outcome(handle, data.consumeInt(0, 9) > 0, NOW + data.consumeInt(0, 700_000));
        }
        return learner.profile("%04d.fuzz.0".formatted(data.consumeInt(0, 3)));
    }
}
