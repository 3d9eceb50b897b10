package io.bulwark.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as a descriptor set describes it. Immutable once the policy is made; a map's entry is a message with the fields
 * 1 and 2.
 */
public final class MessageType {

    private static final FieldType[] NONE = {};

    private final String name;
    /** The fields' numbers, ascending. */
    private int[] numbers = {};

    private FieldType[] fields = NONE;

    /** A field and its number. */
    record Numbered(int number, FieldType field) {}

    MessageType(String name) {
        this.name = name;
    }

    /** Sets the fields, once: messages may hold each other, so they are made before their fields. */
    void complete(List<Numbered> all) {
        var sorted =
                all.stream().sorted(Comparator.comparingInt(Numbered::number)).toList();
        numbers = sorted.stream().mapToInt(Numbered::number).toArray();
        fields = sorted.stream().map(Numbered::field).toArray(FieldType[]::new);
    }

    /** The full name, such as {@code orders.v1.Order}. */
    public String name() {
        return name;
    }

    /** The field with this number; null when the message has none. Makes no object. */
    public @Nullable FieldType field(int number) {
        // Most messages number their fields from one without gaps.
        int guess = number - 1;
        if (guess >= 0 && guess < numbers.length && numbers[guess] == number) {
            return fields[guess];
        }
        int found = Arrays.binarySearch(numbers, number);
        return found < 0 ? null : fields[found];
    }

    @Override
    public String toString() {
        return name;
    }
}
