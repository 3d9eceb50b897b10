package io.bulwark.proxy.protocol.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bulwark.proxy.testing.NativeBytes;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class ClientHelloFuzzTest {
    /** The first byte says where the rest is cut in two. */
    @FuzzTest
    void aHelloOfAnyBytesIsReadWithoutAFaultAndItsNameIsPlain(byte[] input) {
        if (input.length < 2) {
            return;
        }
        var memory = NativeBytes.of(input);
        var cut = 1 + (input[0] & 0xFF) % (input.length - 1);
        var reader = new ClientHelloReader();
        if (!reader.read(memory.view(1, cut))) {
            reader.read(memory.view(cut, input.length));
        }
        if (!reader.serverName().matches("[a-z0-9._-]{0,255}")) {
            throw new AssertionError("a name of bytes that names do not have");
        }
    }
}
