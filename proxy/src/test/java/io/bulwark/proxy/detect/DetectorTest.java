package io.bulwark.proxy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Probe.Answer;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.testing.NativeBytes;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectorTest {
    /** A protocol whose probe gives the planned answers, and must not be asked for more. */
    private record Planned(String name, List<Answer> answers) implements Protocol {
        private Planned(String name, Answer... answers) {
            this(name, List.of(answers));
        }

        @Override
        public Probe newProbe() {
            var left = new ArrayDeque<>(answers);
            return (_, _) -> left.removeFirst();
        }

        @Override
        public Conversation open(Setting setting) {
            throw new AssertionError("a detector opens no conversation");
        }
    }

    private static final ByteView BYTES = NativeBytes.of("x").view();

    private static Detection read(Detector detector) {
        return detector.read(Direction.TO_SERVER, BYTES);
    }

    @Test
    void theFirstProtocolInOrderThatRecognisesTheBytesWins() {
        // Given
        var first = new Planned("first", Answer.YES);
        var detector = new Detector(List.of(new Planned("none", Answer.NO), first, new Planned("second", Answer.YES)));
        // Then
        assertThat(read(detector)).isEqualTo(new Detection.Matched(first));
    }

    @Test
    void aDeclaredProtocolIsBelievedWithoutAskingItsProbe() {
        // Given
        var declared = new Planned("declared");
        var detector = Detector.declared(declared);
        // Then
        assertThat(read(detector)).isEqualTo(new Detection.Matched(declared));
    }

    @Test
    void aProbeThatHasSaidNoIsNotAskedAgain() {
        // Given
        var slow = new Planned("slow", Answer.MORE, Answer.MORE, Answer.YES);
        var detector =
                new Detector(List.of(new Planned("no", Answer.NO), slow, new Planned("later", Answer.MORE, Answer.NO)));
        // Then
        assertThat(read(detector)).isEqualTo(Detection.NOT_YET);
        assertThat(read(detector)).isEqualTo(Detection.NOT_YET);
        assertThat(read(detector)).isEqualTo(new Detection.Matched(slow));
    }

    @Test
    void bytesThatFitNothingAreUnrecognised() {
        // Given
        var detector = new Detector(List.of(new Planned("a", Answer.MORE, Answer.NO), new Planned("b", Answer.NO)));
        // Then
        assertThat(read(detector)).isEqualTo(Detection.NOT_YET);
        assertThat(read(detector)).isEqualTo(Detection.UNRECOGNISED);
    }

    @Test
    void withoutProtocolsEverythingIsUnrecognised() {
        assertThat(read(new Detector(List.of()))).isEqualTo(Detection.UNRECOGNISED);
    }
}
