package io.bulwark.policy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** The properties of {@link MatchingOracleTest}, with documents and calls that a fuzzer chooses. */
@Tag("fuzz")
class MatchingFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void theCompiledFormAgreesWithTheNaiveOne(FuzzedDataProvider data) {
        MatchingOracleTest.agree(new Documents(data::consumeInt));
    }

    @FuzzTest(maxDuration = "50s")
    void everyDocumentReadsBackFromItsText(FuzzedDataProvider data) {
        MatchingOracleTest.readBack(new Documents(data::consumeInt));
    }
}
