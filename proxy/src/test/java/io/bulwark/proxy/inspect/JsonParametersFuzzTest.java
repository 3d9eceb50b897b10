package io.bulwark.proxy.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Tag;

/** Contents that say they are JSON: what is taken, another parser takes too. */
@Tag("fuzz")
class JsonParametersFuzzTest {
    /* Below the limits that Jackson has for numbers. */
    private static final int MAX_LENGTH = 900;
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ParameterText text = new ParameterText();
    private final JsonParameters json = new JsonParameters(text);

    @FuzzTest(maxDuration = "50s")
    void whatIsTakenJacksonTakes(FuzzedDataProvider data) throws JsonProcessingException {
        var bytes = data.consumeBytes(MAX_LENGTH);
        text.clear();
        json.reset();
        for (int i = 0; i < bytes.length && !text.failed(); i++) {
            json.next(bytes[i]);
        }
        json.close();
        if (!text.failed()) {
            JACKSON.readTree(new String(bytes, UTF_8));
        }
    }
}
