package io.bulwark.proxy.relay;

import static io.bulwark.proxy.stream.Direction.TO_CLIENT;
import static io.bulwark.proxy.stream.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.testing.NoLeaks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class GateTest {
    private static final class Keeper implements Gate.Keeper {
        final List<String> asked = new ArrayList<>();

        @Override
        public void uninspected(Uninspected why, long byteCount) {
            asked.add(why.id() + " " + byteCount);
        }

        @Override
        public void rereadLater(Direction direction) {
            asked.add("reread " + direction);
        }

        @Override
        public void handOverTo(Conversation next) {
            asked.add("hand over");
        }

        @Override
        public void finishFlow() {
            asked.add("finish");
        }

        @Override
        public void cutFlow() {
            asked.add("cut");
        }
    }

    private final Lane toServer = new Lane();
    private final Lane toClient = new Lane();
    private final Keeper keeper = new Keeper();
    private final Gate gate = new Gate(toServer, toClient, keeper);
    private final FakeEndpoint server = new FakeEndpoint();
    private final FakeEndpoint client = new FakeEndpoint();

    @AfterEach
    void closeTheLanes() {
        toServer.close();
        toClient.close();
    }

    private void give() {
        toServer.give(server);
        toClient.give(client);
    }

    @Test
    void eachDirectionIsDecidedOnItsOwn() {
        // Given
        toServer.adopt(Buffers.of("request"), new ByteView());
        toClient.adopt(Buffers.of("response"), new ByteView());
        // When
        gate.clear(TO_SERVER, 3);
        gate.clear(TO_CLIENT, 8);
        give();
        // Then
        assertThat(server.text()).isEqualTo("req");
        assertThat(client.text()).isEqualTo("response");
    }

    @Test
    void aDecisionCannotBeTakenBack() {
        // Given
        toServer.adopt(Buffers.of("request"), new ByteView());
        gate.clear(TO_SERVER, 3);
        gate.discard(TO_SERVER, 5);
        // Then
        assertThatThrownBy(() -> gate.clear(TO_SERVER, 4)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> gate.discard(TO_SERVER, 4)).isInstanceOf(IllegalStateException.class);
        give();
        assertThat(server.text()).isEqualTo("req");
    }

    @Test
    void bytesThatHaveNotArrivedCannotBeClearedInAdvance() {
        // Given
        toServer.adopt(Buffers.of("ab"), new ByteView());
        // Then
        assertThatThrownBy(() -> gate.clear(TO_SERVER, 3)).isInstanceOf(IllegalStateException.class);
        toServer.adopt(Buffers.of("cd"), new ByteView());
        give();
        assertThat(server.text()).isEmpty();
    }

    @Test
    void aLaneThatPassesUnreadCountsEveryByteOnce() {
        // Given
        toServer.adopt(Buffers.of("read"), new ByteView());
        gate.clear(TO_SERVER, 2);
        // When
        gate.passUninspected(TO_SERVER, Uninspected.WEBSOCKET);
        toServer.adopt(Buffers.of("more"), new ByteView());
        gate.passRest(TO_SERVER);
        gate.passRest(TO_SERVER);
        give();
        // Then
        assertThat(server.text()).isEqualTo("readmore");
        assertThat(keeper.asked).containsExactly("websocket 2", "websocket 4");
        assertThat(gate.passes(TO_SERVER)).isTrue();
        assertThat(gate.passes(TO_CLIENT)).isFalse();
    }

    @Test
    void aLaneThatIsReadDoesNotPass() {
        assertThatThrownBy(() -> gate.passRest(TO_CLIENT)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatConcernsTheFlowIsHandedToIt() {
        // When
        gate.countUninspected(Uninspected.CONTENT_CODING, 9);
        gate.reread(TO_CLIENT);
        gate.finish();
        gate.cut();
        // Then
        assertThat(keeper.asked).containsExactly("content-coding 9", "reread TO_CLIENT", "finish", "cut");
    }

    @Test
    void aRefusalStandsInItsPlaceInThePipeline() {
        // Given
        toClient.adopt(Buffers.of("first answer"), new ByteView());
        // When
        gate.clear(TO_CLIENT, 12);
        gate.insert(TO_CLIENT, new byte[] {'!'});
        toClient.adopt(Buffers.of("third"), new ByteView());
        gate.clear(TO_CLIENT, 17);
        give();
        // Then
        assertThat(client.text()).isEqualTo("first answer!third");
    }
}
