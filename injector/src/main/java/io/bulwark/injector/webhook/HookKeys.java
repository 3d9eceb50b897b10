package io.bulwark.injector.webhook;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Keys that nobody can guess, for the paths of hooks. */
public final class HookKeys {
    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private HookKeys() {}

    /** 32 hexadecimal digits. */
    public static String next() {
        var key = new byte[BYTES];
        RANDOM.nextBytes(key);
        return HexFormat.of().formatHex(key);
    }
}
