package io.bulwark.signatures.match.hyperscan;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An instruction set that databases are compiled for. */
public enum Platform {
    /** Any x86-64 processor that the engine runs on. */
    BASELINE(0),
    AVX2(1L << 2);

    /* struct hs_platform_info { unsigned tune; unsigned long long cpu_features, reserved1, reserved2; } */
    private static final long STRUCT_BYTES = 32;
    private static final long FEATURES = 8;

    private final long features;

    Platform(long features) {
        this.features = features;
    }

    MemorySegment toNative(Arena arena) {
        var info = arena.allocate(STRUCT_BYTES, Long.BYTES);
        info.set(JAVA_LONG, FEATURES, features);
        return info;
    }

    /** The best platform that this machine's processor has. */
    public static Platform ofThisMachine() {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(STRUCT_BYTES, Long.BYTES);
            int code = HyperscanDatabases.populatePlatform(info.address());
            if (code != HyperscanRuntime.SUCCESS) {
                throw new IllegalStateException("Hyperscan: " + HyperscanRuntime.describe(code));
            }
            return (info.get(JAVA_LONG, FEATURES) & AVX2.features) == 0 ? BASELINE : AVX2;
        }
    }
}
