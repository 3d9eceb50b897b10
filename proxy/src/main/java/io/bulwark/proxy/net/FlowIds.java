package io.bulwark.proxy.net;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Names flows: a prefix drawn at start, so that ids of two runs differ, and a running number. */
final class FlowIds {
    private final String prefix;
    private final AtomicLong next = new AtomicLong();

    FlowIds(RandomGenerator random) {
        prefix = HexFormat.of().toHexDigits(random.nextInt()) + "-";
    }

    String next() {
        return prefix + Long.toHexString(next.incrementAndGet());
    }
}
