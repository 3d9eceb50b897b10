package io.bulwark.proxy.protocol.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.protocol.QuietFlow;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MysqlAllocationTest {
    private static final int COMMANDS = 50_000;

    /** Some bytes for what the test itself and the compiler's warm-up may take. */
    private static final long SLACK = 64 * 1024;

    private static final String CAPABILITIES = "0x10fa209";
    private final PacketNotation notation = new PacketNotation();
    private final ByteView view = new ByteView();
    private long toServer;
    private long toClient;

    private NativeBytes packets(String line) {
        return new NativeBytes(new String(notation.bytes(line), StandardCharsets.ISO_8859_1));
    }

    private void client(Conversation conversation, NativeBytes bytes) {
        conversation.read(Direction.TO_SERVER, bytes.show(view, toServer));
        toServer += bytes.length();
    }

    private void server(Conversation conversation, NativeBytes bytes) {
        conversation.read(Direction.TO_CLIENT, bytes.show(view, toClient));
        toClient += bytes.length();
    }

    private Conversation loggedIn() {
        var conversation = new MysqlProtocol().open(new QuietFlow());
        server(conversation, packets("0 g:" + CAPABILITIES));
        client(conversation, packets("1 l:" + CAPABILITIES + " z\"app\" i1:0 z\"shop\" z\"x\""));
        server(conversation, packets("2 o"));
        return conversation;
    }

    @Test
    void statementsAndRowsAllocateNothing() {
        // Given
        var conversation = loggedIn();
        client(conversation, packets("0 16 \"SELECT c FROM sbtest1 WHERE id = ? AND name = ?\""));
        server(conversation, packets("1 00 i4:1 i2:1 i2:2 00 i2:0 ;; 2 c\"?\":3 ;; 3 c\"?\":253 ;; 4 c\"c\":253"));
        var query = packets(
                "0 03 \"SELECT id, c FROM sbtest1 JOIN shop.t2 USING (id) WHERE id BETWEEN 100 AND 200 ORDER BY c\"");
        var text = packets("1 n2 ;; 2 c\"id\":3 ;; 3 c\"c\":253 ;; 4 s\"17\" s\"some text\" ;; 5 s\"18\" fb ;; 6 E");
        var execute = packets("0 17 i4:1 00 i4:1 00 01 i2:3 i2:253 i4:42 s\"Ann\"");
        var binary = packets("1 n1 ;; 2 c\"c\":253 ;; 3 00 00 s\"some text\" ;; 4 E");
        Runnable rounds = () -> {
            for (var round = 0; round < COMMANDS; round++) {
                client(conversation, query);
                server(conversation, text);
                client(conversation, execute);
                server(conversation, binary);
            }
        };
        rounds.run();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadAllocatedBytes();
        var start = threads.getCurrentThreadCpuTime();
        // When
        rounds.run();
        // Then
        var allocated = threads.getCurrentThreadAllocatedBytes() - before;
        var nanos = (threads.getCurrentThreadCpuTime() - start) / (2 * COMMANDS);
        assertThat(conversation.idle()).isTrue();
        assertThat(allocated).as("%d ns a command and its answer", nanos).isLessThan(SLACK);
    }
}
