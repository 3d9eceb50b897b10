package io.bulwark.proxy.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.bulwark.proxy.testing.Deadline;
import io.bulwark.proxy.testing.NoLeaks;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What services do with gRPC all day: with Bulwark between them it is as without. */
@ParameterizedClass
@MethodSource("io.bulwark.proxy.grpc.Way#all")
@ExtendWith(NoLeaks.class)
class GrpcScenariosTest {
    private static final int MANY = 1000;
    private static final int FOUR_MIB = 4 * 1024 * 1024;

    private final Way way;

    @TempDir
    Path folder;

    private GrpcRig rig;

    GrpcScenariosTest(Way way) {
        this.way = way;
    }

    @BeforeEach
    void start() throws Exception {
        rig = new GrpcRig(way.route(), way.client(), folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void aUnaryCallIsAnswered() {
        // When
        var answer = rig.unary(Orders.PLACE, Order.of("o-1"));
        // Then
        assertThat(answer).isEqualTo(Order.of("o-1").saying("accepted o-1"));
        assertThat(rig.service.seen).containsExactly(Order.of("o-1"));
    }

    @Test
    void aServerStreamsInOrder() throws Exception {
        // Given
        var replies = Replies.asTheyCome();
        // When
        rig.start(Orders.WATCH, Order.counting(500), replies);
        // Then
        assertThat(replies.status()).isEqualTo(Status.OK);
        assertThat(replies.rest())
                .extracting(Order::count)
                .isEqualTo(IntStream.rangeClosed(1, 500).boxed().toList());
    }

    @Test
    void aClientStreamsInOrder() throws Exception {
        // Given
        var replies = Replies.asTheyCome();
        var ids = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
        // When
        var requests = rig.start(Orders.UPLOAD, replies);
        ids.forEach(id -> requests.onNext(Order.of(id)));
        requests.onCompleted();
        // Then
        assertThat(replies.next()).isEqualTo(Order.of(String.join(",", ids)).counted(500));
        assertThat(replies.status()).isEqualTo(Status.OK);
    }

    @Test
    void bothSidesTalkInTurns() throws Exception {
        // Given
        var replies = Replies.asTheyCome();
        var requests = rig.start(Orders.CHAT, replies);
        for (var turn = 1; turn <= 100; turn++) {
            // When
            requests.onNext(Order.counting(turn).saying("hello"));
            // Then
            assertThat(replies.next()).isEqualTo(Order.counting(turn).saying("heard hello"));
        }
        requests.onCompleted();
        assertThat(replies.status()).isEqualTo(Status.OK);
    }

    @Test
    void aDeadlineEndsTheCallOnBothSides() throws Exception {
        // Given
        var replies = Replies.asTheyCome();
        // When
        ClientCalls.asyncUnaryCall(
                rig.channel.newCall(Orders.SLOW, CallOptions.DEFAULT.withDeadlineAfter(400, TimeUnit.MILLISECONDS)),
                Order.of("late"),
                replies);
        // Then
        assertThat(replies.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(rig.service.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCancelledCallEndsAtTheServerAndNoOtherCallNotices() throws Exception {
        // Given
        var replies = Replies.asTheyCome();
        rig.start(Orders.SLOW, Order.of("unwanted"), replies);
        rig.awaitWaiting(1);
        // When
        replies.cancel();
        // Then
        assertThat(replies.status().getCode()).isEqualTo(Status.Code.CANCELLED);
        assertThat(rig.service.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(rig.unary(Orders.PLACE, Order.of("next")).note()).isEqualTo("accepted next");
    }

    @Test
    void aBidirectionalCallThatIsCancelledInTheMiddleEndsAtTheServer() throws Exception {
        // Given
        var replies = Replies.asTheyCome();
        rig.start(Orders.CHAT, replies).onNext(Order.of("first"));
        assertThat(replies.next().note()).startsWith("heard");
        // When
        replies.cancel();
        // Then
        assertThat(rig.service.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(rig.unary(Orders.PLACE, Order.of("next")).note()).isEqualTo("accepted next");
    }

    @Test
    void messagesOfFourMebibytesPassBothWays() {
        // Given
        var sent = Order.of("big").counted(FOUR_MIB).with(Attachments.of(FOUR_MIB - 1));
        // When
        var answer = rig.unary(Orders.LARGE, sent);
        // Then
        assertThat(rig.service.seen.getFirst().attachment()).isEqualTo(sent.attachment());
        assertThat(answer.attachment()).isEqualTo(Attachments.of(FOUR_MIB));
    }

    @Test
    void metadataPassesBothWaysAlsoWhenItIsBinaryOrLong() {
        // Given
        var sent = new Metadata();
        var texts = List.of("blue", "green;q=0.5, red", "x".repeat(3000));
        var bytes = new byte[256];
        IntStream.range(0, bytes.length).forEach(index -> bytes[index] = (byte) index);
        texts.forEach(text -> sent.put(MetadataEcho.TEXT, text));
        sent.put(MetadataEcho.BINARY, bytes);
        sent.put(MetadataEcho.BINARY, new byte[0]);
        var captured = new Captured();
        // When
        ClientCalls.blockingUnaryCall(
                captured.around(rig.channel, sent), Orders.PLACE, CallOptions.DEFAULT, Order.of("m"));
        // Then
        for (var metadata : List.of(rig.metadata.received.getFirst(), captured.headers(), captured.trailers())) {
            assertThat(metadata.getAll(MetadataEcho.TEXT)).containsExactlyElementsOf(texts);
            assertThat(metadata.getAll(MetadataEcho.BINARY)).containsExactly(bytes, new byte[0]);
        }
    }

    @Test
    void aFailureKeepsItsMessageAndItsTrailers() throws Exception {
        // Given
        var replies = Replies.asTheyCome();
        // When
        rig.start(Orders.FAIL, Order.of("f"), replies);
        var ended = replies.ended();
        // Then
        assertThat(ended.status().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(ended.status().getDescription()).isEqualTo(OrdersService.SOLD_OUT);
        assertThat(ended.trailers().get(OrdersService.REASON)).isEqualTo("stock");
    }

    @Test
    void aThousandCallsAreUnderWayOnOneConnection() throws Exception {
        // Given
        var calls = new ArrayList<Replies>();
        for (var number = 0; number < MANY; number++) {
            var replies = Replies.asTheyCome();
            calls.add(replies);
            rig.start(Orders.SLOW, Order.counting(number), replies);
        }
        rig.awaitWaiting(MANY);
        assertThat(rig.transports.count()).isEqualTo(1);
        // When
        rig.service.gate.complete(null);
        // Then
        for (var number = 0; number < MANY; number++) {
            assertThat(calls.get(number).next()).isEqualTo(Order.counting(number));
            assertThat(calls.get(number).status()).isEqualTo(Status.OK);
        }
    }

    @Test
    void theServersOwnPingsAreAnsweredWhileDataFlows() {
        // Given
        var sent = Order.of("big").with(Attachments.of(FOUR_MIB));
        try (var answers = FrameLog.ofAnsweredPings(FrameLog.FLOW_CONTROL)) {
            // When
            rig.unary(Orders.PLACE, sent);
            // Then
            Deadline.await("an answered ping", () -> answers.count() > 0);
        }
    }

    @Test
    void aServerThatGoesAwayFinishesTheCallsUnderWay() throws Exception {
        // Given
        var slow = Replies.asTheyCome();
        var chat = Replies.asTheyCome();
        rig.start(Orders.SLOW, Order.of("under way"), slow);
        var requests = rig.start(Orders.CHAT, chat);
        requests.onNext(Order.of("before"));
        assertThat(chat.next().id()).isEqualTo("before");
        rig.awaitWaiting(1);
        // When
        rig.server.shutdown();
        requests.onNext(Order.of("after"));
        // Then
        assertThat(chat.next().id()).isEqualTo("after");
        requests.onCompleted();
        rig.service.gate.complete(null);
        assertThat(slow.status()).isEqualTo(Status.OK);
        assertThat(chat.status()).isEqualTo(Status.OK);
        assertThat(rig.server.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        var later = Replies.asTheyCome();
        rig.start(Orders.PLACE, Order.of("too late"), later);
        assertThat(later.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void compressedMessagesPassBothWays() {
        // Given
        var sent = Order.of("zip").with(ByteString.copyFromUtf8("all work and no play ".repeat(5000)));
        var captured = new Captured();
        var channel = captured.around(rig.channel, new Metadata());
        // When
        var answer =
                ClientCalls.blockingUnaryCall(channel, Orders.PLACE, CallOptions.DEFAULT.withCompression("gzip"), sent);
        // Then
        assertThat(answer).isEqualTo(sent.saying("accepted zip"));
        assertThat(rig.metadata.received.getFirst().get(MetadataEcho.ENCODING)).isEqualTo("gzip");
        assertThat(captured.headers().get(MetadataEcho.ENCODING)).isEqualTo("gzip");
    }

    @Test
    void healthAndReflectionAreOrdinaryOperations() throws Exception {
        // When
        var health = rig.health();
        var services = Reflection.services(rig.channel);
        // Then
        assertThat(health).isEqualTo("SERVING");
        assertThat(services).contains("grpc.health.v1.Health");
    }

    @Test
    void aClientThatDoesNotReadHoldsBackItsStreamAndNoOther() throws Exception {
        // Given
        var count = 2000;
        var each = Attachments.of(10_000);
        var lazy = Replies.onRequest();
        rig.start(Orders.WATCH, Order.counting(count).with(each), lazy);
        var before = GrpcRig.awaitStandstill(rig.service.watched);
        // When
        var other = rig.unary(Orders.PLACE, Order.of("meanwhile"));
        lazy.request(count);
        // Then
        assertThat(other.note()).isEqualTo("accepted meanwhile");
        assertThat(before).isBetween(1, count / 2);
        assertThat(lazy.status()).isEqualTo(Status.OK);
        assertThat(lazy.rest())
                .extracting(Order::count)
                .isEqualTo(IntStream.rangeClosed(1, count).boxed().toList());
    }
}
