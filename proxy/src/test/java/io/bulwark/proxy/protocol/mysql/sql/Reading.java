package io.bulwark.proxy.protocol.mysql.sql;

import io.bulwark.policy.Bytes;
import io.bulwark.proxy.stream.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the lexer says of a statement, as text. */
record Reading(Set<String> parts, Set<Trait> traits, String digest, boolean overflowed) {
    static Reading of(String sql) {
        return of(sql, new Dialect());
    }

    static Reading of(String sql, Dialect dialect) {
        return of(sql.getBytes(StandardCharsets.UTF_8), dialect, Integer.MAX_VALUE);
    }

    /** Reads it in pieces of so many bytes. */
    static Reading of(byte[] sql, Dialect dialect, int size) {
        var lexer = new SqlLexer(dialect);
        lexer.begin();
        for (var from = 0; from < sql.length; from += Math.min(size, sql.length - from)) {
            var count = Math.min(size, sql.length - from);
            try (var arena = Arena.ofConfined()) {
                var memory = arena.allocate(count);
                MemorySegment.copy(sql, from, memory, ValueLayout.JAVA_BYTE, 0, count);
                lexer.feed(new ByteView().wrap(memory.address(), count, from));
            }
        }
        lexer.finish();
        return of(lexer);
    }

    static Reading of(SqlLexer lexer) {
        var parts = new LinkedHashSet<String>();
        for (var part = 0; part < lexer.parts().count(); part++) {
            parts.add((text(lexer.parts().verb(part)) + " " + text(lexer.parts().table(part))).strip());
        }
        var traits = EnumSet.noneOf(Trait.class);
        for (var trait : Trait.values()) {
            if (lexer.has(trait)) {
                traits.add(trait);
            }
        }
        return new Reading(parts, traits, text(lexer.digest()), lexer.overflowed());
    }

    private static String text(Bytes bytes) {
        var out = new byte[bytes.length()];
        for (var index = 0; index < out.length; index++) {
            out[index] = bytes.get(index);
        }
        return new String(out, StandardCharsets.UTF_8);
    }
}
