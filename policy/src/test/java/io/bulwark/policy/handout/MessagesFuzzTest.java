package io.bulwark.policy.handout;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Lines of the stream between proxy and control plane, whoever wrote them: a message that reads back from its own line, or a refusal. */
@Tag("fuzz")
class MessagesFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void whatAProxyMaySay(FuzzedDataProvider data) {
        ProxyMessage message;
        try {
            message = ProxyMessage.read(data.consumeRemainingAsString());
        } catch (IllegalArgumentException _) {
            return;
        }
        assertThat(ProxyMessage.read(message.line())).isEqualTo(message);
    }

    @FuzzTest(maxDuration = "50s")
    void whatAControlPlaneMaySay(FuzzedDataProvider data) {
        ControlMessage message;
        try {
            message = ControlMessage.read(data.consumeRemainingAsString());
        } catch (IllegalArgumentException _) {
            return;
        }
        assertThat(ControlMessage.read(message.line())).isEqualTo(message);
        assertThat(ControlMessage.read(message.shortLine())).isEqualTo(message);
    }
}
