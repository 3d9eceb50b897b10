package io.bulwark.signatures.match.hyperscan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Everything that a compiled database depends on. */
record DatabaseKey(String version, Platform platform, Mode mode, List<Expression> expressions) {
    DatabaseKey {
        expressions = List.copyOf(expressions);
    }

    /** A file name that is the same only where a database may be reused. */
    String fileName() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((version + '\0' + platform + '\0' + mode).getBytes(StandardCharsets.UTF_8));
            for (var expression : expressions) {
                digest.update(
                        ("\0" + expression.flags() + '\0' + expression.pattern()).getBytes(StandardCharsets.UTF_8));
            }
            return "%s-%s-%s.hsdb"
                    .formatted(
                            mode.name().toLowerCase(Locale.ROOT),
                            platform.name().toLowerCase(Locale.ROOT),
                            HexFormat.of().formatHex(digest.digest(), 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
