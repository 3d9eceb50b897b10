package io.bulwark.proxy.protocol.mysql.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Any bytes as a statement, in any dialect: nothing is thrown, something is told, and pieces make no difference. */
@Tag("fuzz")
class SqlLexerFuzzTest {
    @FuzzTest
    void howAStatementArrivesChangesNothing(byte[] input) {
        // Given
        var hash = Arrays.hashCode(input);
        var dialect = new Dialect();
        dialect.server((hash & 1) == 0, (hash & 2) == 0 ? 80036 : 101106);
        dialect.letters(List.of(Dialect.Letters.values()).get(Math.floorMod(hash >> 2, 3)));
        dialect.ansiQuotes((hash & 32) != 0);
        dialect.noBackslashEscapes((hash & 64) != 0);
        var whole = Reading.of(input, dialect, Integer.MAX_VALUE);
        // When
        var cut = Reading.of(input, dialect, 1 + Math.floorMod(hash, 11));
        // Then
        assertThat(cut).isEqualTo(whole);
        assertThat(whole.parts()).isNotEmpty();
    }
}
