package io.bulwark.proxy.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.learn.OperationKey;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What calls of a real gRPC client teach, by how they end. */
class GrpcLearningTest {
    @TempDir
    Path folder;

    private GrpcRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new GrpcRig(Route.THROUGH_BULWARK, GrpcClient.NETTY, folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private List<String> learned() {
        return rig.proxy().learned().operations().keySet().stream()
                .map(OperationKey::resource)
                .toList();
    }

    @Test
    void callsThatSucceedTeachWhicheverSideStreams() throws Exception {
        // Given
        var watching = Replies.asTheyCome();
        // When
        rig.unary(Orders.PLACE, Order.of("o-1"));
        rig.start(Orders.WATCH, Order.counting(5), watching);
        assertThat(watching.status()).isEqualTo(Status.OK);
        rig.health();
        // Then
        assertThat(learned())
                .containsExactlyInAnyOrder(
                        "/" + Orders.PLACE.getFullMethodName(),
                        "/" + Orders.WATCH.getFullMethodName(),
                        "/grpc.health.v1.Health/Check");
    }

    @Test
    void anAnswerOfTrailersOnlyWithAnErrorTeachesNothing() throws Exception {
        // Given
        var failing = Replies.asTheyCome();
        // When
        rig.start(Orders.FAIL, Order.of("o-1"), failing);
        // Then
        assertThat(failing.status().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(learned()).isEmpty();
    }

    @Test
    void aMethodThatTheServerDoesNotHaveTeachesNothing() throws Exception {
        // Given
        var unknown = Orders.PLACE.toBuilder()
                .setFullMethodName(Orders.SERVICE + "/Purge")
                .build();
        var replies = Replies.asTheyCome();
        // When
        rig.start(unknown, Order.of("o-1"), replies);
        // Then
        assertThat(replies.status().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(learned()).isEmpty();
    }

    @Test
    void aCallThatIsResetTeachesNothing() throws Exception {
        // Given
        var call = rig.channel.newCall(Orders.SLOW, CallOptions.DEFAULT);
        ClientCalls.asyncUnaryCall(call, Order.of("o-1"), Replies.asTheyCome());
        rig.awaitWaiting(1);
        // When
        call.cancel("given up", null);
        // Then
        assertThat(rig.service.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(learned()).isEmpty();
    }
}
