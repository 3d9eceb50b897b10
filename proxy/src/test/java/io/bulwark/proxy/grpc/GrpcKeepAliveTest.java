package io.bulwark.proxy.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.testing.Deadline;
import io.bulwark.proxy.testing.NoLeaks;
import io.grpc.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Silence in a call that both sides wait through. gRPC lets nobody ask more often than every ten seconds, so this takes ten. */
@ExtendWith(NoLeaks.class)
class GrpcKeepAliveTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(GrpcClient.class)
    void aKeepAlivePingIsAnsweredDuringASilentCall(GrpcClient client) throws Exception {
        // Given
        var rig = new GrpcRig(Route.THROUGH_BULWARK, client, folder);
        var replies = Replies.asTheyCome();
        try (var answers = FrameLog.ofAnsweredPings(FrameLog.KEEP_ALIVE)) {
            rig.start(Orders.SLOW, Order.of("patient"), replies);
            rig.awaitWaiting(1);
            // When
            Deadline.await("an answered ping", () -> answers.count() > 0);
            rig.service.gate.complete(null);
            // Then
            assertThat(replies.status()).isEqualTo(Status.OK);
            assertThat(rig.transports.count()).isEqualTo(1);
        } finally {
            rig.close();
        }
    }
}
