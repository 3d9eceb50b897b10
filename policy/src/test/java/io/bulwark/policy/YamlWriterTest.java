package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bulwark.policy.yaml.YamlNode;
import io.bulwark.policy.yaml.YamlParse;
import io.bulwark.policy.yaml.YamlReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlWriterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2",
                "007",
                "1_000",
                "1:30",
                "-._",
                ".5",
                "+1",
                "1e3",
                "0x1F",
                "0b1",
                "2026-11-25",
                "true",
                "No",
                "on",
                "null",
                "~",
                "",
                " ",
                "-",
                "- a",
                "#",
                "a: b",
                "a #b",
                "*",
                "&a",
                "!a",
                "|",
                ">",
                "%",
                "@",
                "`",
                "{a}",
                "[a]",
                "'",
                "\"",
                "\\",
                "a\nb",
                "\t",
                ".inf",
                ".NaN",
                "=",
                "<<",
                "?",
                ":",
                "1,2",
                "1.2.3",
                "ä",
                "e5"
            })
    void whatIsATextReadsBackAsTheSameText(String text) {
        // Given
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("a", text).putArray("b").add(text);
        for (var yaml : new String[] {YamlWriter.write(tree), YamlWriter.writeIndented(tree)}) {
            // When
            var read = YamlReader.read(yaml);
            // Then
            assertThat(read).isInstanceOf(YamlParse.Documents.class);
            var root = (YamlNode.Mapping) ((YamlParse.Documents) read).roots().getFirst();
            var texts = root.entries().values().stream()
                    .map(node -> node instanceof YamlNode.Sequence(var _, var items) ? items.getFirst() : node)
                    .toList();
            assertThat(root.entries()).containsOnlyKeys("a", "b");
            assertThat(texts).as(yaml).allSatisfy(node -> {
                assertThat(node).isInstanceOf(YamlNode.Scalar.class);
                var scalar = (YamlNode.Scalar) node;
                assertThat(scalar.kind()).isEqualTo(YamlNode.Kind.TEXT);
                assertThat(scalar.text()).isEqualTo(text);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Enforce", "shop/web", "/orders", "10.0.0.0/24", "reads"})
    void whatCanOnlyBeATextHasNoQuotes(String text) {
        // When
        var yaml = YamlWriter.write(JsonNodeFactory.instance.objectNode().put("a", text));
        // Then
        assertThat(yaml).isEqualTo("a: " + text + "\n");
    }
}
