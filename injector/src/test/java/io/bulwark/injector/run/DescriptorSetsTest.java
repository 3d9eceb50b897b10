package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.DocumentFacts;
import io.grpc.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A descriptor set on its whole way: from an object of the cluster over a real control plane to a real proxy between both ends of grpc-java. */
class DescriptorSetsTest {
    private static final Path DOCUMENT = Path.of("src/test/resources/custom-resources/valid-descriptor-set.yaml");
    private static final String CARD = "card 4111111111111111";
    private static final String IN_NOTE = "\n\u0015" + CARD;
    private static final String IN_CARD_NUMBER = "\u0012\u0015" + CARD;

    @TempDir
    private Path folder;

    private final MockCluster cluster = new MockCluster();
    private Server app;
    private ControlPlane plane;
    private ProxyProgram proxy;
    private String token;

    @BeforeEach
    void start() throws Exception {
        app = GrpcPeer.serve(0);
        cluster.namespace("shop", Map.of("bulwark.io/inject", "enabled"));
        token = cluster.pod("shop", "orders", "127.0.0.11");
        plane = cluster.replica("one");
        proxy = proxy();
    }

    private ProxyProgram proxy() throws Exception {
        var trusted = cluster.trusted(Clock.systemUTC().instant());
        return ProxyProgram.start(folder, token, plane.ports().stream().getPort(), trusted, app.getPort());
    }

    @AfterEach
    void stop() {
        proxy.close();
        plane.close();
        cluster.close();
        app.shutdownNow();
    }

    @Test
    void fieldsHaveTheActionsThatTheDocumentGivesThemAlsoWithoutAControlPlane() throws Exception {
        // Given
        Eventually.is("the answer without a policy", "OK", () -> call(IN_NOTE));

        // When
        cluster.apply(DocumentFacts.Kind.INSPECTION, Files.readString(DOCUMENT));

        // Then
        Eventually.is("the answer to a card in the note", "PERMISSION_DENIED", () -> call(IN_NOTE));
        assertThat(call(IN_CARD_NUMBER)).isEqualTo("OK");
        Eventually.holds("an event names the field", () -> proxy.log().contains("in field shop.Order.note"));

        // When the control plane is away, and the proxy's container starts again
        plane.close();
        proxy.close();
        proxy = proxy();

        // Then
        Eventually.is("the answer to a card in its field", "OK", () -> call(IN_CARD_NUMBER));
        assertThat(call(IN_NOTE)).isEqualTo("PERMISSION_DENIED");
        assertThat(proxy.log()).contains("kept policy");
    }

    private String call(String message) {
        return GrpcPeer.call("127.0.0.1", proxy.port(), 1, "Place", message);
    }
}
