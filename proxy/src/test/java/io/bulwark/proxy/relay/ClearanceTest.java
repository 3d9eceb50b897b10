package io.bulwark.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.proxy.testing.NoLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class ClearanceTest {
    @Test
    void aClearanceMovesOnAndMayStayWhereItIs() {
        // Given
        var clearance = new Clearance();
        // When
        clearance.advance(5);
        clearance.advance(5);
        clearance.advance(9);
        // Then
        assertThat(clearance.offset()).isEqualTo(9);
    }

    @Test
    void aClearanceNeverGoesBack() {
        // Given
        var clearance = new Clearance();
        clearance.advance(5);
        // Then
        assertThatThrownBy(() -> clearance.advance(4)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Clearance().advance(-1)).isInstanceOf(IllegalStateException.class);
        assertThat(clearance.offset()).isEqualTo(5);
    }
}
