package io.bulwark.proxy.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.stream.ByteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathNormaliserTest {
    private static final List<String> PARTS = List.of(
            "/", "/", "//", ".", "..", "%2e", "%2E", "%2f", "%5c", "%00", "%25", "%", "%4", "%zz", "%41", "a", "b;c");

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b",
        "/a//b, /a/b",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/../../b, /b",
        "/a/.., /",
        "/a/., /a/",
        "/%2e%2e/b, /b",
        "/a/%2e%2e%2fb, /a/..%2Fb",
        "/%41%7a, /Az",
        "/%5c%00%25, /%5C%00%25",
        "/%2541, /%2541",
        "/...., /....",
        "/%, /%",
        "/a%2, /a%2",
        "/.a/b., /.a/b.",
    })
    void aPathHasOneNormalForm(String path, String normal) {
        assertThat(normalise(path)).isEqualTo(normal);
    }

    @Test
    void aMissingPathIsTheRoot() {
        assertThat(normalise("")).isEqualTo("/");
    }

    @Test
    void itAgreesWithASlowerWayToWriteIt() {
        // Given
        var random = new Random(7);
        for (var round = 0; round < 50_000; round++) {
            var path = new StringBuilder("/");
            for (var part = random.nextInt(12); part > 0; part--) {
                path.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            // When
            var normal = normalise(path.toString());
            // Then
            assertThat(normal).as("%s", path).isEqualTo(slow(path.toString()));
        }
    }

    private static String normalise(String path) {
        var bytes = new NativeBytes(path);
        var out = new CopiedBytes();
        PathNormaliser.normalise(bytes.show(new ByteView(), 0), 0, bytes.length(), out);
        var text = new StringBuilder();
        for (var index = 0; index < out.length(); index++) {
            text.append((char) (out.get(index) & 0xFF));
        }
        return text.toString();
    }

    private static String slow(String path) {
        var kept = new ArrayList<String>();
        var segments = path.substring(1).split("/", -1);
        for (var place = 0; place < segments.length; place++) {
            var segment = decoded(segments[place]);
            var last = place == segments.length - 1;
            var dots = segment.equals(".") || segment.equals("..");
            if (segment.equals("..") && !kept.isEmpty()) {
                kept.removeLast();
            }
            if (!dots && !segment.isEmpty()) {
                kept.add(segment);
            }
            if (last && !kept.isEmpty() && (dots || segment.isEmpty())) {
                kept.add("");
            }
        }
        return "/" + String.join("/", kept);
    }

    private static String decoded(String segment) {
        var out = new StringBuilder();
        for (var index = 0; index < segment.length(); index++) {
            var escape = segment.substring(index, Math.min(segment.length(), index + 3));
            if (!escape.matches("%[0-9a-fA-F]{2}")) {
                out.append(segment.charAt(index));
                continue;
            }
            var value = (char) Integer.parseInt(escape.substring(1), 16);
            out.append("/\\%\0".indexOf(value) >= 0 ? escape.toUpperCase(Locale.ROOT) : String.valueOf(value));
            index += 2;
        }
        return out.toString();
    }
}
