package io.bulwark.policy.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.proof.RecordedCall.Part;
import io.bulwark.policy.proof.RecordedCall.Text;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

    private static RecordedCall hidden(String path, String query, Map<String, Set<String>> listed) {
        var parts = List.of(new Part(Text.of("GET"), Text.of(path)));
        var attributes = Map.of(Attribute.QUERY, Text.of(query));
        return Redaction.of(
                new RecordedCall(FlowSide.INGRESS, new byte[4], 80, "http", parts, attributes, Set.of(), 1), listed);
    }

    private static String query(String query, Map<String, Set<String>> listed) {
        return String.valueOf(hidden("/", query, listed).attributes().get(Attribute.QUERY));
    }

    @ParameterizedTest
    @CsvSource({
        "page=27, page=11",
        "token=hunter2&token=Z9, token=zzzzaz1&token=Z1",
        "when=2026-11-25T10:15:00Z, when=1111-11-11T11:11:11Z",
        "id=0d9f8a7b-1c2d-4e3f-8a9b-0c1d2e3f4a5b, id=1a1a1a1a-1a1a-1a1a-1a1a-1a1a1a1a1a1a",
        "q=o%27neill%20%71%C3%A4, q=z%27zazzz%20%61%61%61",
        "bare, bare",
        "=, ="
    })
    void valuesKeepTheirShapeAndLoseTheirContent(String query, String expected) {
        assertThat(query(query, Map.of())).isEqualTo(expected);
    }

    @Test
    void valuesThatAnAllowlistListsAreShown() {
        // Given
        var listed = Map.of("sort", Set.of("asc", "desc"));
        // When
        var query = query("sort=asc&sort=secret&other=asc", listed);
        // Then
        assertThat(query).isEqualTo("sort=asc&sort=zaazaz&other=aza");
    }

    @Test
    void piecesThatLookLikeKeysAreHidden() {
        // When
        var call = hidden("/reset/3f9ac0de3f9ac0de3f9ac0de/orders/8231", "", Map.of());
        // Then
        assertThat(call.told()).isEqualTo("GET /reset/1a1aa1aa1a1aa1aa1a1aa1aa/orders/8231");
    }
}
