package io.bulwark.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.testing.NoLeaks;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class OriginalDestinationTest {
    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.ofDelimiter(" ").parseHex(hex));
    }

    @Test
    void aV4SocketAddressIsRead() throws Exception {
        // Given
        var answer = bytes("02 00 1f 90 0a 60 00 fe 00 00 00 00 00 00 00 00");
        // Then
        assertThat(OriginalDestination.read(answer, true)).hasToString("10.96.0.254:8080");
    }

    @Test
    void aV6SocketAddressIsReadWithoutItsFlowLabelAndScope() throws Exception {
        // Given
        var answer = bytes("0a 00 ff ff 12 34 56 78 fd 00 00 10 00 96 00 00 00 00 00 00 00 00 be ef 02 00 00 00");
        // Then
        assertThat(OriginalDestination.read(answer, false)).hasToString("[fd00:10:96:0:0:0:0:beef]:65535");
    }

    @Test
    void aMappedAddressIsTheV4AddressThatItStandsFor() throws Exception {
        // Given
        var answer = bytes("0a 00 00 50 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ff ff 0a 00 00 01 00 00 00 00");
        // Then
        assertThat(OriginalDestination.read(answer, false)).hasToString("10.0.0.1:80");
    }
}
