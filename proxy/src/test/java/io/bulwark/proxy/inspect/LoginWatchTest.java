package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Bytes;
import io.bulwark.proxy.protocol.TextOperation;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class LoginWatchTest {
    private long now;
    private final LoginWatch watch = new LoginWatch(() -> now);

    private static InetAddress peer(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
    }

    private static Bytes user(String name) {
        return TextOperation.of("mysql", name, "").verb();
    }

    @Test
    void manyFailuresOfOneNameAreGuessing() throws UnknownHostException {
        // Given
        for (var failure = 1; failure < LoginWatch.MANY_FAILURES; failure++) {
            assertThat(watch.failed(peer(1), user("root"))).isEqualTo("failed ");
        }
        // When
        var words = watch.failed(peer(1), user("root"));
        // Then
        assertThat(words).isEqualTo("failed many ");
    }

    @Test
    void manyNamesAreEnumeration() throws UnknownHostException {
        // Given
        for (var name = 1; name < LoginWatch.MANY_USERS; name++) {
            assertThat(watch.failed(peer(1), user("user" + name))).isEqualTo("failed ");
        }
        // When
        var words = watch.failed(peer(1), user("another"));
        // Then
        assertThat(words).isEqualTo("failed users ");
    }

    @Test
    void aMinuteLaterTheCountBeginsAnew() throws UnknownHostException {
        // Given
        for (var failure = 0; failure < LoginWatch.MANY_FAILURES; failure++) {
            watch.failed(peer(1), user("root"));
        }
        // When
        now = LoginWatch.WINDOW_NANOS + 1;
        // Then
        assertThat(watch.failed(peer(1), user("root"))).isEqualTo("failed ");
    }

    @Test
    void thePeerWhoseFailureLiesFurthestBackIsForgotten() throws UnknownHostException {
        // Given
        for (var failure = 0; failure < LoginWatch.MANY_FAILURES; failure++) {
            watch.failed(peer(0), user("root"));
        }
        // When
        for (var other = 1; other <= LoginWatch.MAX_PEERS; other++) {
            watch.failed(peer(other), user("root"));
        }
        // Then
        assertThat(watch.failed(peer(0), user("root"))).isEqualTo("failed ");
    }
}
