package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;

/** Lines of peers, whoever wrote them: as many addresses as there is room for at most, which read back from the line that says them; or none. */
@Tag("fuzz")
class PeerLineFuzzTest {
    private static final String DOMAIN = "cluster.local";

    @FuzzTest(maxDuration = "50s")
    void whatALineMaySay(FuzzedDataProvider data) {
        int most = data.consumeInt(0, 64);
        PeerLine.read(data.consumeRemainingAsString(), "shop", DOMAIN, most).ifPresent(line -> {
            assertThat(line.addresses()).hasSizeBetween(1, most);
            var addresses = line.addresses().stream().map(Cidr::text).collect(Collectors.toCollection(TreeSet::new));
            var written = PeerLine.write("shop", DOMAIN, new PeerGroup(line.identity(), addresses));
            assertThat(PeerLine.read(written.orElseThrow(), "shop", DOMAIN, most))
                    .hasValueSatisfying(again -> {
                        assertThat(again.identity()).isEqualTo(line.identity());
                        assertThat(again.addresses())
                                .extracting(Cidr::text)
                                .containsExactlyInAnyOrderElementsOf(addresses);
                    });
        });
    }
}
