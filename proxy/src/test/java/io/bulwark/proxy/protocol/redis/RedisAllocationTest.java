package io.bulwark.proxy.protocol.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.protocol.QuietFlow;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class RedisAllocationTest {
    private static final int ROUNDS = 50_000;
    private static final int COMMANDS = 5;

    /** Some bytes for what the test itself and the compiler's warm-up may take. */
    private static final long SLACK = 64 * 1024;

    private static final String PIPELINE = """
            *3
            $3
            SET
            $14
            session:000042
            $12
            {"user":"a"}
            *2
            $3
            GET
            $14
            session:000042
            *4
            $6
            LRANGE
            $5
            queue
            $1
            0
            $2
            -1
            *5
            $4
            mset
            $1
            a
            $1
            1
            $1
            b
            $1
            2
            *3
            $6
            CONFIG
            $3
            GET
            $3
            dir
            """.replace("\n", "\r\n");
    private static final String REPLIES = """
            +OK
            $12
            {"user":"a"}
            *2
            $3
            one
            $3
            two
            +OK
            *2
            $3
            dir
            $5
            /data
            """.replace("\n", "\r\n");

    private final ByteView view = new ByteView();
    private long requestOffset;
    private long replyOffset;

    @Test
    void forwardedCommandsAllocateNothing() {
        // Given
        var conversation = new RedisProtocol().open(new QuietFlow());
        var commands = new NativeBytes(PIPELINE);
        var replies = new NativeBytes(REPLIES);
        exchange(conversation, commands, replies, ROUNDS);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadAllocatedBytes();
        var start = threads.getCurrentThreadCpuTime();
        // When
        exchange(conversation, commands, replies, ROUNDS);
        // Then
        var nanos = (threads.getCurrentThreadCpuTime() - start) / ROUNDS / COMMANDS;
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("%d ns a command and its reply", nanos)
                .isLessThan(SLACK);
    }

    private void exchange(Conversation conversation, NativeBytes commands, NativeBytes replies, int times) {
        for (var round = 0; round < times; round++) {
            conversation.read(Direction.TO_SERVER, commands.show(view, requestOffset));
            requestOffset += commands.length();
            conversation.read(Direction.TO_CLIENT, replies.show(view, replyOffset));
            replyOffset += replies.length();
        }
    }
}
