package io.bulwark.injector.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorTest {
    private final EmbeddedChannel listener = new EmbeddedChannel();
    private final Door door = new Door(3);
    private final List<Runnable> inside = new ArrayList<>();

    @Test
    void whoComesWhenEnoughStrangersAreInsideWaitsUntilOneIsKnown() {
        // When
        enter(3);
        // Then
        assertThat(open()).isFalse();
        // When
        inside.getFirst().run();
        // Then
        assertThat(open()).isTrue();
    }

    @Test
    void whoIsKnownAndThenLeavesIsCountedOnce() {
        // Given
        enter(3);
        // When
        inside.getFirst().run();
        inside.getFirst().run();
        enter(1);
        // Then
        assertThat(open()).isFalse();
    }

    @Test
    void whoWasAcceptedInOneGoWithOthersIsLetInToo() {
        // Given
        enter(5);
        // When
        inside.subList(0, 2).forEach(Runnable::run);
        // Then
        assertThat(open()).isFalse();
        // When
        inside.get(2).run();
        // Then
        assertThat(open()).isTrue();
    }

    private void enter(int count) {
        for (int i = 0; i < count; i++) {
            inside.add(door.enter(connection()));
        }
    }

    private Channel connection() {
        return new EmbeddedChannel(listener, io.netty.channel.DefaultChannelId.newInstance(), false, false);
    }

    private boolean open() {
        listener.runPendingTasks();
        return listener.config().isAutoRead();
    }
}
