package io.bulwark.proxy.inspect;

import io.bulwark.policy.Bytes;
import io.bulwark.proxy.stream.Ticker;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the logins of each peer have gone of late, whichever flows they came on. Bounded; of the peers beyond the bound the one whose
 * failure lies furthest back is forgotten. One a workbench, so that each event loop counts by itself.
 */
final class LoginWatch {
    static final int MAX_PEERS = 1024;
    static final long WINDOW_NANOS = 60_000_000_000L;
    static final int MANY_FAILURES = 10;
    static final int MANY_USERS = 5;
    static final int LONGEST = 64;

    private static final String[] WORDS = {"failed ", "failed many ", "failed users ", "failed many users "};

    private static final class Failures {
        private long since;
        private int count;
        private int users;
        private final long[] hashes = new long[MANY_USERS];

        private void begin(long now) {
            since = now;
            count = 0;
            users = 0;
        }

        private void add(long user) {
            count++;
            for (var index = 0; index < users; index++) {
                if (hashes[index] == user) {
                    return;
                }
            }
            if (users < MANY_USERS) {
                hashes[users++] = user;
            }
        }

        @Override
        public String toString() {
            return count + " failures, " + Arrays.toString(Arrays.copyOf(hashes, users));
        }
    }

    private final Ticker ticker;
    private final Map<InetAddress, Failures> peers = new LinkedHashMap<>(16, 0.75f, true);

    LoginWatch(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A login of this peer failed: words for the field {@code login}. */
    String failed(InetAddress peer, @Nullable Bytes user) {
        var now = ticker.read();
        var record = peers.computeIfAbsent(peer, _ -> {
            var first = new Failures();
            first.begin(now);
            return first;
        });
        if (peers.size() > MAX_PEERS) {
            var eldest = peers.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
        if (now - record.since > WINDOW_NANOS) {
            record.begin(now);
        }
        record.add(hash(user));
        var many = record.count >= MANY_FAILURES ? 1 : 0;
        var users = record.users >= MANY_USERS ? 2 : 0;
        return WORDS[many + users];
    }

    private static long hash(@Nullable Bytes user) {
        var hash = 0xcbf29ce484222325L;
        for (var index = 0; user != null && index < user.length(); index++) {
            hash = (hash ^ user.get(index)) * 0x100000001b3L;
        }
        return hash;
    }
}
