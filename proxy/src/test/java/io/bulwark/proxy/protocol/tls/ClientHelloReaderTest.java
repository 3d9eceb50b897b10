package io.bulwark.proxy.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.testing.NativeBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class ClientHelloReaderTest {
    private static byte[] hello(List<SNIServerName> names) throws Exception {
        var engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(names);
        engine.setSSLParameters(parameters);
        var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        return Arrays.copyOf(record.array(), record.position());
    }

    private static byte[] helloFor(String name) throws Exception {
        return hello(List.of(new SNIHostName(name)));
    }

    private static ClientHelloReader readWhole(byte[] bytes) {
        var reader = new ClientHelloReader();
        reader.read(NativeBytes.of(bytes).view());
        return reader;
    }

    /** The same handshake bytes in records of at most {@code size} bytes. */
    private static byte[] inRecordsOf(int size, byte[] hello) {
        var records = new ByteArrayOutputStream();
        for (var at = 5; at < hello.length; at += size) {
            var count = Math.min(size, hello.length - at);
            records.writeBytes(new byte[] {0x16, 3, 1, (byte) (count >> 8), (byte) count});
            records.write(hello, at, count);
        }
        return records.toByteArray();
    }

    @Test
    void theServerNameOfARealHelloIsReadInLowerCase() throws Exception {
        assertThat(readWhole(helloFor("Orders.Shop.svc.cluster.local")).serverName())
                .isEqualTo("orders.shop.svc.cluster.local");
    }

    @Test
    void aHelloWithoutAServerNameHasNone() throws Exception {
        // Given
        var reader = new ClientHelloReader();
        // When
        var over = reader.read(NativeBytes.of(hello(List.of())).view());
        // Then
        assertThat(over).isTrue();
        assertThat(reader.serverName()).isEmpty();
    }

    @Test
    void anyCutInTwoGivesTheSameNameAndIsOverOnlyAtTheEnd() throws Exception {
        // Given
        var bytes = helloFor("orders.shop");
        var memory = NativeBytes.of(bytes);
        for (var cut = 0; cut < bytes.length; cut++) {
            var reader = new ClientHelloReader();
            // Then
            assertThat(reader.read(memory.view(0, cut))).isFalse();
            assertThat(reader.read(memory.view(cut, bytes.length))).isTrue();
            assertThat(reader.serverName()).isEqualTo("orders.shop");
        }
    }

    @Test
    void aHelloInManyRecordsIsReadByteByByte() throws Exception {
        for (var size : List.of(1, 3, 100)) {
            // Given
            var memory = NativeBytes.of(inRecordsOf(size, helloFor("orders.shop")));
            var reader = new ClientHelloReader();
            // When
            for (var index = 0; index < memory.length(); index++) {
                assertThat(reader.read(memory.view(index, index + 1))).isEqualTo(index == memory.length() - 1);
            }
            // Then
            assertThat(reader.serverName()).isEqualTo("orders.shop");
        }
    }

    @Test
    void whatIsNotAHandshakeRecordEndsTheReading() {
        for (var text : List.of(
                "GET / HTTP/1.1\r\n", "\u0017\u0003\u0003\u0000\u0005abcde", "\u0016\u0003\u0001\u0000\u0000")) {
            var reader = new ClientHelloReader();
            assertThat(reader.read(NativeBytes.of(text).view())).isTrue();
            assertThat(reader.serverName()).isEmpty();
        }
    }

    @Test
    void aHelloThatNeverEndsIsGivenUpAtItsLimit() {
        // Given
        var reader = new ClientHelloReader();
        var record = new byte[5 + 16_000];
        System.arraycopy(
                new byte[] {0x16, 3, 1, 0x3E, (byte) 0x80, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF}, 0, record, 0, 9);
        // Then
        assertThat(reader.read(NativeBytes.of(record).view())).isFalse();
        assertThat(reader.read(NativeBytes.of(record).view())).isTrue();
        assertThat(reader.serverName()).isEmpty();
    }

    @Test
    void aNameWithOtherThanNameBytesIsNoName() throws Exception {
        // Given
        var name = "orders.shop".getBytes(StandardCharsets.US_ASCII);
        for (var wrong : new byte[] {0, ' ', '\n', '"', '<', '/', (byte) 0xC3, (byte) 0xFF}) {
            var hello = helloFor("orders.shop");
            hello[indexOf(hello, name) + 3] = wrong;
            // Then
            assertThat(readWhole(hello).serverName()).isEmpty();
        }
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
    }

    @Test
    void hostileLengthsNeverThrowAndNeverGiveStrangeNames() throws Exception {
        // Given
        var random = new Random(13);
        var good = helloFor("orders.shop");
        for (var round = 0; round < 20_000; round++) {
            var hello = good.clone();
            for (var change = random.nextInt(4); change >= 0; change--) {
                hello[random.nextInt(hello.length)] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
            }
            // Then
            assertThat(readWhole(hello).serverName()).matches("[a-z0-9._-]{0,255}");
        }
    }

    @Test
    void theProbeKnowsAHelloAtItsSixthByteAndNothingElse() throws Exception {
        // Given
        var memory = NativeBytes.of(helloFor("orders.shop"));
        var probe = new TlsProbe();
        // Then
        for (var index = 0; index < 5; index++) {
            assertThat(probe.read(Direction.TO_SERVER, memory.view(index, index + 1)))
                    .isEqualTo(Probe.Answer.MORE);
        }
        assertThat(probe.read(Direction.TO_SERVER, memory.view(5, 6))).isEqualTo(Probe.Answer.YES);
        assertThat(new TlsProbe().read(Direction.TO_CLIENT, memory.view())).isEqualTo(Probe.Answer.NO);
        assertThat(new TlsProbe()
                        .read(Direction.TO_SERVER, NativeBytes.of("GET /").view()))
                .isEqualTo(Probe.Answer.NO);
    }
}
