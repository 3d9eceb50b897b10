package io.bulwark.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoomTest {

    @Test
    void aHandoutAtTheBoundFitsAndOneLetterMoreSaysWhatIsTooMuch() {
        // Given
        var room = Room.in(48 << 20);
        // Then
        var setTexts = room.all() - room.documents() - room.peers();
        assertThat(room.refusal(handout(room.documents(), room.peers(), setTexts)))
                .isEmpty();
        assertThat(room.refusal(handout(room.documents() + 1, 0, 0)))
                .hasValueSatisfying(why -> assertThat(why).contains("documents", "more memory"));
        assertThat(room.refusal(handout(0, room.peers() + 1, 0)))
                .hasValueSatisfying(why -> assertThat(why).contains("peers"));
        assertThat(room.refusal(handout(0, 0, setTexts + 1)))
                .hasValueSatisfying(why -> assertThat(why).contains("descriptor sets"));
    }

    @Test
    void inAHeapOfAProxyWhatIsTooLargeIsRefusedAndTheLastGoodPolicyStays() throws Exception {
        // Given a process with the proxy's least heap, half of which is in use
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-Xmn8m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SmallHeap.class.getName())
                .redirectErrorStream(true)
                .start();
        // When it is handed policies that grow beyond the bound
        var said = said(process);
        // Then
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines().filter(line -> line.contains("Applied["))).hasSize(6);
        assertThat(said.lines().filter(line -> line.contains("Refused["))).hasSize(2);
        var last = said.lines()
                .filter(line -> line.contains("Applied["))
                .reduce((_, next) -> next)
                .orElseThrow();
        var inForce = said.lines().reduce((_, next) -> next).orElseThrow();
        assertThat(last).contains(inForce.substring(0, inForce.indexOf(' ')));
    }

    private static String said(Process process) throws IOException {
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Handout handout(int documents, int peers, int sets) {
        var parts = new TreeMap<String, Part>();
        parts.put(Handout.ALLOWLIST, Part.of("a".repeat(documents)));
        parts.put(Handout.PEERS + "a", Part.of("p".repeat(peers)));
        parts.put(Handout.DESCRIPTORS + "a", Part.of("d".repeat(sets)));
        return Handout.of(parts);
    }
}
