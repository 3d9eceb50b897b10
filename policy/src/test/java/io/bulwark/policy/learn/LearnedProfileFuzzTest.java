package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Documents that say they are profiles, whoever wrote them: one that reads back from its own text, or a refusal. */
@Tag("fuzz")
class LearnedProfileFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void whateverIsReadReadsBack(FuzzedDataProvider data) {
        LearnedProfile document;
        try {
            document = LearnedProfile.read(data.consumeRemainingAsString());
        } catch (IllegalArgumentException _) {
            return;
        }
        assertThat(LearnedProfile.read(document.json())).isEqualTo(document);
        assertThat(Generaliser.rules(document.profile())).isNotNull();
    }
}
