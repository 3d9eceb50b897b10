package io.bulwark.signatures.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.signatures.Signature;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledCatalogueTest {
    @Test
    void whatShipsIsTheYamlCatalogueWithoutSamples() throws IOException {
        // Given
        var yaml = Catalogue.fromClassPath().signatures();
        // When
        var shipped = CompiledCatalogue.fromClassPath();
        // Then
        assertThat(shipped)
                .isEqualTo(
                        yaml.stream().map(CompiledCatalogueTest::withoutSamples).toList());
    }

    @Test
    void aFormThatIsCutOffIsRefused() throws IOException {
        // Given
        var bytes = CompiledCatalogue.write(CompiledCatalogue.fromClassPath());
        // When, Then
        assertThatThrownBy(() -> CompiledCatalogue.read(Arrays.copyOf(bytes, bytes.length / 2)))
                .isInstanceOf(IOException.class);
    }

    private static Signature withoutSamples(Signature one) {
        return new Signature(
                one.id(),
                one.group(),
                one.title(),
                one.severity(),
                one.confidence(),
                one.tactic(),
                one.fields(),
                one.headers(),
                one.transforms(),
                one.pattern(),
                one.validator(),
                one.threshold(),
                List.of(),
                List.of());
    }
}
